import assert from 'node:assert/strict';
import { FakeTime } from '../testing/fakeTime.ts';
import { CallGuard } from './callGuard.ts';
import { isError, readEvents, type StreamEvent } from './eventStream.ts';

const { signal } = new AbortController();

/** The events of a body, up to the one with the number `enough`. */
async function eventsOf(body: string, enough = Number.POSITIVE_INFINITY): Promise<{ readonly events: readonly StreamEvent[]; readonly guard: CallGuard }> {
  const guard = new CallGuard({ firstByteMs: 1000, idleMs: 1000, totalMs: 1000 }, new FakeTime(), signal);
  const events: StreamEvent[] = [];
  await readEvents(new Response(body), guard, (event) => (events.push(event) >= enough ? 'enough' : 'more')).finally(() => { guard.end(); });
  return { events, guard };
}

it('reads events with and without names, and none from pings and comments', async () => {
  const { events, guard } = await eventsOf('event: a\ndata: {"n":1}\n\n: a comment\n\nevent: ping\ndata: no JSON\n\ndata: {"n":2}\n\nevent: empty\ndata:\n\n');
  assert.deepEqual(events, [{ name: 'a', data: { n: 1 } }, { name: undefined, data: { n: 2 } }]);
  assert.equal(guard.bodyEnded, true);
});

it('reads the last event also where the empty line behind it is missing', async () => {
  for (const end of ['', '\n', '\r\n']) assert.deepEqual((await eventsOf(`data: {"n":1}\n\ndata: {"n":2}${end}`)).events.map(({ data }) => data), [{ n: 1 }, { n: 2 }]);
});

it('is at its end with [DONE], or when it was enough', async () => {
  assert.equal((await eventsOf('data: 1\n\ndata: [DONE]\n\ndata: 2\n\n')).events.length, 1);
  const { events, guard } = await eventsOf('data: 1\n\ndata: 2\n\ndata: no JSON\n\n', 2);
  assert.deepEqual(events.map(({ data }) => data), [1, 2]);
  assert.equal(guard.bodyEnded, false);
});

it('rejects what is no JSON, unless it tells an error', async () => {
  await assert.rejects(eventsOf('data: {"n":\n\n'), SyntaxError);
  assert.deepEqual((await eventsOf('event: error\ndata: Too many of you\n\n')).events, [{ name: 'error', data: 'Too many of you' }]);
});

it('knows errors by the name of the event, by their type and by what they hold', () => {
  for (const event of [{ name: 'error', data: 'anything' }, { name: undefined, data: { type: 'error' } }, { name: undefined, data: { error: { message: 'no' } } }]) assert.equal(isError(event), true);
  for (const data of [{ error: null, choices: [] }, { type: 'message_stop' }, 'error', 1, null]) assert.equal(isError({ name: undefined, data }), false);
});
