import { dollars, dollarsInColumn } from '../base/dollars.ts';
import type { LedgerGroup, LedgerReport } from '../llm/ledger/ledgerReport.ts';
import { ledgerReport } from '../llm/ledger/ledgerReport.ts';
import { type LedgerTotals, promptCacheRate } from '../llm/ledger/ledgerTotals.ts';
import { dayOf, monthOf } from '../llm/records/budgetScopes.ts';
import type { BudgetState } from '../llm/records/ledger.ts';
import { inputTokens } from '../llm/tokenUsage.ts';
import { storeFile } from '../node/sqliteStore.ts';
import { parseOptions } from './arguments.ts';
import { budgetLines } from './budgetCommand.ts';
import { count, type ExitCode, paint, printJson, UsageError } from './terminal.ts';
import { textTable } from './textTable.ts';
import { hasStore, withStore } from './withStore.ts';

/** Groups that are shown; the JSON has all. */
const shownGroups = 15;

/** `devmatrix costs`: what calls to models cost, from every side, with the budgets. Nothing is changed. */
export async function costsCommand(args: readonly string[]): Promise<ExitCode> {
  const { since, json } = parseOptions(args, { since: { type: 'string' }, json: { type: 'boolean', default: false } });
  const now = Date.now();
  const from = since ?? `${monthOf(now)}-01`;
  if (!isDay(from)) throw new UsageError(`${from} is no day. Write it like ${dayOf(now)}.`);
  const show = (report: LedgerReport, budgets: readonly BudgetState[]): ExitCode => {
    if (json) printJson({ since: from, store: storeFile(), ...jsonOf(report), budgets });
    else process.stdout.write(`${formatCosts(report, { since: from, budgets })}\n`);
    return 0;
  };
  if (!hasStore()) return show(ledgerReport([], now), []);
  return withStore(async (store) => show(ledgerReport(await store.ledger.events({ since: Date.parse(from) }), now), await store.budgets.states(now)));
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && dayOf(Date.parse(text)) === text;
}

/** Groups with their sums beside their keys. */
function jsonOf({ total, ...groups }: LedgerReport): Readonly<Record<string, unknown>> {
  const flat: Record<string, unknown> = { total };
  for (const [name, list] of Object.entries(groups) as readonly (readonly [string, readonly LedgerGroup[]])[]) flat[name] = list.map(({ key, totals }) => ({ key, ...totals }));
  return flat;
}

/** The report as a page of text. */
export function formatCosts(report: LedgerReport, { since, budgets }: { readonly since: string; readonly budgets: readonly BudgetState[] }): string {
  const { total } = report;
  if (total.calls + total.cacheHits === 0) return [`No call to a model since ${since}.`, ...budgetSection(budgets)].join('\n');
  return [
    `${paint('bold', cost(total))} since ${since} (days are those of UTC), ${count(total.calls, 'call')}: ${outcomes(total)}`,
    ...notes(total),
    ...section('Day', report.byDay.slice(-shownGroups)),
    ...section('Run', report.byRun.slice(-shownGroups)),
    ...section('Model', report.byModel.slice(0, shownGroups)),
    ...section('Category', report.byCategory),
    ...section('Unit (dearest)', report.byUnit.slice(0, shownGroups)),
    ...section('Paid and not used', report.waste),
    ...budgetSection(budgets),
  ].join('\n');
}

/** "≈" where a part is only estimated, "≥" where calls have no known price. */
function cost({ spentMicroUsd, estimatedMicroUsd, unpricedCalls }: LedgerTotals): string {
  return `${unpricedCalls > 0 ? '≥ ' : estimatedMicroUsd > 0 ? '≈ ' : ''}${dollarsInColumn(spentMicroUsd)}`;
}

function outcomes({ answered, failed, underWay, lost }: LedgerTotals): string {
  const parts = [`${answered} answered`, `${failed} failed`, ...(underWay > 0 ? [`${underWay} under way`] : []), ...(lost > 0 ? [`${lost} lost with their process`] : [])];
  return parts.join(', ');
}

function notes(total: LedgerTotals): readonly string[] {
  const { calls, wastedMicroUsd, wastedCalls, spentMicroUsd, cacheHits, savedMicroUsd, unpricedCalls, reservedMicroUsd } = total;
  const cached = promptCacheRate(total);
  return [
    ...(wastedCalls > 0 ? [`Wasted: ${dollars(wastedMicroUsd)} (${percent(wastedMicroUsd, spentMicroUsd)}) by ${count(wastedCalls, 'call')}`] : []),
    ...(cacheHits > 0 ? [`Saved by the cache: ${dollars(savedMicroUsd)} by ${count(cacheHits, 'answer')} that ${cacheHits === 1 ? 'was' : 'were'} there already (${percent(cacheHits, cacheHits + calls)} of all)`] : []),
    ...(cached !== undefined && cached > 0 ? [`Read from providers' prompt caches: ${percent(cached, 1)} of the input`] : []),
    ...(reservedMicroUsd > 0 ? [`Reserved for calls under way: ${dollars(reservedMicroUsd)} at most`] : []),
    ...(unpricedCalls > 0 ? [`${count(unpricedCalls, 'call')} to models without a known price ${unpricedCalls === 1 ? 'is' : 'are'} not in the sums`] : []),
  ];
}

function section(title: string, groups: readonly LedgerGroup[]): readonly string[] {
  if (groups.length === 0) return [];
  const rows = groups.map(({ key, totals }) => [key, cost(totals), totals.calls, inputTokens(totals.usage), totals.usage.output].map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)));
  return ['', ...textTable([[title, 'cost', 'calls', 'tokens in', 'out'], ...rows])];
}

function budgetSection(budgets: readonly BudgetState[]): readonly string[] {
  return budgets.length === 0 ? [] : ['', ...budgetLines(budgets)];
}

function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((100 * part) / whole)} %`;
}

