import Anthropic, { APIConnectionError, APIError } from '@anthropic-ai/sdk';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { ModelCall } from '../modelCall.ts';
import type { ModelFailure } from '../outcome.ts';
import type { ListedModel, Provider } from '../provider.ts';
import { anthropicPrompt, anthropicRequest } from './anthropicRequest.ts';
import { readAnthropicEvent, readAnthropicMessage } from './anthropicReader.ts';
import { attempt } from './attempt.ts';
import type { Exchange } from './exchange.ts';
import { plainFetch } from './plainFetch.ts';
import { present } from './present.ts';
import type { ProviderOptions } from './providerOptions.ts';
import { readJson } from './readJson.ts';
import { countOf, listOf, numberOf, recordOf, textOf } from './unknownJson.ts';
import type { JsonRecord } from './unknownJson.ts';

const errors = { api: APIError, connection: APIConnectionError };
/** The SDK's own timeout must never come first. */
const sdkTimeoutMs = 2_147_483_647;
const mostPages = 10;
/** A count is not worth waiting longer for. */
const mostCountMs = 10_000;

/** Anthropic Messages, or any server that speaks it. */
export function anthropicProvider(options: ProviderOptions): Provider {
  const client = new Anthropic({
    baseURL: options.baseUrl, apiKey: options.key ?? 'none', authToken: null, maxRetries: 0, timeout: sdkTimeoutMs, logLevel: 'off',
    fetch: plainFetch(options.fetch, options.key),
  });
  return {
    id: options.id,
    label: options.label,
    call: async (call, signal) => {
      const delivery = options.delivery ?? 'stream';
      const outcome = await attempt({ exchange: () => exchangeOf(client, call, options), errors, options, call, delivery }, signal);
      const isRefused = outcome.kind === 'unknown' && outcome.cause === 'badRequest';
      return isRefused && isMaybeTooLarge(call, options) ? sizeChecked(client, { outcome, call, options }, signal) : outcome;
    },
    list: (signal) => listed(client, options, signal),
    count: (call, signal) => counted(client, { call, options, totalMs: mostCountMs }, signal),
  };
}

function exchangeOf(client: Anthropic, call: ModelCall, options: ProviderOptions): Exchange {
  const stream = (options.delivery ?? 'stream') === 'stream';
  const body = anthropicRequest(call, options);
  return {
    send: (signal) => client.messages.create({ ...body, stream }, { signal }).asResponse(),
    readEvent: readAnthropicEvent,
    readWhole: readAnthropicMessage,
  };
}

/**
 * Anthropic tells a prompt over the context in words alone, which nothing may be decided by. So a refused request that could be one
 * is counted, which costs nothing.
 */
async function sizeChecked(client: Anthropic, { outcome, call, options }: Refused, signal: CancelSignal): Promise<ModelFailure> {
  const leftMs = Math.min(mostCountMs, call.limits.totalMs - outcome.timing.totalMs);
  if (leftMs <= 0) return outcome;
  const tokens = await counted(client, { call, options, totalMs: leftMs }, signal);
  const most = options.modelInfo(call.model.model)?.contextTokens;
  if (tokens === undefined || most === undefined || tokens + call.maxOutputTokens <= most) return outcome;
  const { cause, ...facts } = outcome;
  return { ...facts, kind: 'tooLarge', detail: `${outcome.detail} (${cause}: ${tokens} tokens, context ${most})` };
}

interface Refused {
  readonly outcome: ModelFailure;
  readonly call: ModelCall;
  readonly options: ProviderOptions;
}

/** No text has more tokens than characters, so most refused requests need no count. */
function isMaybeTooLarge(call: ModelCall, options: ProviderOptions): boolean {
  const most = options.modelInfo(call.model.model)?.contextTokens;
  const characters = [...call.system, ...call.messages.flatMap(({ parts }) => parts)].reduce((sum, { text }) => sum + text.length, 0);
  return most !== undefined && characters + call.maxOutputTokens > most;
}

interface Counting {
  readonly call: ModelCall;
  readonly options: ProviderOptions;
  readonly totalMs: number;
}

async function counted(client: Anthropic, { call, options, totalMs }: Counting, signal: CancelSignal): Promise<number | undefined> {
  const { system, messages } = anthropicPrompt(call, options);
  const body = { model: call.model.model, messages: [...messages], ...(system.length === 0 ? {} : { system: [...system] }) };
  const answer = await readJson({ send: (abort) => client.messages.countTokens(body, { signal: abort }).asResponse(), errors, options, totalMs }, signal);
  return answer.kind === 'json' ? numberOf(recordOf(answer.body)?.['input_tokens']) : undefined;
}

async function listed(client: Anthropic, options: ProviderOptions, signal: CancelSignal): ReturnType<Provider['list']> {
  const models: ListedModel[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const query = { limit: 100, ...present({ after_id: after }) };
    const answer = await readJson({ send: (abort) => client.get('/v1/models', { query, signal: abort }).asResponse(), errors, options }, signal);
    if (answer.kind !== 'json') return answer;
    const body = recordOf(answer.body);
    models.push(...listOf(body?.['data']).flatMap(listedModel));
    after = textOf(body?.['last_id']);
    if (body?.['has_more'] !== true || after === undefined) break;
  }
  return { kind: 'models', models };
}

function listedModel(value: unknown): readonly ListedModel[] {
  const model = recordOf(value);
  const id = textOf(model?.['id']);
  if (model === undefined || id === undefined) return [];
  const capabilities = recordOf(model['capabilities']);
  return [{
    model: id,
    ...present({
      label: textOf(model['display_name']),
      contextTokens: countOf(model['max_input_tokens']) || undefined,
      maxOutputTokens: countOf(model['max_tokens']) || undefined,
      structuredOutput: isSupported(capabilities?.['structured_outputs']),
      efforts: effortsOf(recordOf(capabilities?.['effort'])),
      retiresOn: textOf(model['retires_at'])?.slice(0, 10),
    }),
  }];
}

function isSupported(capability: unknown): boolean | undefined {
  const supported = recordOf(capability)?.['supported'];
  return typeof supported === 'boolean' ? supported : undefined;
}

function effortsOf(effort: JsonRecord | undefined): readonly string[] | undefined {
  if (effort === undefined) return undefined;
  return Object.keys(effort).filter((name) => isSupported(effort[name]) === true);
}
