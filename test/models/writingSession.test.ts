import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModelsSession } from '../../src/extension/worker/models/session.ts';
import { countProgress } from '../../src/extension/worker/models/writing.ts';
import type { WritingProgress } from '../../src/extension/worker/writingRequests.ts';
import { startProviderServer } from '../provider-server/providerServer.ts';
import { recordedAnswers, recordedModel } from '../waves/recordedAnswers.ts';

const never = new AbortController().signal;
const library = fileURLToPath(new URL('../../examples/library/library.openapi.yaml', import.meta.url));
const model = 'claude-haiku-5-5';

interface Window {
  readonly session: ModelsSession;
  readonly out: string;
  readonly folder: string;
}

/** A window whose provider says what was recorded; `run`: what its settings let a run cost. */
async function inWindow(given: { readonly run: number | null; readonly hasProvider: boolean }, work: (window: Window) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-writing-'));
  const server = await startProviderServer({ models: [{ id: model, temperature: false }], rules: [recordedModel(recordedAnswers('library.openapi'))] });
  const session = new ModelsSession({ file: join(folder, 'store.sqlite'), environment: {} });
  try {
    await session.setUp({
      providers: given.hasProvider ? [{ id: 'fake', label: 'Fake', baseUrl: server.baseUrl.chat, key: 'secret', models: [{ model, price: { input: 1, output: 5 } }] }] : [],
      keys: { fake: { key: server.key, baseUrl: server.baseUrl.chat } },
      budgets: { day: null, month: null, workspace: null, run: given.run, softShare: 1, dropped: [] }, unknownPrices: 'refuse', editorModels: 'off', benchmarkEveryHours: undefined, folder,
    });
    await work({ session, folder, out: join(folder, 'app') });
  } finally {
    await session.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

it('what is stated in words is priced, and the budget is that of the settings, else more than the price', async () => {
  for (const run of [null, 1.5]) {
    await inWindow({ run, hasProvider: true }, async ({ session, out }) => {
      const offer = await session.writingOffer({ spec: library, out });
      assert.ok(offer.kind === 'priced' && offer.units > 1 && (offer.microUsd ?? 0) > 0, JSON.stringify(offer));
      assert.deepEqual([offer.models, offer.goesOn], [[`fake/${model}`], false]);
      if (run === null) assert.ok((offer.budgetMicroUsd ?? 0) > (offer.microUsd ?? 0));
      else assert.equal(offer.budgetMicroUsd, 1_500_000);
      assert.ok(!existsSync(out));
    });
  }
});

it('a run that is cancelled settles: what was written is in the app and reported, and the rest is offered to go on', () => inWindow({ run: null, hasProvider: true }, async ({ session, out }) => {
  const place = { spec: library, out };
  const before = await session.writingOffer(place);
  const controller = new AbortController();
  const told: WritingProgress[] = [];
  const result = await session.write({ ...place, budgetMicroUsd: 1_500_000, start: 'goOn' }, {
    signal: controller.signal,
    progress: (value) => {
      told.push(value);
      if (value.done > 0) controller.abort();
    },
  });
  assert.ok(result.kind === 'ended' && result.outcome === 'cancelled' && result.generated.ok, JSON.stringify(result));
  assert.ok(result.written > 0 && result.microUsd > 0 && told.some(({ microUsd }) => microUsd > 0));
  assert.match(readFileSync(result.report, 'utf8'), /^# /);
  const offer = await session.writingOffer(place);
  assert.ok(before.kind === 'priced' && offer.kind === 'priced' && offer.goesOn, JSON.stringify(offer));
  assert.equal(offer.units, before.units - result.written);
  assert.equal(result.generated.report.incomplete.length, offer.units);
}));

it('without a provider nothing is priced, and a spec with errors tells the first', () => inWindow({ run: null, hasProvider: false }, async ({ session, folder, out }) => {
  assert.deepEqual(await session.writingOffer({ spec: library, out }), { kind: 'noModel' });
  const spec = join(folder, 'broken.devmatrix.yaml');
  writeFileSync(spec, 'devmatrix: 1\nentities: 3\n');
  const offer = await session.writingOffer({ spec, out });
  assert.ok(offer.kind === 'problem' && offer.message !== '', JSON.stringify(offer));
  const result = await session.write({ spec, out, budgetMicroUsd: 1, start: 'anew' }, { signal: never, progress: () => undefined });
  assert.equal(result.kind, 'problem');
  assert.ok(!existsSync(out));
}));

it('units that are sent back are open again, and what answers cost adds up', () => {
  const told: WritingProgress[] = [];
  const hear = countProgress(2, (value) => { told.push(value); });
  const answer = { kind: 'unit.answer', unit: 'a', ask: 'code', attempt: 1, outcome: 'ok', totalMs: 1, template: 'v1' } as const;
  hear({ at: 0, event: { ...answer, microUsd: 30 } });
  hear({ at: 1, event: { kind: 'unit.incomplete', unit: 'a', reason: 'none', attempts: 4 } });
  hear({ at: 2, event: { kind: 'unit.requeued', unit: 'a', level: 'file', findings: [] } });
  hear({ at: 3, event: { ...answer } });
  hear({ at: 4, event: { kind: 'run.paused', reason: 'told to' } });
  assert.deepEqual(told, [{ done: 0, all: 2, microUsd: 30 }, { done: 1, all: 2, microUsd: 30 }, { done: 0, all: 2, microUsd: 30 }, { done: 0, all: 2, microUsd: 30 }]);
});
