import type { AtomCase, AtomFinding, FindingLevel, WrittenUnit } from '../ir/atom.ts';
import type { Stratum } from '../ir/unit.ts';

/** The three kinds of call: for examples, for code, and whether an example is really demanded. */
export type AskKind = 'cases' | 'code' | 'dispute';

/** The levels above an atom. */
export type CheckLevel = Extract<FindingLevel, 'file' | 'milestone' | 'application'>;

/** `stopped`: nothing could be asked any more, for the reason that stands beside it. */
export type RunOutcome = 'complete' | 'incomplete' | 'cancelled' | 'outOfBudget' | 'stopped';

/**
 * What happens in a run, in the words of its log. State, progress, report and what is left after a crash are folds over them; nothing is kept
 * beside the log. Every event carries only JSON.
 */
export type WaveEvent = RunWideEvent | UnitEvent;

/** `stale`: atoms of which the app has code that was written for older words. */
export type RunWideEvent =
  | { readonly kind: 'run.started'; readonly plan: string; readonly application: string; readonly spec: string; readonly atoms: readonly string[]; readonly tasks: number; readonly strata: Readonly<Record<Stratum, number>>; readonly estimateMicroUsd?: number; readonly budgetMicroUsd?: number; readonly template: string; readonly stale?: readonly string[] }
  /** What is given replaces what the run was started with: the spec may say something else now. */
  | { readonly kind: 'run.resumed'; readonly plan?: string; readonly spec?: string; readonly atoms?: readonly string[]; readonly tasks?: number; readonly strata?: Readonly<Record<Stratum, number>>; readonly estimateMicroUsd?: number; readonly budgetMicroUsd?: number; readonly template?: string; readonly stale?: readonly string[] }
  | { readonly kind: 'wave.started'; readonly wave: number; readonly atoms: readonly string[] }
  | { readonly kind: 'wave.done'; readonly wave: number }
  /** `since`: how many events the log had when the check began; what has ended after that is not what was checked. */
  | { readonly kind: 'level.done'; readonly since: number; readonly level: CheckLevel; readonly name: string; readonly ok: boolean; readonly failures: readonly { readonly unit?: string; readonly finding: AtomFinding }[]; readonly ms: number }
  | { readonly kind: 'run.paused'; readonly reason: string }
  | { readonly kind: 'run.done'; readonly outcome: RunOutcome; readonly reason?: string };

/** What happens to one atom. */
export type UnitEvent =
  /** `task` is the digest of what it is asked by. */
  | { readonly kind: 'unit.started'; readonly unit: string; readonly task: string }
  /** The spec says something else of it than when it was started: everything known of it is void. */
  | { readonly kind: 'unit.changed'; readonly unit: string }
  | UnitAnswerEvent
  | { readonly kind: 'unit.cases'; readonly unit: string; readonly cases: readonly AtomCase[] }
  /** What validators say of an answer. `code` names the code that broke examples, so that equal codes are known; `undecided`: what no example decides, of code that is right by all of them. */
  | { readonly kind: 'unit.attempt'; readonly unit: string; readonly ask: 'cases' | 'code'; readonly attempt: number; readonly findings: readonly AtomFinding[]; readonly code?: string; readonly undecided?: readonly AtomFinding[]; readonly timingsMs?: Readonly<Partial<Record<FindingLevel, number>>> }
  /** An example that codes broke in the same way was doubted. `unclear` counts as `holds`. */
  | { readonly kind: 'unit.dispute'; readonly unit: string; readonly example: string; readonly verdict: DisputeVerdict }
  | { readonly kind: 'unit.done'; readonly unit: string; readonly written: WrittenUnit; readonly attempts: number }
  | { readonly kind: 'unit.incomplete'; readonly unit: string; readonly reason: string; readonly written?: WrittenUnit; readonly attempts: number }
  | { readonly kind: 'unit.requeued'; readonly unit: string; readonly level: CheckLevel; readonly findings: readonly AtomFinding[] };

export type DisputeVerdict = 'holds' | 'withdrawn' | 'unclear';

/** A call ended, with an answer or without; `paid` is the ledger's call, so that a resumed run never asks again for what is here. */
export interface UnitAnswerEvent {
  readonly kind: 'unit.answer';
  readonly unit: string;
  readonly ask: AskKind;
  readonly attempt: number;
  /** `ok`, or how it failed (`FailureKind`). */
  readonly outcome: string;
  readonly cause?: string;
  readonly answer?: string;
  readonly model?: string;
  readonly paid?: string;
  readonly microUsd?: number;
  /** All of the input, and the part of it that a provider's cache held. */
  readonly inputTokens?: number;
  readonly cachedInputTokens?: number;
  readonly outputTokens?: number;
  readonly totalMs: number;
  readonly template: string;
  readonly fromCache?: boolean;
}

/** An event with the time at which it was told, in milliseconds since 1970. */
export interface LoggedEvent {
  readonly at: number;
  readonly event: WaveEvent;
}

/** True for events of one atom. */
export function isUnitEvent(event: WaveEvent): event is UnitEvent {
  return 'unit' in event;
}
