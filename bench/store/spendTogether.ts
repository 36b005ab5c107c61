import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { checkLedger, type LedgerFaults } from './checkLedger.ts';
import { callsTold, runChild } from './children.ts';

export interface SpendingResult extends LedgerFaults {
  readonly reserved: number;
  readonly refused: number;
  readonly spentMicroUsd: number;
  readonly failedProcesses: number;
}

/** Lets several processes with many calls each at the same time spend from one budget, which is too small for all of them. */
export async function spendTogether(options: { readonly file: string; readonly processes: number; readonly lanes: number; readonly callsPerLane: number; readonly hardMicroUsd: number }): Promise<SpendingResult> {
  const { file, processes, lanes, callsPerLane, hardMicroUsd } = options;
  const { store } = await openSqliteStore(file);
  await store.budgets.set({ scope: { kind: 'workspace', workspace: 'eval' }, hardMicroUsd }, Date.now());
  const stories = await Promise.all(Array.from({ length: processes }, (_, number) => runChild({ file, name: `p${number}`, lanes, callsPerLane, unsettled: [], callMs: 20 })));
  const faults = await checkLedger(store, stories, hardMicroUsd);
  const { spentMicroUsd } = await store.ledger.usage({ kind: 'workspace', workspace: 'eval' }, Date.now());
  await store.close();
  return {
    ...faults, spentMicroUsd, reserved: callsTold(stories, 'reserved').length, refused: callsTold(stories, 'overBudget').length,
    failedProcesses: stories.filter(({ exitCode }) => exitCode !== 0).length,
  };
}
