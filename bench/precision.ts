// How precise runs are when a model makes mistakes of known kinds: everything is real but the model, which a server on this machine plays.
// Usage: npm run eval:precision [-- --units 800] [--rate 0.13] [--kinds condition,bound] [--seed 1] [--pilot 80] [--no-levels] [--json FILE]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { targetNamed } from '../src/cli/targets.ts';
import { textTable } from '../src/cli/textTable.ts';
import { discoverProviders, keyFromEnvironment } from '../src/llm/discoverProviders.ts';
import { openAtomWork } from '../src/node/atoms/atomWork.ts';
import { openProviders } from '../src/node/configuredProviders.ts';
import { openModels } from '../src/node/models/openModels.ts';
import { nodePorts } from '../src/node/nodePorts.ts';
import { specFiles } from '../src/node/specFiles.ts';
import type { Store } from '../src/llm/records/store.ts';
import { openSqliteStore } from '../src/node/sqliteStore.ts';
import { generateApp } from '../src/pipeline/generateApp.ts';
import { type RunReport, reportOf } from '../src/waves/report.ts';
import type { LoggedEvent } from '../src/waves/runEvent.ts';
import { startProviderServer } from '../test/provider-server/providerServer.ts';
import { type DefectKind, defectKinds } from './precision/defects.ts';
import { kindRows } from './precision/kindRows.ts';
import { largeApp } from './precision/largeApp.ts';
import { scriptedModel } from './precision/scriptedModel.ts';
import { verdictsOf, type Verdict } from './precision/verdicts.ts';

const { values } = parseArgs({
  options: {
    units: { type: 'string', default: '800' }, rate: { type: 'string', default: '0.13' }, kinds: { type: 'string' }, seed: { type: 'string', default: '1' }, pilot: { type: 'string', default: '80' },
    'at-once': { type: 'string', default: '128' }, 'no-levels': { type: 'boolean', default: false }, json: { type: 'string' }, keep: { type: 'boolean', default: false },
  },
});
const kinds = values.kinds === undefined ? defectKinds : values.kinds.split(',').map(kindNamed);
/** Precision that a run must reach in the end, and the share of its estimate that its cost may be off by. */
const bars = { precision: 0.995, estimateShare: 0.1, costUsd: 2.5 };

const work = mkdtempSync(join(tmpdir(), 'devmatrix-precision-'));
const { store } = await openSqliteStore(join(work, 'store.sqlite'));
try {
  // A small run first: what a run will cost is estimated by what earlier ones took.
  const pilot = Number(values.pilot);
  if (pilot > 0) {
    console.log(`A run of ${pilot} units, for the estimate of the next one:`);
    await evaluate(pilot, store, Number(values.seed) + 1000);
  }
  process.exitCode = await evaluate(Number(values.units), store, Number(values.seed)) ? 0 : 1;
} finally {
  await store.close();
  if (values.keep) console.error(work);
  else rmSync(work, { recursive: true, force: true });
}

async function evaluate(units: number, store: Store, seed: number): Promise<boolean> {
  const { spec: text, answers } = largeApp(units);
  const spec = join(work, `large-${units}.devmatrix.yaml`);
  writeFileSync(spec, text);
  const { rule, given } = scriptedModel({ answers, rate: Number(values.rate), kinds, seed, firstByteMs: 1500 });
  // The server counts tokens as these models do; nothing is said of how short a prefix they cache, and the longest usual minimum makes runs dearest.
  const server = await startProviderServer({ models: ['gpt-6-luna', 'gpt-6.1-terra'].map((id) => ({ id, minCacheTokens: 4096 })), rules: [rule] });
  const env = { OPENAI_BASE_URL: server.baseUrl.responses, OPENAI_API_KEY: server.key, DEVMATRIX_OPENAI_PRICES: 'openai' };
  const providers = await openProviders(discoverProviders(env).providers, { keyOf: (reference) => keyFromEnvironment(reference, env) });
  const signal = new AbortController().signal;
  await providers.refresh(8000, signal);
  const models = await openModels({ providers, store, moduleUrl: import.meta.url, unknownPrices: () => 'allow' });
  const target = targetNamed('typescript');
  const out = join(work, `app-${units}`);
  const generated = await generateApp({ spec: specFiles(spec), out, overwrite: 'keepEdits' }, target, nodePorts);
  console.error(`${generated.report.files} files, ${generated.report.incomplete.length} units in words`);
  const opened = await openAtomWork({ spec: specFiles(spec), out, target, moduleUrl: import.meta.url });
  if (opened === undefined || typeof opened === 'string') throw new Error(opened ?? 'The spec has errors.');
  const price = await opened.price(models, { store });
  const events: LoggedEvent[] = [];
  let done = 0;
  const memory: string[] = [];
  const levels: string[] = [];
  const watch = setInterval(() => { memory.push((process.memoryUsage().rss / 1e6).toFixed(0)); }, 10_000);
  const startedMs = performance.now();
  const cpu = process.cpuUsage();
  const started = await opened.start({
    models, store, withLevels: !values['no-levels'], ...(price?.price.microUsd === undefined ? {} : { estimateMicroUsd: price.price.microUsd }), settings: { atOnce: Number(values['at-once']) },
    events: (logged) => {
      events.push(logged);
      if (logged.event.kind === 'unit.done' && (done += 1) % 100 === 0) console.error(`${done} done after ${((performance.now() - startedMs) / 1000).toFixed(0)} s, ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);
      if (logged.event.kind === 'level.done' && logged.event.level !== 'file') levels.push(`${logged.event.level} ${logged.event.name} ${(logged.event.ms / 1000).toFixed(0)}`);
      if (logged.event.kind === 'level.done' && (!logged.event.ok || logged.event.level !== 'file')) console.error(`${logged.event.level} ${logged.event.name}: ${logged.event.ok ? 'holds' : logged.event.failures.slice(0, 3).map(({ unit, finding }) => `${unit ?? '?'}: ${finding.message}`).join('; ')}`);
    },
  }, signal);
  if (started.kind !== 'running') throw new Error(`The run did not start: ${started.kind}`);
  await started.finished.finally(() => { clearInterval(watch); });
  const seconds = (performance.now() - startedMs) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await models.close();
  const { highest } = server.concurrency;
  await server.close();
  const report = reportOf(events);
  const caught = verdictsOf(events, given);
  console.log(`\n${units} units, ${(100 * Number(values.rate)).toFixed(0)} % of code answers wrong, seed ${values.seed}\n`);
  console.log(textTable(kindRows(caught, events)).join('\n'));
  console.log(`\n${textTable([['level', 'first try', 'in the end'], ...report.precision.map(({ level, firstTry, final }) => [level, shareText(firstTry), shareText(final)])]).join('\n')}`);
  console.log(`\nmemory of this process, MB: ${memory.join(' ')}`);
  console.log(`levels, s: ${levels.join(', ')}`);
  return tell({ report, caught, units, highest, seconds, cpuSeconds: (user + system) / 1e6 });
}

interface Told {
  readonly report: RunReport;
  readonly caught: readonly Verdict[];
  readonly units: number;
  readonly highest: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Prints what came out; true when all bars hold. */
function tell({ report, caught, units, highest, seconds, cpuSeconds }: Told): boolean {
  const escaped = caught.filter(({ defect, level }) => defect !== undefined && level === undefined);
  for (const { name, defect, time, text: code } of escaped) console.log(`\naccepted although wrong: ${name} (${defect ?? ''}, attempt ${time})\n${code}`);
  const wrongNow = escaped.filter(({ name, time }) => !caught.some((other) => other.name === name && other.time > time)).length;
  const precision = (report.atoms.done - wrongNow) / units;
  const microUsd = report.cost.microUsd;
  const estimate = report.cost.estimateMicroUsd ?? 0;
  console.log(`\n${textTable([
    ['precision in the end', `${(100 * precision).toFixed(2)} %`, `bar ${100 * bars.precision} %`],
    ['first try', `${report.firstTry.passed} of ${report.firstTry.of}`, ''],
    ['calls at once, seen by the server', String(highest), 'bar 100'],
    ['cost', `$${(microUsd / 1e6).toFixed(4)}`, `estimate $${(estimate / 1e6).toFixed(4)} (${(100 * (microUsd / estimate - 1)).toFixed(1)} %), bar $${bars.costUsd.toFixed(2)}, 10 %`],
    ['wasted', `$${(report.cost.wastedMicroUsd / 1e6).toFixed(4)} for ${report.cost.wastedAnswers} answers`, ''],
    ['prompt cache', `${(100 * (report.promptCacheRate ?? 0)).toFixed(1)} % of input`, ''],
    ['time', `${seconds.toFixed(1)} s; ${cpuSeconds.toFixed(1)} s CPU of this process`, ''],
    ['memory', `${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`, ''],
  ]).join('\n')}`);
  for (const { unit, reason } of report.incomplete.slice(0, 20)) console.log(`incomplete: ${unit}: ${reason}`);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ report, caught }, undefined, 1));
  return precision >= bars.precision && microUsd <= bars.costUsd * 1e6 * units / 800 && Math.abs(microUsd / estimate - 1) <= bars.estimateShare && escaped.length === 0 && isComplete(report);
}

function shareText({ passed, of }: RunReport['final']): string {
  return `${passed} of ${of} (${(100 * passed / of).toFixed(2)} %)`;
}

function isComplete({ outcome }: RunReport): boolean {
  return outcome === 'complete';
}

function kindNamed(name: string): DefectKind {
  const kind = defectKinds.find((one) => one === name.trim());
  if (kind === undefined) throw new Error(`${name} is no kind of defect. There are ${defectKinds.join(', ')}.`);
  return kind;
}
