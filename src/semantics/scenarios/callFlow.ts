import type { Json } from '../../base/json.ts';
import type { Condition, Flow, Step } from '../../ir/behavior.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import { evaluate } from '../evaluate.ts';
import { entityOf, invariantCode } from '../model.ts';
import { objectOf } from '../present.ts';
import { sampleOf } from '../samples.ts';
import { transitionOf } from '../transitions.ts';
import type { Call, Outcome, RowValues } from '../types.ts';
import { anotherRow } from './anotherRow.ts';
import { applyBeginning, applySolution, attributeOf, fixedBy, scopeOf, wordsOf } from './demands.ts';
import { type KeyInput, allSteps, jsonBody, keyInputs, reachableSteps } from './flowFacts.ts';
import { obstacleTo } from './obstacles.ts';
import { requiredQuery } from './makeRow.ts';
import { inputsTogether } from './inputsTogether.ts';
import { CannotPlan, type FailedStep, type Plan } from './plan.ts';
import type { FlowCall, Goal, Pinned, Planner } from './planner.ts';
import { replacedAt } from './inputs.ts';
import type { Search } from './search.ts';
import { show } from './show.ts';
import { type Solution, equalTo } from './assignments.ts';
import { solve } from './solve.ts';

const maxRounds = 24;

/** Calls a flow over HTTP until the goal is reached, changing inputs and rows on the way. Throws CannotPlan. */
export function callFlow(planner: Planner, plan: Plan, flow: Flow, endpoint: Endpoint, goal: Goal, pinned?: Pinned): FlowCall {
  const search: Search = { planner, plan, flow, endpoint, pinned, inputs: {}, overrides: goal.kind === 'success' ? { ...goal.given } : {}, tried: new Map(), applied: new Map(), turns: new Map(), kept: new Set() };
  search.inputs = sampledInputs(search);
  let reason = '';
  for (let round = 0; round < maxRounds; round += 1) {
    const call = callOf(search);
    const outcome = goal.kind === 'success' ? plan.attempt(flow.name, call) : plan.peek(call);
    // As the last call of a case it need not be known what comes of it.
    if (outcome.open !== undefined && goal.kind === 'success' && goal.isLast === true) return { call, outcome };
    if (outcome.unpredictable !== undefined) throw new CannotPlan(`${endpoint.key}: ${outcome.unpredictable}.`);
    const failed = outcome.status < 400 ? undefined : plan.lastStep;
    if (outcome.status < 400 || failed === undefined) {
      if (outcome.status < 400 && goal.kind === 'success') {
        if (goal.through === undefined || !wakes(search, goal.through)) return { call, outcome };
        continue;
      }
      reason = outcome.status < 400 ? `${endpoint.key} succeeds whatever is tried` : `${endpoint.key} refuses a sample: ${outcome.reason}`;
      if (goal.kind === 'success' && resample(search, round)) continue;
      break;
    }
    if (goal.kind === 'failure' && failed.step === goal.step) return { call, outcome, failed };
    if (goal.kind === 'anyFailure' && goal.preferred(failed.step)) return { call, outcome, failed };
    if (outcome.status === 501) throw new CannotPlan(`${endpoint.key} has a step that is stated in words only.`);
    reason = `${endpoint.key} answers ${outcome.status}: ${outcome.reason}`;
    const before = plan.mark();
    if (adapt(search, failed, outcome)) {
      if (isKept(search)) continue;
      plan.reset(before);
    }
    if (goal.kind === 'anyFailure') return { call, outcome, failed };
    break;
  }
  throw new CannotPlan(reason === '' ? `No call of ${endpoint.key} was found.` : reason);
}

/** Whether the row that the flow is called on is still in the state that it must keep. */
function isKept({ plan, pinned }: Search): boolean {
  if (pinned?.state !== 'kept') return true;
  const current = plan.rowByKey(pinned.entity, plan.keyOf(pinned.entity, pinned.row));
  return entityOf(plan.model, pinned.entity).machines.every(({ attribute }) => current?.[attribute] === pinned.row[attribute]);
}

/** True when the call that succeeded went by a step that should run, and something was changed so that the next may run it. */
function wakes(search: Search, through: (step: Step) => boolean): boolean {
  const { plan } = search;
  const obstacle = obstacleTo(plan, search.flow, through);
  if (obstacle === undefined) return false;
  const after = plan.mark();
  plan.replay(plan.steps.slice(0, -1));
  const solutions = obstacle.waysAround(scopeOf(search, obstacle.at));
  for (const demand of solutions[0] ?? []) if (demand.kind === 'input') search.kept.add(String(demand.path[0]));
  if (applyNext(search, obstacle.at, solutions)) return true;
  plan.reset(after);
  return false;
}

/** New samples for everything that is not stated; false when that has been tried often enough. */
function resample(search: Search, round: number): boolean {
  if (round > 5) return false;
  search.inputs = sampledInputs(search);
  return true;
}

/** Values of all inputs: keys of rows where the flow needs keys, samples for the rest. */
function sampledInputs(search: Search): Record<string, Json> {
  const { plan, endpoint, flow } = search;
  const n = plan.nextSample();
  const values: Record<string, Json> = {};
  for (const parameter of endpoint.parameters) {
    if (parameter.in === 'cookie' || parameter.in === 'header') continue;
    if (!parameter.required && parameter.in === 'query') continue;
    const sampled = sampleOf(parameter.schema, plan.model.context, n, { name: parameter.name });
    if ('value' in sampled) values[parameter.name] = sampled.value;
  }
  const schema = jsonBody(endpoint);
  if (schema !== undefined) {
    const sampled = sampleOf(schema, plan.model.context, n);
    if ('skipped' in sampled) throw new CannotPlan(sampled.skipped);
    if (typeof sampled.value === 'object' && sampled.value !== null && !Array.isArray(sampled.value)) Object.assign(values, sampled.value);
  }
  for (const input of keyInputs(plan.model, flow)) putKey(search, values, input);
  return values;
}

function putKey(search: Search, values: Record<string, Json>, input: KeyInput): void {
  const { plan, pinned, planner } = search;
  const [head] = input.path;
  if (head === undefined || !(head in values)) return;
  // A row that names another of its kind begins with none.
  if (input.path.length === 1 && plan.making.includes(input.entity) && isLeftOut(search, values, head)) return;
  const row = pinned?.entity === input.entity ? pinned.row : planner.ensure(plan, input.entity);
  shownIfPossible(plan, input.entity, row);
  values[head] = replacedAt(values[head] ?? null, input.path.slice(1), plan.keyOf(input.entity, row));
}

/** Gives no value where none is needed; false where one is. */
function isLeftOut({ plan, endpoint }: Search, values: Record<string, Json>, name: string): boolean {
  const schema = jsonBody(endpoint);
  const property = schema === undefined ? undefined : objectOf(schema, plan.model.context)?.properties.find((candidate) => candidate.name === name);
  if (property === undefined || (property.required && !property.schema.nullable)) return false;
  if (property.schema.nullable) values[name] = null;
  else Reflect.deleteProperty(values, name);
  return true;
}

/** Lists the row when no answer shows its key yet, so that the call can name it. */
function shownIfPossible(plan: Plan, entity: string, row: RowValues): void {
  const mark = plan.mark();
  try {
    show(plan, entity, row);
  } catch (error) {
    if (!(error instanceof CannotPlan)) throw error;
    plan.reset(mark);
  }
}

function callOf(search: Search): Call {
  const { plan, endpoint, flow } = search;
  const inputs = { ...search.inputs, ...search.overrides };
  const path: Record<string, Json> = {};
  const query: Record<string, Json> = { ...requiredQuery(plan, endpoint, 'query') };
  for (const parameter of endpoint.parameters) {
    const value = inputs[parameter.name];
    if (value === undefined) continue;
    if (parameter.in === 'path') path[parameter.name] = value;
    else if (parameter.in === 'query' && typeof value !== 'object') query[parameter.name] = String(value);
  }
  const schema = jsonBody(endpoint);
  const object = schema === undefined ? undefined : objectOf(schema, plan.model.context);
  const outside = new Set(endpoint.parameters.map((parameter) => parameter.name));
  const names = object === undefined ? Object.keys(inputs).filter((name) => !outside.has(name)) : object.properties.map((property) => property.name);
  const body = Object.fromEntries(names.flatMap((name) => (inputs[name] === undefined ? [] : [[name, inputs[name]]])));
  const needsOwner = reachableSteps(plan.model, flow).some((step) => 'entity' in step && entityOf(plan.model, step.entity).entity.owner !== undefined);
  return {
    endpoint: endpoint.key,
    caller: plan.callerOf(endpoint, needsOwner ? 'asOwner' : 'asNeeded'),
    path, query,
    headers: requiredQuery(plan, endpoint, 'header'),
    ...(endpoint.requestBody === undefined ? {} : { body }),
  };
}

/** Changes what made the step fail; false when nothing is left to try. */
function adapt(search: Search, failed: FailedStep, outcome: Outcome): boolean {
  const { step } = failed;
  switch (step.kind) {
    case 'require':
      return applyNext(search, failed, waysToPass(search, failed, step)) || anotherRow(search, step);
    case 'load':
      return adaptLoad(search, failed, step);
    case 'transition':
      return adaptTransition(search, failed, step);
    case 'create':
    case 'update':
      return adaptWrite(search, failed, step, outcome);
    case 'loadMany':
    case 'forEach':
    case 'let':
    case 'delete':
    case 'emit':
    case 'call':
    case 'return':
    case 'words':
      return false;
  }
}

/** Inputs that pass the condition and those before it, then what the condition alone asks for. */
function waysToPass(search: Search, failed: FailedStep, step: Extract<Step, { kind: 'require' }>): readonly Solution[] {
  const { flow, endpoint, plan } = search;
  const scope = scopeOf(search, failed);
  return [...inputsTogether({ flow, endpoint, step, context: plan.model.context, scope }, true), ...solve(step.condition, true, scope)];
}

/** Applies the next untried solution of a step; false when all have been tried or none can be applied. */
function applyNext(search: Search, failed: FailedStep, solutions: readonly Solution[]): boolean {
  const { step } = failed;
  const applied = search.applied.get(step) ?? new Set<string>();
  search.applied.set(step, applied);
  const changes = (solution: Solution): boolean => solution.some((demand) => demand.kind === 'input' && search.kept.has(String(demand.path[0])));
  const inTurn = failed.step.when === undefined ? [...solutions.filter((solution) => !changes(solution)), ...solutions.filter(changes)] : solutions;
  return inTurn.some((solution) => isApplied(search, failed, solution, { applied, most: solutions.length + 1, apply: applySolution }))
    || inTurn.some((solution) => isApplied(search, failed, solution, { applied, most: 2 * solutions.length + 1, apply: applyBeginning }));
}

interface Applying {
  /** What was tried, in words. */
  readonly applied: Set<string>;
  readonly most: number;
  readonly apply: typeof applySolution;
}

function isApplied(search: Search, failed: FailedStep, solution: Solution, { applied, most, apply }: Applying): boolean {
  const words = `${apply.name} ${wordsOf(search.plan, solution)}`;
  // Every change can bring new ways to try; that must come to an end.
  if (solution.length === 0 || applied.has(words) || applied.size > most) return false;
  applied.add(words);
  const mark = search.plan.mark();
  try {
    apply(search, failed, solution);
    return true;
  } catch (error) {
    if (!(error instanceof CannotPlan)) throw error;
    search.plan.reset(mark);
    return false;
  }
}

function adaptLoad(search: Search, failed: FailedStep, step: Extract<Step, { kind: 'load' }>): boolean {
  const { planner, plan } = search;
  const scope = scopeOf(search, failed);
  const tried = search.tried.get(step) ?? 0;
  if (step.by.kind === 'where') {
    const { conditions } = step.by;
    search.tried.set(step, tried + 1);
    return (tried === 0 && nameRow(search, failed, step, conditions)) || (tried <= 1 && madeToFit(search, step.entity, choices.map((choice) => fixedBy(plan, step.entity, conditions, scope, 'far', choice))));
  }
  const key = plan.keyOf(step.entity, planner.ensure(plan, step.entity));
  return applyNext(search, failed, solve(equalTo(step.by.value, key), true, scope));
}

/** Chooses the inputs so that the conditions name the pinned row, or one that the caller may use; false when they cannot. */
function nameRow(search: Search, failed: FailedStep, step: Extract<Step, { kind: 'load' }>, conditions: readonly Condition[]): boolean {
  const { plan, planner, pinned } = search;
  const scope = scopeOf(search, failed);
  const free = conditions.filter((condition) => condition.operator === '==' && solve(equalTo(condition.value, 'another value'), true, scope).some((solution) => solution.some((demand) => demand.kind === 'input')));
  if (free.length === 0) return false;
  const mark = plan.mark();
  try {
    const row = pinned?.entity === step.entity ? pinned.row : planner.ensure(plan, step.entity);
    for (const condition of free) {
      const wanted = row[attributeOf(plan, step.entity, condition.attribute) ?? ''] ?? null;
      const solution = solve(equalTo(condition.value, wanted), true, scope)[0];
      if (solution === undefined) throw new CannotPlan(`Nothing makes ${condition.attribute} ${JSON.stringify(wanted)}.`);
      applySolution(search, failed, solution);
    }
    return true;
  } catch (error) {
    if (!(error instanceof CannotPlan)) throw error;
    plan.reset(mark);
    return false;
  }
}

/** Which of the values that meet conditions are tried: invariants may refuse the first ones. */
const choices = [0, 1, 2] as const;

/** Makes a row with the first of the values that a row can have. */
function madeToFit({ plan, planner }: Search, entity: string, wanted: readonly RowValues[]): boolean {
  let reason: CannotPlan | undefined;
  for (const fixed of new Map(wanted.map((each) => [JSON.stringify(each), each])).values()) {
    const mark = plan.mark();
    try {
      planner.make(plan, entity, fixed);
      return true;
    } catch (error) {
      if (!(error instanceof CannotPlan)) throw error;
      reason ??= error;
      plan.reset(mark);
    }
  }
  throw reason ?? new CannotPlan(`No ${entity} was made.`);
}

function adaptTransition(search: Search, failed: FailedStep, step: Extract<Step, { kind: 'transition' }>): boolean {
  const { plan, planner, pinned } = search;
  const machine = plan.model.machines.get(step.machine);
  const bound = failed.variables[step.target];
  if (machine === undefined || typeof bound !== 'object' || bound === null || Array.isArray(bound)) return false;
  const row = bound as RowValues;
  const state = row[machine.attribute];
  const transition = transitionOf(machine, typeof state === 'string' ? state : '', step.event);
  if (transition?.guard?.kind === 'expression') return applyNext(search, failed, solve(transition.guard.expression, true, { ...scopeOf(search, failed), variables: { ...failed.variables, self: row } }));
  const tried = search.tried.get(step) ?? 0;
  search.tried.set(step, tried + 1);
  const isPinned = pinned?.entity === step.entity && pinned.state === 'kept' && plan.keyOf(step.entity, pinned.row) === plan.keyOf(step.entity, row);
  if (transition !== undefined || isPinned || tried > 0) return false;
  planner.drive(plan, machine, row, (candidate) => transitionOf(machine, candidate, step.event) !== undefined);
  return true;
}

/** A write that breaks an invariant or a unique value: other inputs, or what the invariant asks for. */
function adaptWrite(search: Search, failed: FailedStep, step: Extract<Step, { kind: 'create' | 'update' }>, outcome: Outcome): boolean {
  const model = entityOf(search.plan.model, step.entity);
  const invariant = model.invariants.find((candidate) => invariantCode(candidate) === outcome.code);
  const tried = search.tried.get(step) ?? 0;
  if (invariant?.rule.kind !== 'expression') {
    search.tried.set(step, tried + 1);
    if (tried > 3) return false;
    search.inputs = sampledInputs(search);
    return true;
  }
  const scope = scopeOf(search, failed);
  const values: Record<string, Json> = {};
  for (const attribute of model.attributes.values()) values[attribute.name] = attribute.schema.default ?? null;
  if (step.kind === 'update' && typeof failed.variables[step.target] === 'object') Object.assign(values, failed.variables[step.target]);
  for (const assignment of step.values) {
    const value = evaluate(assignment.value, scope);
    if (value.ok) values[assignment.attribute] = value.value;
  }
  const wanted = solve(invariant.rule.expression, true, { ...scope, variables: { self: values }, relation: () => [] });
  const solutions = wanted.flatMap((solution) => solution.flatMap((demand) => {
    const assignment = demand.kind === 'attribute' ? step.values.find((candidate) => candidate.attribute === demand.attribute) : undefined;
    return assignment === undefined || demand.kind !== 'attribute' ? [] : solve(equalTo(assignment.value, demand.value), true, scope);
  }));
  return applyNext(search, failed, solutions);
}

/** The steps of a flow at which a call can fail with a status of its own. */
export function failingSteps(flow: Flow): readonly Step[] {
  return allSteps(flow.steps).filter((step) => step.kind === 'require' || step.kind === 'transition' || (step.kind === 'load' && step.missing.kind === 'fail'));
}
