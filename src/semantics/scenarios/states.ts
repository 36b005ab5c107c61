import type { Json } from '../../base/json.ts';
import type { Flow, StateMachine, Step } from '../../ir/behavior.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import { isValid } from '../matches.ts';
import { type Model, entityOf } from '../model.ts';
import { objectOf } from '../present.ts';
import { stored } from '../stored.ts';
import { transitionOf } from '../transitions.ts';
import type { Call, RowValues } from '../types.ts';
import { httpFlows, jsonBody, keyInputs, reachableSteps, remembered } from './flowFacts.ts';
import { writtenByFlow } from './flowWrites.ts';
import { canPlan, CannotPlan, type Plan, type PlanMark, RestartWith } from './plan.ts';
import type { Planner, WantedValue } from './planner.ts';

const firing = new WeakMap<Model, Map<StateMachine, readonly FiringFlow[]>>();

/** The flows over HTTP that fire events of a machine, first those whose input has the key of the row. */
export function firingFlows(model: Model, machine: StateMachine): readonly FiringFlow[] {
  return remembered(firing, model, machine, () => {
    const found = httpFlows(model).flatMap(({ flow, endpoint }) => {
      const events = reachableSteps(model, flow).flatMap((step) => (step.kind === 'transition' && step.machine === machine.name ? [step.event] : []));
      const named = keyInputs(model, flow).some((input) => input.entity === machine.entity);
      return events.length === 0 ? [] : [{ flow, endpoint, named, events: [...new Set(events)] }];
    });
    return [...found.filter((each) => each.named), ...found.filter((each) => !each.named)];
  });
}

export interface FiringFlow {
  readonly flow: Flow;
  readonly endpoint: Endpoint;
  readonly events: readonly string[];
  /** The input has the key of the row. */
  readonly named: boolean;
}

/** A row in a state that calls bring it to; the plan stands there until the next one is asked for. */
export interface ReachedState {
  readonly state: string;
  readonly row: RowValues;
}

/** Brings a row to a wanted state by a shortest series of calls. Throws CannotPlan. */
export function drive(planner: Planner, plan: Plan, machine: StateMachine, row: RowValues, wanted: (state: string) => boolean): RowValues {
  const seen: string[] = [];
  for (const reached of explore(planner, plan, machine, row)) {
    if (wanted(reached.state)) return reached.row;
    seen.push(reached.state);
  }
  throw unreached(machine, seen);
}

/** Why a state cannot be used when only these were reached. */
export function unreached(machine: StateMachine, seen: readonly string[]): CannotPlan {
  return new CannotPlan(`No calls over HTTP bring a ${machine.entity} to the state that is needed; reached: ${seen.join(', ')}.`);
}

/** Each state that calls bring a row to, the nearest first, beginning with the one that it is in. Throws CannotPlan. */
export function* explore(planner: Planner, plan: Plan, machine: StateMachine, row: RowValues): Generator<ReachedState, void> {
  const key = plan.keyOf(machine.entity, row);
  const current = (): RowValues => plan.rowByKey(machine.entity, key) ?? row;
  const stateOf = (values: RowValues): string => {
    const state = values[machine.attribute];
    return typeof state === 'string' ? state : '';
  };
  yield { state: stateOf(current()), row: current() };
  if (plan.making.includes(`drive ${machine.name}`)) throw new CannotPlan(`The states of ${machine.name} depend on each other.`);
  plan.making.push(`drive ${machine.name}`);
  try {
    const queue: PlanMark[] = [plan.mark()];
    const seen = new Set([stateOf(current())]);
    for (let mark = queue.shift(); mark !== undefined; mark = queue.shift()) {
      for (const { flow, endpoint, events } of firingFlows(plan.model, machine)) {
        plan.reset(mark);
        for (const event of events.filter((each) => transitionOf(machine, stateOf(current()), each) !== undefined)) {
          plan.reset(mark);
          if (seen.has(transitionOf(machine, stateOf(current()), event)?.to ?? '')) continue;
          if (!isCalled(planner, plan, machine, { flow, endpoint, event }, current())) continue;
          const state = stateOf(current());
          if (seen.has(state)) continue;
          seen.add(state);
          yield { state, row: current() };
          queue.push(plan.mark());
        }
      }
      if (queue.length === 0) plan.reset(mark);
    }
  } finally {
    plan.making.pop();
  }
}

function isCalled(planner: Planner, plan: Plan, machine: StateMachine, { flow, endpoint, event }: Pick<FiringFlow, 'flow' | 'endpoint'> & { readonly event: string }, row: RowValues): boolean {
  const through = (step: Step): boolean => step.kind === 'transition' && step.machine === machine.name && step.event === event;
  return canPlan(() => { planner.callFlow(plan, flow, endpoint, { kind: 'success', through }, { entity: machine.entity, row, state: 'kept' }); });
}

/** Gives an attribute of a row that value: by the machine, by an update, or by beginning again with such a row. */
export function change(planner: Planner, plan: Plan, { entity, row, attribute, value, state }: WantedValue): void {
  const model = entityOf(plan.model, entity);
  const machine = model.machines.find((candidate) => candidate.attribute === attribute);
  if (machine !== undefined) {
    planner.drive(plan, machine, row, (reached) => reached === value);
    return;
  }
  const schema = model.attributes.get(attribute)?.schema;
  if (schema === undefined) throw new CannotPlan(`${entity} has no attribute ${attribute}.`);
  const form = stored(value, schema, plan.model.context);
  if (isUpdated(plan, entity, row, attribute, form)) return;
  if (writtenByFlow(planner, plan, { entity, row, attribute, value: form, state })) return;
  if (!isValid(form, schema, plan.model.context, 'request')) throw new CannotPlan(`${entity}.${attribute} cannot be ${JSON.stringify(form)}.`);
  if (!isGivenAtCreation(plan, entity, attribute)) throw (form === null ? undefined : namedFirst(plan, entity, attribute, form)) ?? new CannotPlan(`No call over HTTP gives ${entity}.${attribute} a value.`);
  if (form !== null && model.references.some((reference) => reference.attribute === attribute)) throw namedFirst(plan, entity, attribute, form) ?? new CannotPlan(`${entity}.${attribute} cannot name another row.`);
  if (plan.wishes.get(entity)?.[attribute] === form) throw new CannotPlan(`${entity}.${attribute} is ${JSON.stringify(form)} already.`);
  throw new RestartWith(entity, attribute, form);
}

/** Where a row cannot name another one: to begin again with the one that is wanted as the first of its kind, when it is the caller's by a unique value. */
function namedFirst(plan: Plan, entity: string, attribute: string, key: Json): RestartWith | undefined {
  const { model } = plan;
  const reference = entityOf(model, entity).references.find((candidate) => candidate.attribute === attribute);
  const row = reference === undefined ? undefined : plan.rowByKey(reference.target, key);
  if (reference === undefined || row === undefined) return undefined;
  const own = [...entityOf(model, reference.target).attributes.values()].find(({ name, unique }) => unique && row[name] === plan.subject && isGivenAtCreation(plan, reference.target, name));
  return own === undefined || plan.wishes.get(reference.target)?.[own.name] !== undefined ? undefined : new RestartWith(reference.target, own.name, plan.subject);
}

function isUpdated(plan: Plan, entity: string, row: RowValues, attribute: string, value: Json): boolean {
  for (const endpoint of plan.model.application.endpoints) {
    const { implementation } = endpoint;
    if (implementation.kind !== 'crud' || implementation.action !== 'update' || implementation.entity !== entity || implementation.key === undefined) continue;
    const schema = jsonBody(endpoint);
    const declared = schema === undefined ? undefined : objectOf(schema, plan.model.context);
    if (declared?.properties.some((property) => property.name === attribute && !property.readOnly) !== true) continue;
    const path: Record<string, Json> = { [implementation.key.parameter]: row[implementation.key.attribute] ?? null };
    for (const parent of implementation.parents) path[parent.parameter] = row[parent.attribute] ?? null;
    const call: Call = { endpoint: endpoint.key, caller: plan.callerOf(endpoint, 'asOwner'), path, query: {}, headers: {}, body: { [attribute]: value } };
    if (plan.attempt(`changed ${entity}`, call).status < 400) return true;
  }
  return false;
}

function isGivenAtCreation(plan: Plan, entity: string, attribute: string): boolean {
  return plan.model.application.endpoints.some((endpoint) => {
    const { implementation } = endpoint;
    const schema = jsonBody(endpoint);
    const creates = implementation.kind === 'crud' && implementation.action === 'create' && implementation.entity === entity;
    return creates && schema !== undefined && objectOf(schema, plan.model.context)?.properties.some((property) => property.name === attribute && !property.readOnly) === true;
  });
}
