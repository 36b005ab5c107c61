import type { Json } from '../../base/json.ts';
import type { StateMachine, Step } from '../../ir/behavior.ts';
import type { Model } from '../model.ts';
import { transitionOf } from '../transitions.ts';
import type { Call, PlannedStep, RowValues, Skipped, TransitionCase } from '../types.ts';
import { CannotPlan, type FailedStep, Plan, type RecordedStep, RestartWith, type Wishes } from './plan.ts';
import { maxRestarts, plannedEither, wishing } from './planned.ts';
import type { FlowCall, Planner } from './planner.ts';
import { show } from './show.ts';
import { type FiringFlow, type ReachedState, explore, firingFlows, unreached } from './states.ts';
import { TemplateWriter } from './templates.ts';

export interface StateAndEvent {
  readonly state: string;
  readonly event: string;
}

export type PlannedTransition = TransitionCase | (Skipped & { readonly machine: string; readonly state: string; readonly event: string });

/** A row in a state, and the plan that led there. */
interface Reached {
  readonly plan: Plan;
  readonly row: RowValues;
}

/** The way to a state as data; cases that go on from it need not write it again. */
interface Written {
  readonly writer: TemplateWriter;
  readonly steps: readonly PlannedStep[];
}

/** The states of a machine that calls over HTTP reach, each found once, when it is first asked for. */
export class ReachedStates {
  readonly planner: Planner;
  readonly model: Model;
  readonly machine: StateMachine;
  readonly n: number;
  readonly #found = new Map<string, Reached>();
  readonly #written = new Map<Reached, Written>();
  /** By flow and event: a call that fires it without anything having to be done first. */
  readonly calls = new Map<string, Call>();
  #wishes: Wishes = new Map();
  /** Other samples are tried once more when the first ones do not lead to all states. */
  #skipped = 0;
  #restarts = 0;
  #walk: Iterator<Reached & ReachedState, void>;
  #end: Skipped | undefined;

  constructor(planner: Planner, model: Model, machine: StateMachine, n: number) {
    this.planner = planner;
    this.model = model;
    this.machine = machine;
    this.n = n;
    this.#walk = this.#start();
  }

  /** A plan that ends with a row in the state, which nothing may go on with but a fork. */
  at(state: string): Reached | Skipped {
    for (;;) {
      const found = this.#found.get(state) ?? this.#end;
      if (found === undefined) this.#goOn();
      else if (!('skipped' in found) || this.#skipped > 0) return found;
      else this.#tryOthers();
    }
  }

  /** The steps of a plan that goes on from a state, without writing the way there again. */
  write(start: Reached, steps: readonly RecordedStep[]): Written {
    const written = this.#written.get(start) ?? this.#way(start);
    const writer = written.writer.fork();
    const shared = written.steps.length;
    return { writer, steps: [...written.steps, ...writer.steps(steps.slice(shared), shared)] };
  }

  #way(start: Reached): Written {
    const writer = new TemplateWriter();
    const written = { writer, steps: writer.steps(start.plan.steps) };
    this.#written.set(start, written);
    return written;
  }

  #tryOthers(): void {
    this.#skipped = 1;
    this.#end = undefined;
    this.#restarts = 0;
    this.#walk = this.#start();
  }

  #goOn(): void {
    try {
      const next = this.#walk.next();
      if (next.done === true) this.#end = { skipped: unreached(this.machine, [...this.#found.keys()]).message };
      else if (!this.#found.has(next.value.state)) this.#found.set(next.value.state, next.value);
    } catch (error) {
      if (error instanceof CannotPlan) this.#end = { skipped: error.message };
      else if (error instanceof RestartWith) this.#restart(error);
      else throw error;
    }
  }

  #restart(error: RestartWith): void {
    this.#restarts += 1;
    if (this.#restarts >= maxRestarts) this.#end = { skipped: error.message };
    this.#wishes = wishing(this.#wishes, error);
    this.#walk = this.#start();
  }

  *#start(): Generator<Reached & ReachedState, void> {
    const plan = new Plan(this.model, this.n, this.#wishes, this.#skipped);
    const made = this.planner.make(plan, this.machine.entity, {});
    show(plan, this.machine.entity, made);
    for (const reached of explore(this.planner, plan, this.machine, made)) yield { ...reached, plan: plan.fork() };
  }
}

/** The call that fires the event in that state, with its outcome, or why there is none. */
export function plannedTransition(planner: Planner, reached: ReachedStates, { state, event }: StateAndEvent): PlannedTransition {
  const { model, machine, n } = reached;
  const ways = firingFlows(model, machine).filter((candidate) => candidate.events.includes(event));
  const id = { machine: machine.name, state, event };
  if (ways.length === 0) return { ...id, skipped: `No endpoint fires ${event}.` };
  let reason: Skipped | undefined;
  for (const way of ways) {
    const result = onwards(planner, reached, id, way) ?? plannedEither(model, n, (plan) => fromNothing(planner, plan, machine, id, way));
    if (!('skipped' in result)) return result;
    reason ??= result;
  }
  return { ...id, skipped: reason?.skipped ?? 'Nothing was found.' };
}

/** The case as it goes on from the state; undefined when it needs rows that were made differently. */
function onwards(planner: Planner, reached: ReachedStates, pair: StateAndEvent, way: FiringFlow): TransitionCase | Skipped | undefined {
  const start = reached.at(pair.state);
  if ('skipped' in start) return start;
  const shared = start.plan.steps.length;
  const write = (steps: readonly RecordedStep[]): Written => reached.write(start, steps);
  try {
    const plan = start.plan.fork();
    const fired = firedAsBefore({ plan, row: start.row }, reached, pair, way) ?? firedAnew(planner, { plan, row: start.row }, reached.machine, pair, way);
    const isLegal = transitionOf(reached.machine, pair.state, pair.event) !== undefined;
    if (plan.steps.length - (isLegal ? 1 : 0) === shared) reached.calls.set(callKey(pair, way), fired.call);
    return { ...transitionCase(plan, reached.machine, pair, { way, fired, write }), shared };
  } catch (error) {
    if (error instanceof RestartWith) return undefined;
    // Rows of other samples may do where these do not.
    if (error instanceof CannotPlan) return transitionOf(reached.machine, pair.state, pair.event) === undefined ? { skipped: error.message } : undefined;
    throw error;
  }
}

function callKey({ event }: StateAndEvent, { flow }: FiringFlow): string {
  return `${flow.name} ${event}`;
}

function fromNothing(planner: Planner, plan: Plan, machine: StateMachine, id: StateAndEvent, way: FiringFlow): TransitionCase {
  const made = planner.make(plan, machine.entity, {});
  show(plan, machine.entity, made);
  const row = planner.drive(plan, machine, made, (candidate) => candidate === id.state);
  const fired = firedAnew(planner, { plan, row }, machine, id, way);
  return { ...transitionCase(plan, machine, id, { way, fired, write: written }), shared: 0 };
}

function written(steps: readonly RecordedStep[]): Written {
  const writer = new TemplateWriter();
  return { writer, steps: writer.steps(steps) };
}

/** The call that fired the event in another state, when it does what the event has to do in this one too. */
function firedAsBefore({ plan, row }: Reached, { machine, calls }: ReachedStates, pair: StateAndEvent, way: FiringFlow): FlowCall | undefined {
  const call = calls.get(callKey(pair, way));
  if (call === undefined) return undefined;
  const transition = transitionOf(machine, pair.state, pair.event);
  const key = plan.keyOf(machine.entity, row);
  if (transition === undefined) {
    const outcome = plan.peek(call);
    const failed = plan.lastStep;
    return outcome.unpredictable === undefined && failed !== undefined && outcome.status >= 400 && concerns(plan, machine, key, failed, false) ? { call, outcome, failed } : undefined;
  }
  const mark = plan.mark();
  const outcome = plan.attempt(way.flow.name, call);
  if (outcome.unpredictable === undefined && outcome.status < 400 && plan.rowByKey(machine.entity, key)?.[machine.attribute] === transition.to) return { call, outcome };
  plan.reset(mark);
  return undefined;
}

function firedAnew(planner: Planner, { plan, row }: Reached, machine: StateMachine, { state, event }: StateAndEvent, { flow, endpoint, named }: FiringFlow): FlowCall {
  const pinned = { entity: machine.entity, row, state: 'kept' } as const;
  const transition = transitionOf(machine, state, event);
  const isTransition = (step: Step): boolean => step.kind === 'transition' && step.event === event && step.machine === machine.name;
  const fired = planner.callFlow(plan, flow, endpoint, transition === undefined ? { kind: 'anyFailure', preferred: isTransition } : { kind: 'success', isLast: true, through: isTransition }, pinned);
  if (fired.outcome.open !== undefined) return fired;
  const key = plan.keyOf(machine.entity, row);
  if (transition !== undefined && plan.rowByKey(machine.entity, key)?.[machine.attribute] !== transition.to) throw new CannotPlan(`${endpoint.key} succeeds without firing ${event} on the ${machine.entity}.`);
  if (transition === undefined && !concerns(plan, machine, key, fired.failed, named)) throw new CannotPlan(`${endpoint.key} fails before it comes to the ${machine.entity}: ${fired.outcome.reason}`);
  return fired;
}

interface Firing {
  readonly way: FiringFlow;
  readonly fired: FlowCall;
  readonly write: (steps: readonly RecordedStep[]) => Written;
}

function transitionCase(plan: Plan, machine: StateMachine, { state, event }: StateAndEvent, { way, fired, write }: Firing): Omit<TransitionCase, 'shared'> {
  const legal = transitionOf(machine, state, event) !== undefined;
  const { writer, steps } = write(legal && fired.outcome.open === undefined ? plan.steps.slice(0, -1) : plan.steps);
  return { machine: machine.name, state, event, legal, steps, fire: writer.call(way.flow.name, fired.call, fired.outcome, steps.length) };
}

/** Whether a failed call was about the row with that key. */
function concerns(plan: Plan, machine: StateMachine, key: Json, failed: FailedStep | undefined, named: boolean): boolean {
  if (failed?.step.kind !== 'transition') return named;
  const bound = failed.variables[failed.step.target];
  return typeof bound === 'object' && bound !== null && plan.keyOf(machine.entity, bound as RowValues) === key;
}
