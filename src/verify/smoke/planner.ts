import type { ApplicationIR } from '../../ir/application.ts';
import type { Fixture, FlowCase, Skipped, TransitionCase } from '../../semantics/types.ts';

/** A case that could not be planned, and where it belongs. */
export interface SkippedCase extends Skipped {
  readonly operation: string;
  readonly check: string;
}

/** Where the smoke takes its scenarios from. */
export interface Planner {
  fixture(entity: string, n: number): Fixture | Skipped;
  transitionCases(): readonly (TransitionCase | SkippedCase)[];
  flowCases(): readonly (FlowCase | SkippedCase)[];
}

export function plannerFor(application: ApplicationIR): Planner {
  return {
    fixture: () => ({ skipped: `no scenarios for ${application.name}` }),
    transitionCases: () => [],
    flowCases: () => [],
  };
}
