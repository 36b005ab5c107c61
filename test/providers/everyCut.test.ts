import assert from 'node:assert/strict';
import type { ModelCall } from '../../src/llm/modelCall.ts';
import type { ModelOutcome } from '../../src/llm/outcome.ts';
import { loadProvider } from '../../src/llm/providers/loadProvider.ts';
import { systemTime } from '../../src/node/systemTime.ts';
import { anthropicWire } from '../provider-server/anthropicWire.ts';
import { chatWire } from '../provider-server/chatWire.ts';
import { responsesWire } from '../provider-server/responsesWire.ts';
import type { PlannedAnswer, Wire } from '../provider-server/wire.ts';
import { seededRandom } from '../support/seededRandom.ts';

const text = 'Grüße — “ok” 🌍: a short answer, in three pieces or more.';
const planned: PlannedAnswer = { id: 'x1', model: 'm', text, stop: 'end', usage: { input: 5, cacheRead: 0, cacheWrite: 0, cacheWriteLong: 0, output: 9 } };
const protocols = { anthropic: anthropicWire, compatible: chatWire, openai: responsesWire } as const;
type Protocol = keyof typeof protocols;

const call: ModelCall = {
  model: { provider: 'p', model: 'm' }, system: [], messages: [{ role: 'user', parts: [{ text: 'hi', stable: false }] }], maxOutputTokens: 100,
  limits: { firstByteMs: 9_000, idleMs: 9_000, totalMs: 9_000 },
};

function streamOf(wire: Wire): Uint8Array {
  const records = wire.frames(planned).map(({ event, data }) => `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`);
  return new TextEncoder().encode(records.join('') + (wire.done ? 'data: [DONE]\n\n' : ''));
}

type Answered = (type: string, body: ReadableStream<Uint8Array>) => Promise<ModelOutcome>;

/** Calls of one adapter for a stream and one for a whole answer, over a connection that says what it is told. */
async function answering(protocol: Protocol): Promise<Answered> {
  let response = new Response();
  const common = { id: 'p', label: 'P', baseUrl: 'http://nowhere.invalid/v1', key: 'k', time: systemTime, modelInfo: () => undefined, fetch: () => Promise.resolve(response) };
  const stream = await loadProvider(protocol, common);
  const whole = await loadProvider(protocol, { ...common, delivery: 'whole' });
  const { signal } = new AbortController();
  return (type, body) => {
    response = new Response(body, { headers: { 'content-type': type } });
    return (type.includes('json') ? whole : stream).call(call, signal);
  };
}

/** The pieces, then the end: a regular one, or the loss of the connection. */
function bodyOf(pieces: readonly Uint8Array[], end: 'closed' | 'lost'): ReadableStream<Uint8Array> {
  const left = [...pieces];
  return new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const piece = left.shift();
      if (piece !== undefined) controller.enqueue(piece);
      else if (end === 'closed') controller.close();
      else controller.error(new TypeError('terminated'));
    },
  }, { highWaterMark: 0 });
}

for (const protocol of Object.keys(protocols) as Protocol[]) {
  it(`an answer in ${protocol} that is cut after any byte is whole or no answer`, async () => {
    const wire = protocols[protocol];
    const answered = await answering(protocol);
    const forms = [['text/event-stream', streamOf(wire)], ['application/json', new TextEncoder().encode(JSON.stringify(wire.whole(planned)))]] as const;
    const kinds = new Set<string>();
    for (const [type, bytes] of forms) {
      for (const end of ['closed', 'lost'] as const) {
        // Each call takes about a millisecond.
        for (let length = 0; length < bytes.length; length += end === 'closed' ? 1 : 7) {
          const outcome = await answered(type, bodyOf(length === 0 ? [] : [bytes.slice(0, length)], end));
          kinds.add(outcome.kind);
          if (outcome.kind === 'ok') assert.equal(outcome.text, text, `${type}, ${end} after ${length} bytes`);
          else assert.ok(['truncated', 'badOutput'].includes(outcome.kind), `${type}, ${end} after ${length} bytes: ${JSON.stringify(outcome)}`);
        }
      }
    }
    assert.ok(kinds.has('truncated') && kinds.has('badOutput'));
  });

  it(`an answer in ${protocol} is the same however its bytes are cut into pieces`, async () => {
    const random = seededRandom(11);
    const answered = await answering(protocol);
    for (let round = 0; round < 60; round++) {
      const bytes = streamOf(protocols[protocol]);
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length;) {
        const size = 1 + random.below(round < 20 ? 4 : 90);
        pieces.push(bytes.slice(at, at + size));
        at += size;
      }
      const outcome = await answered('text/event-stream', bodyOf(pieces, 'closed'));
      assert.equal(outcome.kind === 'ok' ? outcome.text : outcome.detail, text);
    }
  });
}
