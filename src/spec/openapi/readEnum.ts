import type { Fix } from '../../base/diagnostic.ts';
import type { Json } from '../../base/json.ts';
import { fixOf, removeEntry, removePart, replaceSpan } from '../fixes.ts';
import { entryOf, itemsOf, toJson } from '../source.ts';
import type { SourceEntry, SourceMap, SourceNode } from '../source.ts';
import { openApiCatalogue } from './catalogue.ts';
import type { SpecSchema, SpecType, SpecValue } from './model.ts';
import type { Reading } from './reading.ts';

/** `enum` without null and duplicates; `const` is an enum of one value. */
export function readEnum(reading: Reading, node: SourceMap, keywords: ReadonlyMap<string, SourceNode>, schema: { -readonly [K in keyof SpecSchema]: SpecSchema[K] }): void {
  const constant = keywords.get('const');
  const list = keywords.get('enum');
  const entry = entryOf(node, 'enum');
  if (constant === undefined && list === undefined) return;
  const nodes = constant === undefined ? itemsOf(list) : [constant];
  if (nodes.length === 0 && list !== undefined) reading.diagnostics.push(openApiCatalogue.report('DM1238', list.span, {}, { fixes: emptyEnum(reading, entry) }));
  const seen = new Set<string>();
  const values: SpecValue[] = [];
  for (const item of nodes) {
    const fitted = fitEnumValue(reading, item, schema.types);
    if (fitted === null) schema.nullable = true;
    const key = JSON.stringify(fitted);
    if (seen.has(key)) reading.diagnostics.push(openApiCatalogue.report('DM1231', item.span, { what: 'enum value', value: key }, { fixes: [removal(reading, item, 'the second one')] }));
    else if (fitted !== null) values.push({ value: fitted, span: item.span });
    seen.add(key);
  }
  if (values.length > 0) schema.enum = values;
}

function emptyEnum(reading: Reading, entry: SourceEntry | undefined): readonly Fix[] {
  return entry === undefined ? [] : [fixOf('remove', 'Remove the enum', () => [removeEntry(reading.documents.rootOf(entry.value), entry)])];
}

/** The value in the stated type: text and numbers that were confused by quoting are converted, and reported. */
function fitEnumValue(reading: Reading, node: SourceNode, allowed: readonly SpecType[]): Json {
  const value = toJson(node);
  if (value === null || allowed.length === 0 || allowed.some((type) => isOfType(value, type))) return value;
  const converted = allowed.length === 1 ? convert(node, value, allowed[0]) : undefined;
  const consequence = converted === undefined ? '.' : `; it is read as ${JSON.stringify(converted)}.`;
  const fixes = converted === undefined ? [] : [replaceSpan(node.span, quoted(node, converted))];
  reading.diagnostics.push(openApiCatalogue.report('DM1213', node.span, { value: shortJson(value), type: allowed.join(' or '), consequence }, { fixes }));
  return converted ?? value;
}

/** A scalar as text of the document: text in quotes of the kind that YAML and JSON share, unless the document is one of single quotes. */
function quoted(node: SourceNode, value: Json): string {
  return typeof value === 'string' && node.span.file.endsWith('.json') ? JSON.stringify(value) : typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}

function convert(node: SourceNode, value: Json, type: SpecType | undefined): Json | undefined {
  if (type === 'string' && node.kind === 'scalar') return typeof value === 'string' ? value : node.text;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : undefined;
  const number = Number(value);
  return Number.isFinite(number) && type !== undefined && isOfType(number, type) ? number : undefined;
}

/** Whether a JSON value has a type. */
function isOfType(value: Json, type: SpecType): boolean {
  switch (type) {
    case 'string': case 'number': case 'boolean': return typeof value === type;
    case 'integer': return typeof value === 'number' && Number.isInteger(value);
    case 'array': return Array.isArray(value);
    case 'object': return typeof value === 'object' && value !== null && !Array.isArray(value);
  }
}

/** The fix that takes an item out of its list. */
export function removal(reading: Reading, item: SourceNode, what: string): Fix {
  return fixOf('remove', `Remove ${what}`, () => [removePart(reading.documents.rootOf(item), item.span.start, item.span.end)]);
}

/** A value as JSON, at most 40 characters. */
export function shortJson(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
