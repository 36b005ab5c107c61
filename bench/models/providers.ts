import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import type { ModelCall } from '../../src/llm/modelCall.ts';
import { loadProvider } from '../../src/llm/providers/loadProvider.ts';
import type { ProviderProtocol } from '../../src/llm/knownProviders.ts';
import { systemTime } from '../../src/node/systemTime.ts';
import { anthropicWire } from '../../test/provider-server/anthropicWire.ts';
import { chatWire } from '../../test/provider-server/chatWire.ts';
import { responsesWire } from '../../test/provider-server/responsesWire.ts';
import type { PlannedAnswer, Wire } from '../../test/provider-server/wire.ts';
import type { BenchRow } from './benchRow.ts';

const callsPerBlock = 20;
const blocks = 150;
const limitMs = 0.15;

/** What an adapter adds to a call of the bare SDK: stream guard, limits, classification, usage. The answer comes from memory, so that nothing else is measured. */
export async function providerRows(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [protocol, wire] of [['anthropic', anthropicWire], ['compatible', chatWire], ['openai', responsesWire]] as const) rows.push(await overhead(protocol, wire));
  return rows;
}

async function overhead(protocol: ProviderProtocol, wire: Wire): Promise<BenchRow> {
  const answer = memoryFetch(wire);
  const bare = bareCall(protocol, answer);
  const provider = await loadProvider(protocol, { id: 'p', label: 'P', baseUrl: 'http://memory.invalid', key: 'fake', fetch: answer, time: systemTime, modelInfo: () => undefined });
  const { signal } = new AbortController();
  const ours = async (): Promise<string> => {
    const outcome = await provider.call(call, signal);
    return outcome.kind === 'ok' ? outcome.text : '';
  };
  for (const make of [bare, ours]) if (await make() !== text) throw new Error(`${protocol}: the answer is not what was sent.`);
  const costs = { bare: [] as number[], ours: [] as number[] };
  for (let block = 0; block < blocks; block++) {
    costs.bare.push(await cpuMs(bare));
    costs.ours.push(await cpuMs(ours));
  }
  const [bareMs, oursMs] = [quiet(costs.bare), quiet(costs.ours)];
  const how = `${oursMs.toFixed(3)} ms with the adapter, ${bareMs.toFixed(3)} ms with the bare SDK, CPU time, ${wire.frames(planned).length} events`;
  return { what: `adapter over the bare SDK, ${protocol}`, figure: oursMs - bareMs, limit: limitMs, how };
}

const text = 'A word and another, '.repeat(60);
const planned: PlannedAnswer = { id: 'x', model: 'm', text, stop: 'end', usage: { input: 9, cacheRead: 0, cacheWrite: 0, cacheWriteLong: 0, output: 300 } };
const call: ModelCall = {
  model: { provider: 'p', model: 'm' }, system: [{ text: 'You are terse.', stable: true }], messages: [{ role: 'user', parts: [{ text: 'hi', stable: false }] }],
  maxOutputTokens: 1000, limits: { firstByteMs: 60_000, idleMs: 60_000, totalMs: 60_000 },
};

function memoryFetch(wire: Wire): typeof fetch {
  const records = wire.frames(planned).map(({ event, data }) => new TextEncoder().encode(`${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`));
  return () => {
    let at = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        const record = records[at++];
        if (record === undefined) controller.close();
        else controller.enqueue(record);
      },
    });
    return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
  };
}

/** The same call as short as the SDK allows. */
function bareCall(protocol: ProviderProtocol, answer: typeof fetch): () => Promise<string> {
  const options = { apiKey: 'fake', baseURL: 'http://memory.invalid', maxRetries: 0, fetch: answer };
  if (protocol === 'anthropic') {
    const client = new Anthropic(options);
    return async () => {
      let said = '';
      const stream = await client.messages.create({ model: 'm', max_tokens: 1000, system: 'You are terse.', messages: [{ role: 'user', content: 'hi' }], stream: true });
      for await (const event of stream) if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') said += event.delta.text;
      return said;
    };
  }
  const client = new OpenAI(options);
  if (protocol === 'openai') {
    return async () => {
      let said = '';
      for await (const event of await client.responses.create({ model: 'm', instructions: 'You are terse.', input: 'hi', stream: true })) if (event.type === 'response.output_text.delta') said += event.delta;
      return said;
    };
  }
  return async () => {
    let said = '';
    for await (const chunk of await client.chat.completions.create({ model: 'm', messages: [{ role: 'system', content: 'You are terse.' }, { role: 'user', content: 'hi' }], stream: true })) said += chunk.choices[0]?.delta.content ?? '';
    return said;
  };
}

/** CPU time per call in milliseconds, which other programs on the machine do not change. */
async function cpuMs(make: () => Promise<string>): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < callsPerBlock; index++) await make();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / callsPerBlock;
}

/** Whatever else runs on the machine only adds: the quietest block is the cost. */
function quiet(values: readonly number[]): number {
  return Math.min(...values);
}
