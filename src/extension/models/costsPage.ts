import * as vscode from 'vscode';
import { dollars } from '../../base/dollars.ts';
import { markdownText as plain } from '../../base/markdown.ts';
import type { LedgerGroup } from '../../llm/ledger/ledgerReport.ts';
import type { LedgerTotals } from '../../llm/ledger/ledgerTotals.ts';
import type { TaskCategory } from '../../llm/records/ledger.ts';
import type { ModelRequests } from '../worker/modelRequests.ts';
import { leftOf, totalWords } from './meterState.ts';
import { dateTime, wordCalls, wordCategory, wordScope, wordSum } from './words.ts';

/** Groups that a table shows. */
const shownGroups = 20;

/** What models cost since a day as a Markdown page: by day, run, model, category, with waste and savings. */
export function costsPage({ report, budgets, benchmarks }: ModelRequests['modelCosts']['result'], since: string): string {
  const { t } = vscode.l10n;
  const { total } = report;
  return [
    `# ${t('Costs of Models')}`,
    '',
    t('{0} since {1}, {2}. Days are those of UTC, as on providers\' bills.', wordSum(totalWords(total)), since, wordCalls(total.calls)),
    ...notes(total).flatMap((note) => ['', `- ${note}`]),
    ...(budgets.length === 0 ? [] : [
      '', `## ${t('Budgets')}`, '', `| | ${t('limit')} | ${t('spent')} | ${t('reserved')} | ${t('left')} |`, '|---|---:|---:|---:|---:|',
      ...budgets.map((budget) => `| ${wordScope(budget.scope.kind)} | ${dollars(budget.hardMicroUsd)} | ${dollars(budget.spentMicroUsd)} | ${dollars(budget.reservedMicroUsd)} | ${dollars(leftOf(budget))} |`),
    ]),
    ...table(t('By day'), [...report.byDay].reverse()),
    ...table(t('By model'), report.byModel),
    ...table(t('By run'), [...report.byRun].reverse(), (run) => nameOfRun(run, benchmarks)),
    ...table(t('By category'), report.byCategory, (key) => wordCategory(key as TaskCategory)),
    ...table(t('Paid and not used'), report.waste),
    '',
  ].join('\n');
}

function notes({ wastedMicroUsd, cacheHits, savedMicroUsd, usage, reservedMicroUsd, unpricedCalls, estimatedMicroUsd }: LedgerTotals): readonly string[] {
  const { t } = vscode.l10n;
  const input = usage.input + usage.cacheRead + usage.cacheWrite + usage.cacheWriteLong;
  return [
    ...(wastedMicroUsd === 0 ? [] : [t('Paid and not used: {0}', dollars(wastedMicroUsd))]),
    ...(cacheHits === 0 ? [] : [t('Answers that were there already: {0}, which saved {1}', cacheHits, dollars(savedMicroUsd))]),
    ...(usage.cacheRead === 0 ? [] : [t('Read from providers\' prompt caches: {0} % of the input', Math.round((100 * usage.cacheRead) / input))]),
    ...(reservedMicroUsd === 0 ? [] : [t('Reserved for calls under way: {0} at most', dollars(reservedMicroUsd))]),
    ...(estimatedMicroUsd === 0 ? [] : [t('"≈": a part is estimated, because the provider tells no usage.')]),
    ...(unpricedCalls === 0 ? [] : [t('Calls whose price nobody knows, not in the sum: {0}', unpricedCalls)]),
  ];
}

/** Runs have ids that say nothing to people; what is known of them does. */
function nameOfRun(run: string, benchmarks: Readonly<Record<string, number>>): string {
  const startedAt = benchmarks[run];
  return startedAt === undefined ? run : vscode.l10n.t('Benchmark of {0}', dateTime(startedAt));
}

function table(title: string, groups: readonly LedgerGroup[], nameOf: (key: string) => string = (key) => key): readonly string[] {
  const { t } = vscode.l10n;
  if (groups.length === 0) return [];
  return [
    '', `## ${title}`, '', `| | ${t('cost')} | ${t('calls')} | ${t('failed')} |`, '|---|---:|---:|---:|',
    ...groups.slice(0, shownGroups).map(({ key, totals }) => `| ${plain(nameOf(key))} | ${wordSum(totalWords(totals))} | ${totals.calls} | ${totals.failed} |`),
  ];
}
