import assert from 'node:assert/strict';
import type { CacheHit, CacheMiss } from '../gateway/parts.ts';
import type { ModelRequest } from '../gateway/modelRequest.ts';
import type { ModelCall } from '../modelCall.ts';
import type { ModelAnswer } from '../outcome.ts';
import type { CachedAnswer, CachedAnswerRepository } from '../records/cachedAnswers.ts';
import { FakeTime, settled } from '../testing/fakeTime.ts';
import { noUsage } from '../tokenUsage.ts';
import { answerCache, answerCacheDefaults, type AnswerCacheSettings } from './answerCache.ts';
import { carefulMatcher } from './questionMatcher.ts';
import { canonicalCall, digestedParts } from './requestKey.ts';

const limits = { firstByteMs: 1, idleMs: 1, totalMs: 1 };
const call: ModelCall = {
  model: { provider: 'p', model: 'm' }, system: [{ text: 'Be brief.', stable: true }], messages: [{ role: 'user', parts: [{ text: 'What is a left join?', stable: false }] }],
  maxOutputTokens: 100, limits,
};
const asking = (text: string): ModelCall => ({ ...call, messages: [{ role: 'user', parts: [{ text, stable: false }] }] });
const requestOf = (changes: Partial<ModelRequest> = {}): ModelRequest => ({ ...call, purpose: { workspace: 'w', category: 'general' }, ...changes });
const answer: ModelAnswer = { kind: 'ok', text: 'Rows of the left table.', usage: { ...noUsage, input: 9, output: 5 }, timing: { totalMs: 800 } };

/** Keeps everything until it expires. */
class FakeAnswers implements CachedAnswerRepository {
  isDown = false;
  readonly kept = new Map<string, CachedAnswer>();

  find(key: string, now: number): Promise<CachedAnswer | undefined> {
    const found = this.kept.get(key);
    return this.isDown ? Promise.reject(new Error('down')) : Promise.resolve(found !== undefined && found.expiresAt > now ? found : undefined);
  }

  family(family: string): Promise<readonly CachedAnswer[]> {
    return Promise.resolve([...this.kept.values()].filter(({ similarity }) => similarity?.family === family));
  }

  keep(kept: CachedAnswer): Promise<void> {
    if (this.isDown) return Promise.reject(new Error('down'));
    this.kept.set(kept.key, kept);
    return Promise.resolve();
  }

  clear(): Promise<number> {
    return Promise.resolve(0);
  }

  count(): Promise<number> {
    return Promise.resolve(this.kept.size);
  }
}

function newCache(settings: Partial<AnswerCacheSettings> = {}) {
  const answers = new FakeAnswers();
  const time = new FakeTime();
  const controller = new AbortController();
  const cache = answerCache({ answers, time, sha256: (text) => text, settings: () => ({ ...answerCacheDefaults, ...settings }) });
  const find = (asked: ModelCall, request = requestOf()): Promise<CacheHit | CacheMiss> => cache.find(asked, request, controller.signal);
  return { answers, time, controller, find };
}

function missOf(found: CacheHit | CacheMiss): CacheMiss {
  if (found.kind === 'hit') assert.fail('There should be no answer yet.');
  return found;
}

it('the key is made of what an answer depends on, and of nothing else', () => {
  const key = canonicalCall({ ...call, answerSchema: { name: 's', schema: { b: 1, a: [2, { d: 3, c: 4 }] } } });
  assert.equal(key, canonicalCall({ ...call, limits: { ...limits, totalMs: 9 }, onText: () => undefined, system: [{ text: 'Be brief.', stable: false }], answerSchema: { name: 's', schema: { a: [2, { c: 4, d: 3 }], b: 1 } } }));
  const others: readonly ModelCall[] = [
    call, asking('What is a right join?'), { ...call, model: { provider: 'q', model: 'm' } }, { ...call, temperature: 0 }, { ...call, effort: 'low' }, { ...call, maxOutputTokens: 99 },
    { ...call, system: [{ text: 'Be', stable: true }, { text: ' brief.', stable: true }] }, { ...call, messages: [{ role: 'assistant', parts: call.messages[0]?.parts ?? [] }] },
  ];
  assert.equal(new Set([key, ...others.map((other) => canonicalCall(other))]).size, others.length + 1);
});

it('long parts stand in the key by their digests, whether they are marked stable or not', () => {
  let hashed = 0;
  const partKey = digestedParts((text) => {
    hashed += 1;
    return `digest of ${String(text.length)}${text.slice(-5)}`;
  });
  const keyOf = (text: string, stable: boolean): string => canonicalCall({ ...call, system: [{ text, stable }] }, partKey);
  const long = 'word '.repeat(200);
  const key = keyOf(`${long}A`, true);
  assert.equal(keyOf(`${long}A`, true), key);
  assert.equal(hashed, 1, 'what many calls share is hashed once');
  assert.equal(keyOf(`${long}A`, false), key);
  assert.notEqual(keyOf(`${long}B`, true), key);
  const digest = JSON.parse(key) as { readonly system: readonly [readonly [string]] };
  assert.notEqual(keyOf(digest.system[0][0], true), key, 'no text looks like the digest of another');
});

it('an answer is found again for an hour, for nothing', async () => {
  const { find, time } = newCache();
  await missOf(await find(call)).keep(answer, 420);
  assert.deepEqual(await find(call), { kind: 'hit', match: 'exact', savedMicroUsd: 420, answer: { ...answer, timing: { totalMs: 0 } } });
  await time.advance(3_600_000);
  assert.equal((await find(call)).kind, 'miss');
});

it('of equal calls at the same time one is made, and the others get its answer', async () => {
  const { find } = newCache();
  const first = missOf(await find(call));
  const others = [find(call), find(call)];
  await settled();
  await first.keep(answer, 420);
  for (const other of await Promise.all(others)) assert.deepEqual(other, { kind: 'hit', match: 'joined', savedMicroUsd: 420, answer: { ...answer, timing: { totalMs: 0 } } });
});

it('when a call is given up the next who waits makes it', async () => {
  const { find } = newCache();
  const first = missOf(await find(call));
  const second = find(call);
  const third = find(call);
  await settled();
  first.abandon();
  await missOf(await second).keep(answer, undefined);
  assert.equal((await third).kind, 'hit');
});

it('who is cancelled waits no longer', async () => {
  const { find, controller } = newCache();
  missOf(await find(call));
  const second = find(call);
  await settled();
  controller.abort();
  assert.equal((await second).kind, 'miss');
});

it('requests that each make a call never wait for each other', async () => {
  const { find } = newCache();
  const [left, right] = [requestOf(), requestOf()];
  missOf(await find(asking('one'), left));
  missOf(await find(asking('two'), right));
  const crossed = await Promise.all([find(asking('two'), left), find(asking('one'), right)]);
  assert.deepEqual(crossed.map(({ kind }) => kind), ['miss', 'miss']);
});

it('what is refreshed is not read, and kept; what is off is neither', async () => {
  const { find, answers } = newCache();
  await missOf(await find(call)).keep(answer, 1);
  await missOf(await find(call, requestOf({ cache: 'refresh' }))).keep({ ...answer, text: 'newer' }, 1);
  assert.equal([...answers.kept.values()][0]?.text, 'newer');
  await missOf(await find(call, requestOf({ cache: 'off' }))).keep({ ...answer, text: 'newest' }, 1);
  assert.equal([...answers.kept.values()][0]?.text, 'newer');
});

it('a store that fails is a miss', async () => {
  const { find, answers } = newCache();
  answers.isDown = true;
  await missOf(await find(call)).keep(answer, 1);
  assert.equal((await find(call)).kind, 'miss');
});

it('alike questions are matched only in conversations, and only when that is switched on', async () => {
  const chat = requestOf({ wish: { session: 's' } });
  const alike = asking('Please, what is a left join?');
  const off = newCache();
  await missOf(await off.find(call, chat)).keep(answer, 5);
  assert.equal((await off.find(alike, chat)).kind, 'miss');

  const on = newCache({ similar: carefulMatcher });
  await missOf(await on.find(call, chat)).keep(answer, 5);
  const hit = await on.find(alike, chat);
  assert.deepEqual([hit.kind === 'hit' && hit.match, hit.kind === 'hit' && hit.savedMicroUsd], ['similar', 5]);
  assert.equal((await on.find(asking('What is a right join?'), chat)).kind, 'miss');
  assert.equal((await on.find({ ...alike, model: { provider: 'q', model: 'm' } }, chat)).kind, 'miss');
  assert.equal((await on.find(alike, requestOf())).kind, 'miss');
});
