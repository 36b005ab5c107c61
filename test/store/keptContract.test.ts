import assert from 'node:assert/strict';
import type { CachedAnswer } from '../../src/llm/records/cachedAnswers.ts';
import type { KeptFunction } from '../../src/llm/records/keptFunctions.ts';
import { itHolds } from './backends.ts';

const usage = { input: 1, cacheRead: 2, cacheWrite: 3, cacheWriteLong: 4, output: 5 };
const model = { provider: 'openai', model: 'gpt/with:signs' };
const answer = (key: string, createdAt: number, changes: Partial<CachedAnswer> = {}): CachedAnswer => ({
  key, model, text: `Text of ${key} with "quotes", ümlauts and 日本語`, usage, microUsd: 12, createdAt, expiresAt: createdAt + 1000, ...changes,
});

itHolds('the log of a run has its events in order, without gaps', async ({ runLog }) => {
  assert.equal(await runLog.append('r', [{ at: 1, kind: 'run.started', data: { spec: 'shop', deep: [1, null, true, 'ü'] } }]), 1);
  const appended = await Promise.all([1, 2, 3].map((number) => runLog.append('r', [{ at: 2, kind: 'a', data: number }, { at: 3, kind: 'b', data: number }])));
  assert.deepEqual([...appended].sort((left, right) => left - right), [3, 5, 7]);
  const events = await runLog.read('r', 0);
  assert.deepEqual(events.map(({ seq }) => seq), [1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(events[0], { run: 'r', seq: 1, at: 1, kind: 'run.started', data: { spec: 'shop', deep: [1, null, true, 'ü'] } });
  assert.deepEqual(events.slice(1).map(({ kind }) => kind), ['a', 'b', 'a', 'b', 'a', 'b']);
  assert.deepEqual((await runLog.read('r', 5)).map(({ seq }) => seq), [6, 7]);
  assert.deepEqual((await runLog.read('r', 1, 2)).map(({ seq }) => seq), [2, 3]);
  assert.equal(await runLog.append('r', []), 7);
});

itHolds('thousands of events are appended at once', async ({ runLog }) => {
  await runLog.append('r', Array.from({ length: 2500 }, (_, index) => ({ at: index, kind: 'k', data: index })));
  assert.deepEqual((await runLog.read('r', 2498)).map(({ data }) => data), [2498, 2499]);
});

itHolds('whole runs are forgotten, oldest first, until both bounds hold', async ({ runLog }) => {
  for (const [run, events] of [['old', 3], ['middle', 2], ['new', 2]] as const) {
    await runLog.append(run, Array.from({ length: events }, (_, index) => ({ at: { old: 100, middle: 200, new: 300 }[run] + index, kind: 'k', data: null })));
  }
  assert.deepEqual(await runLog.runs(2), [{ run: 'new', startedAt: 300, updatedAt: 301, events: 2 }, { run: 'middle', startedAt: 200, updatedAt: 201, events: 2 }]);
  assert.equal(await runLog.prune({ maxRuns: 3, maxEvents: 7 }), 0);
  assert.equal(await runLog.prune({ maxRuns: 3, maxEvents: 6 }), 1);
  assert.equal(await runLog.prune({ maxRuns: 1, maxEvents: 100 }), 1);
  assert.deepEqual((await runLog.runs(10)).map(({ run }) => run), ['new']);
  assert.deepEqual(await runLog.read('old', 0), []);
});

itHolds('answers are found until they expire', async ({ answers }) => {
  const kept = answer('a', 1000, { similarity: { family: 'f', question: 'What is it?' } });
  const unpriced = { key: 'b', model, text: '', usage, createdAt: 1000, expiresAt: 2000 };
  await answers.keep(kept, { maxEntries: 10 });
  await answers.keep(unpriced, { maxEntries: 10 });
  assert.deepEqual(await answers.find('a', 1999), kept);
  assert.deepEqual(await answers.find('b', 1999), unpriced);
  assert.equal(await answers.find('a', 2000), undefined);
  assert.equal(await answers.find('c', 1000), undefined);
  assert.equal(await answers.count(1999), 2);
  assert.equal(await answers.clear(), 2);
  assert.equal(await answers.find('a', 1000), undefined);
});

itHolds('the answers that were used longest ago are forgotten first', async ({ answers }) => {
  const expiresAt = 100_000;
  for (const [index, key] of ['a', 'b', 'c'].entries()) await answers.keep(answer(key, 100 + index, { expiresAt }), { maxEntries: 3 });
  await answers.find('a', 20_000);
  await answers.keep(answer('d', 20_001, { expiresAt }), { maxEntries: 3 });
  assert.deepEqual(await Promise.all(['a', 'b', 'c', 'd'].map(async (key) => (await answers.find(key, 20_002)) !== undefined)), [true, false, true, true]);
  await answers.keep(answer('e', 100_000), { maxEntries: 3 });
  assert.equal(await answers.count(0), 1, 'what expired is removed whenever something is kept');
});

itHolds('more answers than are kept go together with a twentieth of those used longest ago', async ({ answers }) => {
  const all = Array.from({ length: 61 }, (_, index) => answer(`key-${index}`, 100 + index, { expiresAt: 9000 }));
  await Promise.all(all.map((kept) => answers.keep(kept, { maxEntries: 60 })));
  assert.equal(await answers.count(200), 57);
  assert.deepEqual(await Promise.all(all.map(({ key }) => answers.find(key, 200))), all.map((kept, index) => (index < 4 ? undefined : kept)), 'each that is looked for at the same moment is found by its own key');
});

itHolds('an answer is replaced by a newer one to the same request', async ({ answers }) => {
  await answers.keep(answer('a', 100), { maxEntries: 3 });
  await answers.keep(answer('a', 200, { text: 'newer' }), { maxEntries: 3 });
  assert.equal((await answers.find('a', 300))?.text, 'newer');
  assert.equal(await answers.count(300), 1);
});

itHolds('questions of a family are found, those used last first', async ({ answers }) => {
  for (const [index, key] of ['a', 'b', 'c'].entries()) await answers.keep(answer(key, 100 + index, { similarity: { family: key === 'b' ? 'other' : 'f', question: key } }), { maxEntries: 9 });
  assert.deepEqual((await answers.family('f', 200, 5)).map(({ key }) => key), ['c', 'a']);
  assert.deepEqual((await answers.family('f', 200, 1)).map(({ key }) => key), ['c']);
  assert.deepEqual(await answers.family('f', 5000, 5), []);
});

itHolds('benchmarks keep their history', async ({ benchmarks }) => {
  const run = { id: 'b1', startedAt: 10, suite: '2026-11' };
  await benchmarks.saveRun(run);
  await benchmarks.saveRun({ ...run, finishedAt: 30, microUsd: 1234 });
  await benchmarks.saveRun({ id: 'b2', startedAt: 20, suite: '2026-11' });
  assert.deepEqual(await benchmarks.runs(9), [{ id: 'b2', startedAt: 20, suite: '2026-11' }, { ...run, finishedAt: 30, microUsd: 1234 }]);
  const result = { run: 'b1', at: 11, model, category: 'coding', task: 't1', score: 0.75, outcome: 'ok', totalMs: 12.5 } as const;
  const other = { ...result, at: 12, model: { provider: 'p', model: 'm' }, category: 'math', task: 't2', firstByteMs: 3.5, usage, microUsd: 9, detail: 'wrong sum' } as const;
  await benchmarks.addResults([{ ...result, score: 0 }, other]);
  await benchmarks.addResults([result]);
  assert.deepEqual(await benchmarks.results({}), [result, other]);
  assert.deepEqual(await benchmarks.results({ model }), [result]);
  assert.deepEqual(await benchmarks.results({ category: 'math', run: 'b1' }), [other]);
  assert.deepEqual(await benchmarks.results({ since: 13 }), []);
});

itHolds('the latest state of each breaker is kept', async ({ breakers }) => {
  const open = { provider: 'p', model: 'm', state: 'open', changedAt: 20, retryAt: 80, reason: 'five failures' } as const;
  const whole = { provider: 'p', state: 'closed', changedAt: 5, reason: 'answered' } as const;
  await breakers.save(open);
  await breakers.save({ ...open, state: 'closed', changedAt: 10 });
  await breakers.save(whole);
  assert.deepEqual(await breakers.load(), [whole, open]);
});

itHolds('sessions are found, listed by use and forgotten by age', async ({ sessions }) => {
  const first = { id: 's1', workspace: 'w', model, topic: 'orders', updatedAt: 10, data: { turns: 3 } };
  const second = { id: 's2', workspace: 'w', updatedAt: 20, data: null };
  await sessions.save({ ...first, data: [] });
  await sessions.save(first);
  await sessions.save(second);
  await sessions.save({ ...second, id: 's3', workspace: 'other' });
  assert.deepEqual(await sessions.find('s1'), first);
  assert.equal(await sessions.find('s9'), undefined);
  assert.deepEqual(await sessions.recent('w', 5), [second, first]);
  assert.equal(await sessions.forgetBefore(20), 1);
  assert.deepEqual(await sessions.recent('w', 5), [second]);
});

itHolds('what is said in a conversation stays in its order, whoever says it at the same time', async ({ sessions }) => {
  const session = { id: 's1', workspace: 'w', updatedAt: 10, data: null };
  const asked = { at: 10, role: 'user', text: 'Warum "so"?\n日本語' } as const;
  const answered = { at: 11, role: 'assistant', text: '', model } as const;
  assert.equal(await sessions.say(session, [asked, answered]), 2);
  assert.deepEqual(await sessions.said('s1', 0), [{ ...asked, seq: 1 }, { ...answered, seq: 2 }]);
  await Promise.all(Array.from({ length: 20 }, (_, number) => sessions.say({ ...session, updatedAt: 20 + number }, [{ ...asked, text: `${number}` }, { ...answered, text: `to ${number}` }])));
  const said = await sessions.said('s1', 2);
  assert.deepEqual(said.map(({ seq }) => seq), Array.from({ length: 40 }, (_, index) => index + 3));
  assert.ok(said.every(({ text, role }, index) => role === 'user' || text === `to ${said[index - 1]?.text ?? ''}`));
  assert.deepEqual((await sessions.said('s1', 3, 2)).map(({ seq }) => seq), [4, 5]);
  assert.equal((await sessions.find('s1'))?.updatedAt, 39);
  assert.deepEqual(await sessions.said('s2', 0), []);
});

itHolds('a conversation goes with all that was said in it: when it is removed, by age, and over the bounds', async ({ sessions }) => {
  const asked = { at: 1, role: 'user', text: 'Why?' } as const;
  for (const [id, updatedAt] of [['a', 10], ['b', 20], ['c', 30], ['d', 40], ['e', 50]] as const) await sessions.say({ id, workspace: 'w', updatedAt, data: null }, [asked, asked]);
  const left = async (): Promise<string> => (await Promise.all(['a', 'b', 'c', 'd', 'e'].map(async (id) => `${id}${(await sessions.said(id, 0)).length}`))).join(' ');
  assert.equal(await sessions.remove('c'), true);
  assert.equal(await sessions.remove('c'), false);
  assert.equal(await sessions.forgetBefore(20), 1);
  assert.equal(await left(), 'a0 b2 c0 d2 e2');
  assert.equal(await sessions.prune({ maxSessions: 3, maxMessages: 6 }), 0);
  assert.equal(await sessions.prune({ maxSessions: 3, maxMessages: 5 }), 1);
  assert.equal(await sessions.prune({ maxSessions: 1, maxMessages: 5 }), 1);
  assert.equal(await left(), 'a0 b0 c0 d0 e2');
  assert.equal(await sessions.say({ id: 'b', workspace: 'w', updatedAt: 60, data: null }, [asked]), 1);
});

itHolds('what was learned about token estimates is kept', async ({ corrections }) => {
  await corrections.save({ model, ratio: 1.2, spread: 0.1, calls: 1, updatedAt: 10 });
  await corrections.save({ model, ratio: 1.25, spread: 0.05, calls: 2, updatedAt: 20 });
  assert.deepEqual(await corrections.load(), [{ model, ratio: 1.25, spread: 0.05, calls: 2, updatedAt: 20 }]);
});

const kept = (key: string, changes: Partial<KeptFunction> = {}): KeptFunction => ({
  key, app: 'toolshed', name: 'charge', category: 'flow', words: 'Charge "it", ümlauts too.', signature: 'export async function charge(): Promise<void>', code: 'export async function charge(): Promise<void> {}', types: ['LoanRow', 'ToolRow'], keptAt: 1, ...changes,
});

itHolds('accepted functions are kept once, told to other apps, the latest first, and forgotten beyond the bound or all at once', async ({ functions }) => {
  await functions.keep([kept('a'), kept('b', { keptAt: 2, types: [] })], { maxEntries: 3 });
  await Promise.all([functions.keep([kept('a', { keptAt: 3, app: 'rental' })], { maxEntries: 3 }), functions.keep([kept('c', { keptAt: 4 })], { maxEntries: 3 })]);
  assert.deepEqual(await functions.others('shop', 10), [kept('c', { keptAt: 4 }), kept('a', { keptAt: 3, app: 'rental' }), kept('b', { keptAt: 2, types: [] })]);
  assert.deepEqual((await functions.others('toolshed', 10)).map(({ key }) => key), ['a']);
  assert.deepEqual((await functions.others('shop', 1)).map(({ key }) => key), ['c']);
  await functions.keep([kept('d', { keptAt: 5 })], { maxEntries: 2 });
  assert.deepEqual((await functions.others('shop', 10)).map(({ key }) => key), ['d', 'c']);
  assert.equal(await functions.clear(), 2);
  assert.deepEqual(await functions.others('shop', 10), []);
});
