// A process that spends from a store's budgets until it has made all its calls or is killed. Started by spendTogether.ts and killAtRandom.ts.
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { ReservedEvent, SettledEvent } from '../../src/llm/records/ledger.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { amountsOf, type ChildOrder } from './childOrder.ts';

const model = { provider: 'fake', model: 'priced' };

function reservationOf(call: string): ReservedEvent {
  const at = Date.now();
  return { kind: 'reserved', id: `${call}/reserved`, call, at, model, purpose: { workspace: 'eval', category: 'coding' }, microUsd: amountsOf(call).worst, expiresAt: at + 600_000 };
}

function settlementOf(call: string): SettledEvent {
  return {
    kind: 'settled', id: `${call}/settled`, call, at: Date.now(), model, purpose: { workspace: 'eval', category: 'coding' },
    usage: { input: 1000, cacheRead: 0, cacheWrite: 0, cacheWriteLong: 0, output: 100 }, microUsd: amountsOf(call).real, source: 'table', outcome: 'ok', wasted: false, totalMs: 1,
  };
}

/** Tells the parent; what was written is there although the process is killed right afterwards. */
function tell(line: string): void {
  writeSync(1, `${line}\n`);
}

async function lane(number: number): Promise<void> {
  for (let index = 0; index < order.callsPerLane; index += 1) {
    const call = `${order.name}-${number}-${index}`;
    tell(`begun ${call}`);
    const { kind } = await store.ledger.reserve(reservationOf(call), 'refuse');
    tell(`${kind} ${call}`);
    if (kind !== 'reserved') continue;
    await pause(Math.random() * order.callMs);
    await store.ledger.settle(settlementOf(call));
    tell(`settled ${call}`);
  }
}

const order = JSON.parse(process.argv[2] ?? '') as ChildOrder;
const { store } = await openSqliteStore(order.file);
tell('open');
await Promise.all(order.unsettled.map(async (call) => {
  await store.ledger.settle(settlementOf(call));
  tell(`settled ${call}`);
}));
await Promise.all(Array.from({ length: order.lanes }, (_, number) => lane(number)));
await store.close();
