import type { Parameter } from '../../ir/endpoint.ts';
import { asBoolean, asString, entriesOf, entryOf, valueOf } from '../source.ts';
import type { SourceNode } from '../source.ts';
import { openApiCatalogue } from './catalogue.ts';
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
const reservedHeaders = new Set(['accept', 'content-type', 'authorization']);

/** The parameters of a list, references followed; of two with one name and place the first counts. */
export function readParameters(reading: Reading, node: SourceNode | undefined): readonly SpecParameter[] {
  const found: SpecParameter[] = [];
  for (const item of listOf(reading, '"parameters"', node)) {
    const parameter = readParameter(reading, item);
    if (parameter === undefined || (parameter.in === 'header' && reservedHeaders.has(parameter.name.toLowerCase()))) continue;
    const other = found.find((candidate) => candidate.in === parameter.in && candidate.name === parameter.name);
    if (other === undefined) found.push(parameter);
    else reading.diagnostics.push(openApiCatalogue.report('DM1226', item.span, { name: parameter.name, in: parameter.in }, { related: [{ message: 'The first one', span: other.span }] }));
  }
  return found;
}

function readParameter(reading: Reading, item: SourceNode): SpecParameter | undefined {
  const node = mapOf(reading, 'A parameter', reading.documents.follow(item, 'parameters'));
  if (node === undefined) return undefined;
  const name = asString(valueOf(node, 'name'));
  const place = asString(valueOf(node, 'in'));
  const where = places.find((candidate) => candidate === place);
  if (name === undefined || name === '') reportStructure(reading, 'The name of a parameter', 'text', valueOf(node, 'name') ?? node);
  else if (where === undefined) reportStructure(reading, `"in" of the parameter "${name}"`, 'path, query, header or cookie', valueOf(node, 'in') ?? node);
  if (name === undefined || name === '' || where === undefined) return undefined;
  const span = entryOf(node, 'name')?.value.span ?? node.span;
  if (name === '__proto__') {
    reading.diagnostics.push(openApiCatalogue.report('DM1240', span, { what: 'parameter' }));
    return undefined;
  }
  const required = asBoolean(valueOf(node, 'required')) ?? false;
  if (where === 'path' && !required) reading.diagnostics.push(openApiCatalogue.report('DM1220', span, { name }));
  const { schema, style } = readValue(reading, node, where);
  return {
    name,
    in: where,
    required: required || where === 'path',
    schema,
    ...textField('description', valueOf(node, 'description')),
    style,
    explode: asBoolean(valueOf(node, 'explode')) ?? style === 'form',
    ignored: asBoolean(valueOf(valueOf(node, 'x-devmatrix'), 'ignore')) ?? false,
    span,
  };
}

function readValue(reading: Reading, node: SourceNode, where: Parameter['in']): { readonly schema: SpecSchema; readonly style: Parameter['style'] } {
  const content = entriesOf(valueOf(node, 'content'))[0];
  const contentSchema = valueOf(content?.value, 'schema');
  if (content !== undefined) return { schema: contentSchema === undefined ? { span: content.keySpan, types: [] } : readSchema(reading, contentSchema), style: 'json' };
  const source = valueOf(node, 'schema');
  const allowed = stylesOf[where];
  const stated = valueOf(node, 'style');
  const style = allowed.find((candidate) => candidate === asString(stated));
  if (stated !== undefined && style === undefined) reportStructure(reading, `"style" of a ${where} parameter`, allowed.join(', '), stated);
  const schema: SpecSchema = source === undefined ? { span: node.span, types: ['string'] } : readSchema(reading, source);
  noteExamples(reading, node, schema);
  return {
    schema,
    style: style ?? allowed[0] ?? 'simple',
  };
}
