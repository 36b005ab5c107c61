import type { Json } from '../../base/json.ts';
import type { Invariant } from '../../ir/behavior.ts';
import type { Expression } from '../../ir/expression.ts';
import { isValid } from '../matches.ts';
import { type EntityModel, type Model, entityOf, invariantCode } from '../model.ts';
import { stored } from '../stored.ts';
import type { Call, FlowCase, Outcome, RowValues, Skipped } from '../types.ts';
import { CannotPlan, type Plan } from './plan.ts';
import { planned } from './planned.ts';
import type { Planner } from './planner.ts';
import { TemplateWriter } from './templates.ts';
import { likelyValues } from './repair.ts';
import { solve } from './solve.ts';
import { valuesTogether, wishesOf } from './together.ts';

/** A creation that breaks the invariant and nothing else: the steps before it, the call, the refusal. */
export function invariantCase(planner: Planner, model: Model, invariant: Invariant, n: number): FlowCase | Skipped {
  const { rule } = invariant;
  if (rule.kind !== 'expression' || rule.scope !== 'row') return { skipped: 'The invariant is no condition on the values of one row.' };
  return planned(model, n, (plan): FlowCase => {
    const { call, outcome } = breakingCreation(planner, plan, invariant, rule.expression);
    const writer = new TemplateWriter();
    const steps = writer.steps(plan.steps);
    return { flow: invariant.entity, label: invariant.name, kind: 'failure', steps, call: writer.call(invariant.entity, call, outcome, steps.length) };
  });
}

/** Goes back to the moment before a row was created and creates it with other values. Throws CannotPlan. */
function breakingCreation(planner: Planner, plan: Plan, invariant: Invariant, rule: Expression): { readonly call: Call; readonly outcome: Outcome } {
  const entity = entityOf(plan.model, invariant.entity);
  planner.make(plan, invariant.entity, {});
  const last = plan.steps.at(-1);
  const implementation = last?.kind === 'call' ? plan.model.endpoints.get(last.call.endpoint)?.implementation : undefined;
  const creates = implementation?.kind === 'crud' && implementation.action === 'create' && implementation.entity === invariant.entity;
  const body = last?.kind === 'call' ? last.call.body : undefined;
  if (!creates || last?.kind !== 'call' || typeof body !== 'object' || body === null || Array.isArray(body)) throw new CannotPlan(`No request creates a ${invariant.entity} with values of its own.`);
  plan.replay(plan.steps.slice(0, -1));
  for (const values of breakingValues(plan, entity, rule, body as RowValues)) {
    const call: Call = { ...last.call, body: { ...(body as RowValues), ...values } };
    const outcome = plan.peek(call);
    if (outcome.unpredictable === undefined && outcome.status === 422 && outcome.code === invariantCode(invariant) && outcome.otherCodes === undefined) return { call, outcome };
  }
  throw new CannotPlan(`No values of a request break ${invariant.name} alone.`);
}

const mostAttributes = 2;

/** Values of the request with which the rule may be false: such that all others hold, then solved for, then a few of each attribute in it. */
function* breakingValues(plan: Plan, entity: EntityModel, rule: Expression, body: RowValues): Generator<RowValues> {
  const { context } = plan.model;
  const self: Record<string, Json> = {};
  for (const attribute of entity.attributes.values()) self[attribute.name] = body[attribute.name] ?? attribute.schema.default ?? null;
  const isGiven = (name: string, value: Json): boolean => {
    const schema = entity.attributes.get(name)?.schema;
    return Object.hasOwn(body, name) && schema !== undefined && isValid(value, schema, context, 'request');
  };
  const free = new Set(Object.keys(body));
  yield* valuesTogether(wishesOf(entity, rule), { entity, context, now: plan.world.now, values: self, free }).filter((values) => Object.entries(values).every(([name, value]) => isGiven(name, value)));
  for (const solution of solve(rule, false, { variables: { self }, now: plan.world.now, relation: () => [] })) {
    const values = solution.flatMap((demand) => {
      const schema = demand.kind === 'attribute' ? entity.attributes.get(demand.attribute)?.schema : undefined;
      return demand.kind === 'attribute' && schema !== undefined ? [[demand.attribute, stored(demand.value, schema, context)] as const] : [];
    });
    if (values.length > 0 && values.every(([name, value]) => isGiven(name, value))) yield Object.fromEntries(values);
  }
  const names = Object.keys(body).filter((name) => entity.attributes.get(name)?.relation === undefined && isRead(rule, name)).slice(0, mostAttributes);
  const [first, second] = names.map((name) => ({ name, values: likelyValues(entity.attributes.get(name)?.schema ?? { kind: 'any', nullable: true, span: rule.span }, name, context) }));
  for (const value of first?.values ?? []) {
    if (first !== undefined) yield { [first.name]: value };
    for (const other of second?.values ?? []) if (first !== undefined && second !== undefined) yield { [first.name]: value, [second.name]: other };
  }
}

/** Whether the rule reads that attribute of the row. */
function isRead(e: Expression, name: string): boolean {
  return JSON.stringify(e, (key, value: unknown) => (key === 'span' || key === 'type' ? undefined : value)).includes(`"member":${JSON.stringify(name)}`);
}
