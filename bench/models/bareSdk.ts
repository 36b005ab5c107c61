import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { setTimeout as pause } from 'node:timers/promises';
import type { ProviderProtocol } from '../../src/llm/knownProviders.ts';
import type { ModelCall } from '../../src/llm/modelCall.ts';
import type { PlannedAnswer, Wire } from '../../test/provider-server/wire.ts';

/** What is asked: the same for the bare SDK and for us. */
export type Prompt = Pick<ModelCall, 'system' | 'messages' | 'maxOutputTokens'>;

export const text = 'A word and another, '.repeat(60);
export const planned: PlannedAnswer = { id: 'x', model: 'm', text, stop: 'end', usage: { input: 9, cacheRead: 0, cacheWrite: 0, cacheWriteLong: 0, output: 300 } };

/** One question with short instructions. */
export function promptOf(question: string, instructions = 'You are terse.'): Prompt {
  return { system: [{ text: instructions, stable: true }], messages: [{ role: 'user', parts: [{ text: question, stable: false }] }], maxOutputTokens: 1000 };
}

/** A server in memory, so that nothing else is measured: it answers everything with the planned text, in the pieces of that protocol, after a pause. */
export function memoryFetch(wire: Wire, pauseMs = 0): typeof fetch {
  const records = wire.frames(planned).map(({ event, data }) => new TextEncoder().encode(`${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`));
  return async () => {
    if (pauseMs > 0) await pause(pauseMs);
    let at = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        const record = records[at++];
        if (record === undefined) controller.close();
        else controller.enqueue(record);
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
}

/** The same call as short as the SDK allows. */
export function bareCall(protocol: ProviderProtocol, answer: typeof fetch): (prompt: Prompt) => Promise<string> {
  const options = { apiKey: 'fake', baseURL: 'http://memory.invalid', maxRetries: 0, fetch: answer };
  if (protocol === 'anthropic') return bareAnthropic(new Anthropic(options));
  return protocol === 'openai' ? bareResponses(new OpenAI(options)) : bareChat(new OpenAI(options));
}

function bareAnthropic(client: Anthropic): (prompt: Prompt) => Promise<string> {
  return async (prompt) => {
    let said = '';
    const stream = await client.messages.create({ model: 'm', max_tokens: prompt.maxOutputTokens, system: instructionsOf(prompt), messages: [{ role: 'user', content: questionOf(prompt) }], stream: true });
    for await (const event of stream) if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') said += event.delta.text;
    return said;
  };
}

function bareResponses(client: OpenAI): (prompt: Prompt) => Promise<string> {
  return async (prompt) => {
    let said = '';
    for await (const event of await client.responses.create({ model: 'm', instructions: instructionsOf(prompt), input: questionOf(prompt), stream: true })) if (event.type === 'response.output_text.delta') said += event.delta;
    return said;
  };
}

function bareChat(client: OpenAI): (prompt: Prompt) => Promise<string> {
  return async (prompt) => {
    let said = '';
    const messages = [{ role: 'system', content: instructionsOf(prompt) }, { role: 'user', content: questionOf(prompt) }] as const;
    for await (const chunk of await client.chat.completions.create({ model: 'm', messages: [...messages], stream: true })) said += chunk.choices[0]?.delta.content ?? '';
    return said;
  };
}

function instructionsOf({ system }: Prompt): string {
  return system.map((part) => part.text).join('\n');
}

function questionOf({ messages }: Prompt): string {
  return messages.flatMap(({ parts }) => parts.map((part) => part.text)).join('\n');
}
