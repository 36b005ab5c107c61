import { snakeCase } from '../../../base/names.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Entity } from '../../../ir/entity.ts';
import type { EnumSchema, NumericBounds } from '../../../ir/schema.ts';
import { columnOf, type Column } from '../columns.ts';
import { expressionToSql } from '../expressions/toSql.ts';
import { resolveSchema, type ResolvedSchema } from '../resolveSchema.ts';
import { constraintName, quoteName, quoteText, sqlName } from '../sqlNames.ts';
import { patternToSql } from './patternToSql.ts';

/** A CHECK constraint and how its breach is told to a caller. */
export interface Check {
  readonly name: string;
  readonly sql: string;
  readonly attributes: readonly string[];
  readonly code: string;
  readonly message: string;
}

/** The checks of the entity's table: what the schemas of its attributes say, then its row invariants. */
export function checksOf(application: ApplicationIR, entity: Entity): readonly Check[] {
  const table = sqlName(entity.table);
  const ofAttributes = entity.attributes.flatMap((attribute) => {
    const schema = resolveSchema(application, attribute.schema);
    if (schema === undefined || attribute.relation !== undefined) return [];
    const column = columnOf(application, entity, attribute);
    return rulesOf(schema, column).map(({ kind, sql, message }): Check => ({
      name: constraintName(table, column.name, kind),
      sql,
      attributes: [attribute.name],
      code: 'invalid_value',
      message,
    }));
  });
  return [...ofAttributes, ...invariantChecks(application, entity)];
}

interface Rule {
  readonly kind: string;
  readonly sql: string;
  readonly message: string;
}

function rulesOf(schema: ResolvedSchema, column: Column): readonly Rule[] {
  const name = quoteName(column.name);
  switch (schema.kind) {
    case 'string':
      return column.type.builder === 'text' ? textRules(schema, name) : [];
    case 'integer':
    case 'decimal':
      return [...boundRules(schema, name), ...multipleRules(schema, name)];
    case 'number':
      return boundRules(schema, name);
    case 'enum':
      return [{ kind: 'values', sql: `${name} in (${enumValues(schema, column)})`, message: `One of ${schema.values.map(String).join(', ')}.` }];
    case 'array':
      return [
        ...rule(schema.minItems, (count) => ({ kind: 'min_items', sql: `jsonb_array_length(${name}) >= ${count}`, message: `At least ${count} items.` })),
        ...rule(schema.maxItems, (count) => ({ kind: 'max_items', sql: `jsonb_array_length(${name}) <= ${count}`, message: `At most ${count} items.` })),
      ];
    case 'boolean':
    case 'object':
    case 'union':
    case 'intersection':
    case 'binary':
    case 'any':
      return [];
  }
}

function textRules(schema: Extract<ResolvedSchema, { kind: 'string' }>, name: string): readonly Rule[] {
  const pattern = schema.pattern === undefined ? undefined : patternToSql(schema.pattern);
  return [
    ...rule(schema.minLength, (count) => ({ kind: 'min_length', sql: `char_length(${name}) >= ${count}`, message: `At least ${count} characters.` })),
    ...rule(schema.maxLength, (count) => ({ kind: 'max_length', sql: `char_length(${name}) <= ${count}`, message: `At most ${count} characters.` })),
    ...(pattern === undefined ? [] : [{ kind: 'pattern', sql: `${name} ~ ${quoteText(pattern)}`, message: `Does not match ${schema.pattern ?? ''}.` }]),
  ];
}

function boundRules(bounds: NumericBounds, name: string): readonly Rule[] {
  return [
    ...rule(bounds.minimum, (bound) => ({ kind: 'minimum', sql: `${name} >= ${bound}`, message: `At least ${bound}.` })),
    ...rule(bounds.exclusiveMinimum, (bound) => ({ kind: 'exclusive_minimum', sql: `${name} > ${bound}`, message: `More than ${bound}.` })),
    ...rule(bounds.maximum, (bound) => ({ kind: 'maximum', sql: `${name} <= ${bound}`, message: `At most ${bound}.` })),
    ...rule(bounds.exclusiveMaximum, (bound) => ({ kind: 'exclusive_maximum', sql: `${name} < ${bound}`, message: `Less than ${bound}.` })),
  ];
}

function multipleRules(bounds: NumericBounds, name: string): readonly Rule[] {
  return rule(bounds.multipleOf, (step) => ({ kind: 'multiple_of', sql: `mod(${name}::numeric, ${step}) = 0`, message: `A multiple of ${step}.` }));
}

function rule(limit: number | undefined, make: (limit: string) => Rule): readonly Rule[] {
  return limit === undefined ? [] : [make(String(limit))];
}

function enumValues(schema: EnumSchema, column: Column): string {
  const { builder } = column.type;
  return schema.values
    .map((value) => {
      if (builder === 'jsonb') return `${quoteText(JSON.stringify(value))}::jsonb`;
      return typeof value === 'string' ? quoteText(value) : String(value);
    })
    .join(', ');
}

function invariantChecks(application: ApplicationIR, entity: Entity): readonly Check[] {
  const columnNamed = (name: string): Column | undefined => {
    const attribute = entity.attributes.find((candidate) => candidate.name === name);
    return attribute === undefined ? undefined : columnOf(application, entity, attribute);
  };
  return application.invariants.flatMap(({ entity: owner, name, message, rule: { kind, ...rest } }) => {
    if (owner !== entity.name || kind !== 'expression' || !('scope' in rest) || rest.scope !== 'row') return [];
    const sql = expressionToSql(rest.expression, columnNamed);
    if (sql === undefined) return [];
    const snake = snakeCase(name);
    return [{ name: constraintName(sqlName(entity.table), snake, 'invariant'), sql, attributes: [], code: `invariant_${snake}`, message }];
  });
}
