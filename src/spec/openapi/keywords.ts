import { nearest } from '../../base/nearest.ts';
import { asBoolean, asString, itemsOf, valueOf } from '../source.ts';
import type { SourceEntry, SourceMap, SourceNode } from '../source.ts';
import { openApiCatalogue } from './catalogue.ts';
import type { Fix } from '../../base/diagnostic.ts';
import { appendItem, fixOf, insertEntry, removeEntry, replaceSpan, replaceText, wrapInList, written } from '../fixes.ts';
import { flagOf } from './checkStructure.ts';
import type { Reading } from './reading.ts';
import { describe } from './reading.ts';

type Shape = 'reference' | 'text' | 'boolean' | 'number' | 'count' | 'list' | 'object' | 'bound' | 'schema' | 'any' | 'unchecked' | 'required' | 'schemas';

/** What each keyword of a schema may hold. */
const shapes: Readonly<Record<string, Shape>> = {
  $ref: 'reference', title: 'text', description: 'text', format: 'text', pattern: 'text', contentEncoding: 'text', contentMediaType: 'text',
  nullable: 'boolean', readOnly: 'boolean', writeOnly: 'boolean', uniqueItems: 'boolean', deprecated: 'boolean',
  minLength: 'count', maxLength: 'count', minItems: 'count', maxItems: 'count', minProperties: 'count', maxProperties: 'count',
  minimum: 'number', maximum: 'number', multipleOf: 'number', exclusiveMinimum: 'bound', exclusiveMaximum: 'bound',
  enum: 'list', allOf: 'schemas', oneOf: 'schemas', anyOf: 'schemas', required: 'required',
  properties: 'object', discriminator: 'object', items: 'schema', additionalProperties: 'schema',
  type: 'any', const: 'any', default: 'any', example: 'any', examples: 'any', xml: 'any', externalDocs: 'any',
  $id: 'any', $schema: 'any', $anchor: 'any', $comment: 'any', $defs: 'any', $vocabulary: 'any', definitions: 'any', contentSchema: 'any', id: 'any',
  not: 'unchecked', if: 'unchecked', then: 'unchecked', else: 'unchecked', patternProperties: 'unchecked', propertyNames: 'unchecked',
  prefixItems: 'unchecked', contains: 'unchecked', minContains: 'unchecked', maxContains: 'unchecked', dependentRequired: 'unchecked',
  dependentSchemas: 'unchecked', dependencies: 'unchecked', unevaluatedItems: 'unchecked', unevaluatedProperties: 'unchecked',
  $dynamicRef: 'unchecked', $dynamicAnchor: 'any', $recursiveRef: 'unchecked', additionalItems: 'unchecked',
};

const expectations: Readonly<Record<Shape, string>> = {
  reference: 'text', text: 'text', boolean: 'true or false', number: 'a number', count: 'a whole number of at least 0', list: 'a list', object: 'an object',
  bound: 'a number (or true or false in 3.0)', schema: 'a schema', any: 'a value', unchecked: 'a value', required: 'a list of names', schemas: 'a list',
};

/** The entries of a schema whose values fit their keywords, by keyword; everything else is reported. */
export function readKeywords(reading: Reading, node: SourceMap): ReadonlyMap<string, SourceNode> {
  const found = new Map<string, SourceNode>();
  for (const entry of node.entries) {
    if (entry.key.startsWith('x-')) {
      if (entry.key === 'x-devmatrix') found.set(entry.key, entry.value);
      continue;
    }
    const shape = Object.hasOwn(shapes, entry.key) ? shapes[entry.key] : undefined;
    if (shape === undefined) reportUnknown(reading, entry);
    else if (shape === 'unchecked') reportUnchecked(reading, entry);
    else if (fits(shape, entry.value)) {
      if (shape === 'schemas' && entry.value.kind === 'map') reportNoList(reading, entry);
      found.set(entry.key, entry.value);
    }
    else reportValue(reading, node, entry, shape);
  }
  return found;
}

function fits(shape: Shape, node: SourceNode): boolean {
  const value = node.kind === 'scalar' ? node.value : undefined;
  switch (shape) {
    case 'reference': return typeof value === 'string';
    case 'text': return typeof value === 'string' || typeof value === 'number';
    case 'boolean': return typeof value === 'boolean';
    case 'number': return typeof value === 'number';
    case 'count': return typeof value === 'number' && Number.isInteger(value) && value >= 0;
    case 'bound': return typeof value === 'number' || typeof value === 'boolean';
    case 'list': return node.kind === 'seq';
    case 'schemas': return node.kind !== 'scalar';
    case 'required': return node.kind === 'seq';
    case 'object': return node.kind === 'map';
    case 'schema': return node.kind === 'map' || typeof value === 'boolean';
    case 'any': case 'unchecked': return true;
  }
}

/** One schema, or a list whose indexes became keys: what is meant is clear. */
function reportNoList(reading: Reading, entry: SourceEntry): void {
  const { key, value } = entry;
  const fixes = isIndexed(value) ? [] : fixesOf(reading, entry, 'schemas');
  reading.diagnostics.push(openApiCatalogue.report('DM1290', value.span, { keyword: key, count: memberSchemas(value).length }, { fixes }));
}

/** The members of an allOf, oneOf or anyOf. */
export function memberSchemas(node: SourceNode | undefined): readonly SourceNode[] {
  if (node?.kind !== 'map') return itemsOf(node);
  return isIndexed(node) ? node.entries.map(({ value }) => value) : [node];
}

function isIndexed(node: SourceNode): boolean {
  return node.kind === 'map' && node.entries.length > 0 && node.entries.every(({ key }) => /^\d+$/.test(key));
}

function reportValue(reading: Reading, node: SourceMap, entry: SourceEntry, shape: Shape): void {
  const { key, value } = entry;
  if (value.kind === 'scalar' && value.value === null) return;
  if (shape === 'required' && value.kind === 'scalar' && typeof value.value === 'boolean') {
    reading.diagnostics.push(openApiCatalogue.report('DM1237', value.span, {}, { fixes: [requiredFix(reading, node, entry)] }));
    return;
  }
  const fixes = fixesOf(reading, entry, shape);
  const parameters = { keyword: key, expected: expectations[shape], actual: describe(value) };
  reading.diagnostics.push(openApiCatalogue.report('DM1209', value.span, parameters, { fixes }));
}

/** The value as it was probably meant: a number or a flag without quotes, one value where a list is needed. */
function fixesOf(reading: Reading, entry: SourceEntry, shape: Shape): readonly Fix[] {
  const { key, value } = entry;
  const root = reading.documents.rootOf(value);
  const text = value.kind === 'scalar' ? String(value.value) : '';
  if (shape === 'list' || shape === 'required' || shape === 'schemas') return value.kind === 'seq' ? [] : [fixOf('list', 'Make it a list', () => wrapInList(root, value))];
  if (shape === 'number' || shape === 'count' || shape === 'bound') {
    if (/^-/.test(text) && shape === 'count') return [fixOf('remove', `Remove ${key}`, () => [removeEntry(root, entry)])];
    return /^-?\d+(\.\d+)?$/.test(text) && (shape !== 'count' || /^\d+$/.test(text)) && typeof asString(value) === 'string' ? [replaceSpan(value.span, text)] : [];
  }
  const flag = shape === 'boolean' || shape === 'schema' ? flagOf(text) : undefined;
  if (flag !== undefined) return [replaceSpan(value.span, flag)];
  if (shape === 'schema' && value.kind === 'scalar') return shorthandFixes(reading, value);
  const [first] = value.kind === 'seq' ? value.items : [];
  if (shape === 'schema' && first !== undefined && value.kind === 'seq' && value.items.length === 1) return [fixOf('unwrap', 'Take it out of the list', () => [{ ...value.span, end: first.span.start, text: '' }, { ...value.span, start: first.span.end, text: '' }])];
  return key === 'discriminator' && value.kind === 'scalar' ? [replaceSpan(value.span, `{ ${written('propertyName', value.text.startsWith('"'))}: ${value.text} }`)] : [];
}

/** Text in the place of a schema: `string` was meant to be `{ type: string }`, and the name of a component a reference to it. */
export function shorthandFixes(reading: Reading, node: SourceNode): readonly Fix[] {
  const text = asString(node);
  if (node.kind !== 'scalar' || text === undefined) return [];
  const json = node.text.startsWith('"');
  if (['string', 'integer', 'number', 'boolean', 'array', 'object'].includes(text)) return [replaceSpan(node.span, `{ ${written('type', json)}: ${node.text} }`)];
  const schemas = valueOf(valueOf(reading.documents.root, 'components'), 'schemas');
  if (node.span.file !== reading.documents.root.span.file || valueOf(schemas, text) === undefined) return [];
  return [replaceSpan(node.span, `{ ${written('$ref', json)}: ${written(`#/components/schemas/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`, json)} }`)];
}

/** Takes the flag away, and names the property in the list of its object. */
function requiredFix(reading: Reading, node: SourceMap, entry: SourceEntry): Fix {
  const root = reading.documents.rootOf(node);
  const owner = reading.propertyOf.get(node);
  const list = owner === undefined ? undefined : valueOf(owner.object, 'required');
  const isMeant = asBoolean(entry.value) === true && owner !== undefined && (list === undefined || list.kind === 'seq');
  return fixOf('required', isMeant ? 'Require it at the object' : 'Remove the flag', () => [
    removeEntry(root, entry),
    ...(isMeant ? [list?.kind === 'seq' ? appendItem(root, list, owner.name) : insertEntry(root, owner.object, 'required', [owner.name])] : []),
  ]);
}

function reportUnchecked(reading: Reading, { key, keySpan }: SourceEntry): void {
  reading.diagnostics.push(openApiCatalogue.report('DM1222', keySpan, { keyword: key }));
}

function reportUnknown(reading: Reading, { key, keySpan }: SourceEntry): void {
  const suggestion = key === 'ref' ? '$ref' : key.length < 4 ? undefined : nearest(key, Object.keys(shapes).filter((known) => known.startsWith('$') === key.startsWith('$')));
  if (suggestion === undefined) return;
  reading.diagnostics.push(openApiCatalogue.report('DM1210', keySpan, { keyword: key, suggestion }, { fixes: [replaceText(keySpan, key, suggestion)] }));
}
