import type { Json } from '../base/json.ts';
import type { Endpoint } from '../ir/endpoint.ts';
import type { ObjectSchema, Schema } from '../ir/schema.ts';
import type { EntityModel, Model } from './model.ts';
import { anything } from './placeholders.ts';
import { below } from './pointers.ts';
import { type SchemaContext, resolveSchema } from './schemaContext.ts';
import { stored } from './stored.ts';
import type { RowValues } from './types.ts';

/** The schema of the JSON body that a successful call answers; undefined when it answers none. */
export function successSchema(endpoint: Endpoint): Schema | undefined {
  const response = endpoint.responses.find((candidate) => candidate.status === endpoint.successStatus);
  return response?.contents.find((content) => /[/+]json\b/.test(content.mediaType))?.schema;
}

/** Where in the body of a success the row stands, as a JSON pointer. */
export function rowPointer({ implementation }: Endpoint): string {
  return implementation.kind === 'crud' && implementation.wrapper?.row !== undefined ? below('', implementation.wrapper.row) : '';
}

/** The schema of what `rowPointer` points to in the body of a success; undefined when that has none. */
export function rowSchema(endpoint: Endpoint, context: SchemaContext): Schema | undefined {
  const { implementation } = endpoint;
  const schema = successSchema(endpoint);
  if (schema === undefined || implementation.kind !== 'crud' || implementation.wrapper === undefined) return schema;
  const { row } = implementation.wrapper;
  return objectOf(schema, context)?.properties.find(({ name }) => name === row)?.schema;
}

/** The body of a success that shows a row of the endpoint's entity. */
export function presentAnswer(model: Model, entity: EntityModel, values: RowValues, endpoint: Endpoint): Json {
  const { implementation } = endpoint;
  const row = (): Json => presentRow(model, entity, values, rowSchema(endpoint, model.context));
  if (implementation.kind !== 'crud' || implementation.wrapper === undefined) return row();
  const { row: property, constants } = implementation.wrapper;
  return { ...(property === undefined ? {} : { [property]: row() }), ...Object.fromEntries(constants.map((constant) => [constant.property, constant.value])) };
}

/** A row as a response shows it: the schema's properties that are attributes; what else the schema has may be anything. */
export function presentRow(model: Model, entity: EntityModel, values: RowValues, schema: Schema | undefined): Json {
  const object = schema === undefined ? undefined : objectOf(schema, model.context);
  if (object === undefined) return anything;
  const body: Record<string, Json> = {};
  for (const property of object.properties) {
    if (property.writeOnly) continue;
    const attribute = entity.attributes.get(property.name);
    if (attribute === undefined) {
      body[property.name] = anything;
      continue;
    }
    if (attribute.secret) continue;
    const value = values[property.name] ?? null;
    if (value !== null || isNullable(property.schema, model.context) || property.required) body[property.name] = value;
  }
  return body;
}

/** A value of a flow as a response shows it: rows and records by the properties of the schema, decimals with their whole scale. */
export function presentValue(value: Json, schema: Schema | undefined, context: SchemaContext): Json {
  const resolved = schema === undefined ? undefined : resolveSchema(schema, context);
  if (resolved === undefined || value === null) return value;
  if (resolved.kind === 'array' && Array.isArray(value)) return (value as readonly Json[]).map((item) => presentValue(item, resolved.items, context));
  const object = objectOf(resolved, context);
  if (object === undefined || typeof value !== 'object' || Array.isArray(value)) return stored(value, resolved, context);
  const record = value as Readonly<Record<string, Json>>;
  const body: Record<string, Json> = {};
  for (const property of object.properties) {
    if (property.writeOnly) continue;
    const known = Object.hasOwn(record, property.name);
    const item = known ? (record[property.name] ?? null) : anything;
    if (item !== null || isNullable(property.schema, context) || property.required) body[property.name] = presentValue(item, property.schema, context);
  }
  const { additional } = object;
  if (additional === 'strip' || additional === 'reject') return body;
  const declared = new Set(object.properties.map(({ name }) => name));
  for (const [name, item] of Object.entries(record)) if (!declared.has(name)) body[name] = additional === 'keep' ? item : presentValue(item, additional, context);
  return body;
}

/** The object that the schema is or, for an intersection of objects, adds up to. */
export function objectOf(schema: Schema, context: SchemaContext): ObjectSchema | undefined {
  const resolved = resolveSchema(schema, context);
  if (resolved?.kind === 'object') return resolved;
  if (resolved?.kind !== 'intersection') return undefined;
  const members = resolved.members.map((member) => objectOf(member, context));
  const objects = members.filter((member) => member !== undefined);
  const [first] = objects;
  return first === undefined || objects.length < members.length ? undefined : { ...first, properties: objects.flatMap((member) => member.properties) };
}

function isNullable(schema: Schema, context: SchemaContext): boolean {
  return resolveSchema(schema, context)?.nullable ?? schema.nullable;
}
