import type { Json } from '../../base/json.ts';
import type { Flow, Step } from '../../ir/behavior.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import type { Plan } from './plan.ts';
import type { Pinned, Planner } from './planner.ts';

/** One attempt to reach a goal with one flow: what is sent, and what was tried already. */
export interface Search {
  readonly planner: Planner;
  readonly plan: Plan;
  readonly flow: Flow;
  readonly endpoint: Endpoint;
  readonly pinned: Pinned | undefined;
  inputs: Record<string, Json>;
  overrides: Record<string, Json>;
  /** How often something was changed for a step. */
  readonly tried: Map<Step, number>;
  /** The solutions of a step that have been tried, in words. */
  readonly applied: Map<Step, Set<string>>;
  /** How many keys of the input have been replaced for a step. */
  readonly turns: Map<Step, number>;
  /** The inputs that a step which should run has its condition from: others change first. */
  readonly kept: Set<string>;
}
