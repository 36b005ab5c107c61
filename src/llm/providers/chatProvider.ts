import { Stream } from 'openai/streaming';
import type OpenAI from 'openai';
import type { ModelCall } from '../modelCall.ts';
import type { Provider } from '../provider.ts';
import { attempt } from './attempt.ts';
import { readChatChunk, readChatCompletion } from './chatReader.ts';
import type { Exchange } from './exchange.ts';
import { openaiClient, openaiErrors, openaiModels } from './openaiClient.ts';
import { chatRequest } from './openaiRequest.ts';
import type { ProviderOptions } from './providerOptions.ts';

/** Any server that speaks OpenAI's Chat Completions: Groq, Gemini, OpenRouter, local ones. */
export function chatProvider(options: ProviderOptions): Provider {
  const client = openaiClient(options);
  const delivery = options.delivery ?? 'stream';
  return {
    id: options.id,
    label: options.label,
    call: (call, signal) => attempt({ exchange: exchangeOf(client, call, options), errors: openaiErrors, options, call, delivery }, signal),
    list: (signal) => openaiModels(client, options, signal),
  };
}

function exchangeOf(client: OpenAI, call: ModelCall, options: ProviderOptions): Exchange {
  const body = chatRequest(call, options);
  const streams = (options.delivery ?? 'stream') === 'stream';
  return {
    send: (signal) => (streams
      ? client.chat.completions.create({ ...body, stream: true, stream_options: { include_usage: true } }, { signal }).asResponse()
      : client.chat.completions.create({ ...body, stream: false }, { signal }).asResponse()),
    events: (response, controller) => Stream.fromSSEResponse(response, controller, client),
    readEvent: readChatChunk,
    readWhole: readChatCompletion,
  };
}
