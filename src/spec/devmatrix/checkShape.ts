import type { Span } from '../../base/span.ts';
import type { Fix } from '../../base/diagnostic.ts';
import { replaceSpan, replaceText } from '../fixes.ts';
import { valueOf, type SourceEntry, type SourceMap, type SourceNode } from '../source.ts';
import { type Context, didYouMean, thereIs } from './context.ts';
import { habitOfKey, habitOfValue } from './habits.ts';
import type { Keys, Shape, Shapes } from './shape.ts';

/** Where a value stands: how people call it, and the key that names it. */
interface Place {
  readonly text: string;
  readonly named?: Span;
}

/** Reports what in a spec has the wrong kind, an unknown key, or misses a key. */
export function checkShape(node: SourceNode, shape: Shape, place: Place, shapes: Shapes, context: Context): void {
  switch (shape.kind) {
    case 'named': {
      const named = shapes[shape.name];
      if (named !== undefined) checkShape(node, named, place, shapes, context);
      return;
    }
    case 'either': {
      const option = shape.options.find((candidate) => accepts(node, candidate, shapes)) ?? (isEmpty(node) ? shape.options.find(({ kind }) => isContainer(kind)) : undefined);
      if (option === undefined) wrongKind(node, shape, place, shapes, context);
      else checkShape(node, option, place, shapes, context);
      return;
    }
    case 'any': return;
    case 'list':
      if (node.kind === 'seq') for (const item of node.items) checkShape(item, shape.items, { text: `An item of ${lower(place.text)}` }, shapes, context);
      else if (!isEmpty(node)) wrongKind(node, shape, place, shapes, context);
      return;
    case 'map':
      if (node.kind === 'map') for (const entry of node.entries) checkShape(entry.value, shape.values, { text: `"${entry.key}"`, named: entry.keySpan }, shapes, context);
      else if (!isEmpty(node)) wrongKind(node, shape, place, shapes, context);
      return;
    case 'object':
      if (node.kind === 'map') checkKeys(node, { text: shape.title, named: namedBy(node, place) }, shape.keys, shapes, context);
      else if (isEmpty(node)) checkKeys({ kind: 'map', entries: [], span: node.span }, { text: shape.title, named: namedBy(node, place) }, shape.keys, shapes, context);
      else wrongKind(node, shape, place, shapes, context);
      return;
    case 'variants': {
      if (node.kind === 'map') checkVariant(node, shape, namedBy(node, place), shapes, context);
      else wrongKind(node, shape, place, shapes, context);
      return;
    }
    case 'text':
    case 'number':
    case 'boolean':
    case 'null':
      if (!accepts(node, shape, shapes)) wrongKind(node, shape, place, shapes, context);
      else checkScalar(node, shape, place, context);
  }
}

function isContainer(kind: Shape['kind']): boolean {
  return kind === 'list' || kind === 'map' || kind === 'object';
}

/** `attributes:` with nothing behind it. */
function isEmpty(node: SourceNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

function accepts(node: SourceNode, shape: Shape, shapes: Shapes): boolean {
  switch (shape.kind) {
    case 'text': return node.kind === 'scalar' && typeof node.value === 'string';
    case 'number': return node.kind === 'scalar' && typeof node.value === 'number';
    case 'boolean': return node.kind === 'scalar' && typeof node.value === 'boolean';
    case 'null': return isEmpty(node);
    case 'any': return true;
    case 'list': return node.kind === 'seq';
    case 'map':
    case 'object':
    case 'variants': return node.kind === 'map';
    case 'either': return shape.options.some((option) => accepts(node, option, shapes));
    case 'named': {
      const named = shapes[shape.name];
      return named !== undefined && accepts(node, named, shapes);
    }
  }
}

function checkKeys(node: SourceMap, place: Required<Place>, keys: Keys, shapes: Shapes, context: Context): void {
  const meant = new Set<string | undefined>();
  for (const entry of node.entries) {
    const key = Object.hasOwn(keys, entry.key) ? keys[entry.key] : undefined;
    if (key === undefined) meant.add(unknownKey(entry, place.text, { known: Object.keys(keys), given: node }, context));
    else checkShape(entry.value, key.shape, { text: `"${entry.key}"`, named: entry.keySpan }, shapes, context);
  }
  for (const [name, { required }] of Object.entries(keys)) {
    if (required !== undefined && valueOf(node, name) === undefined && !meant.has(name)) context.report('DM1102', place.named, { place: place.text, key: name, reason: required });
  }
}

function checkVariant(node: SourceMap, shape: Shape & { readonly kind: 'variants' }, named: Span, shapes: Shapes, context: Context): void {
  const names = Object.keys(shape.variants);
  const given = node.entries.filter((entry) => Object.hasOwn(shape.variants, entry.key));
  const [first, second] = given;
  const variant = first === undefined ? undefined : shape.variants[first.key];
  if (first === undefined || variant === undefined) {
    const near = node.entries.find((entry) => !Object.hasOwn(shape.common, entry.key));
    if (near === undefined) context.report('DM1102', named, { place: shape.title, key: names.join('", "'), reason: 'it has exactly one of them' });
    else unknownKey(near, shape.title, { known: names, given: node }, context);
    return;
  }
  if (second !== undefined) {
    context.report('DM1150', second.keySpan, { place: shape.title, first: first.key, second: second.key });
    return;
  }
  checkKeys(node, { text: `${shape.title} with "${first.key}"`, named }, { ...shape.common, ...variant.keys, [first.key]: { shape: variant.shape, about: variant.about } }, shapes, context);
}

/** Tells an unknown key; what was likely meant is one of those keys that are not given yet. */
function unknownKey({ key, keySpan, value }: SourceEntry, place: string, { known, given }: { readonly known: readonly string[]; readonly given: SourceMap }, context: Context): string | undefined {
  const { advice, extras, guess } = didYouMean(key, known.filter((name) => valueOf(given, name) === undefined), keySpan);
  context.report('DM1100', keySpan, { place, key, advice: habitOfKey(place, key, value) ?? (guess === undefined ? thereIs(known) : advice) }, extras);
  return guess;
}

function checkScalar(node: SourceNode, shape: Shape, { text: place }: Place, context: Context): void {
  if (node.kind !== 'scalar') return;
  if (shape.kind === 'text' && typeof node.value === 'string') {
    if (shape.values !== undefined && !shape.values.includes(node.value)) {
      const { extras } = isRoute(node.value) && shape.values.includes('call') ? { extras: { fixes: [replaceSpan(node.span, `{ http: ${node.text} }`)] } } : didYouMean(node.value, shape.values, node.span);
      context.report('DM1101', node.span, { place, expected: `one of ${shape.values.join(', ')}`, actual: withHabit(`"${node.value}"`, habitOfValue(place, node)) }, extras);
    } else if (shape.pattern === '^/' && !node.value.startsWith('/')) {
      context.report('DM1101', node.span, { place, expected: 'a path that begins with "/"', actual: `"${node.value}"` }, { fixes: [replaceText(node.span, node.value, `/${node.value}`)] });
    }
  } else if (shape.kind === 'number' && typeof node.value === 'number') {
    const { minimum = -Infinity, maximum = Infinity } = shape;
    if (node.value < minimum || node.value > maximum || (shape.integer === true && !Number.isInteger(node.value))) {
      const range = [shape.minimum === undefined ? '' : ` from ${shape.minimum}`, shape.maximum === undefined ? '' : ` to ${shape.maximum}`].join('');
      context.report('DM1101', node.span, { place, expected: `${shape.integer === true ? 'an integer' : 'a number'}${range}`, actual: node.text });
    }
  }
}

function wrongKind(node: SourceNode, shape: Shape, { text: place }: Place, shapes: Shapes, context: Context): void {
  const span = node.kind === 'scalar' || node.span.end - node.span.start <= mostUnderlined ? node.span : startOf(node.span);
  context.report('DM1101', span, { place, expected: expected(shape, shapes), actual: withHabit(actualKind(node), relationHabit(node, shape) ?? habitOfValue(place, node)) }, { fixes: kindFixes(node, shape, shapes) });
}

/** What it is, and behind it what was likely meant. */
function withHabit(actual: string, habit: string): string {
  return habit === '' ? actual : `${actual}. ${habit}`;
}

/** `cage: Cage` */
function relationHabit(node: SourceNode, shape: Shape): string | undefined {
  return shape.kind === 'variants' && 'belongsTo' in shape.variants && node.kind === 'scalar' && typeof node.value === 'string' ? `Write \`{ belongsTo: ${node.value} }\`` : undefined;
}

/** `POST /orders` */
function isRoute(text: string): boolean {
  return /^[A-Za-z]+ +\//.test(text);
}

/** A number or a flag without its quotes, or a list around one value of it. */
function kindFixes(node: SourceNode, shape: Shape, shapes: Shapes): readonly Fix[] {
  if (node.kind !== 'scalar' || node.value === null) return [];
  if (shape.kind === 'number') return typeof node.value === 'string' && (shape.integer === true ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/).test(node.value) ? [replaceSpan(node.span, node.value)] : [];
  if (shape.kind === 'list') return accepts(node, shape.items, shapes) ? [replaceSpan(node.span, `[${node.text}]`)] : [];
  if (shape.kind === 'either') return shape.options.flatMap((option) => kindFixes(node, option, shapes)).slice(0, 1);
  if (shape.kind === 'variants' && 'belongsTo' in shape.variants && typeof node.value === 'string') return [replaceSpan(node.span, `{ belongsTo: ${node.text} }`)];
  const flag = shape.kind === 'boolean' ? flagOf(String(node.value)) : undefined;
  return flag === undefined ? [] : [replaceSpan(node.span, flag)];
}

/** `true` or `false` for the words that people write for them. */
function flagOf(word: string): string | undefined {
  if (/^(true|yes|y|on|1)$/i.test(word)) return 'true';
  return /^(false|no|n|off|0)$/i.test(word) ? 'false' : undefined;
}

function expected(shape: Shape, shapes: Shapes): string {
  switch (shape.kind) {
    case 'text': return 'text';
    case 'number': return shape.integer === true ? 'an integer' : 'a number';
    case 'boolean': return 'true or false';
    case 'null': return 'nothing';
    case 'any': return 'a value';
    case 'list': return shape.items.kind === 'any' ? 'a list' : `a list of ${expected(shape.items, shapes).replace(/\ban? (object|integer|number|list)\b/g, '$1s')}`;
    case 'map':
    case 'object':
    case 'variants': return 'an object';
    case 'either': return [...new Set(shape.options.map((option) => expected(option, shapes)))].join(' or ');
    case 'named': {
      const named = shapes[shape.name];
      return named === undefined ? 'a value' : expected(named, shapes);
    }
  }
}

function actualKind(node: SourceNode): string {
  if (node.kind === 'map') return 'an object';
  if (node.kind === 'seq') return 'a list';
  if (node.value === null) return 'nothing';
  return typeof node.value === 'string' ? `the text "${node.value.slice(0, 40)}"` : node.text;
}

/** Characters of a list or an object that are underlined as a whole. */
const mostUnderlined = 120;

/** The key that names an object, else its first key. */
function namedBy(node: SourceNode, { named }: Place): Span {
  return named ?? (node.kind === 'map' ? node.entries[0]?.keySpan : undefined) ?? startOf(node.span);
}

/** The first characters of a long range, so that an editor does not underline half a file. */
function startOf(span: Span): Span {
  return { ...span, end: Math.min(span.end, span.start + 1) };
}

function lower(place: string): string {
  return place.charAt(0).toLowerCase() + place.slice(1);
}
