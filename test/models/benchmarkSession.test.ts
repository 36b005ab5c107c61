import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelsSession } from '../../src/extension/worker/models/session.ts';
import type { BenchmarkChoice } from '../../src/llm/benchmark/pastRuns.ts';
import { standardSuite } from '../../src/llm/benchmark/suite/standardSuite.ts';
import { fourModels } from '../provider-server/fourModels.ts';
import { startProviderServer } from '../provider-server/providerServer.ts';
import { benchmarkAnswers } from './benchmarkAnswers.ts';

const never = new AbortController().signal;

/** A window with four models of known quality behind real HTTP. */
async function inWindow(day: number | null, work: (session: ModelsSession) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-benchmark-'));
  const server = await startProviderServer({
    models: fourModels.map((model) => ({ ...model, latency: {} })),
    rules: standardSuite.tasks.map(({ id, category, prompt }) => ({ user: prompt, answer: { category, right: benchmarkAnswers[id]?.right ?? '', wrong: benchmarkAnswers[id]?.wrong ?? '' } })),
  });
  const session = new ModelsSession({ file: join(folder, 'store.sqlite'), environment: {} });
  try {
    await session.setUp({
      providers: [{ id: 'fake', label: 'Fake', baseUrl: server.baseUrl.chat, key: 'secret', models: fourModels.map(({ id, price }) => ({ model: id, ...(price === undefined ? {} : { price }) })) }],
      keys: { fake: { key: server.key, baseUrl: server.baseUrl.chat } },
      budgets: { day, month: null, workspace: null, run: null, softShare: 1, dropped: [] }, unknownPrices: 'refuse', editorModels: 'off', benchmarkEveryHours: undefined, folder,
    });
    await work(session);
  } finally {
    await session.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const choice: BenchmarkChoice = { models: fourModels.slice(0, 2).map(({ id }) => ({ provider: 'fake', model: id })), categories: ['language'] };
const questions = standardSuite.tasks.filter(({ category }) => category === 'language').length * 2;

it('what a benchmark will cost is told before, what it measured is shown beside the run before, and the router follows', () => inWindow(null, async (session) => {
  const offer = await session.benchmarkOffer();
  assert.deepEqual([offer.models.length, offer.last], [fourModels.length, undefined]);
  assert.ok(offer.models.every(({ microUsd }) => Object.values(microUsd).every((cost) => (cost ?? 0) > 0)));
  const told: number[] = [];
  const first = await session.benchmark(choice, { signal: never, progress: ({ done }) => { told.push(done); } });
  assert.deepEqual([first.end, first.answers, first.before, first.hasUnknownCost, told.length], ['finished', questions, undefined, false, questions]);
  assert.deepEqual([...new Set(first.standings.map(({ category }) => category))], ['language']);
  const again = await session.benchmark({ ...choice, models: [...choice.models, { provider: 'gone', model: 'gone' }] }, { signal: never, progress: () => undefined });
  assert.deepEqual(again.before?.standings.map(({ model }) => model.model).sort(), choice.models.map(({ model }) => model).sort());
  const { last } = await session.benchmarkOffer();
  // In the order in which they answered first.
  assert.deepEqual([last?.categories, last?.models.map(({ model }) => model).sort()], [choice.categories, choice.models.map(({ model }) => model).sort()]);
  const { providers, meter } = await session.view();
  assert.equal(meter.calls, 2 * questions);
  assert.deepEqual(providers[0]?.models.filter(({ scores }) => scores.length > 0).map(({ model }) => model), choice.models.map(({ model }) => model));
}));

it('a benchmark that is cancelled gives what was measured by then, and is not what repeats', () => inWindow(null, async (session) => {
  const controller = new AbortController();
  const report = await session.benchmark(choice, { signal: controller.signal, progress: ({ done }) => { if (done === 3) controller.abort(); } });
  assert.equal(report.end, 'cancelled');
  assert.ok(report.answers >= 3 && report.answers < questions);
  assert.equal((await session.benchmarkOffer()).last, undefined);
}));

it('a budget ends it before it could cost more', () => inWindow(0.000001, async (session) => {
  const report = await session.benchmark(choice, { signal: never, progress: () => undefined });
  assert.deepEqual([report.end, report.answers], ['overBudget', 0]);
}));
