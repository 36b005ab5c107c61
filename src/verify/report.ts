import type { SourceProblem, TestFailure, TestResult } from './ports.ts';

/** What `devmatrix verify --json` prints. */
export interface VerifyReport {
  /** True when nothing failed and nothing was left out unasked that could have been done. */
  readonly ok: boolean;
  /** The parts that were left out because others were asked for: what stands for them below says nothing. */
  readonly leftOut?: readonly VerifyPart[];
  readonly typecheck: { readonly ok: boolean; readonly errors: readonly SourceProblem[] };
  /** `ran` is false when the app has no linter. */
  readonly lint: { readonly ok: boolean; readonly ran: boolean; readonly errors: readonly SourceProblem[] };
  readonly tests: { readonly passed: number; readonly failed: number; readonly skipped: number; readonly failures: readonly TestFailure[] };
  readonly smoke: SmokeReport;
  /** From the start of the process to the first ready answer. */
  readonly bootMs: number;
  /** Which database it was: `PostgreSQL 15.4 (local binaries)`. */
  readonly database: string;
  /** Set when the app did not start, crashed or did not stop: what it wrote last. */
  readonly crash?: string;
  readonly timingMs: VerifyTimings;
}

/** What a verification can be asked for by itself. */
export const verifyParts = ['typecheck', 'lint', 'tests', 'smoke'] as const;
export type VerifyPart = (typeof verifyParts)[number];

export interface VerifyTimings {
  readonly dependencies: number;
  readonly typecheck: number;
  readonly lint: number;
  readonly database: number;
  readonly tests: number;
  readonly boot: number;
  readonly smoke: number;
  readonly stop: number;
  readonly total: number;
}

export interface SmokeReport {
  readonly passed: number;
  readonly failed: number;
  readonly requests: number;
  readonly operations: readonly OperationReport[];
  /** What could not be exercised, with the reason; never counted as passed. */
  readonly skipped: readonly SkippedCheck[];
}

export interface OperationReport {
  /** `Endpoint.key`, `machine:<name>`, or `app` for what belongs to no operation. */
  readonly operation: string;
  readonly checks: number;
  readonly passed: number;
  readonly ms: number;
  readonly failures: readonly CheckFailure[];
}

export interface CheckFailure {
  /** Stable name of the check: `limit honoured`, `price.minimum violated`. */
  readonly check: string;
  readonly expected: string;
  readonly actual: string;
  /** The request before, which changed what the failed one shows. */
  readonly after?: string;
  /** The lines of the spec that say what had to come. */
  readonly because?: string;
  /** The request that shows it, for a shell. */
  readonly curl?: string;
  /** How to mint the `$TOKEN` that the request needs. */
  readonly token?: string;
}

export interface SkippedCheck {
  readonly operation: string;
  readonly check: string;
  readonly reason: string;
}

/** Progress of a run, for people. */
export type VerifyEvent =
  | { readonly kind: 'stageStarted'; readonly stage: VerifyStage }
  | { readonly kind: 'stageDone'; readonly stage: VerifyStage; readonly ok: boolean; readonly ms: number; readonly summary: string }
  /** The smoke begins with an operation, a machine or the app; `operation` is a key as in `OperationReport`. */
  | { readonly kind: 'operationStarted'; readonly operation: string }
  /** Its checks have run. Comes once more for an operation at which a later one found a failure: the last report counts. */
  | { readonly kind: 'operationDone'; readonly report: OperationReport }
  /** A generated test has run. */
  | { readonly kind: 'testDone'; readonly test: TestResult };

export type VerifyStage = 'dependencies' | 'typecheck' | 'lint' | 'database' | 'tests' | 'boot' | 'smoke' | 'stop';
