import type { Json } from '../../../../base/json.ts';
import { nearest } from '../../../../base/nearest.ts';
import type { ApplicationIR } from '../../../../ir/application.ts';
import type { Attribute, Entity } from '../../../../ir/entity.ts';
import type { ExpressionType } from '../../../../ir/expression.ts';
import type { ObjectSchema, Schema } from '../../../../ir/schema.ts';
import { decimalOf, toScale } from '../../../../semantics/decimal.ts';
import { matches } from '../../../../semantics/matches.ts';
import { resolveSchema, schemaContext } from '../../../../semantics/schemaContext.ts';
import { durationOf, durationText } from '../../../../semantics/time.ts';
import type { CaseProblems } from './caseProblems.ts';

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, Json>>;

const signedDuration = /^[+-]?P(?!$)(?:[+-]?\d+Y)?(?:[+-]?\d+M)?(?:[+-]?\d+W)?(?:[+-]?\d+D)?(?:T(?!$)(?:[+-]?\d+H)?(?:[+-]?\d+M)?(?:[+-]?\d+(?:\.\d+)?S)?)?$/;

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What an example may refer to, and where what is wrong with its values is noted. */
export interface ValueContext {
  readonly application: ApplicationIR;
  readonly problems: CaseProblems;
  /** Entities of the rows by their names. */
  readonly rows: ReadonlyMap<string, string>;
}

/** True for an object of JSON. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as the schema wants it, other spellings of the same put right; what does not fit is noted. */
export function schemaValue(given: Json, schema: Schema, at: string, context: ValueContext): Json {
  const { problems, application } = context;
  const known = schemaContext(application);
  const resolved = resolveSchema(schema, known);
  if (resolved === undefined || resolved.kind === 'any') return given;
  if (given === null) {
    if (!resolved.nullable) problems.note(`${at} must not be null.`);
    return null;
  }
  if (isReference(given)) return reference(given, at, resolved, context);
  if (resolved.kind === 'object' && isObject(given)) return objectValue(given, resolved, at, context);
  if (resolved.kind === 'array' && Array.isArray(given)) return (given as readonly Json[]).map((item, index) => schemaValue(item, resolved.items, `${at}[${String(index)}]`, context));
  if (resolved.kind === 'binary') {
    problems.note(`${at} must be bytes, { "$bytes": "<base64>" }, not ${shown(given)}.`);
    return given;
  }
  const value = respelled(given, resolved);
  if (isReference(value)) return value;
  const [wrong] = matches(value, resolved, known, 'request');
  if (wrong !== undefined) problems.note(`${at}${wrong.pointer} ${wrong.message}, not ${shown(given)}.`);
  return value;
}

function objectValue(given: JsonObject, schema: ObjectSchema, at: string, context: ValueContext): Json {
  const names = schema.properties.map(({ name }) => name);
  return Object.fromEntries(Object.entries(given).map(([name, value]) => {
    const property = schema.properties.find((one) => one.name === name);
    if (property === undefined && (schema.additional === 'reject' || schema.additional === 'strip')) context.problems.note(`${at} has no ${name}.${suggestion(name, names)}`);
    return [name, property === undefined ? value : schemaValue(value, property.schema, `${at}.${name}`, context)];
  }));
}

/** Numbers for decimals and texts for numbers, days for instants and the other way round, enum values in other letters. */
function respelled(given: Json, schema: Schema): Json {
  switch (schema.kind) {
    case 'decimal':
      return typeof given === 'number' && Number.isFinite(given) ? toScale(decimalOf(given), schema.scale) : given;
    case 'integer': case 'number':
      return typeof given === 'string' && /^-?\d+(?:\.\d+)?$/.test(given.trim()) ? Number(given) : given;
    case 'boolean':
      return given === 'true' ? true : given === 'false' ? false : given;
    case 'enum':
      return typeof given === 'string' && !schema.values.includes(given) ? schema.values.find((value) => typeof value === 'string' && value.toLowerCase() === given.toLowerCase()) ?? given : given;
    case 'string':
      return typeof given === 'string' ? instantText(given, schema.format) : typeof given === 'number' ? String(given) : given;
    case 'any': case 'array': case 'binary': case 'intersection': case 'object': case 'ref': case 'union':
      return given;
  }
}

function instantText(given: string, format: string | undefined): Json {
  if (format !== 'date-time' && format !== 'date') return given;
  if (/^now(?:\(\))?$/i.test(given)) return { $now: 'PT0S' };
  const instant = Date.parse(given);
  if (Number.isNaN(instant) || !/^\d{4}-\d\d-\d\d/.test(given)) return given;
  return format === 'date' ? given.slice(0, 10) : new Date(instant).toISOString();
}

/** `{ $row }`, `{ $key }`, `{ $now }` or `{ $bytes }`. */
export function isReference(value: Json): value is { readonly $row?: string; readonly $key?: string; readonly $now?: string; readonly $bytes?: string } {
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && ['$row', '$key', '$now', '$bytes'].includes(keys[0] ?? '') && typeof Object.values(value)[0] === 'string';
}

function reference(given: Json, at: string, schema: Schema, { problems, rows }: ValueContext): Json {
  const [kind = '', target = ''] = Object.entries(given as Readonly<Record<string, string>>)[0] ?? [];
  if (kind === '$bytes') {
    if (schema.kind !== 'binary') problems.note(`${at} takes no bytes.`);
    else if (!base64.test(target)) problems.note(`${at} has "${target.slice(0, 60)}" after $bytes, which is no base64.`);
    return given;
  }
  if (kind !== '$now') {
    if (!rows.has(target)) problems.note(`${at} refers to the row ${target}, which the example does not have.${suggestion(target, [...rows.keys()])}`);
    return given;
  }
  if (schema.kind === 'string' && schema.format !== undefined && !['date-time', 'date'].includes(schema.format)) problems.note(`${at} is no instant.`);
  return { $now: nowDuration(target, at, problems) };
}

/** The ISO 8601 text of a duration that may be written as `-24h`. */
function nowDuration(text: string, at: string, problems: CaseProblems): string {
  if (signedDuration.test(text)) return text;
  const milliseconds = durationOf(text);
  if (milliseconds === undefined) problems.note(`${at} has "${text}" after $now, which is no ISO 8601 duration such as P1D or -PT30M.`);
  return milliseconds === undefined ? 'PT0S' : durationText(milliseconds);
}

/** The value as an expression of that type has it. */
export function typedValue(given: Json, type: ExpressionType, at: string, context: ValueContext): Json {
  const { problems } = context;
  if (given === null) {
    if (!type.nullable && type.kind !== 'null' && type.kind !== 'json') problems.note(`${at} must not be null.`);
    return null;
  }
  switch (type.kind) {
    case 'entity':
      return rowValue(given, type.entity, at, context);
    case 'list':
      if (Array.isArray(given)) return (given as readonly Json[]).map((item, index) => typedValue(item, type.items, `${at}[${String(index)}]`, context));
      problems.note(`${at} must be a list.`);
      return given;
    case 'record':
      if (isObject(given) && !isReference(given)) return Object.fromEntries(type.fields.map((field) => [field.name, typedValue(given[field.name] ?? null, field.type, `${at}.${field.name}`, context)]));
      problems.note(`${at} must be an object with ${type.fields.map(({ name }) => name).join(', ')}.`);
      return given;
    case 'json': case 'null': case 'duration':
      return given;
    case 'string': case 'int': case 'double': case 'decimal': case 'bool': case 'timestamp': case 'date':
      return type.kind === 'decimal' && typeof given === 'number' ? decimalOf(given) : schemaValue(given, scalarSchemas[type.kind], at, context);
  }
}

const anywhere = { file: '', start: 0, end: 0 };
const plain = { span: anywhere, nullable: false };
const scalarSchemas: Readonly<Record<'string' | 'int' | 'double' | 'decimal' | 'bool' | 'timestamp' | 'date', Schema>> = {
  string: { ...plain, kind: 'string' }, int: { ...plain, kind: 'integer', bits: 64 }, double: { ...plain, kind: 'number' }, bool: { ...plain, kind: 'boolean' },
  decimal: { ...plain, kind: 'any' }, timestamp: { ...plain, kind: 'string', format: 'date-time' }, date: { ...plain, kind: 'string', format: 'date' },
};

/** A row as an argument: by its name. */
export function rowValue(given: Json, entity: string, at: string, { rows, problems }: ValueContext): Json {
  const name = typeof given === 'string' ? given : isReference(given) ? given.$row ?? given.$key : undefined;
  const found = name === undefined ? undefined : rows.get(name);
  if (name === undefined || found === undefined) problems.note(`${at} must be a row of ${entity}: { "$row": "<name of a row of the example>" }.`);
  else if (found !== entity) problems.note(`${at} must be a row of ${entity}, and ${name} is one of ${found}.`);
  return name === undefined ? given : { $row: name };
}

/** The values of a row by attribute; relations stand for their foreign keys. */
export function rowValues(given: JsonObject, entity: Entity, at: string, context: ValueContext): JsonObject {
  const { problems } = context;
  return Object.fromEntries(Object.entries(given).flatMap(([name, value]): readonly (readonly [string, Json])[] => {
    const relation = entity.relations.find((one) => one.kind === 'belongsTo' && (one.name === name || one.attribute === name));
    const attribute = entity.attributes.find((one) => one.name === (relation?.kind === 'belongsTo' ? relation.attribute : name));
    if (attribute === undefined) {
      problems.note(`${at}.${name}: ${entity.name} has no attribute ${name}.${suggestion(name, entity.attributes.map((one) => one.name))}`);
      return [];
    }
    const stored = relation === undefined ? schemaValue(value, attribute.schema, `${at}.${name}`, context) : keyValue(value, relation.target, attribute, `${at}.${name}`, context);
    return [[attribute.name, stored]];
  }));
}

/** A foreign key: the key of a row of the example. */
function keyValue(given: Json, target: string, attribute: Attribute, at: string, context: ValueContext): Json {
  const { rows, problems } = context;
  if (given === null) return schemaValue(given, attribute.schema, at, context);
  const name = typeof given === 'string' && rows.has(given) ? given : isReference(given) ? given.$key ?? given.$row : undefined;
  if (name === undefined) {
    problems.note(`${at} must be { "$key": "<name of a row of ${target}>" }: another key refers to nothing.`);
    return given;
  }
  const found = rows.get(name);
  if (found === undefined) problems.note(`${at} refers to the row ${name}, which the example does not have before it.${suggestion(name, [...rows.keys()])}`);
  else if (found !== target) problems.note(`${at} must refer to a row of ${target}, and ${name} is one of ${found}.`);
  return { $key: name };
}

/** The sentence that suggests a name, or those that there are. */
export function suggestion(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  if (meant !== undefined) return ` Did you mean ${meant}?`;
  return names.length === 0 ? '' : ` There are ${names.slice(0, 20).join(', ')}.`;
}

function shown(value: Json): string {
  return JSON.stringify(value).slice(0, 60);
}
