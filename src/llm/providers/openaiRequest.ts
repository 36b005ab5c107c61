import type { ChatCompletionCreateParams, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { ResponseCreateParams, ResponseInputItem } from 'openai/resources/responses/responses';
import type { ModelCall, PromptPart } from '../modelCall.ts';
import { effortOf } from './effortOf.ts';
import { present } from './present.ts';
import type { ProviderOptions } from './providerOptions.ts';
import { isCacheable, stablePrefix } from './stablePrefix.ts';
import { textHash } from './textHash.ts';

type ChatRequest = Omit<ChatCompletionCreateParams, 'stream'>;
type ResponsesRequest = Omit<ResponseCreateParams, 'stream'> & { readonly input: ResponseInputItem[] };

/** OpenAI refuses a lower limit in Responses. */
const fewestOutputTokens = 16;

/** The body of a call in Chat Completions, with nothing that some compatible server is known to refuse. */
export function chatRequest(call: ModelCall, options: ProviderOptions): ChatRequest {
  const { effort, temperature, schema } = allowed(call, options);
  const instructions = textOf(call.system);
  // Deprecated by OpenAI, and the one name that every compatible server knows.
  const limit = { max_tokens: call.maxOutputTokens };
  const messages: ChatCompletionMessageParam[] = call.messages.map(({ role, parts }) => ({ role, content: textOf(parts) }));
  return {
    model: call.model.model,
    messages: instructions === '' ? messages : [{ role: 'system', content: instructions }, ...messages],
    ...limit,
    ...present({ temperature }),
    ...(effort === undefined ? {} : { reasoning_effort: effort as NonNullable<ChatRequest['reasoning_effort']> }),
    ...(schema === undefined ? {} : { response_format: { type: 'json_schema', json_schema: { ...schema, schema: { ...schema.schema } } } }),
  };
}

/** The body of a call in Responses, as OpenAI itself has it. Nothing of it is kept by the provider. */
export function responsesRequest(call: ModelCall, options: ProviderOptions): ResponsesRequest {
  const { effort, temperature, schema } = allowed(call, options);
  const instructions = textOf(call.system);
  return {
    model: call.model.model,
    input: call.messages.map(({ role, parts }) => ({ role, content: textOf(parts) })),
    max_output_tokens: Math.max(fewestOutputTokens, call.maxOutputTokens),
    store: false,
    ...(instructions === '' ? {} : { instructions }),
    ...present({ temperature, prompt_cache_key: cacheKey(call, options) }),
    ...(effort === undefined ? {} : { reasoning: { effort: effort as NonNullable<ChatRequest['reasoning_effort']> } }),
    ...(schema === undefined ? {} : { text: { format: { type: 'json_schema', ...schema, schema: { ...schema.schema } } } }),
  };
}

interface Allowed {
  readonly effort: string | undefined;
  readonly temperature: number | undefined;
  readonly schema: { readonly name: string; readonly schema: Readonly<Record<string, unknown>>; readonly strict: boolean } | undefined;
}

/** Only what the model can: what nothing is known of gets nothing. */
function allowed(call: ModelCall, options: ProviderOptions): Allowed {
  const abilities = options.modelInfo(call.model.model)?.abilities;
  const schema = abilities?.structuredOutput === true ? call.answerSchema : undefined;
  return {
    effort: effortOf(call.effort, abilities?.efforts),
    temperature: abilities?.temperature === true ? call.temperature : undefined,
    schema: schema === undefined ? undefined : { name: schema.name.replace(/[^\w-]/g, '_').slice(0, 64), schema: schema.schema, strict: isStrict(schema.schema) },
  };
}

/** Calls with the same stable prefix should meet on one machine of the provider. */
function cacheKey(call: ModelCall, options: ProviderOptions): string | undefined {
  const { text } = stablePrefix(call);
  return isCacheable(text, call.model.model, options.modelInfo(call.model.model), options) ? `devmatrix-${textHash(text)}` : undefined;
}

function textOf(parts: readonly PromptPart[]): string {
  return parts.map(({ text }) => text).filter((text) => text !== '').join('\n\n');
}

/** Whether every object of a schema is closed and needs all of its properties, which OpenAI asks of schemas that it holds a model to strictly. */
function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  if (typeof schema !== 'object' || schema === null) return true;
  const { type, properties, required, additionalProperties } = schema as Readonly<Record<string, unknown>>;
  if (type === 'object' || properties !== undefined) {
    const names = Object.keys(properties ?? {});
    const needed = new Set(Array.isArray(required) ? required : []);
    if (additionalProperties !== false || !names.every((name) => needed.has(name))) return false;
  }
  return Object.values(schema).every(isStrict);
}
