import type { Diagnostic, Fix } from '../../base/diagnostic.ts';
import type { Span } from '../../base/span.ts';
import { asString, entriesOf, valueOf } from '../source.ts';
import type { SourceMap, SourceNode } from '../source.ts';
import { fixOf, wrapInList } from '../fixes.ts';
import { openApiCatalogue } from './catalogue.ts';
import type { Documents, Target } from './documents.ts';
import type { Definition, SpecDocument, SpecSchema } from './model.ts';

/** The state of reading one document: what was found, what was wrong, which definitions wait to be read. */
export interface Reading {
  readonly version: '3.0' | '3.1';
  readonly documents: Documents;
  readonly diagnostics: Diagnostic[];
  readonly definitions: Definitions;
  /** Schemas by source node: an aliased part of a YAML file is read once. */
  readonly schemas: Map<SourceNode, SpecSchema>;
  /** The object and the name of properties that say `required` themselves. */
  readonly propertyOf: Map<SourceNode, { readonly object: SourceMap; readonly name: string }>;
  /** The examples with what they are examples of. */
  readonly examples: { readonly node: SourceNode; readonly schema: SpecSchema }[];
  /** Servers of operations that were reported, as JSON. */
  readonly servers: Set<string>;
}

/** The definitions by identity; a queue of those whose schema is still to be read. */
export class Definitions {
  readonly #byId = new Map<string, Definition>();
  readonly #waiting: { readonly definition: Definition; readonly node: SourceNode }[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** The definition of a place; the same place gives the same definition. */
  define(target: Target): Definition {
    const known = this.#byId.get(target.id);
    if (known !== undefined) return known;
    const component = target.file === this.#file && target.parts.length === 3 && target.parts[0] === 'components' && target.parts[1] === 'schemas';
    const definition: Definition = {
      id: target.id,
      name: nameOf(target),
      component,
      span: target.span,
      schema: { span: target.span, types: [] },
    };
    this.#byId.set(target.id, definition);
    this.#waiting.push({ definition, node: target.node });
    return definition;
  }

  /** Reads what waits, and what that makes wait, until nothing does. */
  readAll(read: (node: SourceNode) => SpecSchema): void {
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
      next.definition.schema = read(next.node);
    }
  }

  all(): readonly Definition[] {
    return [...this.#byId.values()];
  }
}

const structural = new Set(['components', 'schemas', 'properties', 'definitions', '$defs', 'items', 'allOf', 'oneOf', 'anyOf', 'schema', 'content', 'paths']);

/** `Pet` for a component, `Pet owner` for a property of it, the file's name for a whole file. */
function nameOf({ file, parts }: Target): string {
  const names = parts.filter((part) => !structural.has(part));
  if (parts.length === 3 && parts[0] === 'components') return parts[2] ?? '';
  if (names.length > 0) return names.join(' ');
  if (parts.length > 0) return parts.at(-1) ?? '';
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return base.replace(/\.(ya?ml|json)$/i, '');
}

/** What a node is, for people: `text`, `a list`, `the number 3`. */
export function describe(node: SourceNode | undefined): string {
  if (node === undefined) return 'missing';
  switch (node.kind) {
    case 'map': return 'an object';
    case 'seq': return 'a list';
    case 'scalar': return node.value === null ? 'empty' : typeof node.value === 'string' ? `the text "${shorten(node.value)}"` : node.text;
  }
}

/** At most 40 characters of a text. */
function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** Reports a node of the wrong kind. */
export function reportStructure(reading: Reading, what: string, expected: string, node: SourceNode, fixes: readonly Fix[] = []): void {
  reading.diagnostics.push(openApiCatalogue.report('DM1229', node.span, { what, expected, actual: describe(node) }, { fixes }));
}

/** The node when it is a map; reports anything else. An empty value counts as nothing. */
export function mapOf(reading: Reading, what: string, node: SourceNode | undefined): (SourceNode & { kind: 'map' }) | undefined {
  if (node === undefined || node.kind === 'map') return node;
  if (node.kind === 'scalar' && node.value === null) return undefined;
  reportStructure(reading, what, 'an object', node);
  return undefined;
}

/** An object with one of these is an item of the list that it stands in the place of. */
const itemKeys = ['name', 'in', '$ref', 'url'];

/** The items when the node is a list; reports anything else. */
export function listOf(reading: Reading, what: string, node: SourceNode | undefined): readonly SourceNode[] {
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return [];
  if (node.kind === 'seq') return node.items;
  const isItem = node.kind === 'map' ? itemKeys.some((key) => valueOf(node, key) !== undefined) : what === '"tags"';
  reportStructure(reading, what, 'a list', node, isItem ? [fixOf('list', 'Make it a list', () => wrapInList(reading.documents.rootOf(node), node))] : []);
  return [];
}

/** Keeps `example` and `examples` of a parameter or a media type, to be compared with the schema when that is known. */
export function noteExamples(reading: Reading, node: SourceNode, schema: SpecSchema): void {
  const example = valueOf(node, 'example');
  const named = entriesOf(valueOf(node, 'examples')).flatMap(({ value }) => valueOf(value, 'value') ?? []);
  for (const stated of example === undefined ? named : [example, ...named]) reading.examples.push({ node: stated, schema });
}

/** A record entry when the text is there: `{ description }` or `{}`. */
export function textField<Key extends string>(key: Key, node: SourceNode | undefined): { readonly [K in Key]?: string } {
  const text = asString(node);
  return (text === undefined ? {} : { [key]: text }) as { readonly [K in Key]?: string };
}

/** Names something that the app will not have; the same sentence is a diagnostic and stands in the IR. */
export function notGenerated(reading: Reading, what: string, reason: string, span: Span): SpecDocument['notGenerated'][number] {
  const shown = what.charAt(0).toUpperCase() + what.slice(1);
  reading.diagnostics.push(openApiCatalogue.report('DM1221', span, { what: shown, reason }));
  return { what, reason, span };
}
