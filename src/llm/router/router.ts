import type { Route, Router } from '../gateway/parts.ts';
import type { ModelRequest } from '../gateway/modelRequest.ts';
import type { ModelId } from '../models/modelInfo.ts';
import type { Conversations, Turn } from '../sessions/conversations.ts';
import { chooseModels } from './chooseModels.ts';
import type { Preference, RouteFacts, RoutingDecision } from './decision.ts';
import { decisionWords } from './decisionWords.ts';

/** A decision with what the conversation told, where there was one. */
export interface ExplainedRoute extends Route {
  readonly decision: RoutingDecision;
  readonly turn?: Turn;
}

/** The router of the gateway, whose decisions can be shown. */
export interface ExplainingRouter extends Router {
  route(request: ModelRequest): ExplainedRoute;
  answered(request: ModelRequest, model: ModelId): void;
}

export interface RouterOptions {
  facts(): RouteFacts;
  readonly conversations: Conversations;
  /** Tokens of a text in the o200k vocabulary, roughly. */
  textSize(text: string): number;
  preference(): Preference;
}

/**
 * The router of the gateway. Work of the planner carries its category and is checked by validators; a request with a session is a conversation, whose last
 * message is classified.
 */
export function createRouter(options: RouterOptions): ExplainingRouter {
  const { conversations } = options;
  return {
    route(request) {
      const session = request.wish?.session;
      const turn = session === undefined ? undefined : conversations.turn(session, lastPrompt(request), { answer: lastAnswer(request), ...(request.wish?.topic === undefined ? {} : { said: request.wish.topic }) });
      const decision = chooseModels(
        {
          category: turn?.conversation.category ?? request.purpose.category,
          use: turn === undefined ? 'checked' : 'trusted',
          inputTokens: options.textSize(allText(request)),
          maxOutputTokens: request.maxOutputTokens,
          preference: options.preference(),
          isFrustrated: turn?.isFrustrated ?? false,
          escalation: request.wish?.escalation ?? 0,
          ...(request.wish?.only === undefined ? {} : { only: request.wish.only }),
          ...(turn?.stayWith === undefined ? {} : { stayWith: turn.stayWith }),
        },
        options.facts(),
      );
      return { candidates: decision.candidates, reason: decisionWords(decision), decision, ...(turn === undefined ? {} : { turn }) };
    },
    answered(request, model) {
      if (request.wish?.session !== undefined) conversations.answered(request.wish.session, model);
    },
  };
}

function lastPrompt(request: ModelRequest): string {
  return lastOf('user', request);
}

function lastAnswer(request: ModelRequest): string {
  return lastOf('assistant', request);
}

function lastOf(who: ModelRequest['messages'][number]['role'], request: ModelRequest): string {
  const last = request.messages.findLast(({ role }) => role === who);
  return last === undefined ? '' : last.parts.map(({ text }) => text).join('');
}

function allText(request: ModelRequest): string {
  return [...request.system, ...request.messages.flatMap(({ parts }) => parts)].map(({ text }) => text).join('');
}
