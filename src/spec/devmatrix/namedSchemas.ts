import type { Attribute, Entity } from '../../ir/entity.ts';
import type { NamedSchema, ObjectSchema, Property, RefSchema, Schema } from '../../ir/schema.ts';
import type { Span } from '../../base/span.ts';

/** Which request and response schemas an entity's endpoints need. */
export interface NeededSchemas {
  readonly create: boolean;
  readonly update: boolean;
  readonly replace: boolean;
  readonly page: boolean;
}

/** A reference to a named schema. */
export function refTo(name: string, span: Span): RefSchema {
  return { kind: 'ref', name, lazy: false, nullable: false, span };
}

/** The schemas of one entity: `Product`, `ProductCreate`, `ProductReplace`, `ProductUpdate`, `ProductPage`. */
export function entitySchemas(entity: Entity, needed: NeededSchemas): readonly NamedSchema[] {
  const named = (name: string, schema: Schema): NamedSchema => ({ kind: 'namedSchema', name, entity: entity.name, schema, cyclic: false, span: entity.span });
  const schemas = [named(entity.name, responseSchema(entity))];
  if (needed.create) schemas.push(named(`${entity.name}Create`, requestSchema(entity, writableOnCreate(entity), 'whole')));
  if (needed.replace && replaceName(entity) !== `${entity.name}Create`) schemas.push(named(replaceName(entity), requestSchema(entity, updatable(entity), 'whole')));
  if (needed.replace && replaceName(entity) === `${entity.name}Create` && !needed.create) schemas.push(named(replaceName(entity), requestSchema(entity, writableOnCreate(entity), 'whole')));
  if (needed.update) schemas.push(named(`${entity.name}Update`, requestSchema(entity, updatable(entity), 'partial')));
  if (needed.page) schemas.push(named(pageName(entity.name), pageSchema(entity.name, entity.span)));
  return schemas;
}

/** Name of the schema of a PUT body: that of create unless some attribute can be set only on create. */
export function replaceName(entity: Entity): string {
  return writableOnCreate(entity).every((attribute) => attribute.updatable) ? `${entity.name}Create` : `${entity.name}Replace`;
}

/** Name of the schema of a page of rows. */
export function pageName(entity: string): string {
  return `${entity}Page`;
}

/** Attributes that a create request may give. */
function writableOnCreate(entity: Entity): readonly Attribute[] {
  return entity.attributes.filter((attribute) => attribute.generated === undefined);
}

/** Attributes that a replace or update request may give. */
export function updatable(entity: Entity): readonly Attribute[] {
  return entity.attributes.filter((attribute) => attribute.updatable);
}

function responseSchema(entity: Entity): ObjectSchema {
  const properties = entity.attributes.filter((attribute) => !attribute.secret).map((attribute): Property => ({
    name: attribute.name, schema: withoutDefault(attribute.schema), required: true, readOnly: attribute.generated !== undefined, writeOnly: false, span: attribute.span,
  }));
  return { kind: 'object', properties, additional: 'strip', nullable: false, span: entity.span, ...(entity.description === undefined ? {} : { description: entity.description }) };
}

function requestSchema(entity: Entity, attributes: readonly Attribute[], mode: 'whole' | 'partial'): ObjectSchema {
  const properties = attributes.map((attribute): Property => ({
    name: attribute.name,
    schema: mode === 'partial' ? withoutDefault(attribute.schema) : attribute.schema,
    required: mode === 'whole' && attribute.requiredOnCreate,
    readOnly: false, writeOnly: attribute.secret, span: attribute.span,
  }));
  return { kind: 'object', properties, additional: 'reject', nullable: false, span: entity.span };
}

/** The schema where nothing stands in for what is not given. */
export function withoutDefault(schema: Schema): Schema {
  if (schema.default === undefined) return schema;
  const copy: { default?: unknown } & Schema = { ...schema };
  delete copy.default;
  return copy;
}

function pageSchema(entity: string, span: Span): ObjectSchema {
  const items: Schema = { kind: 'array', items: refTo(entity, span), uniqueItems: false, nullable: false, span };
  const nextCursor: Schema = { kind: 'string', nullable: true, span, description: 'Give it as `cursor` to read the next page; null on the last.' };
  return { kind: 'object', properties: [property('items', items, span), property('nextCursor', nextCursor, span)], additional: 'strip', nullable: false, span };
}

/** A required property that travels both ways. */
function property(name: string, schema: Schema, span: Span): Property {
  return { name, schema, required: true, readOnly: false, writeOnly: false, span };
}

/** The schema of every error answer: problem details of RFC 9457. */
export function problemSchema(span: Span): ObjectSchema {
  const text: Schema = { kind: 'string', nullable: false, span };
  const optional = (name: string, schema: Schema): Property => ({ ...property(name, schema, span), required: false });
  const fieldError: Schema = { kind: 'object', properties: [property('path', text, span), property('message', text, span)], additional: 'strip', nullable: false, span };
  return {
    kind: 'object', additional: 'keep', nullable: false, span, description: 'An error, as RFC 9457 describes it.',
    properties: [
      property('type', text, span), property('title', text, span), property('status', { kind: 'integer', bits: 32, nullable: false, span }, span),
      optional('detail', text), optional('instance', text), property('code', text, span), optional('requestId', text),
      optional('errors', { kind: 'array', items: fieldError, uniqueItems: false, nullable: false, span }),
    ],
  };
}
