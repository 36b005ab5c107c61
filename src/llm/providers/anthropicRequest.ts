import type { MessageCreateParamsBase, MessageParam, OutputConfig, TextBlockParam } from '@anthropic-ai/sdk/resources/messages/messages';
import type { ModelCall, PromptPart } from '../modelCall.ts';
import { effortOf } from './effortOf.ts';
import { present } from './present.ts';
import type { ProviderOptions } from './providerOptions.ts';
import { isCacheable, stablePrefix } from './stablePrefix.ts';

type AnthropicRequest = Omit<MessageCreateParamsBase, 'stream'>;

/** The body of a call: only what the model can, with the end of its stable prefix marked when it is long enough for the model's cache. */
export function anthropicRequest(call: ModelCall, options: ProviderOptions): AnthropicRequest {
  const { model } = call.model;
  const info = options.modelInfo(model);
  const { system, messages } = anthropicPrompt(call, options);
  // Not in the types of the SDK any more: new models have no temperature, older ones still do.
  const temperature = info?.abilities.temperature === true ? present({ temperature: call.temperature }) : {};
  return {
    model,
    max_tokens: call.maxOutputTokens,
    messages: [...messages],
    ...(system.length === 0 ? {} : { system: [...system] }),
    ...temperature,
    ...outputConfig(call, options),
  };
}

/** Instructions and messages alone, as they are counted. */
export function anthropicPrompt(call: ModelCall, options: ProviderOptions): { readonly system: readonly TextBlockParam[]; readonly messages: readonly MessageParam[] } {
  const marks = marksOf(call, options);
  let at = 0;
  return {
    system: blocksOf(call.system, marks.system),
    messages: call.messages.map(({ role, parts }) => {
      const start = at;
      at += parts.length;
      return { role, content: blocksOf(parts, marks.messages - start) };
    }).filter(({ content }) => content.length > 0),
  };
}

/** Numbers of parts before the ends of prefixes that are cached; 0 is none. The instructions are marked apart, because other calls share only those. */
function marksOf(call: ModelCall, options: ProviderOptions): { readonly system: number; readonly messages: number } {
  const { model } = call.model;
  const info = options.modelInfo(model);
  if (info?.abilities.promptCache !== 'explicit') return { system: 0, messages: 0 };
  const prefix = stablePrefix(call);
  const instructions = call.system.slice(0, prefix.systemParts).map(({ text }) => text).join('\n');
  return {
    system: isCacheable(instructions, model, info, options) ? prefix.systemParts : 0,
    messages: isCacheable(prefix.text, model, info, options) ? prefix.messageParts : 0,
  };
}

/** Empty texts are refused by the provider, so they are left out; the mark is on the last one before it that is not. */
function blocksOf(parts: readonly PromptPart[], marked: number): TextBlockParam[] {
  const lastMarked = parts.findLastIndex(({ text }, index) => index < marked && text !== '');
  const isHere = marked > 0 && marked <= parts.length;
  return parts.flatMap(({ text }, index) => (text === '' ? [] : [{ type: 'text' as const, text, ...(isHere && index === lastMarked ? { cache_control: { type: 'ephemeral' as const } } : {}) }]));
}

function outputConfig(call: ModelCall, options: ProviderOptions): { readonly output_config?: OutputConfig } {
  const abilities = options.modelInfo(call.model.model)?.abilities;
  const effort = effortOf(call.effort === 'none' ? 'low' : call.effort, abilities?.efforts);
  const schema = abilities?.structuredOutput === true ? call.answerSchema?.schema : undefined;
  const config: OutputConfig = {
    ...(effort === undefined ? {} : { effort: effort as NonNullable<OutputConfig['effort']> }),
    ...(schema === undefined ? {} : { format: { type: 'json_schema', schema } }),
  };
  return Object.keys(config).length === 0 ? {} : { output_config: config };
}
