import type { Json } from '../../base/json.ts';
import type { Flow, StateMachine, Step } from '../../ir/behavior.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import type { Call, Outcome, RowValues } from '../types.ts';
import type { FailedStep, Plan } from './plan.ts';

/** An attribute of a row that should get a value; on the way there the row's state is kept, or may be another. */
export interface WantedValue {
  readonly entity: string;
  readonly row: RowValues;
  readonly attribute: string;
  readonly value: Json;
  readonly state: 'kept' | 'free';
}

/** A row that a flow must be called on. */
export interface Pinned {
  readonly entity: string;
  readonly row: RowValues;
  /** Whether it may be brought to another state to make the call succeed. */
  readonly state: 'kept' | 'free';
}

/** What a call of a flow should end in: success, or a failure at that step. */
export type Goal = { readonly kind: 'success'; /** Steps that should run, not be skipped by their `when`. */ readonly through?: (step: Step) => boolean; /** Nothing builds on it: what code for words decides may be left open. */ readonly isLast?: boolean; /** Inputs to begin with. */ readonly given?: Readonly<Record<string, Json>> } | { readonly kind: 'failure'; readonly step: Step } | { readonly kind: 'anyFailure'; readonly preferred: (step: Step) => boolean };

export interface FlowCall {
  readonly call: Call;
  readonly outcome: Outcome;
  readonly failed?: FailedStep;
}

/** The parts of the planner that need one another; each throws CannotPlan. */
export interface Planner {
  /** A row of the entity that the plan's caller may use: the last one made, or a new one. */
  ensure(plan: Plan, entity: string): RowValues;
  /** A new row with these attribute values. */
  make(plan: Plan, entity: string, fixed: RowValues): RowValues;
  /** Calls a flow until the goal is reached; a success is recorded in the plan, a failure is not. */
  callFlow(plan: Plan, flow: Flow, endpoint: Endpoint, goal: Goal, pinned?: Pinned): FlowCall;
  /** Brings a row to a state that is wanted. */
  drive(plan: Plan, machine: StateMachine, row: RowValues, wanted: (state: string) => boolean): RowValues;
  /** Gives an attribute of a row that value by the calls that can. */
  change(plan: Plan, wanted: WantedValue): void;
}
