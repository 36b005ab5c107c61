import type { ModelId, ModelInfo } from '../models/modelInfo.ts';
import type { TaskCategory } from '../records/ledger.ts';

/** What is to be decided: which models may answer one request. */
export interface RouteQuestion {
  readonly category: TaskCategory;
  /** `checked`: validators judge the answer, so that the cheapest may try first; `trusted`: a person reads it as it is. */
  readonly use: 'checked' | 'trusted';
  /** In tokens of the o200k vocabulary, which most models are within a factor of two of. */
  readonly inputTokens: number;
  readonly maxOutputTokens: number;
  readonly preference: Preference;
  /** Only these, in this order: the person chose them. */
  readonly only?: readonly ModelId[];
  /** The model of the conversation, while its topic stays. */
  readonly stayWith?: ModelId;
  readonly isFrustrated: boolean;
  /** How many answers were found wrong so far. */
  readonly escalation: number;
}

export type Preference = 'cheapest' | 'balanced' | 'best';

/** What the decision rests on; asked for at each decision, because all of it changes. */
export interface RouteFacts {
  readonly models: readonly ModelInfo[];
  /** Benchmark scores, 0 to 1, with the number of tasks behind them; undefined when a model was never measured there. */
  score(model: ModelId, category: TaskCategory): MeasuredQuality | undefined;
  /** Why a model cannot be asked now (breaker open, provider disabled), in words; undefined when it can. */
  closed(model: ModelId): string | undefined;
  /** Why a model may not be asked for that use unless it is named (nobody has agreed to it), in words; undefined when it may. */
  barred?(model: ModelId, use: RouteQuestion['use']): string | undefined;
  /** Costs of a call in millionths of a US dollar; undefined when no price is known. */
  cost(model: ModelInfo, inputTokens: number, outputTokens: number): number | undefined;
  /** ISO day, for models that are retired by then. */
  readonly today: string;
}

export interface MeasuredQuality {
  readonly quality: number;
  readonly tasks: number;
}

/** Why the first candidate is the first. */
export type RouteReason =
  | { readonly kind: 'chosenByPerson' }
  | { readonly kind: 'staysWithConversation' }
  | { readonly kind: 'cheapestGoodEnough'; readonly bar: number; readonly best: ModelId }
  | { readonly kind: 'leastCostToSuccess' }
  | { readonly kind: 'escalated'; readonly after: number }
  | { readonly kind: 'bestMeasured' }
  | { readonly kind: 'frustration' }
  | { readonly kind: 'nothingMeasured' }
  | { readonly kind: 'noneFits' };

/** A model as the decision saw it. */
export interface ConsideredModel {
  readonly model: ModelId;
  readonly quality?: MeasuredQuality;
  readonly microUsd?: number;
  /** Why it is no candidate, or only the last resort. */
  readonly excluded?: string;
}

/** Which models are asked, in this order, and everything that led to it; the panel and the log show it. */
export interface RoutingDecision {
  readonly question: RouteQuestion;
  readonly candidates: readonly ModelInfo[];
  readonly reason: RouteReason;
  /** All models that were looked at, in the order of the decision, excluded ones last. */
  readonly considered: readonly ConsideredModel[];
}
