import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
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

/** What a run may cost when nobody says otherwise, in millionths of a US dollar; undefined when nobody knows what it is expected to cost. */
export function roomFor(microUsd: number | undefined): number | undefined {
  return microUsd === undefined ? undefined : Math.max(leastRoomMicroUsd, roomFactor * microUsd);
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
