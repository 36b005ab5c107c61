import assert from 'node:assert/strict';
import type { AnswerCache } from '../../src/llm/gateway/parts.ts';
import type { FailureCause, FailureKind } from '../../src/llm/outcome.ts';
import { answer, failure, fakeWorld, type FakeModel } from '../../src/llm/testing/gatewayWorld.ts';
import { seededRandom, type SeededRandom } from '../support/seededRandom.ts';

const ways: readonly (readonly [FailureKind, FailureCause?])[] = [
  ['rateLimited'], ['overloaded', 'server'], ['overloaded', 'server'], ['offline', 'timeout'], ['offline', 'connection'], ['truncated', 'streamCut'], ['truncated', 'outputLimit'],
  ['badOutput', 'html'], ['badOutput', 'malformed'], ['tooLarge'], ['refused', 'policy'], ['unauthorised', 'key'], ['unauthorised', 'permission'], ['unknown', 'notFound'],
];
const never = new AbortController().signal;

/** Answers, fails in any way, or takes long, and ends at once when it is cancelled, as adapters do. */
function moody(random: SeededRandom, failRate: number): FakeModel {
  return async (_call, signal, time) => {
    await new Promise<void>((done) => {
      const cancel = time.after(1 + random.below(3000), done);
      signal.addEventListener('abort', () => { cancel(); done(); });
    });
    if (signal.aborted) return failure('cancelled', { partialText: 'heard' });
    if (random.below(1000) >= failRate * 1000) return answer();
    const [kind, cause] = random.pick(ways);
    const wait = kind === 'rateLimited' && random.below(2) === 0 ? { retryAfterMs: random.below(40_000) } : {};
    return failure(kind, { ...(cause ? { cause } : {}), ...wait, ...(random.below(2) === 0 ? { status: 500 } : { timing: { firstByteMs: 1, totalMs: 2 } }) });
  };
}

/** Counts claims on answers that were neither kept nor given up, or both. */
function countedCache(): { readonly cache: AnswerCache; readonly claims: Map<number, number> } {
  const claims = new Map<number, number>();
  const end = (claim: number): void => { claims.set(claim, (claims.get(claim) ?? 0) - 1); };
  return {
    claims,
    cache: {
      find: () => {
        const claim = claims.size;
        claims.set(claim, 1);
        return Promise.resolve({ kind: 'miss', keep: () => { end(claim); return Promise.resolve(); }, abandon: () => { end(claim); } });
      },
    },
  };
}

it('settles every reservation once, keeps to its time and budget and leaves nothing behind, whatever happens', async () => {
  const outcomes = new Map<string, number>();
  for (let seed = 1; seed <= 120; seed += 1) {
    const random = seededRandom(seed);
    const { cache, claims } = countedCache();
    const hardMicroUsd = random.below(3) === 0 ? 5000 + random.below(20_000) : 1e12;
    const names = ['a/one', 'a/two', 'b/three', 'c/four'].slice(0, 1 + random.below(4));
    const world = fakeWorld({
      models: Object.fromEntries(names.map((name) => [name, moody(random, random.below(10) / 10)])),
      hardMicroUsd, random: () => random.below(1000) / 1000, parts: { cache },
      limits: random.below(2) === 0 ? {} : { requestsPerMinute: 5 + random.below(60), concurrency: { start: 1 + random.below(8) } },
    });
    const controller = new AbortController();
    if (random.below(3) === 0) world.time.after(random.below(20_000), () => { controller.abort(); });
    const calls = Array.from({ length: 1 + random.below(40) }, (_, index) => {
      const withinMs = 1000 + random.below(200_000);
      const request = world.request({ withinMs, priority: random.below(3), purpose: { workspace: 'w', run: `run ${index % 3}`, category: 'coding' } });
      return world.gateway.ask(request, random.below(4) === 0 ? controller.signal : never).then((result) => ({ ...result, withinMs }));
    });
    for (const { outcome, totalMs, withinMs, attempts } of await world.time.run(Promise.all(calls))) {
      outcomes.set(outcome.kind, (outcomes.get(outcome.kind) ?? 0) + 1);
      // The models here do not keep to the time that they are given.
      assert.ok(totalMs <= withinMs + 3001, `seed ${seed}: ${totalMs} of ${withinMs} ms`);
      assert.ok(attempts.length <= 8, `seed ${seed}: ${attempts.length} attempts`);
      assert.equal(outcome.kind === 'ok', attempts.at(-1)?.outcome === 'ok', `seed ${seed}`);
    }
    assert.equal(world.ledger.unsettled, 0, `seed ${seed}`);
    assert.ok(world.ledger.mostUsed <= hardMicroUsd, `seed ${seed}`);
    assert.deepEqual(world.limiter.view().filter(({ underWay, waiting }) => underWay + waiting > 0), [], `seed ${seed}`);
    assert.deepEqual([...claims.values()].filter((open) => open !== 0), [], `seed ${seed}`);
    // What is left may only be the moment at which the test itself would have cancelled.
    assert.ok(world.time.timers <= 1, `seed ${seed}: ${world.time.timers} timers`);
    assert.equal(world.events.filter(({ kind }) => kind === 'cost.reserved').length, world.ledger.settled.length, `seed ${seed}`);
  }
  for (const kind of ['ok', 'cancelled', 'budget', 'rateLimited', 'overloaded']) assert.ok((outcomes.get(kind) ?? 0) > 10, `${kind}: ${JSON.stringify([...outcomes])}`);
});
