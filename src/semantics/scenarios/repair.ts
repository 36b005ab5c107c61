import type { Json } from '../../base/json.ts';
import type { Expression } from '../../ir/expression.ts';
import type { Schema } from '../../ir/schema.ts';
import { partsOf } from '../../ir/partsOf.ts';
import { boundariesOf } from '../boundaries.ts';
import { holds } from '../evaluate.ts';
import { isValid } from '../matches.ts';
import { type EntityModel, invariantCode } from '../model.ts';
import { sampleOf } from '../samples.ts';
import { type SchemaContext, resolveSchema } from '../schemaContext.ts';
import { stored } from '../stored.ts';
import type { RowValues } from '../types.ts';
import type { Plan } from './plan.ts';
import { solve } from './solve.ts';
import { valuesTogether, wishesOf } from './together.ts';

/** A request that was refused: the code of the invariant that it breaks, and what of it cannot be another value. */
export interface BrokenRow {
  readonly code: string;
  readonly body: Json | undefined;
  readonly fixed: RowValues;
}

/**
 * Values that make a row obey an invariant that it breaks: with which it keeps all others too, then solved for one attribute, else
 * found among a few values of each.
 */
export function invariantRepairs(plan: Plan, entity: EntityModel, { code, body, fixed }: BrokenRow): readonly RowValues[] {
  const { context } = plan.model;
  const given = (typeof body === 'object' && body !== null ? body : {}) as RowValues;
  const values: Record<string, Json> = {};
  for (const attribute of entity.attributes.values()) values[attribute.name] = given[attribute.name] ?? attribute.schema.default ?? null;
  const writable = new Set(Object.keys(given));
  const free = new Set(Object.keys(given).filter((name) => !Object.hasOwn(fixed, name)));
  const together = valuesTogether(wishesOf(entity), { entity, context, now: plan.world.now, values, free }).filter((repair) => isPossible(repair, entity, context));
  return [...together, ...entity.invariants.filter((invariant) => invariantCode(invariant) === code).flatMap(({ rule }) => {
    if (rule.kind !== 'expression') return [];
    const solved = solve(rule.expression, true, { variables: { self: values }, now: plan.world.now, relation: () => [] }).map((solution) => Object.fromEntries(solution.flatMap((demand) => {
      const attribute = demand.kind === 'attribute' && demand.entity === entity.entity.name ? entity.attributes.get(demand.attribute) : undefined;
      return attribute === undefined || demand.kind !== 'attribute' ? [] : [[attribute.name, stored(demand.value, attribute.schema, context)]];
    })));
    return [...solved.filter((repair) => isPossible(repair, entity, context) && namesRows(repair, entity, plan)), ...combinations(rule.expression, values, writable, entity, plan)];
  })];
}

function isPossible(repair: RowValues, entity: EntityModel, context: SchemaContext): boolean {
  const entries = Object.entries(repair);
  return entries.length > 0 && entries.every(([name, value]) => {
    const schema = entity.attributes.get(name)?.schema;
    return schema !== undefined && isValid(value, schema, context, 'request');
  });
}

/** Whether all references name rows that are there, or none. */
function namesRows(repair: RowValues, { references }: EntityModel, plan: Plan): boolean {
  return references.every(({ attribute, target }) => (repair[attribute] ?? null) === null || plan.rowByKey(target, repair[attribute] ?? null) !== undefined);
}

const maxAttributes = 3;
const maxValues = 8;
const maxFound = 4;

/** Combinations of likely values of the attributes in the expression that make it true. */
function combinations(expression: Expression, values: RowValues, writable: ReadonlySet<string>, entity: EntityModel, plan: Plan): readonly RowValues[] {
  const { context } = plan.model;
  const names = [...attributesIn(expression)].filter((name) => writable.has(name) && entity.attributes.get(name)?.relation === undefined).slice(0, maxAttributes);
  const found: RowValues[] = [];
  const visit = (index: number, chosen: RowValues): void => {
    if (found.length >= maxFound) return;
    const name = names[index];
    const schema = name === undefined ? undefined : entity.attributes.get(name)?.schema;
    if (name === undefined || schema === undefined) {
      if (holds(expression, { variables: { self: { ...values, ...chosen } }, now: plan.world.now, relation: () => [] })) found.push(chosen);
      return;
    }
    for (const value of likelyValues(schema, name, context)) visit(index + 1, { ...chosen, [name]: value });
  };
  if (names.length > 0) visit(0, {});
  return found.filter((repair) => Object.keys(repair).length > 0);
}

/** A few values that a schema takes: samples and the outermost ones. */
export function likelyValues(schema: Schema, name: string, context: SchemaContext): readonly Json[] {
  const samples = [0, 1, 40].flatMap((n) => {
    const sampled = sampleOf(schema, context, n, { name });
    return 'value' in sampled ? [sampled.value] : [];
  });
  const isText = resolveSchema(schema, context)?.kind === 'string';
  const edges = isText ? [] : boundariesOf(schema, context, { name }).map((boundary) => boundary.value);
  return [...new Set([...samples, ...edges])].slice(0, maxValues);
}

/** Names of the attributes of `self` in an expression. */
function attributesIn(e: Expression): ReadonlySet<string> {
  if (e.kind === 'select' && e.target.kind === 'name' && e.target.name === 'self') return new Set([e.member]);
  return new Set(partsOf(e).flatMap((part) => [...attributesIn(part)]));
}
