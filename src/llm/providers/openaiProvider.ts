import type OpenAI from 'openai';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { ModelCall } from '../modelCall.ts';
import type { Provider } from '../provider.ts';
import { attempt } from './attempt.ts';
import { readChatChunk, readChatCompletion } from './chatReader.ts';
import type { Exchange } from './exchange.ts';
import { openaiClient, openaiErrors, openaiModels } from './openaiClient.ts';
import { chatRequest, responsesRequest } from './openaiRequest.ts';
import type { ProviderOptions } from './providerOptions.ts';
import { readJson } from './readJson.ts';
import { readResponse, readResponsesEvent } from './responsesReader.ts';
import { numberOf, recordOf } from './unknownJson.ts';

/** Any server that speaks OpenAI's Chat Completions: Groq, Gemini, OpenRouter, local ones. */
export function chatProvider(options: ProviderOptions): Provider {
  const client = openaiClient(options);
  return providerOf(client, options, chatExchange);
}

/** OpenAI itself, by its Responses. */
export function responsesProvider(options: ProviderOptions): Provider {
  const client = openaiClient(options);
  return { ...providerOf(client, options, responsesExchange), count: (call, signal) => counted(client, { call, options }, signal) };
}

type ExchangeOf = (client: OpenAI, call: ModelCall, options: ProviderOptions) => Exchange;

function providerOf(client: OpenAI, options: ProviderOptions, exchangeOf: ExchangeOf): Provider {
  const delivery = options.delivery ?? 'stream';
  return {
    id: options.id,
    label: options.label,
    call: (call, signal) => attempt({ exchange: () => exchangeOf(client, call, options), errors: openaiErrors, options, call, delivery }, signal),
    list: (signal) => openaiModels(client, options, signal),
  };
}

function chatExchange(client: OpenAI, call: ModelCall, options: ProviderOptions): Exchange {
  const body = chatRequest(call, options);
  return {
    send: (signal) => (options.delivery === 'whole'
      ? client.chat.completions.create({ ...body, stream: false }, { signal }).asResponse()
      : client.chat.completions.create({ ...body, stream: true, stream_options: { include_usage: true } }, { signal }).asResponse()),
    readEvent: readChatChunk,
    readWhole: readChatCompletion,
  };
}

function responsesExchange(client: OpenAI, call: ModelCall, options: ProviderOptions): Exchange {
  const body = { ...responsesRequest(call, options), stream: options.delivery !== 'whole' };
  return {
    send: (signal) => client.responses.create(body, { signal }).asResponse(),
    readEvent: readResponsesEvent,
    readWhole: readResponse,
  };
}

async function counted(client: OpenAI, { call, options }: { readonly call: ModelCall; readonly options: ProviderOptions }, signal: CancelSignal): Promise<number | undefined> {
  const { model, input, instructions } = responsesRequest(call, options);
  const body = { ...(model === undefined ? {} : { model }), input, ...(typeof instructions === 'string' ? { instructions } : {}) };
  const answer = await readJson({ send: (abort) => client.responses.inputTokens.count(body, { signal: abort }).asResponse(), errors: openaiErrors, options }, signal);
  return answer.kind === 'json' ? numberOf(recordOf(answer.body)?.['input_tokens']) : undefined;
}
