import type { GenerateReport } from '../../pipeline/generateApp.ts';
import type { RunOutcome } from '../../waves/runEvent.ts';

/** A spec and the folder that its app was generated to. */
export interface WritingPlace {
  readonly spec: string;
  readonly out: string;
}

/** What a model would have to write for an app, and what that will cost; or why there is nothing to agree to. */
export type WritingOffer =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'noModel' }
  /** In words: the spec has errors, is a draft, or the app's book cannot be read. */
  | { readonly kind: 'problem'; readonly message: string }
  | PricedWriting;

/** Money in millionths of a US dollar. */
export interface PricedWriting {
  readonly kind: 'priced';
  readonly units: number;
  /** In the order in which they would be asked. */
  readonly models: readonly string[];
  readonly calls: number;
  /** What it will probably cost; undefined when no price is known. */
  readonly microUsd: number | undefined;
  /** What it may cost at most when the person does not say otherwise: the setting, else some room above the price. */
  readonly budgetMicroUsd: number | undefined;
  /** A run was cut off: it goes on, and what it paid for is not asked again. */
  readonly goesOn: boolean;
}

export interface WritingProgress {
  readonly done: number;
  readonly all: number;
  /** What the answers of this start cost so far. */
  readonly microUsd: number;
}

/** How writing ended. The app is generated anew with what was written, also when the run was cut off. */
export type WritingResult =
  | { readonly kind: 'problem'; readonly message: string }
  | { readonly kind: 'locked' }
  /** The run that was cut off is one of another application. */
  | { readonly kind: 'other'; readonly application: string }
  | WritingEnd;

export interface WritingEnd {
  readonly kind: 'ended';
  readonly outcome: RunOutcome | 'running';
  readonly reason: string | undefined;
  readonly written: number;
  readonly incomplete: number;
  /** In millionths of a US dollar, over all starts of the run. */
  readonly microUsd: number;
  /** The report, a Markdown file. */
  readonly report: string;
  readonly generated: { readonly ok: boolean; readonly report: GenerateReport };
}

/** What is asked of the thread that calls models, about what specs state in words. */
export interface WritingRequests {
  readonly offerWriting: { readonly params: WritingPlace; readonly result: WritingOffer; readonly progress: never };
  /** Cancelling it settles what is under way, and ends it with what was written by then. */
  readonly writeUnits: {
    readonly params: WritingPlace & { readonly budgetMicroUsd: number; readonly start: 'goOn' | 'anew' };
    readonly result: WritingResult;
    readonly progress: WritingProgress;
  };
}
