import type { Json } from '../../base/json.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Flow, Step } from '../../ir/behavior.ts';
import type { Model } from '../model.ts';
import { callerFor } from '../model.ts';
import { instantOf, instantText } from '../time.ts';
import type { Caller, PlannedStep, RowValues, Skipped } from '../types.ts';
import { applySolution, fixedBy, scopeOf, wordsOf } from './demands.ts';
import { allSteps } from './flowFacts.ts';
import { CannotPlan, type FailedStep, type Plan } from './plan.ts';
import { planned } from './planned.ts';
import type { Planner } from './planner.ts';
import { solve } from './solve.ts';
import { TemplateWriter } from './templates.ts';

/** Rows on which a schedule does something, and how long after them it has to run. */
export interface ScheduleCase {
  readonly flow: string;
  readonly steps: readonly PlannedStep[];
  /** Milliseconds from the time of the rows to that of the run. */
  readonly afterMs: number;
  /** The time of the run by the clock of the plan: right where rows hold instants that the plan has chosen. */
  readonly at: string;
  /** Who may read what it changes, as far as one caller may. */
  readonly caller: Caller;
}

/** Schedules look for what is old, for what is due, or for what is new: one of these times suits most. Samples of instants lie before the first. */
const distances: readonly number[] = [50 * 365 * 86_400_000, 36 * 3_600_000, 0];

/** Rows that the schedule changes when it runs after them. */
export function scheduleCase(planner: Planner, model: Model, flow: Flow, n: number): ScheduleCase | Skipped {
  let reason: Skipped | undefined;
  for (const afterMs of distances) {
    const found = planned(model, n, (plan): ScheduleCase => {
      const at = instantText(Math.floor(instantOf(plan.world.now)) + afterMs);
      const entities = prepare(planner, plan, flow, at);
      const writer = new TemplateWriter();
      return { flow: flow.name, steps: writer.steps(plan.steps), afterMs, at, caller: readerOf(model.application, entities, plan.subject) };
    });
    if (!('skipped' in found)) return found;
    reason ??= found;
  }
  return reason ?? { skipped: 'No rows were found that the schedule changes.' };
}

/** Makes the rows; gives the entities of which the schedule changes some. Throws CannotPlan. */
function prepare(planner: Planner, plan: Plan, flow: Flow, at: string): ReadonlySet<string> {
  for (const step of flow.steps) if (step.kind === 'load' || step.kind === 'loadMany') makeRowFor(planner, plan, step, at);
  const tried = new Set<string>();
  for (let round = 0; round < maxRounds; round += 1) {
    const outcome = plan.peekSchedule(flow.name, at);
    if (outcome.unpredictable !== undefined) throw new CannotPlan(`The schedule cannot be predicted: ${outcome.unpredictable}`);
    const writes = allSteps(flow.steps).some(isWrite);
    if (outcome.status < 400 && (outcome.changes.length > 0 || !writes)) return new Set(outcome.changes.map(({ entity }) => entity));
    const stopped = outcome.status >= 400 ? plan.lastStep : plan.skippedStep(isWrite);
    if (stopped === undefined || !isAdapted(planner, plan, flow, stopped, tried)) throw new CannotPlan(outcome.status >= 400 ? `The schedule fails: ${outcome.reason}` : 'The schedule changes none of the rows that calls can make.');
  }
  throw new CannotPlan('The schedule changes none of the rows that calls can make.');
}

const maxRounds = 8;

/** Changes rows so that a condition of the step holds; false when nothing is left to try. */
function isAdapted(planner: Planner, plan: Plan, flow: Flow, at: FailedStep, tried: Set<string>): boolean {
  const { step } = at;
  const machine = step.kind === 'transition' ? plan.model.machines.get(step.machine) : undefined;
  const row = step.kind === 'transition' ? at.variables[step.target] : undefined;
  const guard = machine?.transitions.find((transition) => step.kind === 'transition' && transition.event === step.event && isIn(row, machine.attribute, transition.from))?.guard;
  const condition = step.kind === 'require' ? step.condition : (guard?.kind === 'expression' && plan.lastStep === at ? guard.expression : step.when);
  if (condition === undefined) return false;
  const scope = scopeOf({ plan, flow }, at);
  const solutions = solve(condition, true, row === undefined ? scope : { ...scope, variables: { ...at.variables, self: row } });
  for (const solution of solutions) {
    const words = wordsOf(plan, solution);
    if (solution.length === 0 || tried.has(words)) continue;
    tried.add(words);
    const mark = plan.mark();
    try {
      applySolution({ planner, plan, flow, endpoint: undefined, pinned: undefined, inputs: {}, overrides: {} }, at, solution);
      return true;
    } catch (error) {
      if (!(error instanceof CannotPlan)) throw error;
      plan.reset(mark);
    }
  }
  return false;
}

function isIn(row: Json | undefined, attribute: string, state: string): boolean {
  return typeof row === 'object' && row !== null && !Array.isArray(row) && (row as RowValues)[attribute] === state;
}

function isWrite({ kind }: Step): boolean {
  return kind === 'create' || kind === 'update' || kind === 'delete' || kind === 'transition' || kind === 'call';
}

function makeRowFor(planner: Planner, plan: Plan, step: Extract<Step, { kind: 'load' | 'loadMany' }>, at: string): void {
  const conditions = step.kind === 'loadMany' ? step.conditions : step.by.kind === 'where' ? step.by.conditions : [];
  for (const instants of ['far', 'near'] as const) {
    const fixed = fixedBy(plan, step.entity, conditions, { variables: {}, now: at, relation: () => undefined }, instants);
    const mark = plan.mark();
    try {
      planner.make(plan, step.entity, fixed);
      return;
    } catch (error) {
      if (!(error instanceof CannotPlan)) throw error;
      plan.reset(mark);
    }
  }
  planner.ensure(plan, step.entity);
}

/** The subject with the scopes that reading the entities takes. */
function readerOf({ endpoints }: ApplicationIR, entities: ReadonlySet<string>, subject: string): Caller {
  const scopes = endpoints.flatMap((endpoint) => {
    const { implementation } = endpoint;
    const reads = implementation.kind === 'crud' && (implementation.action === 'read' || implementation.action === 'list') && entities.has(implementation.entity);
    return reads ? (callerFor(endpoint, subject)?.scopes ?? []) : [];
  });
  return { subject, scopes: [...new Set(scopes)] };
}
