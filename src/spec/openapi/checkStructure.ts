import { nearest } from '../../base/nearest.ts';
import type { Span } from '../../base/span.ts';
import type { Fix } from '../../base/diagnostic.ts';
import { fixOf, replaceSpan, replaceText, wrapEntry, written } from '../fixes.ts';
import { entryOf, type SourceEntry, type SourceMap, type SourceNode } from '../source.ts';
import { openApiCatalogue } from './catalogue.ts';
import { checkMediaType, checkPart } from './checkParts.ts';
import { refOf } from './documents.ts';
import { describe, type Reading } from './reading.ts';
import { ruleOf, underSchema, type ObjectName, type ObjectRule, type Place } from './structure.ts';

/** What is known of an object while it is checked. */
interface Checked {
  readonly name: ObjectName;
  readonly rule: ObjectRule;
  /** Where the object is named; a key that it lacks is missed there. */
  readonly named: Span;
}

/**
 * Reports the keys of a document that are misspelt, misplaced or missing, and the simple values of a wrong kind.
 * What the readers of operations, schemas and security complain about themselves is left to them.
 */
export function checkStructure(reading: Reading, root: SourceNode): void {
  const walk = new Walk(reading);
  walk.object(root, 'document', entryOf(root, 'openapi')?.keySpan ?? { ...root.span, end: root.span.start });
}

/** The key that people mean when they write text in the place of an object. */
const shortForms: Readonly<Record<string, string>> = { server: 'url', tag: 'name' };

class Walk {
  readonly #reading: Reading;
  readonly #seen = new Set<SourceNode>();

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  object(node: SourceNode, name: ObjectName, named: Span): void {
    const rule: ObjectRule = ruleOf(name);
    if (node.kind === 'map' && rule.section !== undefined && refOf(node) !== undefined) {
      const target = this.#reading.documents.follow(node, rule.section);
      if (target !== undefined && target.span.file !== this.#reading.documents.root.span.file) this.#map(target, { name, rule, named: startOf(target) });
      if (name !== 'pathItem') return;
    }
    this.#map(node, { name, rule, named });
  }

  #map(node: SourceNode, checked: Checked): void {
    if (node.kind !== 'map' || this.#seen.has(node)) return;
    this.#seen.add(node);
    checkPart(this.#reading, checked.name, node);
    const meant = new Set<string>();
    for (const entry of node.entries) {
      const place = Object.hasOwn(checked.rule.keys, entry.key) ? checked.rule.keys[entry.key] : undefined;
      if (place !== undefined) this.#value(entry, place);
      else if (!entry.key.startsWith('x-')) this.#unknown(node, entry, checked.rule, meant);
    }
    this.#missing(node, checked, meant);
  }

  #value(entry: SourceEntry, place: Place): void {
    const { value } = entry;
    if (!isFilled(value)) return;
    if (place === 'text') this.#text(entry);
    else if (place === 'flag') this.#flag(entry);
    else if (typeof place === 'object' && 'object' in place) {
      if (value.kind === 'map') this.object(value, place.object, entry.keySpan);
      else this.#wrong(entry.key, 'an object', value);
    } else if (typeof place === 'object' && 'list' in place) {
      if (value.kind === 'seq') for (const item of value.items) this.#item(item, entry.key, place.list);
      else this.#wrong(entry.key, 'a list', value);
    } else if (typeof place === 'object') this.#members(entry, place.map);
  }

  #item(item: SourceNode, key: string, name: ObjectName): void {
    if (item.kind === 'map') this.object(item, name, startOf(item));
    else if (isFilled(item)) {
      const meant = item.kind === 'scalar' && Object.hasOwn(shortForms, name) ? shortForms[name] : undefined;
      const fixes = meant === undefined || item.kind !== 'scalar' ? [] : [replaceSpan(item.span, `{ ${written(meant, item.text.startsWith('"'))}: ${item.text} }`)];
      this.#reading.diagnostics.push(openApiCatalogue.report('DM1244', item.span, { key: `An item of ${key}`, expected: 'an object', actual: describe(item) }, { fixes }));
    }
  }

  #members({ key, value }: SourceEntry, name: ObjectName): void {
    if (value.kind !== 'map') this.#wrong(key, 'an object', value);
    else {
      for (const item of value.entries) {
        if (item.key.startsWith('x-')) continue;
        if (name === 'mediaType') checkMediaType(this.#reading, item);
        if (name === 'mediaType' && item.key === 'schema') continue;
        if (item.value.kind === 'map' || !isFilled(item.value)) this.object(item.value, name, item.keySpan);
        else this.#wrong(item.key, 'an object', item.value);
      }
    }
  }

  #text({ key, value }: SourceEntry): void {
    if (value.kind !== 'scalar') this.#wrong(key, 'text', value);
  }

  #flag({ key, value }: SourceEntry): void {
    if (value.kind === 'scalar' && typeof value.value === 'boolean') return;
    const meant = value.kind === 'scalar' ? flagOf(String(value.value)) : undefined;
    const fixes = meant === undefined ? [] : [replaceSpan(value.span, meant)];
    this.#reading.diagnostics.push(openApiCatalogue.report('DM1244', value.span, { key, expected: 'true or false', actual: describe(value) }, { fixes }));
  }

  #wrong(key: string, expected: string, value: SourceNode): void {
    this.#reading.diagnostics.push(openApiCatalogue.report('DM1244', value.span, { key, expected, actual: describe(value) }));
  }

  #unknown(node: SourceMap, entry: SourceEntry, rule: ObjectRule, meant: Set<string>): void {
    const { key, keySpan } = entry;
    const misplaced = rule.misplaced !== undefined && Object.hasOwn(rule.misplaced, key) ? rule.misplaced[key] : undefined;
    if (misplaced !== undefined) {
      this.#reading.diagnostics.push(openApiCatalogue.report('DM1243', keySpan, { key, place: lower(rule.title), where: misplaced }, { fixes: this.#wrapFix(node, entry, misplaced, rule) }));
      return;
    }
    const free = Object.keys(rule.keys).filter((candidate) => entryOf(node, candidate) === undefined);
    const suggestion = key.length < 3 ? undefined : nearest(key, free);
    if (suggestion === undefined) {
      this.#reading.diagnostics.push(openApiCatalogue.report('DM1242', keySpan, { key, place: lower(rule.title) }));
      return;
    }
    meant.add(suggestion);
    this.#reading.diagnostics.push(openApiCatalogue.report('DM1210', keySpan, { keyword: key, suggestion }, { fixes: [replaceText(keySpan, key, suggestion)] }));
  }

  /** The only keyword of a schema that stands beside "schema" goes under it. */
  #wrapFix(node: SourceMap, entry: SourceEntry, where: string, { misplaced = {} }: ObjectRule): readonly Fix[] {
    const others = node.entries.filter(({ key }) => key === 'schema' || key === 'content' || (Object.hasOwn(misplaced, key) && misplaced[key] === underSchema));
    if (where !== underSchema || others.length > 1) return [];
    return [fixOf('wrap', 'Put it under schema', () => wrapEntry(this.#reading.documents.rootOf(node), entry, 'schema'))];
  }

  #missing(node: SourceMap, { rule, named }: Checked, meant: ReadonlySet<string>): void {
    const required = [...(rule.required ?? []), ...(this.#reading.version === '3.0' ? rule.requiredIn30 ?? [] : [])];
    for (const key of required) {
      const entry = entryOf(node, key);
      if (meant.has(key) || (entry !== undefined && isFilled(entry.value))) continue;
      this.#reading.diagnostics.push(openApiCatalogue.report('DM1203', entry?.keySpan ?? named, { place: rule.title, key }));
    }
  }
}

/** Whether anything stands behind the key. */
function isFilled(node: SourceNode): boolean {
  // An alias without an anchor is reported as that.
  return node.kind !== 'scalar' || node.value !== null || (node.text === '' && node.span.end > node.span.start);
}

/** `true` or `false` for the words that people write for them. */
export function flagOf(word: string): string | undefined {
  if (/^(true|yes|y|on|1)$/i.test(word)) return 'true';
  return /^(false|no|n|off|0)$/i.test(word) ? 'false' : undefined;
}

/** The first key of an object. */
function startOf(node: SourceNode): Span {
  return node.kind === 'map' ? node.entries[0]?.keySpan ?? node.span : node.span;
}

function lower(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}
