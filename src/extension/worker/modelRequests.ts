import type { AskedQuestion } from '../../llm/chat/prepareQuestion.ts';
import type { LedgerReport } from '../../llm/ledger/ledgerReport.ts';
import type { LaneView } from '../../llm/limiter/lane.ts';
import type { ModelId } from '../../llm/models/modelInfo.ts';
import type { FailureKind } from '../../llm/outcome.ts';
import type { KeyReference } from '../../llm/providerSettings.ts';
import type { BudgetState, TaskCategory } from '../../llm/records/ledger.ts';
import type { BenchmarkReport } from './benchmarkRequests.ts';

/** A key of the secret storage with the address that it was entered for: it is sent nowhere else. */
export interface StoredKey {
  readonly key: string;
  readonly baseUrl: string;
}

/** Limits of the settings, in US dollars; null where the settings say nothing. */
export interface BudgetSettings {
  readonly day: number | null;
  readonly month: number | null;
  readonly workspace: number | null;
  /** What a single run may cost when it is not told otherwise; it is set as a budget when a run begins, not before. */
  readonly run: number | null;
  /** The part of a limit from which on it is told, 0 to 1. */
  readonly softShare: number;
  /** Limits that an earlier version of the settings had set and this one has no more. */
  readonly dropped: readonly BudgetName[];
}

export type BudgetName = 'day' | 'month' | 'workspace';

/** Whether the models of VS Code itself are used: not at all, for conversations only, or for everything, runs that write code among it. */
export type EditorModelsUse = 'off' | 'conversations' | 'all';

/** All that the thread needs to know; it is told again when it changes, and to each new thread. Keys are kept in memory alone. */
export interface ModelsSetup {
  /** The setting `devmatrix.providers` as it is written. */
  readonly providers: unknown;
  readonly keys: Readonly<Record<string, StoredKey>>;
  readonly budgets: BudgetSettings;
  readonly unknownPrices: 'refuse' | 'allow';
  readonly editorModels: EditorModelsUse;
  /** 1 to 12; undefined when benchmarks do not repeat by themselves. */
  readonly benchmarkEveryHours: number | undefined;
  /** Whether questions of people may get the answer to a much alike question of the last hour; not when left out. */
  readonly similarAnswers?: boolean;
  /** Who tells whether a question goes on with its conversation where its words do not; a model that is asked when left out. */
  readonly doubts?: AskedQuestion['doubts'];
  /** Version of the prompts that runs and previews use; the current one when left out. */
  readonly prompts?: string;
  /** Whether accepted functions are kept for prompts of other apps, and shown in them; they are when it is left out. */
  readonly otherApps?: boolean;
  /** The folder that calls are made for; undefined in a window without one. */
  readonly folder: string | undefined;
}

/** The state of everything that calls models, for the status bar and the view. */
export interface ModelsView {
  readonly meter: MeterView;
  readonly providers: readonly ProviderView[];
  /** What is wrong with settings and environment. */
  readonly problems: readonly string[];
}

/** What is spent today and what budgets leave. Money in millionths of a US dollar. */
export interface MeterView {
  readonly spentMicroUsd: number;
  readonly reservedMicroUsd: number;
  /** A part is only estimated. */
  readonly isEstimated: boolean;
  /** Calls whose price nobody knows: with any of them what is spent is a lower bound. */
  readonly unpricedCalls: number;
  readonly calls: number;
  /** Those that a call of this window must fit into, without those of runs. */
  readonly budgets: readonly BudgetState[];
}

export interface ProviderView {
  readonly id: string;
  readonly label: string;
  /** Empty for models of the editor. */
  readonly baseUrl: string;
  readonly origin: 'settings' | 'environment' | 'editor';
  readonly key: KeyReference;
  readonly hasKey: boolean;
  /** As it would stand in the settings, without its key. */
  readonly entry: Readonly<Record<string, string>> & { readonly id: string };
  /** Its list of models: not asked for yet, told, or why it did not come, in words. */
  readonly list: { readonly kind: 'table' | 'listed' } | { readonly kind: 'failed'; readonly words: string };
  readonly breaker: BreakerView | undefined;
  readonly models: readonly ModelView[];
}

/** Why a provider or a model is not asked now. */
export interface BreakerView {
  /** `off`: until its settings change. */
  readonly state: 'open' | 'halfOpen' | 'off';
  readonly reason: string;
  readonly since: number | undefined;
  readonly retryAt: number | undefined;
}

export interface ModelView {
  readonly model: string;
  readonly label: string;
  /** US dollars per million tokens; undefined when nobody states it. */
  readonly price: { readonly input: number; readonly output: number } | undefined;
  readonly breaker: BreakerView | undefined;
  readonly limits: LaneView['levels'] | undefined;
  readonly lastFailure: { readonly at: number; readonly words: string } | undefined;
  /** Of the last whole answer. */
  readonly latencyMs: number | undefined;
  readonly calls: number;
  readonly spentMicroUsd: number;
  readonly isEstimated: boolean;
  readonly unpricedCalls: number;
  readonly scores: readonly { readonly category: TaskCategory; readonly quality: number }[];
}

/** What the thread tells by itself. */
export type ModelsNews =
  | { readonly kind: 'changed'; readonly view: ModelsView }
  /** A soft limit was reached; over all windows told once. */
  | { readonly kind: 'alert'; readonly budget: BudgetState }
  /** A call was not made, because a budget leaves no room for it. */
  | { readonly kind: 'stopped' }
  /** A benchmark that repeats by itself has ended. */
  | { readonly kind: 'benchmarked'; readonly report: BenchmarkReport };

/** How a test call ended. `microUsd` is undefined when no price is known. */
export interface TestedModel {
  readonly model: ModelId;
  readonly totalMs: number;
  readonly microUsd: number | undefined;
  readonly isEstimated: boolean;
  /** What it used; undefined when it gave no answer. `isEstimated`: counted here, because the provider tells no usage. */
  readonly tokens: { readonly input: number; readonly output: number; readonly isEstimated: boolean } | undefined;
  readonly failure: { readonly kind: FailureKind; readonly what: string; readonly next: string } | undefined;
}

/** The ledger from every side. */
export interface ModelCosts {
  readonly report: LedgerReport;
  readonly budgets: readonly BudgetState[];
  /** Which runs were benchmarks, and when they began. */
  readonly benchmarks: Readonly<Record<string, number>>;
}

/** A vendor that is known by its name, or a server that was found. */
export interface OfferedProvider {
  readonly id: string;
  readonly label: string;
  readonly baseUrl: string;
}

export type CheckedAddress = { readonly kind: 'allowed'; readonly url: string } | { readonly kind: 'refused'; readonly problem: string };

/** What is asked of the thread that calls models. Everything but `setUpModels`, `offeredProviders`, `checkAddress` and `findLocalProviders` needs `setUpModels` before. */
export interface ModelRequests {
  readonly setUpModels: { readonly params: ModelsSetup; readonly result: ModelsView; readonly progress: never };
  /** Tells news until it is cancelled. */
  readonly watchModels: { readonly params: Record<string, never>; readonly result: undefined; readonly progress: ModelsNews };
  /** `ask`: asks the providers for their lists, too; `only` that one. */
  readonly viewModels: { readonly params: { readonly lists: 'ask' | 'known'; readonly only?: string }; readonly result: ModelsView; readonly progress: never };
  readonly testModel: { readonly params: ModelId; readonly result: TestedModel; readonly progress: never };
  /** Everything since the day (ISO, UTC), and the budgets. */
  readonly modelCosts: { readonly params: { readonly since: string }; readonly result: ModelCosts; readonly progress: never };
  readonly offeredProviders: { readonly params: Record<string, never>; readonly result: readonly OfferedProvider[]; readonly progress: never };
  readonly checkAddress: { readonly params: { readonly url: string }; readonly result: CheckedAddress; readonly progress: never };
  readonly findLocalProviders: { readonly params: Record<string, never>; readonly result: readonly OfferedProvider[]; readonly progress: never };
}
