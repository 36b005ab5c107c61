import type { Json } from '../../base/json.ts';
import type { Flow, Step } from '../../ir/behavior.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import type { Model } from '../model.ts';
import { isOwned } from '../ownershipFacts.ts';
import { transitionOf } from '../transitions.ts';
import type { RowValues } from '../types.ts';
import { failingSteps } from './callFlow.ts';
import { applySolution, scopeOf } from './demands.ts';
import { allSteps, httpFlows, reachableSteps } from './flowFacts.ts';
import { inputsOf, withOverrides } from './inputs.ts';
import { inputsTogether } from './inputsTogether.ts';
import { canPlan, CannotPlan, type FailedStep, type Plan } from './plan.ts';
import { PlanMemory } from './planMemory.ts';
import type { FlowCall, Planner } from './planner.ts';
import { equalTo } from './assignments.ts';
import { solve } from './solve.ts';

/** Makes one step of a flow fail: the steps before stand in the plan, the failing call comes back. Throws CannotPlan. */
type Way = (plan: Plan, endpoint: Endpoint) => FlowCall;

/** For each step at which a flow can end, ways to make it end there. */
export function failureCases(planner: Planner, model: Model, flow: Flow): readonly { readonly label: string; readonly ways: readonly Way[] }[] {
  const cases = failingSteps(flow).flatMap((step) => {
    if (step.kind === 'load') return loadCases(planner, model, flow, step);
    if (step.kind === 'require') return [{ label: `require ${step.failure.code}`, ways: [neverMet(planner, flow, step), ...broken(planner, flow, step), ...again(planner, flow, step), ...afterOthers(planner, model, flow, step)] }];
    return step.kind === 'transition' ? [{ label: `transition ${step.event}`, ways: [...otherStates(planner, model, flow, step), ...again(planner, flow, step)] }] : [];
  });
  const seen = new Map<string, number>();
  return cases.map(({ label, ways }) => {
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    return { label: count === 1 ? label : `${label} (${count})`, ways };
  });
}

function loadCases(planner: Planner, model: Model, flow: Flow, step: Extract<Step, { kind: 'load' }>): readonly { readonly label: string; readonly ways: readonly Way[] }[] {
  const missing = isNamedByRow(model, step) ? [] : [{ label: `load ${step.entity}: no such row`, ways: [unknownKey(planner, flow, step), ...(step.by.kind === 'where' ? [neverMet(planner, flow, step), stranger(planner, flow, step)] : [])] }];
  if (step.anyOwner || !isOwned(model, step.entity) || isForAdmins(model, flow)) return missing;
  return [...missing, { label: `load ${step.entity}: somebody else's`, ways: [stranger(planner, flow, step)] }];
}

/** Whether the row is found by the reference of another row: the database does not let that name one which does not exist. */
function isNamedByRow(model: Model, { by }: Extract<Step, { kind: 'load' }>): boolean {
  if (by.kind !== 'key' || by.value.kind !== 'select' || by.value.target.type.kind !== 'entity') return false;
  const { target, member } = by.value;
  return target.type.kind === 'entity' && model.entities.get(target.type.entity)?.references.some(({ attribute }) => attribute === member) === true;
}

/** Whether all who may call pass every ownership check. */
function isForAdmins({ application, endpoints }: Model, { trigger }: Flow): boolean {
  const { adminScope } = application.auth;
  const access = trigger.kind === 'http' ? endpoints.get(trigger.endpoint)?.access : undefined;
  if (adminScope === undefined || access === undefined || access.kind === 'public') return false;
  return access.alternatives.length > 0 && access.alternatives.every((uses) => uses.some(({ scopes }) => scopes.includes(adminScope)));
}

/** The call as it succeeds, without being recorded; the plan is left at the moment before it. */
function happyCall(planner: Planner, plan: Plan, flow: Flow, endpoint: Endpoint, through?: Step): FlowCall {
  const beginning = plan.isFresh ? beginnings(plan) : undefined;
  const known = beginning?.find((other) => other.flow === flow && other.through === through);
  if (known !== undefined) {
    plan.adopt(known.plan);
    return known.happy;
  }
  const happy = planner.callFlow(plan, flow, endpoint, { kind: 'success', isLast: true, through: (step) => step === through });
  if (happy.outcome.open === undefined) plan.replay(plan.steps.slice(0, -1));
  beginning?.push({ flow, through, happy, plan: plan.fork() });
  return happy;
}

/** A happy call from nothing: what it takes, and the plan at the moment before it. */
interface Beginning {
  readonly flow: Flow;
  readonly through: Step | undefined;
  readonly happy: FlowCall;
  readonly plan: Plan;
}

const memory = new PlanMemory(() => new Map<string, Beginning[]>());

/** The happy calls from nothing that are known for such a plan. */
function beginnings(plan: Plan): Beginning[] {
  const byWishes = memory.of(plan);
  const key = JSON.stringify([...plan.wishes]);
  const found = byWishes.get(key) ?? [];
  byWishes.set(key, found);
  return found;
}

function failedAt(plan: Plan, step: Step, call: FlowCall['call']): FlowCall {
  const outcome = plan.peek(call);
  const failed = plan.lastStep;
  if (outcome.status < 400 || outcome.unpredictable !== undefined || failed?.step !== step) throw new CannotPlan(`The call ends elsewhere: ${outcome.status} ${outcome.reason}`);
  return { call, outcome, failed };
}

const unknownKeys: readonly Json[] = ['00000000-0000-7000-8000-00000000dead', 2_000_000_123, 'no-such-key'];

function unknownKey(planner: Planner, flow: Flow, step: Extract<Step, { kind: 'load' }>): Way {
  return (plan, endpoint) => {
    const value = step.by.kind === 'key' ? step.by.value : step.by.conditions.map((condition) => condition.value).find((candidate) => candidate.kind === 'select');
    if (value?.kind !== 'select' || value.target.kind !== 'name' || value.target.name !== 'input') return unknownPart(planner, plan, { flow, endpoint, step });
    const { call } = happyCall(planner, plan, flow, endpoint);
    for (const key of unknownKeys) {
      const isPath = Object.hasOwn(call.path, value.member);
      const body = typeof call.body === 'object' && call.body !== null && !Array.isArray(call.body) ? { ...(call.body as RowValues), [value.member]: key } : call.body;
      const changed = isPath ? { ...call, path: { ...call.path, [value.member]: key } } : body === undefined ? call : { ...call, body };
      const outcome = plan.peek(changed);
      if (outcome.status >= 400 && plan.lastStep?.step === step) return failedAt(plan, step, changed);
    }
    throw new CannotPlan(`No unknown key of ${step.entity} fits the request.`);
  };
}

interface Loading {
  readonly flow: Flow;
  readonly endpoint: Endpoint;
  readonly step: Extract<Step, { kind: 'load' }>;
}

/** An unknown key in a part of the input from which the step has it: in an item of a list. Throws CannotPlan. */
function unknownPart(planner: Planner, plan: Plan, { flow, endpoint, step }: Loading): FlowCall {
  const { call, at } = passing(planner, plan, flow, endpoint, step);
  const value = step.by.kind === 'key' ? step.by.value : step.by.conditions[0]?.value;
  const search = { planner, plan, flow, endpoint, pinned: undefined, inputs: inputsOf(call), overrides: {} as Record<string, Json> };
  for (const key of value === undefined ? [] : unknownKeys) {
    const solution = value === undefined ? undefined : solve(equalTo(value, key), true, scopeOf(search, at)).find((demands) => demands.length > 0 && demands.every((demand) => demand.kind === 'input'));
    if (solution === undefined) break;
    search.overrides = {};
    if (!canPlan(() => { applySolution(search, at, solution); })) continue;
    const changed = withOverrides(call, search.overrides);
    if (plan.peek(changed).status >= 400 && plan.lastStep?.step === step) return failedAt(plan, step, changed);
  }
  throw new CannotPlan(`The ${step.entity} is named by another row, which cannot name one that does not exist.`);
}

function stranger(planner: Planner, flow: Flow, step: Step): Way {
  return (plan, endpoint) => {
    const { call } = happyCall(planner, plan, flow, endpoint);
    if (call.caller === undefined) throw new CannotPlan('The endpoint knows no callers.');
    return failedAt(plan, step, { ...call, caller: { ...call.caller, subject: `stranger-${plan.n}` } });
  };
}

/** The condition may fail as long as nothing is done for it. */
function neverMet(planner: Planner, flow: Flow, step: Step): Way {
  return (plan, endpoint) => planner.callFlow(plan, flow, endpoint, { kind: 'failure', step });
}

const maxSolutions = 12;

/** The flow succeeds first; then its inputs or rows are changed so that the condition is false. */
function broken(planner: Planner, flow: Flow, step: Extract<Step, { kind: 'require' }>): readonly Way[] {
  return Array.from({ length: maxSolutions }, (_, index) => (plan, endpoint) => {
    const seen = passing(planner, plan, flow, endpoint, step);
    const scope = scopeOf({ plan, flow }, seen.at);
    const solution = [...solve(step.condition, false, scope), ...inputsTogether({ flow, endpoint, step, context: plan.model.context, scope }, false)][index];
    if (solution === undefined) throw new CannotPlan(`The condition ${step.failure.code} holds whatever is tried.`);
    const search = { planner, plan, flow, endpoint, pinned: undefined, inputs: inputsOf(seen.call), overrides: {} as Record<string, Json> };
    applySolution(search, seen.at, solution);
    return failedAt(plan, step, withOverrides(seen.call, search.overrides));
  });
}

/** The same call a second time; where it still succeeds, rows are changed so that the first call used up what the second needs. */
function again(planner: Planner, flow: Flow, step: Extract<Step, { kind: 'require' | 'transition' }>): readonly Way[] {
  return Array.from({ length: maxRepeats }, (_, index) => (plan, endpoint) => {
    const { call } = planner.callFlow(plan, flow, endpoint, { kind: 'success', through: (candidate) => candidate === step });
    const outcome = plan.peek(call);
    if (outcome.status >= 400 && plan.lastStep?.step === step) return failedAt(plan, step, call);
    const at = step.kind === 'require' ? plan.visit(step, call) : undefined;
    if (step.kind !== 'require' || at === undefined) throw new CannotPlan(`A second call ends elsewhere: ${outcome.status} ${outcome.reason}`);
    const solution = solve(step.condition, false, scopeOf({ plan, flow }, at))[index];
    if (solution === undefined) throw new CannotPlan(`The condition ${step.failure.code} holds whatever is tried.`);
    const search = { planner, plan, flow, endpoint, pinned: undefined, inputs: inputsOf(call), overrides: {} as Record<string, Json> };
    applySolution(search, at, solution);
    return failedAt(plan, step, withOverrides(call, search.overrides));
  });
}

const maxRepeats = 4;

/** Another flow first changes a row that the condition looks at. */
function afterOthers(planner: Planner, model: Model, flow: Flow, step: Step): readonly Way[] {
  return httpFlows(model).filter((other) => other.flow !== flow).map((other) => (plan, endpoint) => {
    const { call, at } = passing(planner, plan, flow, endpoint, step);
    const written = new Set(reachableSteps(model, other.flow).flatMap((each) => (each.kind === 'update' || each.kind === 'transition' ? [each.entity] : [])));
    const bound = allSteps(flow.steps).flatMap((each) => {
      const row = each.kind === 'load' && written.has(each.entity) ? at.variables[each.as] : undefined;
      return each.kind !== 'load' || typeof row !== 'object' || row === null ? [] : [{ entity: each.entity, row: row as RowValues }];
    });
    const [pinned] = bound;
    if (pinned === undefined) throw new CannotPlan(`${other.flow.name} writes nothing that the condition looks at.`);
    planner.callFlow(plan, other.flow, other.endpoint, { kind: 'success' }, { ...pinned, state: 'kept' });
    return failedAt(plan, step, call);
  });
}

/** The happy call and what was in scope when it came to the step. */
function passing(planner: Planner, plan: Plan, flow: Flow, endpoint: Endpoint, step: Step): { readonly call: FlowCall['call']; readonly at: FailedStep } {
  const { call } = happyCall(planner, plan, flow, endpoint, step);
  const at = plan.visit(step, call);
  if (at === undefined) throw new CannotPlan('The happy path does not come to this step.');
  return { call, at };
}

/** The row is first brought to a state in which the event is illegal. */
function otherStates(planner: Planner, model: Model, flow: Flow, step: Extract<Step, { kind: 'transition' }>): readonly Way[] {
  const machine = model.machines.get(step.machine);
  if (machine === undefined) return [];
  const states = machine.states.filter((state) => transitionOf(machine, state.name, step.event) === undefined);
  return states.map(({ name }) => (plan, endpoint) => {
    const { call, at } = passing(planner, plan, flow, endpoint, step);
    const row = at.variables[step.target];
    if (typeof row !== 'object' || row === null || Array.isArray(row)) throw new CannotPlan(`${step.target} holds no row.`);
    planner.drive(plan, machine, row as RowValues, (state) => state === name);
    return failedAt(plan, step, call);
  });
}
