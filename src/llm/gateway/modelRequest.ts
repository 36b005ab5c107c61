import type { CallLimits, ModelCall } from '../modelCall.ts';
import type { ModelId } from '../models/modelInfo.ts';
import type { CallPurpose } from '../records/ledger.ts';
import type { Continuation } from '../sessions/followUp.ts';

/** A wish for one answer; which model gives it, and after how many attempts, is the gateway's business. */
export interface ModelRequest extends Pick<ModelCall, 'system' | 'messages' | 'maxOutputTokens' | 'temperature' | 'effort' | 'answerSchema'> {
  readonly purpose: CallPurpose;
  /** What the router may choose from and what it should know. */
  readonly wish?: ModelWish;
  /** Higher goes first among waiting calls of the same run; 0 by default. */
  readonly priority?: number;
  /** The call ends after so many milliseconds, waiting among them; 5 minutes by default. */
  readonly withinMs?: number;
  /** All attempts together cost no more than that, in millionths of a US dollar, as far as prices are known; there is no such limit by default. Budgets apply besides. */
  readonly withinMicroUsd?: number;
  /** Limits of one attempt; the gateway's settings by default. */
  readonly limits?: Partial<CallLimits>;
  /** `use` (default) reads and keeps answers, `refresh` only keeps, `off` neither. */
  readonly cache?: 'use' | 'refresh' | 'off';
  /** What an answer at its limit of tokens leads to: another model is asked (default), or the request ends, because a person has read by then what there is of it. */
  readonly atOutputLimit?: 'askOther' | 'end';
  /** Hears text while it arrives. With a new attempt everything heard before is void. */
  readonly onText?: (text: string, attempt: number) => void;
}

export interface ModelWish {
  /** A conversation that should stay with its model. */
  readonly session?: string;
  /** Whether its last message goes on with the topic, where somebody was asked; by its words otherwise. */
  readonly topic?: Continuation;
  /** Only these models, in this order; the person chose them. */
  readonly only?: readonly ModelId[];
  /** How many answers to the same question were found wrong so far: the router goes up the ladder with it. */
  readonly escalation?: number;
}
