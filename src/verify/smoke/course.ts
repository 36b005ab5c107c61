import type { Planner } from './planner.ts';
import type { Suite } from './suite.ts';
import type { WayPool } from './ways.ts';

/** What flows and machines are exercised with, one after the other. */
export interface Course {
  readonly suite: Suite;
  readonly planner: Planner;
  /** The ways that were gone so far. */
  readonly pool: WayPool;
}
