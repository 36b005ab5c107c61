import { nearest } from '../../base/nearest.ts';
import type { Span } from '../../base/span.ts';
import { asBoolean, asNumber, asString, asText, entriesOf, entryOf, itemsOf, toJson, valueOf } from '../source.ts';
import type { SourceMap, SourceNode } from '../source.ts';
import { patternRisk } from '../../base/patternRisk.ts';
import { openApiCatalogue } from './catalogue.ts';
import { checkDialect } from './checkDialect.ts';
import { checkSchema } from './checkSchema.ts';
import { replaceNode, replaceText } from '../fixes.ts';
import { memberSchemas, readKeywords, shorthandFixes } from './keywords.ts';
import type { Definition, SpecDiscriminator, SpecProperty, SpecSchema, SpecType, SpecValue } from './model.ts';
import { readEnum, removal } from './readEnum.ts';
import { describe, reportStructure } from './reading.ts';
import type { Reading } from './reading.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Keywords = ReadonlyMap<string, SourceNode>;

/** Reads one schema and all that it contains; what it refers to is only noted. */
export function readSchema(reading: Reading, node: SourceNode): SpecSchema {
  const known = reading.schemas.get(node);
  if (known !== undefined) return known;
  const schema = node.kind === 'map' ? readMap(reading, node) : readOther(reading, node);
  reading.schemas.set(node, schema);
  return schema;
}

function readOther(reading: Reading, node: SourceNode): SpecSchema {
  const value = asBoolean(node);
  if (value === false) return { span: node.span, types: [], never: true };
  if (value === undefined && !(node.kind === 'scalar' && node.value === null)) reportStructure(reading, 'A schema', 'an object', node, shorthandFixes(reading, node));
  return { span: node.span, types: [] };
}

function readMap(reading: Reading, node: SourceNode & { kind: 'map' }): SpecSchema {
  const keywords = readKeywords(reading, node);
  const schema: Mutable<SpecSchema> = { span: node.span, types: [] };
  const ref = readRef(reading, keywords);
  if (ref !== undefined) schema.ref = ref;
  const refSpan = keywords.get('$ref')?.span;
  if (refSpan !== undefined) schema.refSpan = refSpan;
  readAnnotations(reading, keywords, schema);
  if (keywords.has('$ref') && reading.version === '3.0') {
    reportSiblings(reading, node);
    checkDialect(reading, node);
    return schema;
  }
  readTypes(reading, keywords, schema);
  readBounds(reading, keywords, schema);
  readStructure(reading, node, keywords, schema);
  readEnum(reading, node, keywords, schema);
  checkSchema(reading, node, schema);
  return schema;
}

function readRef(reading: Reading, keywords: Keywords): Definition | undefined {
  const node = keywords.get('$ref');
  if (node?.kind !== 'scalar') return undefined;
  const target = reading.documents.resolveTo(node, 'schemas');
  return target === undefined ? undefined : reading.definitions.define(target);
}

/** What has no influence on which values are valid, and null. In 3.0 these count beside `$ref` too, as people expect. */
function readAnnotations(reading: Reading, keywords: Keywords, schema: Mutable<SpecSchema>): void {
  const nullable = asBoolean(keywords.get('nullable'));
  if (nullable !== undefined) schema.nullable = nullable;
  if (asBoolean(keywords.get('readOnly')) === true) schema.readOnly = true;
  if (asBoolean(keywords.get('writeOnly')) === true) schema.writeOnly = true;
  const title = asText(keywords.get('title'));
  if (title !== undefined) schema.title = title;
  const description = asText(keywords.get('description'));
  if (description !== undefined) schema.description = description;
  const fallback = keywords.get('default');
  if (fallback !== undefined) schema.default = valueAt(fallback);
  const example = keywords.get('example') ?? itemsOf(keywords.get('examples'))[0];
  if (example !== undefined) schema.example = toJson(example);
  for (const stated of [keywords.get('example'), ...itemsOf(keywords.get('examples'))]) if (stated !== undefined) reading.examples.push({ node: stated, schema });
  const extension = keywords.get('x-devmatrix');
  if (extension?.kind === 'map') schema.extension = extension;
  else if (extension !== undefined) reportStructure(reading, 'x-devmatrix', 'an object', extension);
}

const annotations = new Set(['$ref', 'nullable', 'readOnly', 'writeOnly', 'title', 'description', 'default', 'example', 'examples', 'deprecated', 'type']);

function reportSiblings(reading: Reading, node: SourceNode & { kind: 'map' }): void {
  for (const { key, keySpan } of node.entries) {
    if (annotations.has(key) || key.startsWith('x-')) continue;
    reading.diagnostics.push(openApiCatalogue.report('DM1233', keySpan, { keyword: key }));
  }
}

const types: readonly string[] = ['string', 'integer', 'number', 'boolean', 'array', 'object'];
const foreignTypes: Readonly<Record<string, string>> = { int: 'integer', long: 'integer', float: 'number', double: 'number', bool: 'boolean', str: 'string', text: 'string', list: 'array', map: 'object', dict: 'object', date: 'string', datetime: 'string', uuid: 'string' };

function readTypes(reading: Reading, keywords: Keywords, schema: Mutable<SpecSchema>): void {
  const node = keywords.get('type');
  if (node === undefined) return;
  const found: SpecType[] = [];
  for (const item of node.kind === 'seq' ? node.items : [node]) {
    const text = asString(item);
    if (text === 'null' || (item.kind === 'scalar' && item.value === null && item.text !== '')) schema.nullable = true;
    else if (text !== undefined && types.includes(text)) found.push(text as SpecType);
    else if (!(item.kind === 'scalar' && item.value === null)) reportType(reading, item);
  }
  schema.types = [...new Set(found)];
}

function reportType(reading: Reading, node: SourceNode): void {
  const text = asText(node) ?? describe(node);
  const lower = text.toLowerCase();
  const suggestion = types.includes(lower) ? lower : (Object.hasOwn(foreignTypes, lower) ? foreignTypes[lower] : undefined) ?? nearest(text, types);
  const fixes = suggestion === undefined || node.kind !== 'scalar' ? [] : [replaceNode(node, suggestion)];
  const hint = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
  reading.diagnostics.push(openApiCatalogue.report('DM1208', node.span, { type: text, hint }, { fixes }));
}

const plainNumbers = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties', 'minimum', 'maximum', 'multipleOf'] as const;
const plainTexts = ['format', 'contentEncoding', 'contentMediaType'] as const;

function readBounds(reading: Reading, keywords: Keywords, schema: Mutable<SpecSchema>): void {
  for (const key of plainNumbers) {
    const value = asNumber(keywords.get(key));
    if (value !== undefined && !(key === 'multipleOf' && value <= 0)) schema[key] = value;
  }
  for (const key of plainTexts) {
    const value = asText(keywords.get(key));
    if (value !== undefined) schema[key] = value;
  }
  readExclusive(keywords, schema);
  readPattern(reading, keywords.get('pattern'), schema);
}

/** In 3.0 the exclusive bounds are flags of the inclusive ones, in 3.1 numbers; of two bounds the tighter one stays. */
function readExclusive(keywords: Keywords, schema: Mutable<SpecSchema>): void {
  const low = keywords.get('exclusiveMinimum');
  const lowBound = asNumber(low) ?? (asBoolean(low) === true ? schema.minimum : undefined);
  if (lowBound !== undefined && (schema.minimum === undefined || lowBound >= schema.minimum)) {
    schema.exclusiveMinimum = lowBound;
    delete schema.minimum;
  }
  const high = keywords.get('exclusiveMaximum');
  const highBound = asNumber(high) ?? (asBoolean(high) === true ? schema.maximum : undefined);
  if (highBound !== undefined && (schema.maximum === undefined || highBound <= schema.maximum)) {
    schema.exclusiveMaximum = highBound;
    delete schema.maximum;
  }
}

function readPattern(reading: Reading, node: SourceNode | undefined, schema: Mutable<SpecSchema>): void {
  const text = asString(node);
  if (node === undefined || text === undefined) return;
  const pattern = unicodePattern(text);
  if ('pattern' in pattern) {
    const reason = patternRisk(pattern.pattern);
    if (reason === undefined) schema.pattern = pattern.pattern;
    else reading.diagnostics.push(openApiCatalogue.report('DM1239', node.span, { reason }));
  } else reading.diagnostics.push(openApiCatalogue.report('DM1215', node.span, { reason: pattern.reason }));
}

/** The pattern so that it compiles with the flag `u`: escapes that the flag forbids and that mean nothing are dropped. */
function unicodePattern(text: string): { readonly pattern: string } | { readonly reason: string } {
  const direct = compileError(text);
  if (direct === undefined) return { pattern: text };
  const relaxed = text.replace(/\\(.)/gsu, (escape, character: string) => (/[\p{L}\p{N}^$\\.*+?()[\]{}|/-]/u.test(character) ? escape : character)).replace(/\\-/g, '-');
  const inClasses = text.replace(/\\([^\p{L}\p{N}^$\\.*+?()[\]{}|/])/gsu, '$1').replace(/(\[(?:\\.|[^\]\\])*\])|\\-/gs, (_, group: string | undefined) => (group === undefined ? '-' : fixClass(group)));
  for (const candidate of [inClasses, relaxed]) if (compileError(candidate) === undefined && compileError(text, '') === undefined) return { pattern: candidate };
  return { reason: direct };
}

/** A class like `[\w-.]`, where the flag `u` wants the hyphen escaped. */
function fixClass(group: string): string {
  return group.replace(/(\\[dDwWsS])-(?=[^\]])/g, '$1\\-').replace(/([^\\[])-(?=\\[dDwWsS])/g, '$1\\-');
}

function compileError(text: string, flags = 'u'): string | undefined {
  try {
    new RegExp(text, flags);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^Invalid regular expression: \/.*\/u?: /s, '') : 'invalid';
  }
}

function readStructure(reading: Reading, node: SourceMap, keywords: Keywords, schema: Mutable<SpecSchema>): void {
  const read = (part: SourceNode): SpecSchema => readSchema(reading, part);
  const items = keywords.get('items');
  if (items !== undefined) schema.items = read(items);
  if (asBoolean(keywords.get('uniqueItems')) === true) schema.uniqueItems = true;
  const properties = keywords.get('properties');
  if (properties !== undefined) schema.properties = readProperties(reading, node, properties);
  const required = keywords.get('required');
  if (required !== undefined) schema.required = readRequired(reading, required);
  const additional = keywords.get('additionalProperties');
  if (additional !== undefined) schema.additional = asBoolean(additional) ?? read(additional);
  for (const key of ['allOf', 'oneOf', 'anyOf'] as const) {
    const members = memberSchemas(keywords.get(key));
    const stated = keywords.get(key);
    if (members.length > 0) schema[key] = members.map(read);
    else if (stated !== undefined) reading.diagnostics.push(openApiCatalogue.report('DM1244', stated.span, { key, expected: 'a list with at least one schema', actual: 'empty' }));
  }
  const discriminator = keywords.get('discriminator');
  if (discriminator !== undefined) {
    const value = readDiscriminator(reading, discriminator, entryOf(node, 'discriminator')?.keySpan ?? discriminator.span);
    if (value !== undefined) schema.discriminator = value;
  }
}

function readProperties(reading: Reading, object: SourceMap, node: SourceNode): readonly SpecProperty[] {
  for (const { key, value } of entriesOf(node)) {
    if (value.kind === 'map' && asBoolean(valueOf(value, 'required')) !== undefined) reading.propertyOf.set(value, { object, name: key });
  }
  return entriesOf(node)
    .filter(({ key, keySpan, value }) => {
      if (key === '__proto__') reading.diagnostics.push(openApiCatalogue.report('DM1240', keySpan, { what: 'property' }));
      return key !== '__proto__' && asBoolean(value) !== false;
    })
    .map(({ key, keySpan, value }) => ({ name: key, schema: readSchema(reading, value), span: keySpan }));
}

function readRequired(reading: Reading, node: SourceNode): NonNullable<SpecSchema['required']> {
  const seen = new Set<string>();
  return itemsOf(node).flatMap((item) => {
    const name = asText(item);
    if (name === undefined) reportStructure(reading, 'An item of "required"', 'the name of a property', item);
    if (name === undefined) return [];
    if (seen.has(name)) reading.diagnostics.push(openApiCatalogue.report('DM1231', item.span, { what: 'required name', value: JSON.stringify(name) }, { fixes: [removal(reading, item, 'the second one')] }));
    seen.add(name);
    return [{ name, span: item.span }];
  });
}

function readDiscriminator(reading: Reading, node: SourceNode, named: Span): SpecDiscriminator | undefined {
  const stated = valueOf(node, 'propertyName');
  const property = asString(stated);
  const near = entriesOf(node).find(({ key }) => key !== 'propertyName' && nearest(key, ['propertyName', 'mapping']) === 'propertyName');
  if (property === undefined && near !== undefined) {
    reading.diagnostics.push(openApiCatalogue.report('DM1210', near.keySpan, { keyword: near.key, suggestion: 'propertyName' }, { fixes: [replaceText(near.keySpan, near.key, 'propertyName')] }));
    return undefined;
  }
  if (property === undefined || stated === undefined) {
    reading.diagnostics.push(openApiCatalogue.report('DM1235', named, { reason: 'it has no "propertyName"', hint: '' }));
    return undefined;
  }
  const mapping = entriesOf(valueOf(node, 'mapping')).map(({ key, value }) => ({ value: key, target: mappingTarget(reading, value), span: value.span }));
  return { property, mapping, span: stated.span };
}

/** A mapping names a schema by reference or by the bare name of a component. */
function mappingTarget(reading: Reading, node: SourceNode): Definition | undefined {
  const text = asString(node);
  if (node.kind !== 'scalar' || text === undefined) return undefined;
  const bare = valueOf(valueOf(valueOf(reading.documents.root, 'components'), 'schemas'), text) !== undefined;
  const target = reading.documents.resolve(bare ? { ...node, value: `#/components/schemas/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`, span: { ...node.span, file: reading.documents.root.span.file } } : node);
  return target === undefined ? undefined : reading.definitions.define(target);
}

function valueAt(node: SourceNode): SpecValue {
  return { value: toJson(node), span: node.span };
}
