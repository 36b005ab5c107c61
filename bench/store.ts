// Whether the ledger can be trusted: npm run eval:store [-- --kills 100]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from './measure.ts';
import type { LedgerFaults } from './store/checkLedger.ts';
import { killAtRandom } from './store/killAtRandom.ts';
import { spendTogether } from './store/spendTogether.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '100' } } });
const folder = mkdtempSync(join(tmpdir(), 'devmatrix-eval-store-'));
const dollars = (microUsd: number): string => `$${(microUsd / 1e6).toFixed(6)}`;
try {
  const hardMicroUsd = 250_000;
  const spending = await spendTogether({ file: join(folder, 'spend.sqlite'), processes: 4, lanes: 50, callsPerLane: 4, hardMicroUsd });
  const killing = await killAtRandom({ file: join(folder, 'kill.sqlite'), kills: Number(values.kills) });
  console.log(`\n200 calls at the same time in 4 processes, 800 in all, budget ${dollars(hardMicroUsd)}: ${spending.reserved} reserved, ${spending.refused} refused, ${dollars(spending.spentMicroUsd)} spent`);
  console.log(`Processes killed (SIGKILL) at random, two at a time: ${killing.kills} kills, ${killing.reserved} reservations and ${killing.settled} settlements acknowledged, ${killing.settledLate} settled late by another process\n`);
  console.log(table([
    ['fault', 'together', 'killed'],
    ...(['lost', 'doubled', 'invented', 'wrongSumMicroUsd', 'overBudgetMicroUsd'] as const).map((fault: keyof LedgerFaults) => [fault, String(spending[fault]), String(killing[fault])]),
    ['processes that failed', String(spending.failedProcesses), String(killing.endedByThemselves - 1)],
  ]));
  const faults = [spending, killing].flatMap((result) => [result.lost, result.doubled, result.invented, result.wrongSumMicroUsd, result.overBudgetMicroUsd]);
  process.exitCode = faults.every((count) => count === 0) && spending.failedProcesses === 0 && killing.endedByThemselves === 1 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
