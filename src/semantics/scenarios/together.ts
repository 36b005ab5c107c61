/** Values of attributes with which several conditions on one row hold together, each inside of what all bounds leave for it. */
import type { Json } from '../../base/json.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Expression, ExpressionType } from '../../ir/expression.ts';
import type { Schema } from '../../ir/schema.ts';
import { partsOf } from '../../ir/partsOf.ts';
import * as decimal from '../decimal.ts';
import { type Scope, evaluate } from '../evaluate.ts';
import { type EntityModel, entityOf, modelOf } from '../model.ts';
import { extremes, stepOf } from '../sampleNumber.ts';
import { type SchemaContext, resolveSchema } from '../schemaContext.ts';
import { durationText, instantText } from '../time.ts';
import type { RowValues } from '../types.ts';
import { type Bound, type Linear, bothWays, measured, waysToMeet } from './linear.ts';
import { type Row, pointsWithin } from './pointsWithin.ts';

/** A condition on a row and the truth that it should have. */
export interface Wish {
  readonly condition: Expression;
  readonly wanted: boolean;
}

export interface RowInQuestion {
  readonly entity: EntityModel;
  readonly context: SchemaContext;
  /** ISO 8601 text. */
  readonly now: string;
  /** All values of the row as they are. */
  readonly values: RowValues;
  /** Those that can be others. */
  readonly free: ReadonlySet<string>;
}

/** The conditions on single rows of the entity that are expressions, all of them to hold but one. */
export function wishesOf({ invariants }: EntityModel, broken?: Expression): readonly Wish[] {
  return invariants.flatMap(({ rule }) => (rule.kind === 'expression' && rule.scope === 'row' ? [{ condition: rule.expression, wanted: rule.expression !== broken }] : []));
}

/** Values of free attributes, as few others as possible, with which each condition has the truth that it should have. */
export function valuesTogether(wishes: readonly Wish[], { entity, context, now, values, free }: RowInQuestion): readonly RowValues[] {
  const attributes = [...entity.attributes.values()].filter(({ name, relation }) => free.has(name) && relation === undefined);
  const schemas = new Map(attributes.map(({ name, schema }) => [name, schema]));
  return membersTogether(wishes, { of: 'self', schemas, context, scope: { variables: { self: values }, now, relation: () => [] } });
}

/** A variable some of whose members can have other values. */
export interface VariableInQuestion {
  readonly of: 'self' | 'input';
  /** The members that can be others: a start before its end, since the later one is moved. */
  readonly schemas: ReadonlyMap<string, Schema>;
  readonly context: SchemaContext;
  readonly scope: Scope;
}

/** Values of members of a variable, as few others as possible, with which each condition has the truth that it should have. */
export function membersTogether(wishes: readonly Wish[], question: VariableInQuestion): readonly RowValues[] {
  const { of, scope } = question;
  const measures = measuresIn(wishes.map(({ condition }) => condition), question);
  if (measures.size === 0) return [];
  const unknown = (e: Expression): string | undefined => (measures.has(memberOf(e, of) ?? '') ? memberOf(e, of) : undefined);
  const ways = wishes.reduce<readonly (readonly Bound[])[]>((found, { condition, wanted }) => bothWays(found, waysToMeet(condition, wanted, { scope, unknown })), [[]]);
  const holdAll = (values: RowValues): boolean => wishes.every(({ condition, wanted }) => {
    const result = evaluate(condition, { ...scope, variables: { ...scope.variables, [of]: { ...membersNow(question), ...values } } });
    return result.ok && (result.value === true) === wanted;
  });
  return ways.flatMap((bounds) => valuesWithin(bounds, measures)).filter(holdAll);
}

function membersNow({ of, scope }: VariableInQuestion): RowValues {
  const now = scope.variables[of];
  return typeof now === 'object' && now !== null && !Array.isArray(now) ? (now as RowValues) : {};
}

/** For each invariant on single rows of the entity values of a request that break it and, among these invariants, no other. */
export function breakingAlone(application: ApplicationIR, entity: string, request: { readonly row: RowValues; readonly body: RowValues; readonly now: string }): readonly RowValues[] {
  const model = modelOf(application);
  const of = entityOf(model, entity);
  const values: Record<string, Json> = {};
  for (const { name, schema } of of.attributes.values()) values[name] = request.body[name] ?? request.row[name] ?? schema.default ?? null;
  const inQuestion: RowInQuestion = { entity: of, context: model.context, now: request.now, values, free: new Set(Object.keys(request.body)) };
  return of.invariants.flatMap(({ rule }) => (rule.kind === 'expression' && rule.scope === 'row' ? valuesTogether(wishesOf(of, rule.expression), inQuestion) : []));
}

/** How an attribute is counted: `unit` is the amount of one step, `steps` are widths in which values look well. */
interface Measure {
  readonly unit: number;
  readonly now: number;
  readonly steps: readonly number[];
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly json: (count: number) => Json;
}

function valuesWithin(bounds: readonly Bound[], measures: ReadonlyMap<string, Measure>): readonly RowValues[] {
  const names = [...measures.keys()].filter((name) => bounds.some(({ sum }) => sum.factors.has(name)));
  const used = names.flatMap((name) => measures.get(name) ?? []);
  const limits = used.flatMap(({ least, most }, index): readonly Bound[] => [
    ...(least === undefined ? [] : [{ sum: single(names[index], -1, least), strict: false }]),
    ...(most === undefined ? [] : [{ sum: single(names[index], 1, -most), strict: false }]),
  ]);
  const rows = [...bounds, ...limits].map((bound) => rowOf(bound, names, used));
  return pointsWithin(used, rows).map((point) => Object.fromEntries(used.flatMap((measure, index) => {
    const count = point[index];
    return count === undefined || count === measure.now ? [] : [[names[index] ?? '', measure.json(count)]];
  })));
}

function single(name: string | undefined, factor: number, constant: number): Linear {
  return { factors: new Map([[name ?? '', factor]]), constant };
}

/** The bound in whole steps of its unknowns: one step below, where the bound itself is not allowed. */
function rowOf({ sum, strict }: Bound, names: readonly string[], measures: readonly Measure[]): Row {
  const factors = measures.map(({ unit }, index) => (sum.factors.get(names[index] ?? '') ?? 0) * unit);
  const scale = scales.find((candidate) => factors.every((factor) => isWhole(factor * candidate))) ?? 1_000_000;
  const most = -sum.constant * scale;
  const near = Math.abs(most - Math.round(most)) < 1e-6 ? Math.round(most) : most;
  return { factors: factors.map((factor) => Math.round(factor * scale)), most: strict ? Math.ceil(near) - 1 : Math.floor(near) };
}

const scales = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-9;
}

/** The members that the conditions read and that can be counted. */
function measuresIn(conditions: readonly Expression[], question: VariableInQuestion): ReadonlyMap<string, Measure> {
  const read = new Set<string>();
  const visit = (e: Expression): void => {
    const name = memberOf(e, question.of);
    if (name !== undefined) read.add(name);
    for (const part of partsOf(e)) visit(part);
  };
  for (const condition of conditions) visit(condition);
  const values = membersNow(question);
  return new Map([...question.schemas].flatMap(([name, schema]) => {
    const measure = read.has(name) ? measureOf(schema, values[name] ?? null, question.context) : undefined;
    return measure === undefined ? [] : [[name, measure] as const];
  }));
}

function memberOf(e: Expression, of: string): string | undefined {
  return e.kind === 'select' && e.target.kind === 'name' && e.target.name === of ? e.member : undefined;
}

const dayMs = 86_400_000;
const wellKnownMs = [3_600_000, 900_000, 60_000, 1000, 1];

function measureOf(declared: Schema, value: Json, context: SchemaContext): Measure | undefined {
  const schema = resolveSchema(declared, context);
  const counted = (kind: ExpressionType['kind'], measure: Omit<Measure, 'now'>): Measure | undefined => {
    const amount = measured(value, { kind, nullable: false } as ExpressionType);
    const count = (amount ?? 0) / measure.unit;
    return amount === undefined ? undefined : { ...measure, now: isWhole(count) ? Math.round(count) : count };
  };
  const unlimited = { least: undefined, most: undefined };
  if (schema?.kind === 'string') {
    if (schema.format === 'date-time') return counted('timestamp', { ...unlimited, unit: 1, steps: wellKnownMs, json: instantText });
    if (schema.format === 'date') return counted('date', { ...unlimited, unit: dayMs, steps: [1], json: (count) => instantText(count * dayMs).slice(0, 10) });
    return schema.format === 'duration' ? counted('duration', { ...unlimited, least: 0, unit: 1, steps: wellKnownMs, json: durationText }) : undefined;
  }
  if (schema?.kind !== 'integer' && schema?.kind !== 'number' && schema?.kind !== 'decimal') return undefined;
  const step = schema.kind === 'number' && schema.multipleOf === undefined ? String(Math.min(Number(stepOf(schema)), 0.01)) : stepOf(schema);
  const { least, most } = extremes(schema);
  const limits = { least: least === undefined ? undefined : Number(least), most: most === undefined ? undefined : Number(most) };
  const wholes = [...new Set([Math.round(1 / Number(step)), 1])].filter((width) => width >= 1);
  const text = (count: number): string => decimal.multiply(count, step);
  if (schema.kind === 'decimal') return counted('decimal', { ...limits, unit: Number(step), steps: wholes, json: (count) => decimal.toScale(text(count), schema.scale) });
  return counted(schema.kind === 'integer' ? 'int' : 'double', { ...limits, unit: Number(step), steps: wholes, json: (count) => Number(text(count)) });
}
