import type { Entity } from '../../ir/entity.ts';
import type { ExpressionType } from '../../ir/expression.ts';
import type { Property, Schema } from '../../ir/schema.ts';
import type { CelModel } from '../cel/celScope.ts';
import { nullableAs, scalar, type ScalarKind, textStating, withDefault, withMembers } from '../cel/celTypes.ts';

/** Whether values come out of the database or out of a request, which was validated: there a property that has a default is there. */
export type Origin = 'stored' | 'received';

/** The type that expressions see for values of a schema. */
export function typeOfSchema(schema: Schema, origin: Origin = 'stored'): ExpressionType {
  const { nullable } = schema;
  switch (schema.kind) {
    case 'string': return schema.format === 'duration' ? textStating('duration', nullable) : { kind: textKind(schema.format), nullable };
    case 'integer': return { kind: 'int', nullable };
    case 'number': return { kind: 'double', nullable };
    case 'decimal': return { kind: 'decimal', nullable };
    case 'boolean': return { kind: 'bool', nullable };
    case 'enum': return enumType(schema.values, nullable);
    case 'array': return { kind: 'list', items: insideJson(typeOfSchema(schema.items, origin)), nullable };
    case 'object': return schema.properties.length === 0 ? { kind: 'json', nullable } : { kind: 'record', nullable, fields: schema.properties.map((property) => ({ name: property.name, type: insideJson(typeOfProperty(property, origin)) })) };
    case 'ref':
    case 'union':
    case 'intersection':
    case 'binary':
    case 'any': return { kind: 'json', nullable: true };
  }
}

/** The type of a property: it may be null where it can be left out. */
export function typeOfProperty({ schema, required }: Pick<Property, 'schema' | 'required'>, origin: Origin): ExpressionType {
  const type = typeOfSchema(schema, origin);
  if (required || (origin === 'received' && schema.default !== undefined)) return type;
  const { default: usual, nullable } = schema;
  const isPlain = typeof usual === 'string' || typeof usual === 'number' || typeof usual === 'boolean';
  return isPlain && !nullable ? withDefault(type, usual) : nullableAs(type, true);
}

/** Inside of lists and objects, which are stored as JSON, a timestamp is a text. */
function insideJson(type: ExpressionType): ExpressionType {
  return type.kind === 'timestamp' ? textStating('timestamp', type.nullable) : type;
}

function textKind(format: string | undefined): ScalarKind {
  if (format === 'date-time') return 'timestamp';
  return format === 'date' ? format : 'string';
}

function enumType(values: readonly (string | number | boolean)[], nullable: boolean): ExpressionType {
  if (values.every((value) => typeof value === 'string')) return withMembers({ kind: 'string', nullable }, values);
  if (values.every((value) => typeof value === 'boolean')) return { kind: 'bool', nullable };
  return values.every((value) => Number.isInteger(value)) ? { kind: 'int', nullable } : { kind: values.every((value) => typeof value === 'number') ? 'double' : 'json', nullable };
}

/** What expressions may select on rows. */
export function modelOf(entities: readonly Entity[]): CelModel {
  const types = new Map(entities.map((entity) => [entity.name, new Map(entity.attributes.map((attribute) => [attribute.name, typeOfSchema(attribute.schema)]))]));
  const relations = new Map(entities.map((entity) => [entity.name, new Map(entity.relations.map((relation) => [relation.name, relation]))]));
  return {
    attribute: (entity, name) => types.get(entity)?.get(name),
    attributes: (entity) => [...(types.get(entity)?.keys() ?? [])],
    relation: (entity, name) => relations.get(entity)?.get(name),
    relations: (entity) => [...(relations.get(entity)?.values() ?? [])],
  };
}

/** The caller as expressions see it; `id` may be null where anonymous calls are admitted. */
export function callerType(anonymous: 'possible' | 'impossible'): ExpressionType {
  return { kind: 'record', nullable: false, fields: [{ name: 'id', type: { kind: 'string', nullable: anonymous === 'possible' } }, { name: 'scopes', type: { kind: 'list', items: scalar('string'), nullable: false } }] };
}
