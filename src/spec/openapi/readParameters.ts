import type { Parameter } from '../../ir/endpoint.ts';
import type { Fix } from '../../base/diagnostic.ts';
import { nearest } from '../../base/nearest.ts';
import type { Span } from '../../base/span.ts';
import { appendEntry, fixOf, removePart, replaceNode, replaceSpan } from '../fixes.ts';
import { asBoolean, asString, entriesOf, entryOf, valueOf } from '../source.ts';
import type { SourceMap, SourceNode } from '../source.ts';
import { openApiCatalogue } from './catalogue.ts';
import { refOf } from './documents.ts';
import type { SpecParameter, SpecSchema } from './model.ts';
import { readSchema } from './readSchema.ts';
import { listOf, noteExamples, mapOf, reportStructure, textField } from './reading.ts';
import type { Reading } from './reading.ts';

const places: readonly Parameter['in'][] = ['path', 'query', 'header', 'cookie'];
const stylesOf: Readonly<Record<Parameter['in'], readonly Parameter['style'][]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
};
/** OpenAPI gives these names to other parts of the document: such header parameters are ignored. */
const reservedHeaders: Readonly<Record<string, string>> = {
  accept: 'the media types of the responses say it', 'content-type': 'the media types of the request body say it', authorization: '"security" says it',
};

/** The parameters of a list, references followed; of two with one name and place the first counts. */
export function readParameters(reading: Reading, node: SourceNode | undefined): readonly SpecParameter[] {
  const found: SpecParameter[] = [];
  for (const item of listOf(reading, '"parameters"', node)) {
    const parameter = readParameter(reading, item);
    if (parameter === undefined || (parameter.in === 'header' && Object.hasOwn(reservedHeaders, parameter.name.toLowerCase()))) continue;
    const other = found.find((candidate) => candidate.in === parameter.in && candidate.name === parameter.name);
    if (other === undefined) found.push(parameter);
    else reading.diagnostics.push(openApiCatalogue.report('DM1226', refOf(item)?.span ?? parameter.span, { name: parameter.name, in: parameter.in }, { fixes: [removal(reading, item)], related: [{ message: 'The first one', span: other.span }] }));
  }
  return found;
}

function readParameter(reading: Reading, item: SourceNode): SpecParameter | undefined {
  const node = mapOf(reading, 'A parameter', reading.documents.follow(item, 'parameters'));
  if (node === undefined) return undefined;
  const name = asString(valueOf(node, 'name'));
  const place = asString(valueOf(node, 'in'));
  const where = places.find((candidate) => candidate === place);
  const nameNode = valueOf(node, 'name');
  const placeNode = valueOf(node, 'in');
  // What is missing altogether is reported with the structure of the document.
  if (nameNode !== undefined && name?.trim() === '') reading.diagnostics.push(openApiCatalogue.report('DM1291', nameNode.span, {}, { fixes: [removal(reading, item)] }));
  else if (nameNode !== undefined && name === undefined) reportStructure(reading, 'The name of a parameter', 'text', nameNode);
  else if (placeNode !== undefined && where === undefined) reportPlace(reading, name ?? '', placeNode);
  if (name === undefined || name.trim() === '' || where === undefined) return undefined;
  const span = entryOf(node, 'name')?.value.span ?? node.span;
  if (name === '__proto__') {
    reading.diagnostics.push(openApiCatalogue.report('DM1240', span, { what: 'parameter' }));
    return undefined;
  }
  const required = asBoolean(valueOf(node, 'required')) ?? false;
  if (where === 'path' && !required) reportOptional(reading, name, node, span);
  if (where === 'header' && Object.hasOwn(reservedHeaders, name.toLowerCase())) reading.diagnostics.push(openApiCatalogue.report('DM1249', span, { name, instead: reservedHeaders[name.toLowerCase()] ?? '' }));
  const { schema, style } = readValue(reading, node, where);
  return {
    name,
    in: where,
    required: required || where === 'path',
    schema,
    ...textField('description', valueOf(node, 'description')),
    style,
    explode: asBoolean(valueOf(node, 'explode')) ?? style === 'form',
    item,
    ignored: asBoolean(valueOf(valueOf(node, 'x-devmatrix'), 'ignore')) ?? false,
    span,
  };
}

/** The fix that takes a parameter out of its list. */
export function removal(reading: Reading, item: SourceNode): Fix {
  return fixOf('remove', 'Remove the parameter', () => [removePart(reading.documents.rootOf(item), item.span.start, item.span.end)]);
}

function nearFix(node: SourceNode, known: readonly string[]): readonly Fix[] {
  const near = nearest(asString(node) ?? '', known);
  return near === undefined ? [] : [replaceNode(node, near)];
}

function reportPlace(reading: Reading, name: string, node: SourceNode): void {
  const place = asString(node) ?? '';
  const advice = /^(body|formData)$/.test(place) ? ' (what is sent in the body stands under "requestBody")' : '';
  reportStructure(reading, `"in" of the parameter "${name}"`, `path, query, header or cookie${advice}`, node, nearFix(node, places));
}

function reportOptional(reading: Reading, name: string, node: SourceMap, span: Span): void {
  const stated = valueOf(node, 'required');
  const fix = stated === undefined ? fixOf('insert', 'Add required: true', () => [appendEntry(reading.documents.rootOf(node), node, 'required', true)]) : replaceSpan(stated.span, 'true');
  reading.diagnostics.push(openApiCatalogue.report('DM1220', stated?.span ?? span, { name }, { fixes: [fix] }));
}

function readValue(reading: Reading, node: SourceNode, where: Parameter['in']): { readonly schema: SpecSchema; readonly style: Parameter['style'] } {
  const content = entriesOf(valueOf(node, 'content'))[0];
  const contentSchema = valueOf(content?.value, 'schema');
  if (content !== undefined) return { schema: contentSchema === undefined ? { span: content.keySpan, types: [] } : readSchema(reading, contentSchema), style: 'json' };
  const source = valueOf(node, 'schema');
  const allowed = stylesOf[where];
  const stated = valueOf(node, 'style');
  const style = allowed.find((candidate) => candidate === asString(stated));
  if (stated !== undefined && style === undefined) reportStructure(reading, `"style" of a ${where} parameter`, allowed.join(' or '), stated, nearFix(stated, allowed));
  const schema: SpecSchema = source === undefined ? { span: node.span, types: ['string'] } : readSchema(reading, source);
  noteExamples(reading, node, schema);
  return {
    schema,
    style: style ?? allowed[0] ?? 'simple',
  };
}
