import type { Span } from '../base/span.ts';
import type { Content, Parameter } from '../ir/endpoint.ts';
import type { Attribute, Entity } from '../ir/entity.ts';
import type { ObjectSchema, Property, Schema } from '../ir/schema.ts';
import type { IrIndex } from './irIndex.ts';
import type { EndpointPair } from './rules/endpointPairs.ts';

/** What an input, or a property in it, is to the spec. */
export interface InputNode {
  readonly key: string;
  readonly spec: Span;
  /** The value that the spec gives and the key that it stands under, to find keywords in. */
  readonly value: Span | undefined;
  readonly name: Span | undefined;
}

/** How the spec calls the parts of a request. */
const partNames: Readonly<Record<string, string>> = { querystring: 'query', params: 'path', headers: 'headers', body: 'body' };

/** The node of a place in the part of a request: an attribute where the body writes rows, else a place below the endpoint. */
export function inputNode(pair: Pick<EndpointPair, 'key' | 'endpoint' | 'spec'>, part: string, path: readonly string[], index: IrIndex): InputNode {
  const key = inputKey(pair, part, path, index);
  const { media, inside } = inMedia(pair, part, path);
  const [first, ...rest] = inside;
  const written = first === undefined || part !== 'body' ? undefined : writtenAttribute(pair, first, index);
  if (written === undefined) {
    const place = placeInSpec(pair, { part, path: inside, media }, index);
    return { key, spec: place?.span ?? pair.spec, value: place?.schema?.span, name: place?.span };
  }
  const { attribute } = written;
  const below = rest.length === 0 ? undefined : schemaAt(attribute.schema, rest, index);
  const spec = below?.span ?? attribute.span;
  return { key, spec, value: below?.schema.span ?? attribute.schema.span, name: spec };
}

/** The key of a place in the part of a request. */
export function inputKey(pair: Pick<EndpointPair, 'key' | 'endpoint'>, part: string, path: readonly string[], index: IrIndex): string {
  const { inside } = inMedia(pair, part, path);
  const [first, ...rest] = inside;
  const written = first === undefined || part !== 'body' ? undefined : writtenAttribute(pair, first, index);
  return written === undefined ? join(`${pair.key} ${partNames[part] ?? part}`, inside) : join(`${written.entity.name}.${written.attribute.name}`, rest);
}

/** A body that may come in several media types is checked by the schema of its own: the way into it begins with the type. */
export function inMedia({ endpoint }: Pick<EndpointPair, 'endpoint'>, part: string, path: readonly string[]): { readonly media: Content | undefined; readonly inside: readonly string[] } {
  const contents = part === 'body' ? endpoint?.requestBody?.contents ?? [] : [];
  const media = contents.find(({ mediaType }) => mediaType === path[0]);
  return { media: media ?? contents[0], inside: media === undefined ? path : path.slice(1) };
}

function join(key: string, path: readonly string[]): string {
  return path.reduce((text, step) => `${text}.${step === '[]' ? 'items' : step}`, key);
}

/** The attribute that a property of the body is written to. */
export function writtenAttribute({ endpoint }: Pick<EndpointPair, 'endpoint'>, property: string, index: IrIndex): { readonly entity: Entity; readonly attribute: Attribute } | undefined {
  const implementation = endpoint?.implementation;
  if (implementation?.kind !== 'crud') return undefined;
  const entity = index.entity(implementation.entity);
  const attribute = entity?.attributes.find(({ name }) => name === property);
  return entity === undefined || attribute === undefined ? undefined : { entity, attribute };
}

interface SpecPlace {
  readonly span: Span;
  readonly schema?: Schema;
}

interface Way {
  readonly part: string;
  /** Of bodies below the media type. */
  readonly path: readonly string[];
  readonly media: Content | undefined;
}

function placeInSpec({ endpoint }: Pick<EndpointPair, 'endpoint'>, { part, path, media }: Way, index: IrIndex): SpecPlace | undefined {
  if (endpoint === undefined) return undefined;
  const [first, ...rest] = path;
  if (part === 'body') {
    const { requestBody } = endpoint;
    if (requestBody === undefined) return undefined;
    const found = media?.schema === undefined ? undefined : schemaAt(media.schema, path, index);
    return found ?? { span: requestBody.span };
  }
  const parameter = first === undefined ? undefined : parameterOf(endpoint.parameters, part, first);
  if (parameter === undefined) return undefined;
  const below = rest.length === 0 ? undefined : schemaAt(parameter.schema, rest, index);
  return below ?? { span: parameter.span, schema: parameter.schema };
}

/** `price[gte]` is the parameter of that name, or a property of the parameter `price`. */
function parameterOf(parameters: readonly Parameter[], part: string, name: string): Parameter | undefined {
  const places: Readonly<Record<string, Parameter['in']>> = { querystring: 'query', params: 'path', headers: 'header' };
  const inPart = parameters.filter((parameter) => parameter.in === places[part]);
  const isNamed = (wanted: string) => (parameter: Parameter): boolean => parameter.name.toLowerCase() === wanted.toLowerCase();
  return inPart.find(isNamed(name)) ?? inPart.find(isNamed(name.split('[', 1)[0] ?? name));
}

/** Deeper than this no schema is followed: it may contain itself. */
const deepest = 50;

/** The schema at a path of properties and items, with the place of the property's name. */
export function schemaAt(schema: Schema, path: readonly string[], index: IrIndex, depth = 0): { readonly span: Span; readonly schema: Schema } | undefined {
  const [step, ...rest] = path;
  if (schema.kind === 'ref') {
    const named = index.schema(schema.name);
    return named === undefined || depth > deepest ? undefined : schemaAt(named.schema, path, index, depth + 1);
  }
  if (step === undefined) return { span: schema.span, schema };
  if (schema.kind === 'array' && step === '[]') return schemaAt(schema.items, rest, index, depth + 1);
  if (schema.kind === 'object' && step === '*') return typeof schema.additional === 'object' ? schemaAt(schema.additional, rest, index, depth + 1) : undefined;
  const property = propertyOf(schema, step, index, depth);
  if (property === undefined) return undefined;
  return rest.length === 0 ? { span: property.span, schema: property.schema } : schemaAt(property.schema, rest, index, depth + 1);
}

function propertyOf(schema: Schema, name: string, index: IrIndex, depth: number): Property | undefined {
  if (depth > deepest) return undefined;
  if (schema.kind === 'object') return find(schema, name);
  if (schema.kind === 'union') return firstIn(schema.variants, name, index, depth);
  if (schema.kind === 'intersection') return firstIn(schema.members, name, index, depth);
  const named = schema.kind === 'ref' ? index.schema(schema.name) : undefined;
  return named === undefined ? undefined : propertyOf(named.schema, name, index, depth + 1);
}

function find({ properties }: ObjectSchema, wanted: string): Property | undefined {
  return properties.find(({ name }) => name === wanted);
}

function firstIn(schemas: readonly Schema[], name: string, index: IrIndex, depth: number): Property | undefined {
  for (const schema of schemas) {
    const found = propertyOf(schema, name, index, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
