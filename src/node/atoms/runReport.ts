import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { roundSum } from '../../base/roundSum.ts';
import { callsOf } from '../../llm/ledger/ledgerCalls.ts';
import { totalsOf } from '../../llm/ledger/ledgerTotals.ts';
import type { Store } from '../../llm/records/store.ts';
import { formatReport } from '../../waves/formatReport.ts';
import { reportOf, type RunReport } from '../../waves/report.ts';
import type { LoggedEvent } from '../../waves/runEvent.ts';
import { readRun } from '../../waves/runLog.ts';

/** Where the report of the last run stands in the app. */
const reportFiles = { markdown: '.devmatrix/report.md', json: '.devmatrix/report.json' };

/** Without a budget a run may cost so many times what is expected of it. */
const roomFactor = 3;
const leastRoomMicroUsd = 50_000;

export interface RunMoney {
  /** What the settings let a run cost; undefined when they say nothing. */
  readonly settingMicroUsd: number | undefined;
  /** What the run has cost before it was cut off. */
  readonly spentMicroUsd: number;
  /** What is still to be asked will probably cost that. */
  readonly leftMicroUsd: number | undefined;
}

/** What a run may cost in all when the person does not say otherwise: what the settings say while that leaves something, else what it has cost and some room above what is left. */
export function proposedBudget({ settingMicroUsd, spentMicroUsd, leftMicroUsd }: RunMoney): number | undefined {
  if (settingMicroUsd !== undefined && settingMicroUsd > spentMicroUsd) return settingMicroUsd;
  return leftMicroUsd === undefined ? undefined : roundSum(spentMicroUsd + Math.max(leastRoomMicroUsd, roomFactor * leftMicroUsd));
}

/** The report of a run, which is left in the app, too. */
export async function keepReport(run: string, out: string, store: Store): Promise<{ readonly report: RunReport; readonly file: string }> {
  const events: LoggedEvent[] = [];
  for await (const logged of readRun(store.runLog, run)) events.push(logged);
  const report = reportOf(events, totalsOf(callsOf(await store.ledger.events({ run })), Date.now()));
  const folder = resolve(out);
  await mkdir(join(folder, '.devmatrix'), { recursive: true });
  const file = join(folder, reportFiles.markdown);
  await Promise.all([writeFile(file, formatReport(report)), writeFile(join(folder, reportFiles.json), `${JSON.stringify({ run, ...report }, null, 2)}\n`)]);
  return { report, file };
}
