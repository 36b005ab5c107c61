import { asBoolean, asNumber, asString, asText, entryOf, type SourceMap, type SourceNode } from '../source.ts';
import { appendEntry, fixOf, removeEntry, replaceNode } from '../fixes.ts';
import { openApiCatalogue } from './catalogue.ts';
import { checkDialect } from './checkDialect.ts';
import { isOneStep } from './mediaTypeNames.ts';
import type { SpecSchema, SpecType } from './model.ts';
import type { Reading } from './reading.ts';

/** Reports what of a schema has no meaning in its version of OpenAPI, contradicts itself, or says nothing about its type. */
export function checkSchema(reading: Reading, node: SourceMap, schema: SpecSchema): void {
  checkDialect(reading, node);
  checkNumbers(reading, node, schema);
  checkFormat(reading, node);
  checkPattern(reading, node);
  checkFlags(reading, node);
  checkTypes(reading, node, schema);
}

const bounds = [['minLength', 'maxLength'], ['minItems', 'maxItems'], ['minProperties', 'maxProperties'], ['minimum', 'maximum'], ['exclusiveMinimum', 'maximum'], ['minimum', 'exclusiveMaximum'], ['exclusiveMinimum', 'exclusiveMaximum']] as const;

function checkNumbers(reading: Reading, node: SourceMap, schema: SpecSchema): void {
  for (const [lower, upper] of bounds) {
    const from = entryOf(node, lower)?.value;
    const to = entryOf(node, upper)?.value;
    const low = asNumber(from);
    const high = asNumber(to);
    if (low === undefined || high === undefined || from?.kind !== 'scalar' || to?.kind !== 'scalar') continue;
    const isOpen = lower.startsWith('exclusive') || upper.startsWith('exclusive') || (lower === 'minimum' && (isFlag(node, 'exclusiveMinimum') || isFlag(node, 'exclusiveMaximum')));
    if (low < high || (low === high && !isOpen)) continue;
    const fixes = low === high ? [] : [fixOf('swap', `Swap ${from.text} and ${to.text}`, () => [{ ...from.span, text: to.text }, { ...to.span, text: from.text }])];
    reading.diagnostics.push(openApiCatalogue.report('DM1230', to.span, { lower, low, upper, high, relation: low === high ? 'equal to' : 'greater than' }, { fixes, related: [{ message: `"${lower}" is ${from.text}`, span: from.span }] }));
    break;
  }
  const step = entryOf(node, 'multipleOf')?.value;
  if (schema.multipleOf === undefined && (asNumber(step) ?? 1) <= 0 && step?.kind === 'scalar') {
    reading.diagnostics.push(openApiCatalogue.report('DM1244', step.span, { key: 'multipleOf', expected: 'greater than 0', actual: step.text }));
  }
}

function isFlag(node: SourceMap, key: string): boolean {
  return asBoolean(entryOf(node, key)?.value) === true;
}

/** The format registry of the OpenAPI initiative, and other names in use that are one step from one of these. */
const formats = [
  'base64url', 'binary', 'byte', 'char', 'commonmark', 'date', 'date-time', 'date-time-local', 'decimal', 'decimal128', 'double', 'double-int', 'duration', 'email', 'float', 'hostname', 'html', 'http-date', 'idn-email',
  'idn-hostname', 'int8', 'int16', 'int32', 'int64', 'ipv4', 'ipv6', 'iri', 'iri-reference', 'json-pointer', 'media-range', 'password', 'regex', 'relative-json-pointer', 'time', 'time-local', 'uint8', 'uint16', 'uint32', 'uint64',
  'uri', 'uri-reference', 'uri-template', 'uuid',
];
const lookAlikes = new Set(['int128', 'uint128', 'uint', 'unixtime', 'ulid', 'cuid', 'bytes', 'dates', 'times', 'emails', 'passwords', 'float32', 'float64', 'uint24', 'int24', 'cidrv4', 'uuid4', 'uuid7', 'uuidv4', 'guid']);

/** Any format is allowed: only one that differs from a known one in case, hyphens or one slip is reported. */
function checkFormat(reading: Reading, node: SourceMap): void {
  const value = entryOf(node, 'format')?.value;
  const format = asString(value);
  if (value === undefined || format === undefined || format.length < 4 || formats.includes(format) || lookAlikes.has(format.toLowerCase())) return;
  const plain = format.toLowerCase().replace(/[-_ ]/g, '');
  const suggestion = formats.find((known) => known.replaceAll('-', '') === plain)
    ?? formats.find((known) => known.length > 4 && format.length > 4 && isOneStep(format.toLowerCase(), known));
  if (suggestion !== undefined) reading.diagnostics.push(openApiCatalogue.report('DM1251', value.span, { format, suggestion }, { fixes: [replaceNode(value, suggestion)] }));
}

/** `/^a$/` can never match: the slashes are those of program text. */
function checkPattern(reading: Reading, node: SourceMap): void {
  const value = entryOf(node, 'pattern')?.value;
  const inner = /^\/(\^.*|.*[^\\]\$)\/[a-z]*$/s.exec(asString(value) ?? '')?.[1];
  if (value !== undefined && inner !== undefined) reading.diagnostics.push(openApiCatalogue.report('DM1255', value.span, {}, { fixes: [replaceNode(value, inner)] }));
}

function checkFlags(reading: Reading, node: SourceMap): void {
  const second = entryOf(node, 'writeOnly');
  if (second === undefined || !isFlag(node, 'readOnly') || !isFlag(node, 'writeOnly')) return;
  const fixes = [fixOf('remove', 'Remove writeOnly', () => [removeEntry(reading.documents.rootOf(node), second)])];
  reading.diagnostics.push(openApiCatalogue.report('DM1253', second.keySpan, {}, { fixes }));
}

const kinds: Readonly<Record<string, readonly SpecType[]>> = {
  minLength: ['string'], maxLength: ['string'], pattern: ['string'],
  minimum: ['integer', 'number'], maximum: ['integer', 'number'], exclusiveMinimum: ['integer', 'number'], exclusiveMaximum: ['integer', 'number'], multipleOf: ['integer', 'number'],
  items: ['array'], minItems: ['array'], maxItems: ['array'], uniqueItems: ['array'],
  properties: ['object'], required: ['object'], additionalProperties: ['object'], minProperties: ['object'], maxProperties: ['object'],
};
const nouns: Readonly<Record<SpecType, string>> = { string: 'text', integer: 'integers', number: 'numbers', boolean: 'true and false', array: 'lists', object: 'objects' };

function checkTypes(reading: Reading, node: SourceMap, { types, extension }: SpecSchema): void {
  const [first] = types;
  const type = entryOf(node, 'type')?.value;
  if (first === undefined || type === undefined) return;
  // A text that holds an exact number has bounds of that number.
  const isDecimal = asText(entryOf(node, 'format')?.value) === 'decimal' || extension !== undefined;
  for (const { key, keySpan, value } of node.entries) {
    const fitting = Object.hasOwn(kinds, key) ? kinds[key] : undefined;
    if (fitting === undefined || types.some((candidate) => fitting.includes(candidate)) || isIdle(key, value) || (isDecimal && fitting.includes('number'))) continue;
    reading.diagnostics.push(openApiCatalogue.report('DM1252', keySpan, { keyword: key, type: types.map((candidate) => nouns[candidate]).join(' or ') }));
  }
  if (reading.version === '3.0' && types.includes('array') && entryOf(node, 'items') === undefined && type.kind === 'scalar') {
    const place = 'A schema of the type array';
    const fixes = [fixOf('insert', 'Allow items of any kind', () => [appendEntry(reading.documents.rootOf(node), node, 'items', {})])];
    reading.diagnostics.push(openApiCatalogue.report('DM1203', type.span, { place, key: 'items' }, { fixes }));
  }
}

/** Null and false say nothing anywhere. */
function isIdle(key: string, value: SourceNode): boolean {
  if (key === 'required') return value.kind === 'scalar';
  return value.kind === 'scalar' && (value.value === null || value.value === false || (key === 'additionalProperties' && value.value === true));
}
