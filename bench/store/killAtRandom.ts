import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { checkLedger, type LedgerFaults } from './checkLedger.ts';
import { callsTold, type ChildStory, runChild } from './children.ts';

export interface KillingResult extends LedgerFaults {
  readonly kills: number;
  readonly reserved: number;
  readonly settled: number;
  /** Calls that were reserved when their process was killed and were settled by a later one. */
  readonly settledLate: number;
  readonly endedByThemselves: number;
}

const lanes = 12;

/** Kills processes while they reserve and settle, two at a time, and lets each next one settle what its forerunners left open. */
export async function killAtRandom({ file, kills }: { readonly file: string; readonly kills: number }): Promise<KillingResult> {
  const hardMicroUsd = 1_000_000_000_000;
  const { store } = await openSqliteStore(file);
  await store.budgets.set({ scope: { kind: 'workspace', workspace: 'eval' }, hardMicroUsd }, Date.now());
  await store.close();
  const stories: ChildStory[] = [];
  let settledLate = 0;
  for (let round = 0; round * 2 < kills; round += 1) {
    const unsettled = openCalls(stories);
    const pair = await Promise.all([0, 1].map((number) => runChild(
      { file, name: `r${round}-${number}`, lanes, callsPerLane: 1_000_000, unsettled: number === 0 ? unsettled : [], callMs: 3 }, 30 + Math.random() * 500,
    )));
    stories.push(...pair);
    const settled = new Set(callsTold(pair, 'settled'));
    settledLate += unsettled.filter((call) => settled.has(call)).length;
  }
  stories.push(await runChild({ file, name: 'last', lanes, callsPerLane: 1, unsettled: openCalls(stories), callMs: 1 }));
  const after = await openSqliteStore(file);
  const faults = await checkLedger(after.store, stories, hardMicroUsd);
  await after.store.close();
  return {
    ...faults, kills: stories.filter(({ exitCode }) => exitCode === null).length, reserved: callsTold(stories, 'reserved').length,
    settled: callsTold(stories, 'settled').length, settledLate, endedByThemselves: stories.filter(({ exitCode }) => exitCode !== null).length,
  };
}

function openCalls(stories: readonly ChildStory[]): readonly string[] {
  const settled = new Set(callsTold(stories, 'settled'));
  return callsTold(stories, 'reserved').filter((call) => !settled.has(call));
}
