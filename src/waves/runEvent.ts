import type { AtomCase, AtomFinding, WrittenUnit } from '../ir/atom.ts';

/**
 * What happens in a run, in the words of its log. State, progress, report and what is left after a crash are folds over them; nothing is kept
 * beside the log. Every event carries only JSON.
 */
export type WaveEvent =
  | { readonly kind: 'run.started'; readonly plan: string; readonly application: string; readonly spec: string; readonly atoms: readonly string[]; readonly estimateMicroUsd?: number; readonly budgetMicroUsd?: number; readonly template: string }
  | { readonly kind: 'run.resumed' }
  | { readonly kind: 'wave.started'; readonly wave: number; readonly atoms: readonly string[] }
  | { readonly kind: 'wave.done'; readonly wave: number }
  | { readonly kind: 'unit.started'; readonly unit: string }
  /** A call ended, with an answer or without; `paid` is the ledger's call, so that a resumed run never asks again for what is here. */
  | { readonly kind: 'unit.answer'; readonly unit: string; readonly ask: 'cases' | 'code' | 'dispute'; readonly attempt: number; readonly outcome: string; readonly answer?: string; readonly model?: string; readonly paid?: string; readonly microUsd?: number; readonly inputTokens?: number; readonly cachedInputTokens?: number; readonly outputTokens?: number; readonly totalMs: number; readonly template: string; readonly fromCache?: boolean }
  | { readonly kind: 'unit.cases'; readonly unit: string; readonly cases: readonly AtomCase[] }
  | { readonly kind: 'unit.attempt'; readonly unit: string; readonly attempt: number; readonly findings: readonly AtomFinding[] }
  | { readonly kind: 'unit.done'; readonly unit: string; readonly written: WrittenUnit; readonly attempts: number }
  | { readonly kind: 'unit.incomplete'; readonly unit: string; readonly reason: string; readonly written?: WrittenUnit; readonly attempts: number }
  | { readonly kind: 'level.done'; readonly level: 'file' | 'milestone' | 'application'; readonly name: string; readonly ok: boolean; readonly failures: readonly { readonly unit?: string; readonly finding: AtomFinding }[]; readonly ms: number }
  | { readonly kind: 'unit.requeued'; readonly unit: string; readonly level: 'file' | 'milestone' | 'application' }
  | { readonly kind: 'run.paused'; readonly reason: string }
  | { readonly kind: 'run.done'; readonly outcome: 'complete' | 'incomplete' | 'cancelled' | 'outOfBudget' };
