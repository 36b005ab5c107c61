import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { GatewayResult } from '../gateway/gatewayResult.ts';
import type { ModelRequest } from '../gateway/modelRequest.ts';
import { modelKey, type ModelId, type ModelInfo } from '../models/modelInfo.ts';
import type { RandomPort, TimePort } from '../ports.ts';
import type { BenchmarkRepository, BenchmarkResult, BenchmarkRun } from '../records/benchmarks.ts';
import type { CallPurpose, TaskCategory } from '../records/ledger.ts';
import type { BenchmarkSuite, BenchmarkTask } from './benchmarkTask.ts';
import { checkAnswer, type Score } from './checkAnswer.ts';
import type { CodeRunner } from './codeRunner.ts';

/** What is measured. */
export interface BenchmarkOptions {
  readonly suite: BenchmarkSuite;
  readonly models: readonly ModelInfo[];
  readonly categories: readonly TaskCategory[];
  readonly workspace: string;
  /** Questions under way at a time, over all models; 8 by default. */
  readonly atOnce?: number;
}

/** How a benchmark reaches the world. */
export interface BenchmarkParts {
  /** The gateway's `call`: budgets, limits and the ledger apply to benchmarks as to everything else. */
  call(request: ModelRequest, signal: CancelSignal): Promise<Pick<GatewayResult, 'outcome' | 'microUsd' | 'hasUnknownCost'>>;
  readonly runner: CodeRunner;
  readonly results: Pick<BenchmarkRepository, 'saveRun' | 'addResults'>;
  readonly time: TimePort;
  readonly random: RandomPort;
  /** Hears of each result as soon as it is kept. */
  progress?(result: BenchmarkResult, done: number, all: number): void;
}

/** How a benchmark ended: `finished`, `cancelled`, or `overBudget` when a budget left no room; what was measured by then is kept. */
export interface BenchmarkEnd {
  readonly end: 'finished' | 'cancelled' | 'overBudget';
  readonly run: BenchmarkRun;
  readonly results: readonly BenchmarkResult[];
}

/** An answer may take this long, reasoning and waiting for a turn among it. */
const withinMs = 120_000;
/** Models that reason need room before they write; it is paid only when it is used. */
const reasoningTokens = 2_000;

interface Question {
  readonly model: ModelInfo;
  readonly task: BenchmarkTask;
}

/** Puts all tasks of some categories to some models, judges the answers, and keeps every result as it comes. */
export async function runBenchmark(options: BenchmarkOptions, parts: BenchmarkParts, signal: CancelSignal): Promise<BenchmarkEnd> {
  const questions = questionsOf(options);
  const run: BenchmarkRun = { id: parts.random.id(), startedAt: parts.time.now(), suite: options.suite.id };
  await parts.results.saveRun(run);
  const results: BenchmarkResult[] = [];
  const state = { next: 0, overBudget: false };
  const work = async (): Promise<void> => {
    for (let question = questions[state.next]; question !== undefined && !state.overBudget && !signal.aborted; question = questions[state.next]) {
      state.next += 1;
      const result = await ask(question, { run: run.id, workspace: options.workspace }, parts, signal);
      if (result === 'overBudget') state.overBudget = true;
      if (result === 'overBudget' || result === 'cancelled') continue;
      await parts.results.addResults([result]);
      results.push(result);
      parts.progress?.(result, results.length, questions.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.atOnce ?? 8, questions.length) }, work));
  const microUsd = results.reduce((sum, result) => sum + (result.microUsd ?? 0), 0);
  const ended: BenchmarkRun = { ...run, microUsd, ...(results.length === questions.length ? { finishedAt: parts.time.now() } : {}) };
  await parts.results.saveRun(ended);
  return { end: results.length === questions.length ? 'finished' : state.overBudget ? 'overBudget' : 'cancelled', run: ended, results };
}

/** Task by task over all models, so that a run that is broken off has measured all of them alike. */
function questionsOf({ suite, models, categories }: BenchmarkOptions): readonly Question[] {
  return suite.tasks.filter(({ category }) => categories.includes(category)).flatMap((task) => models.map((model) => ({ model, task })));
}

async function ask({ model, task }: Question, { run, workspace }: { readonly run: string; readonly workspace: string }, parts: BenchmarkParts, signal: CancelSignal): Promise<BenchmarkResult | 'cancelled' | 'overBudget'> {
  const purpose: CallPurpose = { workspace, run, unit: `benchmark:${task.id}`, category: task.category };
  const started = parts.time.monotonicMs();
  const { outcome, microUsd, hasUnknownCost } = await parts.call(requestFor(model, task, purpose), signal);
  if (outcome.kind === 'budget') return 'overBudget';
  if (outcome.kind === 'cancelled' || signal.aborted) return 'cancelled';
  const score: Score = outcome.kind === 'ok' ? await checkAnswer(withoutPrompt(outcome.text, task.prompt), task.check, parts.runner, signal) : { score: 0, why: outcome.kind };
  return {
    run,
    at: parts.time.now(),
    model: model.id,
    category: task.category,
    task: task.id,
    score: score.score,
    outcome: outcome.kind,
    totalMs: outcome.kind === 'ok' ? outcome.timing.totalMs : parts.time.monotonicMs() - started,
    ...(outcome.timing.firstByteMs === undefined ? {} : { firstByteMs: outcome.timing.firstByteMs }),
    ...(outcome.usage === undefined ? {} : { usage: outcome.usage }),
    ...(hasUnknownCost ? {} : { microUsd }),
    detail: score.why,
  };
}

/** Who only repeats the question has not answered it, though its words stand there. */
function withoutPrompt(answer: string, prompt: string): string {
  return answer.replaceAll(prompt, ' ');
}

function requestFor(model: ModelInfo, task: BenchmarkTask, purpose: CallPurpose): ModelRequest {
  const only: readonly ModelId[] = [model.id];
  return {
    system: [],
    messages: [{ role: 'user', parts: [{ text: task.prompt, stable: false }] }],
    maxOutputTokens: Math.min(model.maxOutputTokens ?? Infinity, task.outputTokens + reasoningTokens),
    ...(model.abilities.temperature ? { temperature: 0 } : {}),
    purpose,
    wish: { only },
    withinMs,
    cache: 'off',
  };
}

/** The models of results, by their key, in the order of their first result. */
export function modelsOf(results: readonly BenchmarkResult[]): readonly ModelId[] {
  return [...new Map(results.map(({ model }) => [modelKey(model), model])).values()];
}
