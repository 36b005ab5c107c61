import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'mocha';
import { estimateBenchmark } from '../../src/llm/benchmark/estimateBenchmark.ts';
import { rankModels } from '../../src/llm/benchmark/rankModels.ts';
import { runBenchmark, type BenchmarkEnd } from '../../src/llm/benchmark/runBenchmark.ts';
import { rankingWeights, standardSuite } from '../../src/llm/benchmark/suite/standardSuite.ts';
import { modelKey } from '../../src/llm/models/modelInfo.ts';
import { listPricing } from '../../src/llm/models/price.ts';
import { taskCategories, type TaskCategory } from '../../src/llm/records/ledger.ts';
import type { Store } from '../../src/llm/records/store.ts';
import { threadCodeRunner } from '../../src/node/codeRunner.ts';
import { openProviders } from '../../src/node/configuredProviders.ts';
import { openModels, type OpenedModels } from '../../src/node/models/openModels.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { systemRandom } from '../../src/node/systemRandom.ts';
import { systemTime } from '../../src/node/systemTime.ts';
import { fourModels } from '../provider-server/fourModels.ts';
import { startProviderServer } from '../provider-server/providerServer.ts';
import type { ProviderServer } from '../provider-server/types.ts';
import { benchmarkAnswers } from './benchmarkAnswers.ts';

const never = new AbortController().signal;

interface World {
  readonly opened: OpenedModels;
  readonly store: Store;
  readonly server: ProviderServer;
}

/** Four models of known quality behind real HTTP and the real adapters, with a store of their own. */
async function inWorld(work: (world: World) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-benchmark-'));
  const server = await startProviderServer({
    models: fourModels.map((model) => ({ ...model, latency: {} })),
    rules: standardSuite.tasks.map(({ id, category, prompt }) => ({ user: prompt, answer: { category, right: benchmarkAnswers[id]?.right ?? '', wrong: benchmarkAnswers[id]?.wrong ?? '' } })),
  });
  const { store } = await openSqliteStore(join(folder, 'store.sqlite'));
  const providers = await openProviders([{
    id: 'fake', label: 'Fake', protocol: 'compatible', baseUrl: server.baseUrl.chat, key: { kind: 'environment', variable: 'FAKE' }, prices: { kind: 'unknown' },
    models: fourModels.map(({ id, price }) => ({ model: id, ...(price === undefined ? {} : { price }) })),
  }], { keyOf: () => server.key });
  await providers.refresh(5_000, never);
  const opened = await openModels({ providers, store, moduleUrl: import.meta.url });
  try {
    await work({ opened, store, server });
  } finally {
    await opened.close();
    await store.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure({ opened, store }: World, categories: readonly TaskCategory[], signal: AbortSignal = never): Promise<BenchmarkEnd> {
  return runBenchmark({ suite: standardSuite, models: opened.providers.models('2026-11-21'), categories, workspace: 'test' }, {
    call: (request, cancelled) => opened.gateway.ask(request, cancelled),
    runner: threadCodeRunner,
    results: store.benchmarks,
    time: systemTime,
    random: systemRandom,
  }, signal);
}

it('ranks four models of known quality rightly in all categories, and the router follows', async function () {
  this.timeout(240_000);
  await inWorld(async (world) => {
    const { opened, server } = world;
    const { end, results, run } = await measure(world, taskCategories);
    assert.equal(end, 'finished');
    assert.equal(results.length, standardSuite.tasks.length * fourModels.length);
    assert.ok((run.microUsd ?? 0) > 0);
    for (const category of taskCategories) {
      // What each model really solved is the truth to rank by: its quality is a probability, and eight tasks are few.
      const solved = new Map(fourModels.map(({ id }) => [id, standardSuite.tasks.filter((task) => task.category === category && server.solves(id, category, task.prompt)).length]));
      const measured = rankModels(results, category, { quality: 1, speed: 0, cost: 0 });
      const inOrder = measured.map(({ model }) => solved.get(model.model) ?? 0);
      assert.deepEqual(inOrder, [...inOrder].sort((left, right) => right - left), `${category}: ${measured.map(({ model, quality }) => `${model.model} ${quality.toFixed(2)}`).join(', ')}`);
    }
    await opened.refreshScores();
    const answer = await opened.gateway.ask({ system: [], messages: [{ role: 'user', parts: [{ text: 'My father died and I cannot stop crying, I feel so alone.', stable: false }] }], maxOutputTokens: 300, purpose: { workspace: 'test', category: 'general' }, wish: { session: 's' } }, never);
    const best = Math.max(...fourModels.map(({ id }) => opened.score({ provider: 'fake', model: id }, 'empathy')?.quality ?? 0));
    const chosen = answer.route.candidates[0];
    assert.ok(chosen);
    assert.ok((opened.score(chosen.id, 'empathy')?.quality ?? 0) >= 0.8 * best, answer.route.reason);
    assert.match(answer.route.reason, /empathy/);
  });
});

it('a benchmark that is cancelled keeps what it measured and says so', async () => {
  await inWorld(async (world) => {
    const cancel = new AbortController();
    const running = measure(world, ['general'], cancel.signal);
    cancel.abort();
    const { end, run } = await running;
    assert.equal(end, 'cancelled');
    assert.equal(run.finishedAt, undefined);
    assert.equal((await world.store.benchmarks.runs(5))[0]?.id, run.id);
  });
});

it('a budget that leaves no room ends a benchmark', async () => {
  await inWorld(async (world) => {
    await world.store.budgets.set({ scope: { kind: 'day' }, hardMicroUsd: 1 }, Date.now());
    const { end, results } = await measure(world, ['general']);
    assert.equal(end, 'overBudget');
    assert.equal(results.length, 0);
    assert.equal(world.server.requests.filter(({ request }) => request !== undefined).length, 0);
  });
});

it('tells what it will cost before it starts, and for which models it cannot', async () => {
  await inWorld(({ opened }) => {
    const models = opened.providers.models('2026-11-21');
    const nameless = models.map((model) => (model.id.model === 'fake-small' ? { id: model.id, label: model.label, abilities: model.abilities, tokenizer: model.tokenizer, sources: model.sources } : model));
    const { questions, microUsd, unknownPrices } = estimateBenchmark({ suite: standardSuite, models: nameless, categories: taskCategories }, { sizes: opened.sizes, pricing: listPricing });
    assert.equal(questions, standardSuite.tasks.length * 4);
    assert.deepEqual(unknownPrices.map(modelKey), ['fake/fake-small']);
    assert.ok(microUsd > 0);
    return Promise.resolve();
  });
});

it('weights of all categories rank by value, not by quality alone', () => {
  const result = (model: string, score: number, microUsd: number, totalMs: number) => ({ run: 'r', at: 0, model: { provider: 'p', model }, category: 'general' as const, task: `${model}${String(score)}`, score, outcome: 'ok', totalMs, microUsd });
  const standings = rankModels([result('slow', 1, 100, 1_000), result('quick', 0.9, 10, 100)], 'general', rankingWeights.general);
  assert.deepEqual(standings.map(({ model }) => model.model), ['quick', 'slow']);
});
