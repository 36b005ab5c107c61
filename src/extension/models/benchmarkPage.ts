import * as vscode from 'vscode';
import { dollars } from '../../base/dollars.ts';
import { markdownText as plain } from '../../base/markdown.ts';
import type { ModelStanding } from '../../llm/benchmark/rankModels.ts';
import type { TaskCategory } from '../../llm/records/ledger.ts';
import type { BenchmarkReport } from '../worker/benchmarkRequests.ts';
import { spentWords } from './meterState.ts';
import { dateTime, wordCategory, wordDuration, wordShare, wordSum } from './words.ts';

/** What a benchmark measured as a Markdown page: a table for each category, best first, beside the run before. */
export function benchmarkPage(report: BenchmarkReport): string {
  const { t } = vscode.l10n;
  const { standings, before } = report;
  const categories = [...new Set(standings.map(({ category }) => category))];
  return [
    `# ${t('Model Benchmark')}`, '', summary(report), ...endWords(report),
    ...categories.flatMap((category) => table(category, standings.filter((one) => one.category === category), before?.standings)),
    '',
    `- ${t('Quality is the share of the tasks that was solved, with half of its 95 % interval: tasks are few, so intervals are wide. Calls that failed count as not solved.')}`,
    `- ${t('Models are in the order of quality, speed and cost together, weighted as the category needs it.')}`,
    `- ${t('From now on models are chosen by these results, for 90 days.')}`,
    ...(before === undefined ? [] : [`- ${t('Changes are those since {0}.', dateTime(before.startedAt))}`]),
    '',
  ].join('\n');
}

/** Answers, cost and time in one line. */
export function summary({ run, answers, isEstimated, hasUnknownCost }: BenchmarkReport): string {
  const { t } = vscode.l10n;
  const cost = wordSum(spentWords({ microUsd: run.microUsd ?? 0, isEstimated, unpricedCalls: hasUnknownCost ? 1 : 0 }));
  if (run.finishedAt === undefined) return t('{0} answers for {1}.', answers, cost);
  return t('{0} answers for {1} in {2}.', answers, cost, wordDuration(run.finishedAt - run.startedAt));
}

function endWords({ end }: BenchmarkReport): readonly string[] {
  const { t } = vscode.l10n;
  switch (end) {
    case 'finished': return [];
    case 'cancelled': return ['', t('It was cancelled; what was measured by then is kept.')];
    case 'overBudget': return ['', t('A budget left no room for more; what was measured by then is kept.')];
  }
}

function table(category: TaskCategory, standings: readonly ModelStanding[], before: readonly ModelStanding[] | undefined): readonly string[] {
  const { t } = vscode.l10n;
  const hasChanges = before !== undefined;
  const head = [t('model'), t('quality'), ...(hasChanges ? [t('change')] : []), t('tasks'), t('failed'), t('time'), t('a task')];
  return [
    '', `## ${wordCategory(category)}`, '', `| ${head.join(' | ')} |`, `|---|${'---:|'.repeat(head.length - 1)}`,
    ...standings.map((one) => `| ${[
      plain(`${one.model.provider}/${one.model.model}`),
      `${wordShare(one.quality)} ± ${Math.round(100 * one.qualityMargin)}`,
      ...(hasChanges ? [change(one, before)] : []),
      one.tasks, one.failed, one.medianMs === undefined ? '–' : wordDuration(one.medianMs), one.microUsd === undefined ? t('unknown') : dollars(one.microUsd),
    ].join(' | ')} |`),
  ];
}

/** In points of a hundred; empty for what was not measured before. */
function change({ model, category, quality }: ModelStanding, before: readonly ModelStanding[]): string {
  const earlier = before.find((one) => one.category === category && one.model.provider === model.provider && one.model.model === model.model);
  if (earlier === undefined) return vscode.l10n.t('new');
  const points = Math.round(100 * (quality - earlier.quality));
  return points === 0 ? '=' : points > 0 ? `+${points}` : `−${-points}`;
}
