import type { Place, TextPosition } from './languageRequests.ts';
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
  | UnknownPrompts
  | PricedWriting;

/** The setting names prompts that do not exist. */
export interface UnknownPrompts {
  readonly kind: 'unknownPrompts';
  readonly message: string;
}

/** Money in millionths of a US dollar. */
export interface PricedWriting {
  readonly kind: 'priced';
  /** Those that are still to be written. */
  readonly units: number;
  /** In the order in which they would be asked. */
  readonly models: readonly string[];
  readonly calls: number;
  /** What is still to be asked will probably cost that; undefined when no price is known. */
  readonly microUsd: number | undefined;
  /** Less than that, if the provider caches what all requests begin with; undefined where that is known. */
  readonly ifCachedMicroUsd: number | undefined;
  /** What the whole run may cost when the person does not say otherwise: the setting, else some room above the price. */
  readonly budgetMicroUsd: number | undefined;
  /** What a run that was cut off did before: it goes on, and what it paid for is not asked again. */
  readonly before: WritingBefore | undefined;
  /** The plan as a Markdown page. */
  readonly plan: string;
}

export interface WritingBefore {
  readonly written: number;
  readonly all: number;
  readonly spentMicroUsd: number;
}

/** How far a run is, over all of its starts. */
export interface WritingProgress {
  /** `checking`: all units have ended, and files, milestones and the app are checked; `generating`: the app is made anew. */
  readonly phase: 'writing' | 'checking' | 'generating';
  readonly written: number;
  readonly incomplete: number;
  readonly all: number;
  readonly microUsd: number;
  readonly isPaused: boolean;
}

/** A unit in words, as a list of them shows it. */
export interface PromptUnit {
  readonly unit: string;
  readonly name: string;
  readonly words: string;
  readonly category: 'flow' | 'guard' | 'invariant' | 'endpoint';
  readonly place: Place;
  /** Of its first requests, for examples and for code. */
  readonly tokens: { readonly cases: number; readonly code: number };
  /** What it will probably cost in all; undefined when no price is known or no model is configured. */
  readonly microUsd: number | undefined;
  readonly isWritten: boolean;
}

/** A spec, with the folder of its app where there is one; `text` stands before the file. */
export interface PromptPlace {
  readonly spec: string;
  readonly out: string | undefined;
  readonly text?: string;
}

export type PromptList =
  | { readonly kind: 'units'; readonly units: readonly PromptUnit[]; readonly models: readonly string[] }
  | { readonly kind: 'problem'; readonly message: string }
  | UnknownPrompts;

/** A unit by its id, or by where the spec states it. */
export type WantedUnit = { readonly unit: string } | { readonly at: TextPosition };

export type PromptPage =
  | { readonly kind: 'page'; readonly unit: string; readonly name: string; readonly page: string }
  /** The spec states no such unit in words any more. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'problem'; readonly message: string }
  | UnknownPrompts;

/** How writing ended. The app is generated anew with what was written, also when the run was cut off. */
export type WritingResult =
  | { readonly kind: 'problem'; readonly message: string }
  | UnknownPrompts
  | { readonly kind: 'locked' }
  /** It was cancelled before anything was begun. */
  | { readonly kind: 'notBegun' }
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
  readonly offerWriting: { readonly params: WritingPlace & { readonly start: 'goOn' | 'anew' }; readonly result: WritingOffer; readonly progress: never };
  /** Pauses the run of this window, or lets it go on; false when there is none. */
  readonly steerWriting: { readonly params: { readonly to: 'pause' | 'goOn' }; readonly result: boolean; readonly progress: never };
  /** What a spec states in words, with what would be asked for it. */
  readonly listPrompts: { readonly params: PromptPlace; readonly result: PromptList; readonly progress: never };
  /** What models are asked for one of them, as a page. */
  readonly promptPage: { readonly params: PromptPlace & WantedUnit; readonly result: PromptPage; readonly progress: never };
  /** Cancelling it settles what is under way, and ends it with what was written by then. */
  readonly writeUnits: {
    readonly params: WritingPlace & { readonly budgetMicroUsd: number; readonly start: 'goOn' | 'anew' };
    readonly result: WritingResult;
    readonly progress: WritingProgress;
  };
}
