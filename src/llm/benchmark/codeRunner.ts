import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { Json } from '../../base/json.ts';
import type { CodeCase } from './benchmarkTask.ts';

/** Runs code that a model wrote where it can harm nothing: no files, network, processes or timers, little memory, a short time. It never rejects. */
export interface CodeRunner {
  run(code: string, functionName: string, cases: readonly CodeCase[], signal: CancelSignal): Promise<readonly CaseOutcome[]>;
}

/** What became of one case; `result` only when the function gave something that JSON can hold. */
export type CaseOutcome =
  | { readonly kind: 'result'; readonly result: Json }
  | { readonly kind: 'failed'; readonly message: string };
