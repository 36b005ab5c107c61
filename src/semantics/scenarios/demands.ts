/** Meets what a condition asks for: inputs of the call, values of rows, rows that are found. */
import type { Json } from '../../base/json.ts';
import type { Condition, Flow, LoadStep } from '../../ir/behavior.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import type { Attribute } from '../../ir/entity.ts';
import type { Expression } from '../../ir/expression.ts';
import type { Schema } from '../../ir/schema.ts';
import { type Scope, evaluate } from '../evaluate.ts';
import { isValid } from '../matches.ts';
import { entityOf } from '../model.ts';
import { isOwned } from '../ownershipFacts.ts';
import { objectOf } from '../present.ts';
import { type SchemaContext, resolveSchema } from '../schemaContext.ts';
import { stored } from '../stored.ts';
import type { RowValues } from '../types.ts';
import { jsonBody, reachableSteps } from './flowFacts.ts';
import { CannotPlan, type FailedStep, type Plan } from './plan.ts';
import type { Pinned, Planner } from './planner.ts';
import type { Demand, InputPath, Solution, SolveScope } from './assignments.ts';
import { typeOf } from '../lists.ts';
import { meets } from '../flowRun.ts';
import { originsAt } from './inputOrigins.ts';
import { neighbours, solve } from './solve.ts';

/** What demands are met with: the flow that is called, and the inputs of the call that were changed. */
export interface Demanding {
  readonly planner: Planner;
  readonly plan: Plan;
  readonly flow: Flow;
  /** Undefined for a flow that no request starts: it has no inputs. */
  readonly endpoint: Endpoint | undefined;
  readonly pinned: Pinned | undefined;
  /** What the call gives without the overrides. */
  readonly inputs: Readonly<Record<string, Json>>;
  overrides: Record<string, Json>;
}

/** What an expression at the failed step can read. */
export function scopeOf(search: { readonly plan: Plan; readonly flow: Flow; readonly pinned?: Pinned | undefined }, failed: FailedStep): SolveScope {
  const { plan, flow, pinned } = search;
  const origins = originsAt(plan.model, flow, failed, plan.world.now);
  const finders = new Map([...(origins.finders ?? [])].filter(([, { entity }]) => entity !== pinned?.entity));
  return { ...origins, finders, whether: solve, rows: (entity) => plan.world.rows(entity), variables: failed.variables, now: plan.world.now, uuid: () => 'd0d0d0d0-0000-7000-8000-ffffffffffff', relation: () => undefined, domain: (e) => domainOf(plan, e) ?? inputDomain(plan, flow, e) };
}

/** The members of an enum attribute; the states of a machine that has it. */
function domainOf(plan: Plan, e: Extract<Expression, { kind: 'select' }>): readonly Json[] | undefined {
  if (e.target.type.kind !== 'entity') return undefined;
  const schema = plan.model.entities.get(e.target.type.entity)?.attributes.get(e.member)?.schema;
  const resolved = schema === undefined ? undefined : resolveSchema(schema, plan.model.context);
  return resolved?.kind === 'enum' ? resolved.values : undefined;
}

/** The members of an enum that an input of the flow has. */
function inputDomain(plan: Plan, { trigger }: Flow, { target, member }: Extract<Expression, { kind: 'select' }>): readonly Json[] | undefined {
  const endpoint = trigger.kind === 'http' && target.kind === 'name' && target.name === 'input' ? plan.model.endpoints.get(trigger.endpoint) : undefined;
  const body = endpoint === undefined ? undefined : jsonBody(endpoint);
  const property = body === undefined ? undefined : objectOf(body, plan.model.context)?.properties.find(({ name }) => name === member);
  const schema = property?.schema ?? endpoint?.parameters.find(({ name }) => name === member)?.schema;
  const resolved = schema === undefined ? undefined : resolveSchema(schema, plan.model.context);
  return resolved?.kind === 'enum' ? resolved.values : undefined;
}

/** Meets all demands of a solution. Throws CannotPlan or RestartWith. */
export function applySolution(search: Demanding, failed: FailedStep, solution: Solution): void {
  for (const demand of solution) applyDemand(search, failed, demand);
}

/** Meets the first demands of a solution, up to one that cannot be met: what met them may have met that one, too. Throws CannotPlan or RestartWith. */
export function applyBeginning(search: Demanding, failed: FailedStep, [first, ...others]: Solution): void {
  if (first === undefined || others.length === 0) throw new CannotPlan('There is no part to begin with.');
  applyDemand(search, failed, first);
  for (const demand of others) {
    const mark = search.plan.mark();
    try {
      applyDemand(search, failed, demand);
    } catch (error) {
      if (!(error instanceof CannotPlan)) throw error;
      search.plan.reset(mark);
      return;
    }
  }
}

/** A solution in words that stay the same while its rows change. */
export function wordsOf(plan: Plan, solution: Solution): string {
  return JSON.stringify(solution.map((demand) => (demand.kind === 'attribute' ? [demand.entity, plan.keyOf(demand.entity, demand.row), demand.attribute, demand.value] : demand)));
}

function applyDemand(search: Demanding, failed: FailedStep, demand: Demand): void {
  const { plan, planner, pinned } = search;
  switch (demand.kind) {
    case 'input':
      search.overrides = { ...search.overrides, ...inputWith(search, demand) };
      return;
    case 'attribute': {
      const machine = plan.model.entities.get(demand.entity)?.machines.find((candidate) => candidate.attribute === demand.attribute);
      const isPinned = pinned?.entity === demand.entity && plan.keyOf(demand.entity, pinned.row) === plan.keyOf(demand.entity, demand.row);
      if (isPinned && pinned.state === 'kept' && machine !== undefined) throw new CannotPlan(`The ${demand.entity} must keep its state.`);
      planner.change(plan, { ...demand, value: keyInPlace(search, demand), state: isPinned ? pinned.state : 'free' });
      return;
    }
    case 'size':
      addRows(search, failed, demand.list, demand.atLeast);
      return;
    case 'row':
      addRow(search, failed, demand.name);
      return;
  }
}

/** The value; where it should be the key of a row and is none, the key of a new one. */
function keyInPlace({ plan, planner }: Demanding, { entity, attribute, value }: Extract<Demand, { kind: 'attribute' }>): Json {
  const reference = entityOf(plan.model, entity).references.find((candidate) => candidate.attribute === attribute);
  if (reference === undefined || value === null || plan.rowByKey(reference.target, value) !== undefined) return value;
  return plan.keyOf(reference.target, planner.make(plan, reference.target, {}));
}

/** The property of the input with the wanted value in its place. Throws CannotPlan when the schema refuses it. */
function inputWith(search: Demanding, { path, value }: Extract<Demand, { kind: 'input' }>): Record<string, Json> {
  const { plan, endpoint } = search;
  const { context } = plan.model;
  const [name, ...rest] = path;
  const schema = endpoint === undefined ? undefined : jsonBody(endpoint);
  const property = schema === undefined ? undefined : objectOf(schema, context)?.properties.find((candidate) => candidate.name === name);
  const found = property?.schema ?? endpoint?.parameters.find((parameter) => parameter.name === name)?.schema;
  if (found === undefined || typeof name !== 'string') throw new CannotPlan(`${endpoint?.key ?? search.flow.name} has no input ${String(name)}.`);
  const whole = placed(search.overrides[name] ?? search.inputs[name] ?? null, rest, value, found, context);
  if (whole === undefined || !isValid(whole, found, context, 'request')) throw new CannotPlan(`The input ${path.join('.')} cannot be ${JSON.stringify(value)}.`);
  return { [name]: whole };
}

/** The value with a part of it replaced, in the form of its schema: decimals with as many digits as it has. Undefined where there is no such part. */
function placed(whole: Json, path: InputPath, value: Json, schema: Schema, context: SchemaContext): Json | undefined {
  const [head, ...rest] = path;
  const resolved = resolveSchema(schema, context);
  if (head === undefined) return stored(value, schema, context);
  if (typeof head === 'number') {
    const items = Array.isArray(whole) ? (whole as readonly Json[]) : [];
    const item = items[head] === undefined || resolved?.kind !== 'array' ? undefined : placed(items[head], rest, value, resolved.items, context);
    return item === undefined ? undefined : items.map((each, index) => (index === head ? item : each));
  }
  const property = resolved?.kind === 'object' ? resolved.properties.find((candidate) => candidate.name === head) : undefined;
  if (property === undefined || typeof whole !== 'object' || whole === null || Array.isArray(whole)) return undefined;
  const record = whole as RowValues;
  const part = placed(record[head] ?? null, rest, value, property.schema, context);
  return part === undefined ? undefined : { ...record, [head]: part };
}

/** Makes the row that an optional load step will find. */
function addRow(search: Demanding, failed: FailedStep, name: string): void {
  const { plan, planner, flow } = search;
  const step = reachableSteps(plan.model, flow).find((candidate): candidate is LoadStep => candidate.kind === 'load' && candidate.as === name);
  if (step?.by.kind !== 'where') throw new CannotPlan(`${name} is no row that conditions find.`);
  planner.make(plan, step.entity, fixedBy(plan, step.entity, step.by.conditions, scopeOf(search, failed)));
}

/** Makes rows that a `loadMany` step will find, until there are so many. */
function addRows(search: { readonly planner: Planner; readonly plan: Plan; readonly flow: Flow }, failed: FailedStep, list: string, atLeast: number): void {
  const { plan, planner, flow } = search;
  const step = reachableSteps(plan.model, flow).find((candidate) => candidate.kind === 'loadMany' && candidate.as === list);
  if (step?.kind !== 'loadMany') throw new CannotPlan(`${list} is no list of rows.`);
  const present = failed.variables[list];
  const count = Array.isArray(present) ? present.length : 0;
  if (count >= atLeast) throw new CannotPlan(`${list} cannot be made shorter.`);
  const fixed = fixedBy(plan, step.entity, step.conditions, scopeOf(search, failed));
  for (let missing = atLeast - count; missing > 0; missing -= 1) makeOwnOrAnothers({ planner, plan }, step.entity, fixed, step.anyOwner);
}

/** A new row of the caller; of somebody else where the caller can have no more and the step finds those, too. */
export function makeOwnOrAnothers({ planner, plan }: Pick<Demanding, 'planner' | 'plan'>, entity: string, fixed: RowValues, anyOwner: boolean): RowValues {
  const mark = plan.mark();
  try {
    return planner.make(plan, entity, fixed);
  } catch (error) {
    if (!(error instanceof CannotPlan) || (!anyOwner && isOwned(plan.model, entity))) throw error;
    plan.reset(mark);
    return plan.asAnother(() => planner.make(plan, entity, fixed));
  }
}

const byServer: ReadonlySet<string> = new Set(['uuid', 'identity', 'createdAt', 'updatedAt']);

/** Attribute values that meet the conditions, as far as values do; of instants the far ones first, or the near ones; with `choice` others that do. */
export function fixedBy(plan: Plan, entity: string, conditions: readonly Condition[], scope: Scope, instants: 'far' | 'near' = 'far', choice = 0): RowValues {
  const model = entityOf(plan.model, entity);
  const { context } = plan.model;
  const wanted = new Map<Attribute, { readonly condition: Condition; readonly other: Json }[]>();
  for (const condition of conditions) {
    const name = attributeOf(plan, entity, condition.attribute);
    const evaluated = evaluate(condition.value, scope);
    const attribute = name === undefined ? undefined : model.attributes.get(name);
    if (attribute === undefined || byServer.has(attribute.generated ?? '') || !evaluated.ok) continue;
    wanted.set(attribute, [...(wanted.get(attribute) ?? []), { condition, other: evaluated.value }]);
  }
  return Object.fromEntries([...wanted].flatMap(([attribute, all]) => {
    const type = typeOf(attribute.schema, context);
    const values = all.flatMap(({ condition, other }) => meeting(condition, other)).map((value) => stored(value, attribute.schema, context));
    const fitting = (instants === 'far' ? values : values.toReversed()).filter((value) => all.every(({ condition, other }) => meets(value, condition.operator, other, type, condition.value.type)));
    const found = fitting[Math.min(choice, fitting.length - 1)];
    return found !== undefined && (all.some(({ condition }) => condition.operator === '==') || isValid(found, attribute.schema, context, 'request')) ? [[attribute.name, found]] : [];
  }));
}

/** Values that stand in the condition's relation to the other; none when anything may. */
function meeting(condition: Condition, other: Json): readonly Json[] {
  switch (condition.operator) {
    case '==':
      return [other];
    case '<=':
      return [other, ...neighbours('<', other, condition.value)];
    case '>=':
      return [other, ...neighbours('>', other, condition.value)];
    case 'in':
      return Array.isArray(other) ? (other as readonly Json[]) : [];
    case '<':
    case '>':
      return neighbours(condition.operator, other, condition.value);
    case '!=':
      return [];
  }
}

/** The attribute that a condition names itself or by its relation. */
export function attributeOf(plan: Plan, entity: string, name: string): string | undefined {
  const model = entityOf(plan.model, entity);
  return model.attributes.has(name) ? name : model.references.find((reference) => reference.name === name)?.attribute;
}
