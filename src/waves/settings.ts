import type { Effort } from '../llm/modelCall.ts';
import type { ModelId } from '../llm/models/modelInfo.ts';

/** How a run works; every bound that there is. */
export interface WaveSettings {
  /** Calls at once; the gateway's limiter may allow fewer. */
  readonly atOnce: number;
  /** Answers that are judged at once: what they share in the type checker is then worked out once. */
  readonly validatorsAtOnce: number;
  /** Files and milestones that are checked at once; whoever checks them may do so one by one, or together. */
  readonly checksAtOnce: number;
  readonly caseAttempts: number;
  readonly codeAttempts: number;
  /** Attempts of an atom that a level above sent back. */
  readonly requeuedAttempts: number;
  /** How often an atom may be sent back, by all levels together. */
  readonly rounds: number;
  /** How often one file, milestone or application is checked. */
  readonly checks: number;
  readonly disputes: number;
  /** Whether examples are asked for once more that decide what none of the others does. */
  readonly decides: boolean;
  /** Failures of the way to the models (limits, overload, network), after all that the gateway tried, before an atom is given up. */
  readonly failures: number;
  /** So many of them one after the other in all of the run stop it. */
  readonly failuresInRow: number;
  /** For attempts 1, 2, ...; the last one holds for all later ones. */
  readonly temperatures: readonly number[];
  /** In place of temperatures where a model has none. */
  readonly efforts: readonly Effort[];
  /** From this attempt on the context is simple and the model a stronger one. */
  readonly strongerFrom: number;
  /** How long one call may take, waiting for its turn among it. */
  readonly callWithinMs: number;
  /** Calls that share a prefix wait for the first of them when there are more than so many. */
  readonly fanOut: number;
  /** Only these models, in this order; the router chooses when it is left out. */
  readonly only?: readonly ModelId[];
  /** `refresh` asks also for what was answered before in another run. */
  readonly cache: 'use' | 'refresh';
}

export const waveDefaults: WaveSettings = {
  atOnce: 128,
  validatorsAtOnce: 16,
  checksAtOnce: 64,
  caseAttempts: 2,
  codeAttempts: 4,
  requeuedAttempts: 2,
  rounds: 2,
  checks: 4,
  disputes: 2,
  decides: true,
  failures: 3,
  failuresInRow: 16,
  temperatures: [0.7, 0.5, 0.3, 0.3],
  efforts: ['low', 'medium', 'medium', 'high'],
  strongerFrom: 3,
  callWithinMs: 900_000,
  fanOut: 8,
  cache: 'use',
};
