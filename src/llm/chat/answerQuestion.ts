import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { GatewayResult } from '../gateway/gatewayResult.ts';
import type { ModelId } from '../models/modelInfo.ts';
import type { ModelOutcome } from '../outcome.ts';
import type { ChatParts } from './chatParts.ts';
import { dataOf } from './keptConversation.ts';
import type { PreparedQuestion } from './prepareQuestion.ts';

/** How a question ended. */
export interface AnsweredQuestion {
  /** With what was paid to learn the topic of the question in its cost. */
  readonly result: GatewayResult;
  /** The answer, as far as it is one: whole, or what came of it before its limit of tokens. */
  readonly text?: string;
  /** Whether question and answer are part of the conversation now: whole answers are, and those that were cut at their limit, so that the person can say "go on". */
  readonly isKept: boolean;
}

export interface AnswerOptions {
  /** Hears the answer while it arrives; with a new attempt everything heard before is void. */
  readonly onText?: (text: string, attempt: number) => void;
  /** What the person agrees to pay at most, what was paid to learn the topic among it, in millionths of a US dollar: nobody is asked who could cost more, also when another model has to stand in. */
  readonly withinMicroUsd: number;
  readonly signal: CancelSignal;
}

/** Asks, and keeps question and answer in the conversation. What fails or is cancelled leaves the conversation as it was. Rejects with a `StoreError` when it cannot be kept. */
export async function answerQuestion(prepared: PreparedQuestion, { onText, withinMicroUsd, signal }: AnswerOptions, parts: ChatParts): Promise<AnsweredQuestion> {
  const { request, topic, conversation: { id, state } } = prepared;
  parts.conversations.restore(id, state);
  const asked = await parts.gateway.ask({ ...request, withinMicroUsd: withinMicroUsd - (topic?.microUsd ?? 0), ...(onText === undefined ? {} : { onText }) }, signal);
  const result = { ...asked, microUsd: asked.microUsd + (topic?.microUsd ?? 0) };
  const text = textOf(result.outcome);
  if (text === undefined || result.model === undefined) {
    parts.conversations.restore(id, state);
    return { result, isKept: false };
  }
  await keep(prepared, { text, model: result.model }, parts);
  return { result, text, isKept: true };
}

function textOf(outcome: ModelOutcome): string | undefined {
  if (outcome.kind === 'ok') return outcome.text;
  return outcome.kind === 'truncated' && outcome.cause === 'outputLimit' && outcome.partialText?.trim() !== '' ? outcome.partialText : undefined;
}

async function keep({ text: question, askedAt, conversation: { id, workspace, title } }: PreparedQuestion, { text, model }: { readonly text: string; readonly model: ModelId }, { sessions, conversations, time }: ChatParts): Promise<void> {
  conversations.answered(id, model);
  const state = conversations.find(id);
  const now = time.now();
  await sessions.say(
    { id, workspace, model, topic: title, updatedAt: now, data: state === undefined ? {} : dataOf(state) },
    [{ at: askedAt, role: 'user', text: question }, { at: now, role: 'assistant', text, model }],
  );
}
