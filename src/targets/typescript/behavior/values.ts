import type { Assignment } from '../../../ir/behavior.ts';
import type { Attribute, Entity } from '../../../ir/entity.ts';
import type { Expression } from '../../../ir/expression.ts';
import type { Schema } from '../../../ir/schema.ts';
import { type Code, level, property, quote, within } from '../expressions/code.ts';
import { asCondition, isNull, needed, orNull } from '../expressions/operands.ts';
import type { ExpressionScope } from '../expressions/scope.ts';
import { after, toTypescript } from '../expressions/toTypescript.ts';
import { schemaKey } from '../models/names.ts';
import { schemaModelOf } from '../models/schemaModel.ts';
import type { Role } from '../models/schemaRoles.ts';
import { tsType } from '../models/tsType.ts';
import { resolveSchema } from '../resolveSchema.ts';
import { decimalsInside } from './decimalsInside.ts';
import { typeText } from './typeText.ts';

/** The object literal that writes the assignments to a row of the entity. */
export function rowValues(assignments: readonly Assignment[], entity: Entity, scope: ExpressionScope, more: readonly string[] = []): string {
  const fields = assignments.map(({ attribute, value }) => {
    const target = entity.attributes.find(({ name }) => name === attribute);
    const code = target === undefined ? toTypescript(value, scope) : storedValue(value, target, entity, scope);
    return property(attribute, orNull(code).text);
  });
  const all = [...more, ...fields];
  return all.length === 0 ? '{}' : `{ ${all.join(', ')} }`;
}

/** The value as its column takes it: decimals in the scale of the column, texts narrowed to the values of an enum. */
function storedValue(written: Expression, attribute: Attribute, entity: Entity, scope: ExpressionScope): Code {
  const schema = resolveSchema(scope.application, attribute.schema);
  const value = decimalsInside(written, schema, scope.application);
  const given = toTypescript(value, scope);
  if (value.kind === 'conditional' && given.absent !== 'never' && isConverted(schema)) return storedChoice(value, attribute, entity, scope);
  const code = schema?.nullable === true || attribute.schema.nullable ? given : needed(given, scope);
  switch (schema?.kind) {
    case 'decimal':
      return inScale(code, schema.scale, scope);
    case 'enum': {
      const isMember = code.values !== undefined && [...code.values].every((one) => schema.values.includes(one));
      if (isMember || code.type.kind === 'null') return code;
      const allowed = schema.values.map((one) => (typeof one === 'string' ? quote(one) : String(one))).join(', ');
      return guarded(code, (text) => `${scope.file.use('helper:oneOf')}(${text}, [${allowed}])`);
    }
    case 'array':
    case 'object':
    case 'union':
    case 'intersection':
      return isSameType(value, attribute, scope) ? code : { ...code, text: `${within(orNull(code), level.additive)} as ${scope.file.use(`newRow:${entity.name}`)}[${quote(attribute.name)}]`, level: level.relational, absent: 'never' };
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
    case 'binary':
    case 'any':
    case undefined:
      return code;
  }
}

/** Whether values of the schema are not stored as they are. */
function isConverted(schema: Schema | undefined): boolean {
  return schema?.kind === 'decimal' || schema?.kind === 'enum';
}

/** A choice that may come out null: each branch is converted for itself, since TypeScript does not narrow what has no name. */
function storedChoice(value: Extract<Expression, { kind: 'conditional' }>, attribute: Attribute, entity: Entity, scope: ExpressionScope): Code {
  const test = asCondition(toTypescript(value.condition, scope));
  const then = storedValue(value.then, attribute, entity, after(value.condition, true, scope));
  const otherwise = storedValue(value.otherwise, attribute, entity, after(value.condition, false, scope));
  const text = `${within(test, level.nullish)} ? ${within(orNull(then), level.conditional)} : ${within(orNull(otherwise), level.conditional)}`;
  return { text, level: level.conditional, type: value.type, absent: 'null' };
}

function inScale(code: Code, scale: number, scope: ExpressionScope): Code {
  if (code.type.kind === 'null' || (code.scale !== undefined && code.scale <= scale)) return code;
  return guarded(code, (text) => `${scope.file.use('runtime:toScale')}(${text}, ${String(scale)})`);
}

/** The conversion of a value that is not null; null stays null. */
function guarded(code: Code, convert: (text: string) => string): Code {
  if (code.absent === 'never') return { ...code, text: convert(code.text), level: level.member };
  return { ...code, text: `${isNull(code).text} ? null : ${convert(code.text)}`, level: level.conditional, absent: 'null' };
}

/** True when TypeScript types the value as it types the column. */
function isSameType(value: Expression, attribute: Attribute, scope: ExpressionScope): boolean {
  if (value.kind === 'literal') return true;
  const { roles } = schemaModelOf(scope.application);
  const nameOf = (name: string, role: Role): string => schemaKey(name, role, roles);
  const column = tsType({ ...attribute.schema, nullable: false }, 'response', nameOf);
  const schema = value.kind === 'select' ? schemaOfMember(value, scope) : undefined;
  return (schema === undefined ? typeText({ ...value.type, nullable: false }, scope.file) : tsType({ ...schema, nullable: false }, 'response', nameOf)) === column;
}

function schemaOfMember(value: Extract<Expression, { kind: 'select' }>, scope: ExpressionScope): Schema | undefined {
  const { type } = value.target;
  if (type.kind !== 'entity') return value.target.kind === 'name' ? scope.schemaOf?.(value.target.name, value.member) : undefined;
  const entity = scope.application.entities.find(({ name }) => name === type.entity);
  return entity?.attributes.find(({ name }) => name === value.member)?.schema;
}
