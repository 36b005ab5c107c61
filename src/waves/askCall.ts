import type { CancelSignal } from '../base/cancelSignal.ts';
import type { GatewayResult } from '../llm/gateway/gatewayResult.ts';
import type { ModelRequest } from '../llm/gateway/modelRequest.ts';
import { modelKey, type ModelId } from '../llm/models/modelInfo.ts';
import { addUsage, inputTokens, noUsage } from '../llm/tokenUsage.ts';
import type { UnitAnswerEvent } from './runEvent.ts';
import type { PlannedAttempt } from './ladder.ts';
import type { WaveSettings } from './settings.ts';
import type { AtomPrompt } from './workshop.ts';

/** What a request is made of. */
export interface AskParts {
  readonly prompt: AtomPrompt;
  readonly attempt: PlannedAttempt;
  readonly purpose: ModelRequest['purpose'];
  readonly priority: number;
  readonly settings: WaveSettings;
  readonly cache: 'use' | 'refresh';
  readonly onText?: () => void;
}

/** The request for one call of an atom. */
export function requestOf({ prompt, attempt: { plan, escalation, outputFactor }, purpose, priority, settings, cache, onText }: AskParts): ModelRequest {
  return {
    system: prompt.system, messages: prompt.messages, maxOutputTokens: Math.round(prompt.maxOutputTokens * outputFactor),
    ...(plan.temperature === undefined ? {} : { temperature: plan.temperature }), ...(plan.effort === undefined ? {} : { effort: plan.effort }),
    purpose, priority, withinMs: settings.callWithinMs, cache,
    wish: { escalation, ...(settings.only === undefined ? {} : { only: settings.only }) },
    ...(onText === undefined ? {} : { onText }),
  };
}

/** What the log keeps of a call: everything that was paid in it, and the answer. */
export function answerEvent(result: GatewayResult, about: Pick<UnitAnswerEvent, 'unit' | 'ask' | 'attempt' | 'template'>): UnitAnswerEvent {
  const { outcome, model, paidCall, microUsd, hasUnknownCost, fromCache, totalMs } = result;
  const usage = result.attempts.reduce((sum, { usage: used }) => (used === undefined ? sum : addUsage(sum, used)), noUsage);
  return {
    kind: 'unit.answer', ...about, outcome: outcome.kind,
    ...(outcome.kind === 'ok' ? { answer: outcome.text } : outcome.cause === undefined ? {} : { cause: outcome.cause }),
    ...(model === undefined ? {} : { model: modelKey(model) }), ...(paidCall === undefined ? {} : { paid: paidCall }),
    ...(hasUnknownCost ? {} : { microUsd }),
    inputTokens: inputTokens(usage), cachedInputTokens: usage.cacheRead, outputTokens: usage.output,
    totalMs: Math.round(totalMs), ...(fromCache === undefined ? {} : { fromCache: true }),
  };
}

/** Why nothing more can be asked in all of the run; undefined when the failure is one of this call. */
export function stopReason({ outcome, route, attempts }: GatewayResult, hasEverAnswered: boolean): { readonly outcome: 'stopped'; readonly reason: string } | undefined {
  if (outcome.kind === 'ok') return undefined;
  if (outcome.kind === 'unauthorised') return { outcome: 'stopped', reason: `No provider accepts its key: ${outcome.detail}` };
  const isNobody = outcome.kind === 'unknown' && attempts.length === 0;
  return isNobody && (route.candidates.length > 0 || !hasEverAnswered) ? { outcome: 'stopped', reason: outcome.detail } : undefined;
}

/** True where a call of this kind has failed on its way to a model. */
export function failedOnTheWay({ outcome }: GatewayResult): boolean {
  return outcome.kind === 'rateLimited' || outcome.kind === 'overloaded' || outcome.kind === 'offline';
}

/** The model of a key that `modelKey` gave. */
export function modelOfKey(key: string): ModelId {
  const slash = key.indexOf('/');
  return slash < 0 ? { provider: key, model: '' } : { provider: key.slice(0, slash), model: key.slice(slash + 1) };
}

/** The part of a prompt that many calls begin with: its instructions, as far as they are the same everywhere. */
export function stablePrefixOf({ system }: AtomPrompt): string {
  const end = system.findIndex(({ stable }) => !stable);
  return (end < 0 ? system : system.slice(0, end)).map(({ text }) => text).join('\n');
}

/** A signal that is never aborted. */
export const neverAborted: CancelSignal = { aborted: false, reason: undefined, addEventListener: () => undefined, removeEventListener: () => undefined };
