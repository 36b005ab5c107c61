import { answerQuestion } from '../../../llm/chat/answerQuestion.ts';
import { conversationPage, minuteOf } from '../../../llm/chat/conversationPage.ts';
import { type ConversationSummary, listConversations, readConversation } from '../../../llm/chat/keptConversation.ts';
import { type AskedQuestion, consentFromMicroUsd, prepareQuestion, type PreparedQuestion } from '../../../llm/chat/prepareQuestion.ts';
import { failureOf } from '../../../llm/chat/questionFailure.ts';
import type { GatewayResult } from '../../../llm/gateway/gatewayResult.ts';
import { modelKey } from '../../../llm/models/modelInfo.ts';
import { chatParts } from '../../../node/models/chatParts.ts';
import type { ChatEnd, ChatFacts, ChatProgress, ChatQuestion } from '../chatRequests.ts';
import { PiecesTogether } from './piecesTogether.ts';
import type { ModelsState } from './view.ts';

/** What questions need of a session. */
export interface Chatting extends Pick<ModelsState, 'store' | 'workspace' | 'models'> {
  /** Keys that are configured. */
  readonly keys: readonly string[];
  readonly doubts: AskedQuestion['doubts'];
}

export interface ChatWatch {
  readonly signal: AbortSignal;
  readonly progress: (value: ChatProgress) => void;
}

/** So many conversations are offered. */
const offered = 30;

/** The conversations of the window's folder. */
export function recentConversations({ store, workspace }: Pick<Chatting, 'store' | 'workspace'>): Promise<readonly ConversationSummary[]> {
  return listConversations(workspace, offered, store.sessions);
}

/** Answers a question, tells the answer while it arrives, and keeps both in the conversation. */
export async function askQuestion({ text, conversation, answers, agreedMicroUsd = 0 }: ChatQuestion, chatting: Chatting, { signal, progress }: ChatWatch): Promise<ChatEnd> {
  const { models, store, workspace, doubts } = chatting;
  const parts = chatParts(chatting);
  if (parts.models().length === 0) return { kind: 'noModel' };
  const prepared = await prepareQuestion({ text, workspace, answers, doubts, ...(conversation === undefined ? {} : { conversation }) }, parts, signal);
  signal.throwIfAborted();
  const { first, mostMicroUsd, expectedMicroUsd } = prepared;
  if (first !== undefined && mostMicroUsd !== undefined && mostMicroUsd >= consentFromMicroUsd && mostMicroUsd > agreedMicroUsd) return { kind: 'dear', model: first.id, expectedMicroUsd, mostMicroUsd };
  progress({ kind: 'begins', name: prepared.conversation.name, page: await pageBefore(prepared, chatting), model: first === undefined ? '' : modelKey(first.id) });
  const pieces = new PiecesTogether(progress);
  const { result, isKept } = await answerQuestion(prepared, { signal, withinMicroUsd: Math.max(consentFromMicroUsd, agreedMicroUsd), onText: (piece, attempt) => { pieces.hear(piece, attempt); } }, parts).finally(() => { pieces.end(); });
  // What came whole before the person cancelled is part of the conversation.
  if (!isKept) signal.throwIfAborted();
  const failure = failureOf(result, prepared, (provider) => models.providers.label(provider));
  const kept = isKept ? await readConversation(workspace, prepared.conversation.name, store.sessions) : undefined;
  const page = kept === undefined ? undefined : conversationPage(kept);
  if (failure === undefined) return { kind: 'answer', ...factsOf(prepared, result), page: page ?? '' };
  return { kind: 'failed', ...factsOf(prepared, result), outcome: failure.outcome, what: failure.what, next: failure.next, page };
}

/** What was said before, and the question. */
async function pageBefore({ conversation: { name, title }, text, askedAt }: PreparedQuestion, { workspace, store }: Chatting): Promise<string> {
  const kept = await readConversation(workspace, name, store.sessions);
  const asked = { seq: 0, at: askedAt, role: 'user' as const, text };
  return `${conversationPage({ title, messages: [...kept?.messages ?? [], asked] })}\n## ${minuteOf(askedAt)}\n\n`;
}

function factsOf({ conversation: { name }, route, maskedKeys, left }: PreparedQuestion, { model, microUsd, hasUnknownCost, attempts, fromCache, similarTo }: GatewayResult): ChatFacts {
  return {
    name, model: model === undefined ? undefined : modelKey(model), microUsd, hasUnknownCost, isEstimated: attempts.some(({ source }) => source === 'estimated'),
    reason: route.reason, maskedKeys, leftOut: left.messages, reused: fromCache === undefined ? undefined : { match: fromCache, question: similarTo },
  };
}
