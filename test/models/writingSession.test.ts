import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModelsSession } from '../../src/extension/worker/models/session.ts';
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
async function inWindow(given: { readonly run: number | null; readonly hasProvider: boolean; readonly prompts?: string }, work: (window: Window) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-writing-'));
  const server = await startProviderServer({ models: [{ id: model, temperature: false }], rules: [recordedModel(recordedAnswers('library.openapi'))] });
  const session = new ModelsSession({ file: join(folder, 'store.sqlite'), environment: {} });
  try {
    await session.setUp({
      providers: given.hasProvider ? [{ id: 'fake', label: 'Fake', baseUrl: server.baseUrl.chat, key: 'secret', models: [{ model, price: { input: 1, output: 5 } }] }] : [],
      keys: { fake: { key: server.key, baseUrl: server.baseUrl.chat } },
      budgets: { day: null, month: null, workspace: null, run: given.run, softShare: 1, dropped: [] }, unknownPrices: 'refuse', editorModels: 'off', benchmarkEveryHours: undefined, folder, ...(given.prompts === undefined ? {} : { prompts: given.prompts }),
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
      const offer = await session.writingOffer({ spec: library, out, start: 'goOn' });
      assert.ok(offer.kind === 'priced' && offer.units > 1 && (offer.microUsd ?? 0) > 0, JSON.stringify(offer));
      assert.deepEqual([offer.models, offer.before], [[`fake/${model}`], undefined]);
      assert.match(offer.plan, new RegExp(`^# Plan: ${offer.units} units of .*\\n[^]*library\\.openapi\\.yaml:\\d+<br>[^]*## The whole app[^]*\`\`\`mermaid`));
      if (run === null) assert.ok((offer.budgetMicroUsd ?? 0) > (offer.microUsd ?? 0));
      else assert.equal(offer.budgetMicroUsd, 1_500_000);
      assert.ok(!existsSync(out));
    });
  }
});

it('a run that is cancelled settles: what was written is in the app and reported, and the rest is offered to go on', async function () {
  this.timeout(180_000);
  await inWindow({ run: null, hasProvider: true }, cancelAndGoOn);
});

async function cancelAndGoOn({ session, out }: Window): Promise<void> {
  const place = { spec: library, out };
  const before = await session.writingOffer({ ...place, start: 'goOn' });
  const controller = new AbortController();
  const told: WritingProgress[] = [];
  const result = await session.write({ ...place, budgetMicroUsd: 1_500_000, start: 'goOn' }, {
    signal: controller.signal,
    progress: (value) => {
      told.push(value);
      if (value.written > 0) controller.abort();
    },
  });
  assert.ok(result.kind === 'ended' && result.outcome === 'cancelled' && result.generated.ok, JSON.stringify(result));
  assert.ok(result.written > 0 && result.microUsd > 0 && told.some(({ microUsd }) => microUsd > 0));
  assert.match(readFileSync(result.report, 'utf8'), /^# /);
  const offer = await session.writingOffer({ ...place, start: 'goOn' });
  assert.ok(before.kind === 'priced' && offer.kind === 'priced' && offer.before !== undefined, JSON.stringify(offer));
  assert.deepEqual([offer.units, offer.before.written, offer.before.all], [before.units - result.written, result.written, before.units]);
  assert.ok(offer.before.spentMicroUsd >= result.microUsd && (offer.microUsd ?? Infinity) < (before.microUsd ?? 0));
  assert.ok((offer.budgetMicroUsd ?? 0) > offer.before.spentMicroUsd, 'the budget is for the whole run');
  assert.match(offer.plan, new RegExp(`A run that was cut off goes on: ${result.written} of ${before.units} units are written`));
  assert.equal(result.generated.report.incomplete.length, offer.units);
  const anew = await session.writingOffer({ ...place, start: 'anew' });
  assert.ok(anew.kind === 'priced' && anew.before === undefined && anew.units === offer.units, JSON.stringify(anew));

  const after: WritingProgress[] = [];
  const checking = new AbortController();
  const whole = await session.write({ ...place, budgetMicroUsd: 1_500_000, start: 'goOn' }, {
    signal: checking.signal,
    progress: (value) => {
      after.push(value);
      if (value.phase === 'checking') checking.abort();
    },
  });
  assert.ok(whole.kind === 'ended' && whole.written === before.units, JSON.stringify(whole));
  assert.deepEqual([after[0]?.written, after[0]?.all, after.at(-1)?.written, after.at(-1)?.phase], [result.written, before.units, before.units, 'generating']);
  assert.ok(after.every(({ written, incomplete, all }) => written + incomplete <= all && all === before.units), 'each unit counts once');
}

it('a run is paused and goes on: while it is paused nothing is asked', () => inWindow({ run: null, hasProvider: true }, async ({ session, out }) => {
  assert.equal(session.steer('pause'), false);
  const told: WritingProgress[] = [];
  const end = new AbortController();
  let steps = 0;
  const result = await session.write({ spec: library, out, budgetMicroUsd: 1_500_000, start: 'goOn' }, {
    signal: end.signal,
    progress: (value) => {
      told.push(value);
      if (steps === 0 && value.microUsd > 0) {
        steps = 1;
        assert.equal(session.steer('pause'), true);
      } else if (steps === 1 && value.isPaused) {
        steps = 2;
        setTimeout(() => { session.steer('goOn'); }, 300);
      } else if (steps === 2 && !value.isPaused) end.abort();
    },
  });
  assert.ok(result.kind === 'ended' && result.outcome === 'cancelled', JSON.stringify(result));
  assert.equal(session.steer('goOn'), false);
}));

it('prompts are listed with their places and prices, and shown to the letter; what does not exist is told', async () => {
  await inWindow({ run: null, hasProvider: true, prompts: 'v1b' }, async ({ session }) => {
    const place = { spec: library, out: undefined };
    const list = await session.listPrompts(place);
    assert.ok(list.kind === 'units' && list.units.length === 4, JSON.stringify(list));
    for (const { place: at, tokens, microUsd, isWritten, words } of list.units) {
      assert.ok(at.path === library && at.range.start.line > 0 && tokens.code > 1000 && tokens.cases > 1000 && (microUsd ?? 0) > 0 && !isWritten && words !== '');
    }
    const [first] = list.units;
    assert.ok(first !== undefined);
    const page = await session.promptPage({ ...place, unit: first.unit });
    assert.ok(page.kind === 'page' && page.name === first.name, JSON.stringify(page));
    assert.match(page.page, /\| Prompts \| v1b \|/);
    assert.match(page.page, /## Its code: about [\d,]+ of 8,000 tokens[^]*### System, the same for all units\n\n```+markdown\nYou write[^]*## Its examples[^]*The same as above/);
    assert.ok(page.page.includes(`library.openapi.yaml:${first.place.range.start.line + 1}`) && page.page.includes(`fake/${model}`));
    assert.deepEqual(await session.promptPage({ ...place, at: first.place.range.start }), page);
    assert.deepEqual(await session.promptPage({ ...place, unit: 'nobody' }), { kind: 'gone' });
    const text = readFileSync(library, 'utf8');
    const moved = await session.promptPage({ ...place, text: `# one line more\n${text}`, unit: first.unit });
    assert.ok(moved.kind === 'page' && moved.page.includes(`library.openapi.yaml:${first.place.range.start.line + 2}`));
    assert.equal((await session.promptPage({ ...place, text: 'openapi: 3.1.0\npaths: 3\n', unit: first.unit })).kind, 'problem');
  });
  await inWindow({ run: null, hasProvider: true, prompts: 'v99' }, async ({ session, out }) => {
    const told = await session.listPrompts({ spec: library, out: undefined });
    assert.ok(told.kind === 'unknownPrompts' && /"v99".*v1, v1b/.test(told.message), JSON.stringify(told));
    assert.deepEqual([await session.writingOffer({ spec: library, out, start: 'goOn' }), await session.write({ spec: library, out, budgetMicroUsd: 1, start: 'anew' }, { signal: never, progress: () => undefined })], [told, told]);
  });
});

it('prompts are shown without any provider, at an unknown price; a spec without words has none', () => inWindow({ run: null, hasProvider: false }, async ({ session }) => {
  const list = await session.listPrompts({ spec: library, out: undefined });
  assert.ok(list.kind === 'units' && list.units.length > 0 && list.models.length === 0 && list.units.every(({ microUsd }) => microUsd === undefined));
  const page = await session.promptPage({ spec: library, out: undefined, unit: list.units[0]?.unit ?? '' });
  assert.ok(page.kind === 'page' && page.page.includes('no model is configured') && page.page.includes('| Expected price | unknown |'));
  const shop = fileURLToPath(new URL('../../examples/shop/shop.devmatrix.yaml', import.meta.url));
  assert.deepEqual(await session.listPrompts({ spec: shop, out: undefined }), { kind: 'units', units: [], models: [] });
}));

it('without a provider nothing is priced, and a spec with errors tells the first', () => inWindow({ run: null, hasProvider: false }, async ({ session, folder, out }) => {
  assert.deepEqual(await session.writingOffer({ spec: library, out, start: 'goOn' }), { kind: 'noModel' });
  const spec = join(folder, 'broken.devmatrix.yaml');
  writeFileSync(spec, 'devmatrix: 1\nentities: 3\n');
  const offer = await session.writingOffer({ spec, out, start: 'goOn' });
  assert.ok(offer.kind === 'problem' && offer.message !== '', JSON.stringify(offer));
  const result = await session.write({ spec, out, budgetMicroUsd: 1, start: 'anew' }, { signal: never, progress: () => undefined });
  assert.equal(result.kind, 'problem');
  assert.ok(!existsSync(out));
}));
