import { createInterface } from 'node:readline/promises';
import { dollars } from '../base/dollars.ts';
import type { BenchmarkEstimate } from '../llm/benchmark/estimateBenchmark.ts';
import { estimateBenchmark } from '../llm/benchmark/estimateBenchmark.ts';
import { rankModels, type ModelStanding } from '../llm/benchmark/rankModels.ts';
import type { BenchmarkEnd } from '../llm/benchmark/runBenchmark.ts';
import { nextRunAt } from '../llm/benchmark/schedule.ts';
import { rankingWeights, standardSuite } from '../llm/benchmark/suite/standardSuite.ts';
import { modelKey, type ModelInfo } from '../llm/models/modelInfo.ts';
import { listPricing } from '../llm/models/price.ts';
import type { BenchmarkResult } from '../llm/records/benchmarks.ts';
import { taskCategories, type TaskCategory } from '../llm/records/ledger.ts';
import type { Store } from '../llm/records/store.ts';
import { measureModels } from '../node/models/measureModels.ts';
import type { OpenedModels } from '../node/models/openModels.ts';
import { systemTime } from '../node/systemTime.ts';
import { workspaceId } from '../node/workspaceId.ts';
import { parseOptions } from './arguments.ts';
import { modelNamed } from './modelNamed.ts';
import { openConfiguredModels } from './openConfiguredModels.ts';
import { count, duration, type ExitCode, paint, printJson, say, UsageError } from './terminal.ts';
import { textTable } from './textTable.ts';
import { withStore } from './withStore.ts';

/** Past runs that `--history` shows. */
const shownRuns = 20;

interface Choice {
  readonly models: readonly ModelInfo[];
  readonly categories: readonly TaskCategory[];
}

/** `devmatrix bench`: measures the configured models in some categories, after showing what it will cost; the router uses what it finds. */
export async function benchCommand(args: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const values = parseOptions(args, {
    models: { type: 'string' },
    categories: { type: 'string' },
    every: { type: 'string' },
    yes: { type: 'boolean', default: false },
    history: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const categories = categoriesOf(values.categories);
  const everyHours = hoursOf(values.every);
  if (everyHours !== undefined && values.json) throw new UsageError('--every has no end, and --json tells it: choose one of them.');
  if (values.history) return withStore((store) => showHistory(store, values.json));
  if (values.models === undefined && !values.yes && !process.stdin.isTTY) throw new UsageError('Name the models with --models, or agree to all with --yes.');
  return withStore(async (store) => {
    const opened = await openConfiguredModels(store, signal);
    if (opened === undefined) return 1;
    try {
      const choice: Choice = { models: modelsOf(values.models, opened.providers.models(new Date().toISOString().slice(0, 10))), categories };
      const estimate = estimateBenchmark({ suite: standardSuite, ...choice }, { sizes: opened.sizes, pricing: listPricing });
      sayEstimate(estimate);
      if (!values.yes && !(await agrees())) {
        say('Nothing was asked.');
        return 0;
      }
      let end: BenchmarkEnd;
      do {
        end = await measure(choice, opened, store, signal);
        if (values.json) printJson(jsonOf(end, categories, estimate));
        else process.stdout.write(`${formatStandings(end.results, categories)}\n`);
        sayEnd(end);
      } while (everyHours !== undefined && await waitForNext(everyHours, end.run.startedAt, signal));
      return end.end === 'finished' ? 0 : 1;
    } finally {
      await opened.close();
    }
  });
}

function jsonOf({ end, run, results }: BenchmarkEnd, categories: readonly TaskCategory[], { microUsd }: BenchmarkEstimate): Readonly<Record<string, unknown>> {
  return { end, run, estimateMicroUsd: microUsd, standings: categories.flatMap((category) => rankModels(results, category, rankingWeights[category])), results };
}

function categoriesOf(text: string | undefined): readonly TaskCategory[] {
  if (text === undefined) return taskCategories;
  return text.split(',').map((name) => {
    const category = taskCategories.find((one) => one === name.trim());
    if (category === undefined) throw new UsageError(`${name} is no category. There are ${taskCategories.join(', ')}.`);
    return category;
  });
}

/** All that are still served, or those that are named. */
function modelsOf(text: string | undefined, models: readonly ModelInfo[]): readonly ModelInfo[] {
  if (text === undefined) return models;
  return text.split(',').map((name) => modelNamed(name.trim(), models));
}

function sayEstimate({ questions, models, microUsd, unknownPrices }: BenchmarkEstimate): void {
  say(`${count(questions, 'question')} to ${count(models.length, 'model')}, about ${dollars(microUsd)} at list prices${unknownPrices.length === 0 ? '' : `, without ${unknownPrices.map(modelKey).join(', ')}, whose prices are unknown`}:`);
  for (const { model, microUsd: one } of models) say(`  ${modelKey(model)}: ${one === undefined ? 'unknown' : dollars(one)}`);
}

async function agrees(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('Say --yes to start without being asked.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question('Start? [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}

async function measure(choice: Choice, opened: OpenedModels, store: Store, signal: AbortSignal): Promise<BenchmarkEnd> {
  return measureModels({ ...choice, workspace: workspaceId(process.cwd()) }, {
    opened, store,
    progress: ({ model, task, score, outcome }, done, all) => { say(`${String(done)}/${String(all)}  ${modelKey(model)}  ${task}  ${outcome === 'ok' ? score.toFixed(2) : outcome}`); },
  }, signal);
}

/** Waits until the next run is due; false when it was cancelled before. */
async function waitForNext(everyHours: number, startedAt: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  const at = nextRunAt({ everyHours }, startedAt, Date.now()) ?? Date.now();
  say(`The next run begins at ${new Date(at).toISOString()}. Ctrl+C ends it.`);
  await new Promise<void>((resolve) => {
    const end = (): void => {
      cancelTimer();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancelTimer = systemTime.after(at - Date.now(), end);
    signal.addEventListener('abort', end);
  });
  return !signal.aborted;
}

/** Hours from 1 to 12. */
function hoursOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const hours = Number(text);
  if (!(hours >= 1 && hours <= 12)) throw new UsageError(`--every takes hours from 1 to 12, not ${text}.`);
  return hours;
}

function sayEnd({ end, run, results }: BenchmarkEnd): void {
  const spent = `${dollars(run.microUsd ?? 0)} for ${count(results.length, 'answer')}${run.finishedAt === undefined ? '' : ` in ${duration(run.finishedAt - run.startedAt)}`}.`;
  switch (end) {
    case 'finished': say(spent); break;
    case 'cancelled': say(paint('yellow', `Cancelled; what was measured is kept. ${spent}`)); break;
    case 'overBudget': say(paint('yellow', `A budget leaves no room for more; what was measured is kept. ${spent}`)); break;
  }
}

/** A table for each category, best value first. */
export function formatStandings(results: readonly BenchmarkResult[], categories: readonly TaskCategory[]): string {
  return categories.flatMap((category) => {
    const standings = rankModels(results, category, rankingWeights[category]);
    if (standings.length === 0) return [];
    return [textTable([[category, 'quality', 'tasks', 'failed', 'median', 'a task', 'value'], ...standings.map(standingCells)]).join('\n'), ''];
  }).join('\n').trimEnd();
}

function standingCells({ model, quality, qualityMargin, tasks, failed, medianMs, microUsd, value }: ModelStanding): readonly string[] {
  return [modelKey(model), `${(100 * quality).toFixed(0)} % ± ${(100 * Math.min(1, qualityMargin)).toFixed(0)}`, String(tasks), String(failed), medianMs === undefined ? '–' : duration(medianMs), microUsd === undefined ? 'unknown' : dollars(microUsd), value.toFixed(2)];
}

async function showHistory(store: Store, asJson: boolean): Promise<ExitCode> {
  const runs = await store.benchmarks.runs(shownRuns);
  const results = await Promise.all(runs.map((run) => store.benchmarks.results({ run: run.id })));
  if (asJson) printJson({ runs: runs.map((run, index) => ({ ...run, results: results[index] })) });
  else if (runs.length === 0) process.stdout.write('No benchmark was run yet.\n');
  else {
    process.stdout.write(`${runs.map((run, index) => {
      const own = results[index] ?? [];
      const heading = `${new Date(run.startedAt).toISOString()}  ${run.suite}  ${dollars(run.microUsd ?? 0)}${run.finishedAt === undefined ? '  broken off' : ''}`;
      return [heading, formatStandings(own, taskCategories)].join('\n');
    }).join('\n\n')}\n`);
  }
  return 0;
}
