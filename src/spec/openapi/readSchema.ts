import type { Fix } from '../../base/diagnostic.ts';
import type { Json } from '../../base/json.ts';
import { nearest } from '../../base/nearest.ts';
import type { Span } from '../../base/span.ts';
import { asBoolean, asNumber, asString, asText, entriesOf, entryOf, itemsOf, toJson, valueOf } from '../source.ts';
import type { SourceEntry, SourceMap, SourceNode } from '../source.ts';
import { patternRisk } from '../patternRisk.ts';
import { openApiCatalogue } from './catalogue.ts';
import { checkDialect } from './checkDialect.ts';
import { checkSchema } from './checkSchema.ts';
import { fixOf, removeEntry, removePart, replaceNode, replaceSpan, replaceText } from '../fixes.ts';
import { memberSchemas, readKeywords, shorthandFixes } from './keywords.ts';
import type { Definition, SpecDiscriminator, SpecProperty, SpecSchema, SpecType, SpecValue } from './model.ts';
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

/** The fix that takes an item out of its list. */
function removal(reading: Reading, item: SourceNode, what: string): Fix {
  return fixOf('remove', `Remove ${what}`, () => [removePart(reading.documents.rootOf(item), item.span.start, item.span.end)]);
}

/** `enum` without null and duplicates; `const` is an enum of one value. */
function readEnum(reading: Reading, node: SourceMap, keywords: Keywords, schema: Mutable<SpecSchema>): void {
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

/** A value as JSON, at most 40 characters. */
export function shortJson(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function valueAt(node: SourceNode): SpecValue {
  return { value: toJson(node), span: node.span };
}
