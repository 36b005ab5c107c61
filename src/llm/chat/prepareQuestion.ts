import type { CancelSignal } from '../../base/cancelSignal.ts';
import { contextStatus, type ContextStatus } from '../context/contextStatus.ts';
import { fitConversation, type Conversation as WholeConversation } from '../context/fitConversation.ts';
import { fitCall } from '../gateway/fitCall.ts';
import { gatewayDefaults } from '../gateway/gatewaySettings.ts';
import type { ModelRequest } from '../gateway/modelRequest.ts';
import type { ChatMessage } from '../modelCall.ts';
import { modelKey, type ModelId, type ModelInfo } from '../models/modelInfo.ts';
import type { SessionMessage } from '../records/sessions.ts';
import type { ExplainedRoute } from '../router/router.ts';
import type { Conversation } from '../sessions/conversation.ts';
import { isDoubtful, type Continuation } from '../sessions/followUp.ts';
import { noUsage } from '../tokenUsage.ts';
import { roughCounter } from '../tokens/tokenCounter.ts';
import { askTopic, type AskedTopic, type TopicDoubt } from './askTopic.ts';
import type { ChatParts } from './chatParts.ts';
import { allSaid, conversationId, freshName, stateOf, titleOf } from './keptConversation.ts';
import { maskKeys } from './maskKeys.ts';

/** What a person asks. */
export interface AskedQuestion {
  readonly text: string;
  readonly workspace: string;
  /** Goes on with the conversation of that name, or begins it; undefined begins one that is named after the question. */
  readonly conversation?: string;
  /** The person chose it. */
  readonly only?: ModelId;
  /** The longest answer in tokens; 4,096 by default. */
  readonly maxOutputTokens?: number;
  /** `fresh`: an answer that is kept is not used. */
  readonly answers: 'kept' | 'fresh';
  /** Who tells whether the question goes on with the conversation where its words do not, and where that decides which model answers: `words` all the same, or a `model` that is asked. */
  readonly doubts: 'words' | 'model';
}

/** A question that is ready to be asked, with what that means; it was not asked yet, and nothing was kept. */
export interface PreparedQuestion {
  /** The question as it is sent and kept: without keys. */
  readonly text: string;
  readonly maskedKeys: number;
  readonly request: ModelRequest;
  readonly conversation: { readonly id: string; readonly name: string; readonly title: string; readonly workspace: string; readonly messages: number; readonly state: Conversation | undefined };
  readonly askedAt: number;
  readonly route: ExplainedRoute;
  /** What a model said of its topic, where one was asked. */
  readonly topic?: AskedTopic;
  /** Who is asked first; undefined when none of the models can take the question, which `route` explains. */
  readonly first?: ModelInfo;
  /** How full the context of that model is. */
  readonly context?: ContextStatus;
  /** What of the conversation has no room in it, or in what is taken for it where nobody knows it. */
  readonly left: { readonly messages: number; readonly tokens: number };
  /** In millionths of a US dollar; undefined when no price is known. */
  readonly expectedMicroUsd?: number;
  readonly mostMicroUsd?: number;
}

/** A question that can cost more than that at most needs the person's consent, in millionths of a US dollar. */
export const consentFromMicroUsd = 250_000;

/** What the models are told before the conversation. */
const instructions = 'You answer questions of people who build software; their questions may also be about anything else. Answer in the language of the question, in Markdown, as briefly as the question allows. '
  + 'When you do not know something, say so. `[key]` in a message stands for a secret that was taken out before it was sent; a line in brackets which says that messages are left out is true.\n';

/** The longest answer when nobody says otherwise, and what answers usually take, in tokens. */
const usual = { mostTokens: 4096, tokens: 700 };
/** What providers put before a prompt at most. */
const hiddenTokens = 128;
/** What of a conversation goes to a model whose context nobody knows, in tokens: nearly all models that are served today have so much. */
const assumedContextTokens = 32_768;

/** Finds the conversation, its topic, the model, what has room in its context, and the price. */
export async function prepareQuestion(asked: AskedQuestion, parts: ChatParts, signal: CancelSignal): Promise<PreparedQuestion> {
  const askedAt = parts.time.now();
  const { text, masked } = maskKeys(asked.text, parts.keys);
  const name = asked.conversation ?? await freshName(text, asked.workspace, parts.sessions);
  const id = conversationId(asked.workspace, name);
  const record = await parts.sessions.find(id);
  const said = record === undefined ? [] : await allSaid(id, parts.sessions);
  const state = record === undefined ? undefined : stateOf(record);
  const models = parts.models().filter((model) => asked.only === undefined || modelKey(model.id) === modelKey(asked.only));
  const maxOutputTokens = longestAnswer(models, asked.maxOutputTokens ?? usual.mostTokens);
  const whole: WholeConversation = { system: [{ text: instructions, stable: true }], messages: [...said.map(messageOf), { role: 'user', parts: [{ text, stable: false }] }] };
  const purpose = { workspace: asked.workspace, unit: 'ask', category: state?.category ?? 'general' } as const;
  const request = (messages: readonly ChatMessage[], topic: Continuation | undefined): ModelRequest => ({
    system: whole.system, messages, maxOutputTokens, atOutputLimit: 'end', cache: asked.answers === 'kept' ? 'use' : 'refresh',
    wish: { session: id, ...(topic === undefined ? {} : { topic }), ...(asked.only === undefined ? {} : { only: [asked.only] }) }, purpose,
  });
  const lookAs = (messages: readonly ChatMessage[], topic: Continuation | undefined): Looked => lookAt(request(messages, topic), { id, state }, parts);
  const topic = asked.doubts === 'model' && isDecisive((said) => lookAs(whole.messages, said).route)
    ? await askTopic(doubtOf(text, state, said), purpose, parts, signal)
    : undefined;
  const { looked, left } = await fitted(whole, (messages) => lookAs(messages, topic?.said), { models, maxOutputTokens }, parts);
  const [first] = looked.route.candidates;
  return {
    text, maskedKeys: masked, request: looked.request, askedAt, route: looked.route, left, ...(topic === undefined ? {} : { topic }),
    conversation: { id, name, title: record?.topic ?? titleOf(text), workspace: asked.workspace, messages: said.length, state },
    ...(first === undefined ? {} : { first, ...await measured(looked.request, first, parts) }),
  };
}

/** Whether nobody knows what the topic is, and the model depends on it. */
function isDecisive(routeAs: (topic: Continuation | undefined) => ExplainedRoute): boolean {
  const { turn } = routeAs(undefined);
  if (turn === undefined || !isDoubtful(turn.followUp)) return false;
  const [goingOn, anew] = (['continues', 'changes'] as const).map((topic) => routeAs(topic).candidates[0]?.id);
  return goingOn !== undefined && anew !== undefined && modelKey(goingOn) !== modelKey(anew);
}

function doubtOf(message: string, state: Conversation | undefined, said: readonly SessionMessage[]): TopicDoubt {
  const answer = said.findLast(({ role }) => role === 'assistant')?.text;
  return { earlier: state?.lastPrompts ?? [], message, ...(answer === undefined ? {} : { answer }) };
}

interface Looked {
  readonly request: ModelRequest;
  readonly route: ExplainedRoute;
}

/** What the router would decide; that it was asked leaves no trace in the conversation. */
function lookAt(request: ModelRequest, { id, state }: { readonly id: string; readonly state: Conversation | undefined }, { router, conversations }: ChatParts): Looked {
  conversations.restore(id, state);
  const route = router.route(request);
  conversations.restore(id, state);
  const category = route.decision.question.category;
  return { request: { ...request, purpose: { ...request.purpose, category } }, route };
}

/** An answer longer than any of the models can give would leave them all out; of a small context it takes half at most. */
function longestAnswer(models: readonly ModelInfo[], wanted: number): number {
  const possible = models.map(({ contextTokens, maxOutputTokens }) => Math.min(wanted, maxOutputTokens ?? wanted, contextTokens === undefined ? wanted : Math.floor(contextTokens / 2)));
  return possible.length === 0 ? wanted : Math.max(1, ...possible);
}

interface Room {
  readonly models: readonly ModelInfo[];
  readonly maxOutputTokens: number;
}

/** The conversation as the model takes it that is asked first; where it fits into none, as the model with the largest context does. */
async function fitted(whole: WholeConversation, look: (messages: readonly ChatMessage[]) => Looked, { models, maxOutputTokens }: Room, { sizes }: ChatParts): Promise<{ readonly looked: Looked; readonly left: PreparedQuestion['left'] }> {
  const messages = whole.messages.map(({ role, parts }) => ({ role, parts }));
  const looked = look(messages);
  const nothing = { looked, left: { messages: 0, tokens: 0 } };
  const target = looked.route.candidates[0] ?? roomiest(models);
  if (target === undefined) return nothing;
  // The counter is opened by it: before, sizes are rough.
  await sizes.size({ ...fitCall(looked.request, target), limits: gatewayDefaults.limits }, target);
  const fit = fitConversation(whole, {
    limitTokens: (target.contextTokens ?? assumedContextTokens) - maxOutputTokens - hiddenTokens, manner: 'importantFirst',
    // The router has its own count, which must find room, too.
    count: (text) => Math.max(sizes.textAtMost(text, target), roughCounter.count(text)),
  });
  if (fit.kind === 'tooLarge' || fit.left.positions.length === 0) return nothing;
  return { looked: look(fit.messages), left: { messages: fit.left.positions.length, tokens: fit.left.tokens } };
}

function roomiest(models: readonly ModelInfo[]): ModelInfo | undefined {
  return models.reduce<ModelInfo | undefined>((best, model) => ((model.contextTokens ?? 0) > (best?.contextTokens ?? 0) ? model : best), undefined);
}

/** What the question takes of the model's context, and what it costs. */
async function measured(request: ModelRequest, model: ModelInfo, { sizes, pricing }: ChatParts): Promise<Pick<PreparedQuestion, 'context' | 'expectedMicroUsd' | 'mostMicroUsd'>> {
  const call = fitCall(request, model);
  const size = await sizes.size({ ...call, limits: gatewayDefaults.limits }, model);
  const expectedMicroUsd = pricing.cost(model, { ...noUsage, input: size.input, output: Math.min(usual.tokens, call.maxOutputTokens) });
  const mostMicroUsd = pricing.worstCase(model, size.inputAtMost, call.maxOutputTokens);
  const context = contextStatus({ used: size.input, context: model.contextTokens, reservedOutput: call.maxOutputTokens });
  return { ...(context === undefined ? {} : { context }), ...(expectedMicroUsd === undefined ? {} : { expectedMicroUsd }), ...(mostMicroUsd === undefined ? {} : { mostMicroUsd }) };
}

/** What was said does not change any more, so that providers may keep it in their caches. */
function messageOf({ role, text }: SessionMessage): ChatMessage {
  return { role, parts: [{ text, stable: true }] };
}

