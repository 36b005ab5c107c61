import { patternRisk } from '../../base/patternRisk.ts';
import { nearest } from '../../base/nearest.ts';
import { replaceNode } from '../fixes.ts';
import type { Json } from '../../base/json.ts';
import type { Span } from '../../base/span.ts';
import type { NumericBounds, Property, Schema, StringFormat } from '../../ir/schema.ts';
import { isPattern } from '../cel/celFunctions.ts';
import { asBoolean, asNumber, asString, asText, entriesOf, itemsOf, toJson, valueOf, type SourceNode } from '../source.ts';
import { type Context, didYouMean } from './context.ts';
import { normaliseDecimal } from './decimals.ts';
import { violation } from './violation.ts';

/** Reads schemas; `types` are the declared types by name, put in wherever they are named. */
export interface SchemaReader {
  readonly context: Context;
  readonly types: ReadonlyMap<string, SourceNode>;
  /** Types that are being read, to find circles. */
  readonly open: readonly string[];
}

interface TypeName { readonly base: string; readonly list: boolean; readonly nullable: boolean }

const formats: Readonly<Record<string, StringFormat>> = {
  uuid: 'uuid', email: 'email', uri: 'uri', url: 'uri', date: 'date', timestamp: 'date-time', 'date-time': 'date-time', datetime: 'date-time', time: 'time', duration: 'duration',
  hostname: 'hostname', ipv4: 'ipv4', ipv6: 'ipv6', byte: 'byte',
};
const synonyms: Readonly<Record<string, string>> = { text: 'string', int: 'integer', bool: 'boolean', float: 'number', double: 'number', json: 'any' };

/** The formats that are checked. */
export const formatNames = [...new Set(Object.values(formats))];

/** All type names that a spec may write. */
export const typeNames = ['string', 'integer', 'number', 'decimal', 'boolean', 'object', 'array', 'any', ...Object.keys(formats), ...Object.keys(synonyms)];

/** Reads `string`, `string?`, `date[]`, or a map of JSON Schema keywords; an unreadable one becomes any JSON. */
export function readSchema(node: SourceNode, reader: SchemaReader): Schema {
  const shorthand = asString(node);
  if (shorthand !== undefined) return finish(readNamed(shorthand, node.span, undefined, reader), node, reader);
  if (node.kind !== 'map') return { kind: 'any', nullable: true, span: node.span };
  const nameNode = valueOf(node, 'type');
  const name = asString(nameNode) ?? impliedType(node);
  return finish(readNamed(name, nameNode?.span ?? node.span, node, reader), node, reader);
}

function impliedType(node: SourceNode): string {
  if (valueOf(node, 'properties') !== undefined) return 'object';
  if (valueOf(node, 'items') !== undefined) return 'array';
  return valueOf(node, 'enum') === undefined && valueOf(node, 'const') === undefined ? 'string' : 'enum';
}

function parseName(text: string): TypeName {
  const nullable = text.endsWith('?');
  const plain = nullable ? text.slice(0, -1) : text;
  const list = plain.endsWith('[]');
  return { base: list ? plain.slice(0, -2) : plain, list, nullable };
}

/** `at` is where the text itself stands, without its quotes. */
function readNamed(text: string, span: Span, node: SourceNode | undefined, reader: SchemaReader, at: Span = textSpan(span, text)): Schema {
  const { base, list, nullable } = parseName(text.trim());
  if (list) {
    const items = readNamed(base, span, undefined, reader, at);
    return { kind: 'array', items, uniqueItems: asBoolean(valueOf(node, 'uniqueItems')) ?? false, ...counts(node), nullable, span };
  }
  const values = enumValues(node);
  const stated = valueOf(node, 'enum');
  if (values === undefined && base === 'enum') {
    if (stated?.kind === 'seq') reader.context.report('DM1111', stated.span, { problem: 'An enum needs at least one value.' });
    return { kind: 'any', nullable: true, span };
  }
  if (values !== undefined) return { kind: 'enum', values, nullable: nullable || itemsOf(valueOf(node, 'enum')).some((item) => toJson(item) === null), span };
  const name = synonyms[base] ?? base;
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (format !== undefined) return { kind: 'string', format, ...textBounds(node, reader), nullable, span };
  return readKind(name, nullable, span, node, reader) ?? readDeclared(name, nullable, span, at, reader);
}

/** The range of a scalar's text within its quotes. */
function textSpan(span: Span, text: string): Span {
  const quotes = span.end - span.start - text.length;
  return quotes === 0 || quotes === 2 ? { ...span, start: span.start + quotes / 2, end: span.end - quotes / 2 } : span;
}

function readKind(name: string, nullable: boolean, span: Span, node: SourceNode | undefined, reader: SchemaReader): Schema | undefined {
  switch (name) {
    case 'string': return { kind: 'string', ...formatOf(node), ...textBounds(node, reader), nullable, span };
    case 'integer': return { kind: 'integer', bits: asString(valueOf(node, 'format')) === 'int64' ? 64 : 32, ...bounds(node), nullable, span };
    case 'number': return { kind: 'number', ...bounds(node), nullable, span };
    case 'decimal': return { kind: 'decimal', ...digits(node, reader), ...bounds(node), nullable, span };
    case 'boolean': return { kind: 'boolean', nullable, span };
    case 'any': return { kind: 'any', nullable, span };
    case 'array': {
      const items = valueOf(node, 'items');
      return { kind: 'array', items: items === undefined ? { kind: 'any', nullable: true, span } : readSchema(items, reader), uniqueItems: asBoolean(valueOf(node, 'uniqueItems')) ?? false, ...counts(node), nullable, span };
    }
    case 'object': return { kind: 'object', properties: readProperties(valueOf(node, 'properties'), node, reader), additional: additionalOf(node, reader), nullable, span };
    default: return undefined;
  }
}

function readDeclared(name: string, nullable: boolean, span: Span, at: Span, reader: SchemaReader): Schema {
  const declared = reader.types.get(name);
  if (declared === undefined) {
    const { advice, extras } = didYouMean(name, [...reader.types.keys(), ...typeNames], nameSpan(at, name));
    reader.context.report('DM1110', nameSpan(at, name), { name, advice }, extras);
    return { kind: 'any', nullable: true, span };
  }
  if (reader.open.includes(name)) {
    reader.context.report('DM1113', span, { name });
    return { kind: 'any', nullable: true, span };
  }
  const schema = readSchema(declared, { ...reader, context: { ...reader.context, report: ignoreReports(reader.context) }, open: [...reader.open, name] });
  return { ...schema, nullable: nullable || schema.nullable };
}

/** Without the marks for lists and null behind the name. */
function nameSpan(at: Span, name: string): Span {
  return at.end - at.start > name.length && at.end - at.start <= name.length + 4 ? { ...at, end: at.start + name.length } : at;
}

/** Problems of a declared type are reported once, at its declaration; only circles are told where it is used. */
function ignoreReports(context: Context): Context['report'] {
  return (code, span, parameters, extras) => (code === 'DM1113' ? context.report(code, span, parameters, extras) : { code, severity: 'info', message: '', span, related: [], fixes: [] });
}

/** Reads a map of properties: each is required unless nullable, defaulted, `optional`, or left out of an explicit `required` list. */
export function readProperties(node: SourceNode | undefined, owner: SourceNode | undefined, reader: SchemaReader): readonly Property[] {
  const required = valueOf(owner, 'required');
  const names = required?.kind === 'seq' ? required.items.map(asText) : undefined;
  const declared = entriesOf(node).map(({ key }) => key);
  for (const item of itemsOf(required)) {
    const name = asText(item) ?? '';
    const { advice, extras } = didYouMean(name, declared, item.span);
    if (!declared.includes(name)) reader.context.report('DM1121', item.span, { entity: 'The object', kind: 'property', name, advice }, extras);
  }
  return entriesOf(node).map((entry) => {
    const schema = readSchema(entry.value, reader);
    const implied = !schema.nullable && schema.default === undefined && asBoolean(valueOf(entry.value, 'optional')) !== true;
    return { name: entry.key, schema, required: names === undefined ? implied : names.includes(entry.key), readOnly: false, writeOnly: false, span: entry.keySpan };
  });
}

function additionalOf(node: SourceNode | undefined, reader: SchemaReader): 'reject' | 'keep' | Schema {
  const additional = valueOf(node, 'additionalProperties');
  if (additional === undefined) return valueOf(node, 'properties') === undefined ? 'keep' : 'reject';
  const flag = asBoolean(additional);
  return flag === undefined ? readSchema(additional, reader) : flag ? 'keep' : 'reject';
}

function enumValues(node: SourceNode | undefined): readonly (string | number | boolean)[] | undefined {
  const single = valueOf(node, 'const');
  const given = single === undefined ? itemsOf(valueOf(node, 'enum')) : [single];
  const values = given.map((item) => (item.kind === 'scalar' ? item.value : null)).filter((value) => value !== null);
  return values.length === 0 ? undefined : [...new Set(values)];
}

function formatOf(node: SourceNode | undefined): { readonly format?: StringFormat; readonly annotation?: string } {
  const format = asString(valueOf(node, 'format'));
  if (format === undefined) return {};
  const known = Object.hasOwn(formats, format) ? formats[format] : undefined;
  return known === undefined ? { annotation: format } : { format: known };
}

function textBounds(node: SourceNode | undefined, reader: SchemaReader): { readonly minLength?: number; readonly maxLength?: number; readonly pattern?: string } {
  const patternNode = valueOf(node, 'pattern');
  const pattern = asString(patternNode);
  if (patternNode !== undefined && pattern !== undefined && !isPattern(pattern)) {
    reader.context.report('DM1111', patternNode.span, { problem: `The pattern ${pattern} is not a regular expression.` });
    return numbers(node, ['minLength', 'maxLength']);
  }
  const risk = pattern === undefined ? undefined : patternRisk(pattern);
  if (patternNode !== undefined && risk !== undefined) {
    reader.context.report('DM1111', patternNode.span, { problem: `Matching the pattern ${pattern ?? ''} can take exponential time: ${risk}.` });
    return numbers(node, ['minLength', 'maxLength']);
  }
  return { ...numbers(node, ['minLength', 'maxLength']), ...(pattern === undefined ? {} : { pattern }) };
}

function bounds(node: SourceNode | undefined): NumericBounds {
  return numbers(node, ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf']);
}

function counts(node: SourceNode | undefined): { readonly minItems?: number; readonly maxItems?: number } {
  return numbers(node, ['minItems', 'maxItems']);
}

function numbers<Name extends string>(node: SourceNode | undefined, names: readonly Name[]): Readonly<Partial<Record<Name, number>>> {
  const found: Partial<Record<Name, number>> = {};
  for (const name of names) {
    const value = asNumber(valueOf(node, name)) ?? decimalText(valueOf(node, name));
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function decimalText(node: SourceNode | undefined): number | undefined {
  const text = asString(node);
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function digits(node: SourceNode | undefined, reader: SchemaReader): { readonly precision: number; readonly scale: number } {
  const precisionNode = valueOf(node, 'precision');
  const precision = asNumber(precisionNode) ?? 12;
  const scale = asNumber(valueOf(node, 'scale')) ?? Math.min(2, precision);
  if (precision < 1 || precision > 15 || scale < 0 || scale > precision || !Number.isInteger(precision) || !Number.isInteger(scale)) {
    reader.context.report('DM1111', precisionNode?.span ?? node?.span ?? { file: '', start: 0, end: 0 }, { problem: 'A decimal has a precision from 1 to 15 and a scale from 0 to its precision.' });
    return { precision: 12, scale: 2 };
  }
  return { precision, scale };
}

/** Adds what every schema may have, and checks bounds and default. */
function finish(schema: Schema, node: SourceNode, reader: SchemaReader): Schema {
  const nullable = schema.nullable || asBoolean(valueOf(node, 'nullable')) === true;
  const description = asText(valueOf(node, 'description'));
  const example = valueOf(node, 'example');
  const defaultNode = valueOf(node, 'default');
  const base: Schema = { ...schema, nullable, ...(description === undefined ? {} : { description }), ...(example === undefined ? {} : { example: jsonFor(example, schema) }) };
  checkBounds(base, node, reader.context);
  checkKeywords(base, node, reader.context);
  if (defaultNode === undefined) return base;
  const value = jsonFor(defaultNode, base);
  const problem = value === null && !nullable ? 'null is not allowed; add `nullable: true`' : violation(value, base);
  if (problem !== undefined) {
    const near = base.kind === 'enum' && typeof value === 'string' ? nearest(value, base.values.filter((member) => typeof member === 'string')) : undefined;
    reader.context.report('DM1112', defaultNode.span, { value: JSON.stringify(value), problem }, { fixes: near === undefined ? [] : [replaceNode(defaultNode, near)] });
    return base;
  }
  return { ...base, default: value };
}

/** The JSON value of a node as the schema means it: `9.9` for a decimal with scale 2 is `"9.90"`, `1.0` for a string is `"1.0"`. */
export function jsonFor(node: SourceNode, schema: Schema): Json {
  if (node.kind === 'scalar' && node.value !== null) {
    if (schema.kind === 'decimal') return normaliseDecimal(asText(node) ?? '', schema.scale);
    if (schema.kind === 'string' && typeof node.value !== 'string') return node.text;
  }
  if (node.kind === 'seq' && schema.kind === 'array') return node.items.map((item) => jsonFor(item, schema.items));
  if (node.kind === 'map' && schema.kind === 'object') {
    return Object.fromEntries(node.entries.map((entry) => {
      const property = schema.properties.find(({ name }) => name === entry.key);
      return [entry.key, property === undefined ? toJson(entry.value) : jsonFor(entry.value, property.schema)];
    }));
  }
  return toJson(node);
}

const keywordKinds: Readonly<Record<string, readonly Schema['kind'][]>> = {
  minLength: ['string'], maxLength: ['string'], pattern: ['string'], minimum: ['integer', 'number', 'decimal'], maximum: ['integer', 'number', 'decimal'], exclusiveMinimum: ['integer', 'number', 'decimal'],
  exclusiveMaximum: ['integer', 'number', 'decimal'], multipleOf: ['integer', 'number', 'decimal'], precision: ['decimal'], scale: ['decimal'],
  items: ['array'], minItems: ['array'], maxItems: ['array'], uniqueItems: ['array'], properties: ['object'], additionalProperties: ['object'],
};

/** Reports keywords that say nothing about the type. */
function checkKeywords(schema: Schema, node: SourceNode, context: Context): void {
  const type = asString(valueOf(node, 'type'));
  if (type === undefined || schema.kind === 'any') return;
  for (const { key, keySpan, value } of entriesOf(node)) {
    const kinds = Object.hasOwn(keywordKinds, key) ? keywordKinds[key] : undefined;
    if (kinds !== undefined && !kinds.includes(schema.kind)) context.report('DM1114', keySpan, { keyword: key, type }, { fixes: [context.removal(keySpan.start, value.span.end, key)] });
  }
}

const boundPairs = [['minLength', 'maxLength'], ['minItems', 'maxItems'], ['minimum', 'maximum'], ['minimum', 'exclusiveMaximum'], ['exclusiveMinimum', 'maximum'], ['exclusiveMinimum', 'exclusiveMaximum']] as const;

function checkBounds(schema: Schema, node: SourceNode, context: Context): void {
  const values: Readonly<Partial<Record<string, unknown>>> = { ...schema };
  for (const [low, high] of boundPairs) {
    const from = values[low];
    const to = values[high];
    if (typeof from !== 'number' || typeof to !== 'number') continue;
    const empty = low.startsWith('exclusive') || high.startsWith('exclusive') ? from >= to : from > to;
    if (empty) context.report('DM1111', valueOf(node, high)?.span ?? node.span, { problem: `No value can satisfy ${low} ${from} and ${high} ${to}.` });
  }
}
