import type { ConversationSummary } from '../../llm/chat/keptConversation.ts';
import type { ModelId } from '../../llm/models/modelInfo.ts';
import type { CachedEvent } from '../../llm/records/ledger.ts';
import type { FailureKind } from '../../llm/outcome.ts';

/** A question of a person. */
export interface ChatQuestion {
  readonly text: string;
  /** Goes on with it; undefined begins a conversation that is named after the question. */
  readonly conversation: string | undefined;
  /** `fresh`: an answer that is kept is not used. */
  readonly answers: 'kept' | 'fresh';
  /** What the person has agreed to pay at most, in millionths of a US dollar, where the price is high enough for that to be asked; undefined: they were not asked yet. */
  readonly agreedMicroUsd: number | undefined;
}

/** What is told while a question is answered. */
export type ChatProgress =
  /** `page` is the conversation as Markdown, up to where the answer begins. */
  | { readonly kind: 'begins'; readonly name: string; readonly page: string; readonly model: string }
  | { readonly kind: 'text'; readonly text: string }
  /** What was told of the answer is void. */
  | { readonly kind: 'anew' };

/** How a question ended. Money in millionths of a US dollar, undefined when no price is known. */
export type ChatEnd =
  /** Nothing was asked: the person has to agree to the price. */
  | { readonly kind: 'dear'; readonly model: ModelId; readonly expectedMicroUsd: number | undefined; readonly mostMicroUsd: number }
  /** Nothing was asked: there is no model. */
  | { readonly kind: 'noModel' }
  | ChatAnswer
  | ChatFailure;

export interface ChatAnswer extends ChatFacts {
  readonly kind: 'answer';
  /** The conversation as Markdown, with the answer. */
  readonly page: string;
}

export interface ChatFailure extends ChatFacts {
  readonly kind: 'failed';
  readonly outcome: FailureKind;
  readonly what: string;
  readonly next: string;
  /** The answer reached its limit; what there is of it is part of the conversation, and `page` shows it. */
  readonly page: string | undefined;
}

export interface ChatFacts {
  readonly name: string;
  /** Who answered, or was asked last, as `provider/model`. */
  readonly model: string | undefined;
  readonly microUsd: number;
  readonly isEstimated: boolean;
  readonly hasUnknownCost: boolean;
  /** Why that model, in a sentence. */
  readonly reason: string;
  readonly maskedKeys: number;
  /** Messages of the conversation that had no room in the model's context. */
  readonly leftOut: number;
  /** The answer was there already, and for which question when it was another one. */
  readonly reused: { readonly match: CachedEvent['match']; readonly question: string | undefined } | undefined;
}

/** What is asked of the thread that calls models, about conversations. */
export interface ChatRequests {
  /** Those of the window's folder, used last first. */
  readonly listConversations: { readonly params: Record<string, never>; readonly result: readonly ConversationSummary[]; readonly progress: never };
  /** Cancelling it ends the call; what was used is accounted for, and the conversation is as before. */
  readonly askModel: { readonly params: ChatQuestion; readonly result: ChatEnd; readonly progress: ChatProgress };
}
