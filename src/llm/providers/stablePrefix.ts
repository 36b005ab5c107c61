import type { ModelCall, PromptPart } from '../modelCall.ts';
import type { ModelInfo } from '../models/modelInfo.ts';
import type { ProviderOptions } from './providerOptions.ts';

/** The shortest prefix that is marked when a model's own minimum is not known: some models cache as little, and for the others a mark does nothing and costs nothing. */
const unknownMinimum = 1_024;

/** How much of a call is stable from the start: parts of the instructions, and when all of those are, parts of the messages. */
export interface StablePrefix {
  readonly systemParts: number;
  /** Counted through all messages. */
  readonly messageParts: number;
  readonly text: string;
}

export function stablePrefix(call: ModelCall): StablePrefix {
  const system = leading(call.system);
  const parts = call.messages.flatMap((message) => message.parts);
  const messageParts = system.length === call.system.length ? leading(parts) : [];
  return { systemParts: system.length, messageParts: messageParts.length, text: [...system, ...messageParts].map(({ text }) => text).join('\n') };
}

/** Whether a text is long enough for the cache of the model. */
export function isCacheable(text: string, model: string, info: ModelInfo | undefined, options: ProviderOptions): boolean {
  if (text === '' || info === undefined || info.abilities.promptCache === 'none') return false;
  const tokens = options.estimateTokens?.(text, model) ?? text.length / 4;
  return tokens >= (info.abilities.minCacheTokens ?? unknownMinimum);
}

function leading(parts: readonly PromptPart[]): readonly PromptPart[] {
  const end = parts.findIndex(({ stable }) => !stable);
  return end < 0 ? parts : parts.slice(0, end);
}
