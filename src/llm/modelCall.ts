import type { ModelId } from './models/modelInfo.ts';

/** One attempt at one model, in the words that all providers share. Nothing of it is sent anywhere else. */
export interface ModelCall {
  readonly model: ModelId;
  /** Parts of the instructions in order. The longest run of `stable` parts from the start is what providers may cache. */
  readonly system: readonly PromptPart[];
  readonly messages: readonly ChatMessage[];
  /** The most tokens that the answer may have, reasoning among them. */
  readonly maxOutputTokens: number;
  /** How freely it answers; each kind is only for models whose `ModelInfo` has it, others leave it out. */
  readonly temperature?: number;
  readonly effort?: Effort;
  /** The answer must be JSON of this JSON Schema; sent only to models that can be held to one. */
  readonly answerSchema?: { readonly name: string; readonly schema: Readonly<Record<string, unknown>> };
  readonly limits: CallLimits;
  /** Hears text while it arrives. What was heard of an answer that then fails is not an answer. */
  readonly onText?: (text: string) => void;
}

export type Effort = 'none' | 'low' | 'medium' | 'high' | 'max';

/** `stable` parts are the same in many calls (the prefix that provider caches hold). */
export interface PromptPart {
  readonly text: string;
  readonly stable: boolean;
}

export interface ChatMessage {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly PromptPart[];
}

/** All in milliseconds. A limit that passes ends the call as `offline`, cause `timeout`. */
export interface CallLimits {
  /** From sending to the first byte of the body. */
  readonly firstByteMs: number;
  /** Between two pieces of the body. */
  readonly idleMs: number;
  /** From sending to the end. */
  readonly totalMs: number;
}
