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

/** Names of the schemas that an entity implies. */
export interface SchemaNames {
  readonly create: string;
  readonly update: string;
  readonly replace: string;
  readonly page: string;
}

/** The name that is meant, or another one where an entity of the spec has it: `CampaignUpdate` gives way as `CampaignUpdateSchema`. */
export function freeSchemaName(wanted: string, entities: readonly Pick<Entity, 'name'>[]): string {
  const isTaken = (name: string): boolean => entities.some((entity) => entity.name.toLowerCase() === name.toLowerCase());
  let name = wanted;
  while (isTaken(name)) name += 'Schema';
  return name;
}

/** The names of the schemas of an entity: `ProductCreate`, `ProductUpdate`, `ProductReplace`, `ProductPage`. A PUT has the body of create unless some attribute can be set only on create. */
export function schemaNames(entity: Entity, entities: readonly Entity[]): SchemaNames {
  const named = (suffix: string): string => freeSchemaName(entity.name + suffix, entities);
  const replace = writableOnCreate(entity).every((attribute) => attribute.updatable) ? 'Create' : 'Replace';
  return { create: named('Create'), update: named('Update'), replace: named(replace), page: named('Page') };
}

/** A reference to a named schema. */
export function refTo(name: string, span: Span): RefSchema {
  return { kind: 'ref', name, lazy: false, nullable: false, span };
}

/** The schemas of one entity, by the names that it has for them. */
export function entitySchemas(entity: Entity, names: SchemaNames, needed: NeededSchemas): readonly NamedSchema[] {
  const named = (name: string, schema: Schema): NamedSchema => ({ kind: 'namedSchema', name, entity: entity.name, schema, cyclic: false, span: entity.span });
  const schemas = [named(entity.name, responseSchema(entity))];
  if (needed.create || (needed.replace && names.replace === names.create)) schemas.push(named(names.create, requestSchema(entity, writableOnCreate(entity), 'whole')));
  if (needed.replace && names.replace !== names.create) schemas.push(named(names.replace, requestSchema(entity, updatable(entity), 'whole')));
  if (needed.update) schemas.push(named(names.update, requestSchema(entity, updatable(entity), 'partial')));
  if (needed.page) schemas.push(named(names.page, pageSchema(entity.name, entity.span)));
  return schemas;
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
