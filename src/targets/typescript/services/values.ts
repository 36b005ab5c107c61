import { isJson } from '../../../base/mediaTypes.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Attribute, Entity } from '../../../ir/entity.ts';
import type { Property, Schema } from '../../../ir/schema.ts';
import { member, propertyKey, quote } from '../code/identifiers.ts';
import type { TsFile } from '../code/tsFile.ts';
import { columnOf, columnsOf } from '../columns.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { schemaKey } from '../models/names.ts';
import { objectOf } from '../models/responses.ts';
import { schemaModelOf } from '../models/schemaModel.ts';
import type { Role } from '../models/schemaRoles.ts';
import { tsType } from '../models/tsType.ts';
import { jsonLiteral } from '../models/zod.ts';
import type { Operation } from './operations.ts';
import { bodyProperties } from './references.ts';

/** A property of a body that sets an attribute. */
interface SetProperty {
  readonly name: string;
  /** The value as the row takes it, read from `body`; undefined when the property can go as it is. */
  readonly converted: string | undefined;
  /** The body may be without it. */
  readonly optional: boolean;
}

/** Statements before, and the expression of, the values that an operation writes. */
export interface WrittenValues {
  readonly statements: readonly string[];
  readonly expression: string;
}

/** The values that a create stores: the body, the parents of the path and the caller who owns the row. */
export function createValues(operation: Operation, parents: ReadonlyMap<string, string>, application: ApplicationIR, file: TsFile): WrittenValues {
  const { entity } = operation;
  const properties = setProperties(operation, application, file).filter(({ name }) => !parents.has(name));
  const fixed = [...parents].map(([attribute, name]) => (propertyKey(attribute) === name ? name : `${propertyKey(attribute)}: ${name}`));
  const owners = entity.attributes.filter(({ generated }) => generated === 'owner').map(({ name }) => `${propertyKey(name)}: ${file.use('runtime:requireCaller')}(context).subject`);
  const converted = properties.map(({ name, converted: value, optional }) =>
    `${propertyKey(name)}: ${value === undefined ? member('body', name) : optional ? whenPresent(name, value, 'undefined') : value}`);
  const spread = goesWhole(operation, properties.length, application);
  const body = spread ? ['...body', ...converted.filter((_, at) => properties[at]?.converted !== undefined)] : converted;
  const parts = [...body, ...fixed, ...owners];
  const given = new Set([...properties.filter(({ optional }) => !optional).map(({ name }) => name), ...parents.keys(), ...entity.attributes.filter(({ generated }) => generated === 'owner').map(({ name }) => name)]);
  const expression = parts.length === 1 && parts[0] === '...body' ? 'body' : `{ ${parts.join(', ')} }`;
  return { statements: [], expression: lacksValues(entity, given, application) ? `${expression} as ${file.use(`newRow:${entity.name}`)}` : expression };
}

/** The values that a PATCH writes: what the body has. */
export function patchValues(operation: Operation, application: ApplicationIR, file: TsFile): WrittenValues {
  const properties = setProperties(operation, application, file);
  const spread = goesWhole(operation, properties.length, application);
  const special = properties.filter(({ converted }) => converted !== undefined);
  if (spread && special.length === 0) return { statements: [], expression: 'body' };
  const chosen = spread ? special : properties;
  const parts = chosen.map(({ name, converted = member('body', name), optional }) =>
    optional ? `...(${member('body', name)} === undefined ? {} : { ${propertyKey(name)}: ${converted} })` : `${propertyKey(name)}: ${converted}`);
  if (!spread) return { statements: [], expression: `{ ${parts.join(', ')} }` };
  const names = special.map(({ name }) => propertyKey(name)).map((key) => (key.startsWith('"') ? `${key}: _` : `${key}: _${key}`));
  return { statements: [`const { ${names.join(', ')}, ...rest } = body;`], expression: `{ ...rest, ${parts.join(', ')} }` };
}

/** The values that a PUT writes: what the body has, and the default or null for what it has not. */
export function replaceValues(operation: Operation, application: ApplicationIR, file: TsFile): WrittenValues {
  const index = indexOf(application);
  const { entity } = operation;
  const properties = setProperties(operation, application, file);
  const parts = properties.flatMap(({ name, converted, optional }) => {
    const attribute = index.attribute(entity, name);
    const value = converted ?? member('body', name);
    if (!optional || attribute === undefined) return converted === undefined ? [] : [`${propertyKey(name)}: ${value}`];
    const fallback = fallbackOf(attribute, entity, application);
    if (fallback === undefined) return [`...(${member('body', name)} === undefined ? {} : { ${propertyKey(name)}: ${value} })`];
    return [`${propertyKey(name)}: ${converted === undefined ? `${value} ?? ${fallback}` : whenPresent(name, value, fallback)}`];
  });
  const isWhole = goesWhole(operation, properties.length, application) && parts.every((part) => !part.startsWith('...'));
  if (isWhole) return { statements: [], expression: parts.length === 0 ? 'body' : `{ ...body, ${parts.join(', ')} }` };
  const named = new Set(parts.map((part) => part.split(':')[0]));
  const direct = properties.filter(({ name, optional, converted }) => !optional && converted === undefined && !named.has(propertyKey(name)));
  return { statements: [], expression: `{ ${[...direct.map(({ name }) => `${propertyKey(name)}: ${member('body', name)}`), ...parts].join(', ')} }` };
}

function whenPresent(name: string, value: string, otherwise: string): string {
  return `${member('body', name)} === undefined ? ${otherwise} : ${value}`;
}

/** What an absent attribute is replaced by: its default, or null when it can be null. */
function fallbackOf(attribute: Attribute, entity: Entity, application: ApplicationIR): string | undefined {
  const schema = indexOf(application).resolve(attribute.schema);
  const { default: value } = attribute.schema.default === undefined ? schema : attribute.schema;
  const column = columnOf(application, entity, attribute);
  if (value === undefined || value === null) return column.nullable ? 'null' : undefined;
  return column.type.builder === 'timestamp' ? `new Date(${jsonLiteral(value)})` : column.type.builder === 'numeric' ? quote(typeof value === 'string' ? value : JSON.stringify(value)) : jsonLiteral(value);
}

/** The properties of the body that set attributes of the row. */
function setProperties(operation: Operation, application: ApplicationIR, file: TsFile): readonly SetProperty[] {
  const index = indexOf(application);
  const { entity, implementation } = operation;
  const role: Role = implementation.action === 'update' ? 'patch' : 'request';
  return [...bodyProperties(operation, index).values()].flatMap((property) => {
    const attribute = index.attribute(entity, property.name);
    if (attribute === undefined || attribute.generated !== undefined) return [];
    if (implementation.action !== 'create' && !attribute.updatable) return [];
    const hasDefault = property.schema.default !== undefined && role === 'request';
    return [{ name: property.name, converted: conversion(property, attribute, entity, role, application, file), optional: !property.required && !hasDefault }];
  });
}

/** Whether all of the body goes into the row, so that it can be spread. */
function goesWhole(operation: Operation, used: number, application: ApplicationIR): boolean {
  const index = indexOf(application);
  const contents = operation.endpoint.requestBody?.contents ?? [];
  const schema = contents.find(({ mediaType }) => isJson(mediaType))?.schema;
  const object = schema === undefined ? undefined : objectOf(schema, index);
  if (object === undefined || schema === undefined || contents.length > 1) return false;
  const { additional } = object;
  return index.resolve(schema).kind === 'object' && (additional === 'reject' || additional === 'strip') && used === bodyProperties(operation, index).size && used > 0;
}

function lacksValues(entity: Entity, given: ReadonlySet<string>, application: ApplicationIR): boolean {
  return columnsOf(application, entity).some(({ attribute, nullable, default: fallback, identity }) =>
    attribute !== undefined && !nullable && fallback === undefined && !identity && attribute.generated !== 'uuid' && !given.has(attribute.name));
}

/** The value as the column takes it, read from `body`; undefined when it needs no change. */
function conversion(property: Property, attribute: Attribute, entity: Entity, role: Role, application: ApplicationIR, file: TsFile): string | undefined {
  const index = indexOf(application);
  const column = columnOf(application, entity, attribute);
  const schema = index.resolve(property.schema);
  const value = member('body', property.name);
  const present = (expression: string): string => (schema.nullable ? `${value} === null ? ${column.nullable ? 'null' : 'undefined'} : ${expression}` : expression);
  const { builder } = column.type;
  if (builder === 'timestamp') return present(`new Date(${value})`);
  if (builder === 'numeric' && (schema.kind === 'number' || schema.kind === 'integer')) return present(`String(${value})`);
  const type = (): string => `${file.use(`newRow:${entity.name}`)}[${quote(attribute.name)}]`;
  if (builder === 'jsonb') {
    const given = typeText(property.schema, role, application);
    return given === typeText(attribute.schema, 'response', application) ? undefined : `${value} as ${type()}`;
  }
  if (column.type.row.includes('"') && !isAmong(schema, index.resolve(attribute.schema))) return `${value} as ${type()}`;
  return schema.nullable && !column.nullable ? `${value} ?? undefined` : undefined;
}

function isAmong(schema: Schema, wanted: Schema): boolean {
  return schema.kind === 'enum' && wanted.kind === 'enum' && schema.values.every((value) => wanted.values.includes(value));
}

function typeText(schema: Schema, role: Role, application: ApplicationIR): string {
  const { roles } = schemaModelOf(application);
  return tsType({ ...schema, nullable: false }, role, (name, inner) => schemaKey(name, inner, roles));
}
