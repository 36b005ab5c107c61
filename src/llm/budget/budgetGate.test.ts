import assert from 'node:assert/strict';
import type { BudgetState, ReservedEvent, SettledEvent } from '../records/ledger.ts';
import type { LedgerRepository } from '../records/ledgerRepository.ts';
import { StoreError } from '../records/store.ts';
import { FakeTime } from '../testing/fakeTime.ts';
import { noUsage } from '../tokenUsage.ts';
import { budgetGate } from './budgetGate.ts';

const base = { id: 'e', at: 0, model: { provider: 'p', model: 'm' }, purpose: { workspace: 'w', category: 'coding' } } as const;
const settled = (call: string): SettledEvent => ({ ...base, kind: 'settled', call, usage: noUsage, microUsd: 5, source: 'table', outcome: 'ok', wasted: false, totalMs: 1 });
const state: BudgetState = { scope: { kind: 'day' }, hardMicroUsd: 10, spentMicroUsd: 5, reservedMicroUsd: 0 };

/** A ledger that refuses as long as `isDown`. */
class FakeLedger implements LedgerRepository {
  isDown = false;
  readonly recorded: string[] = [];
  readonly policies: string[] = [];

  reserve(_event: ReservedEvent, unknownPrices: 'refuse' | 'allow'): ReturnType<LedgerRepository['reserve']> {
    this.policies.push(unknownPrices);
    return Promise.resolve({ kind: 'reserved' });
  }

  settle({ call }: SettledEvent): ReturnType<LedgerRepository['settle']> {
    if (this.isDown) return Promise.reject(new StoreError('full', 'no space'));
    if (this.recorded.includes(call)) return Promise.resolve({ kind: 'repeated', alerts: [] });
    this.recorded.push(call);
    return Promise.resolve({ kind: 'recorded', alerts: this.recorded.length === 1 ? [state] : [] });
  }

  record(): Promise<void> {
    return Promise.resolve();
  }

  events(): ReturnType<LedgerRepository['events']> {
    return Promise.resolve([]);
  }

  usage(): ReturnType<LedgerRepository['usage']> {
    return Promise.resolve({ spentMicroUsd: 0, reservedMicroUsd: 0, unpricedCalls: 0 });
  }
}

function newGate(unknownPrices: () => 'refuse' | 'allow' = () => 'refuse') {
  const ledger = new FakeLedger();
  const time = new FakeTime();
  const alerts: BudgetState[] = [];
  return { ledger, time, alerts, gate: budgetGate({ ledger, time, unknownPrices, alert: (budget) => alerts.push(budget) }) };
}

it('a soft limit that is reached is told', async () => {
  const { gate, alerts } = newGate();
  await gate.settle(settled('a'));
  await gate.settle(settled('b'));
  assert.deepEqual(alerts, [state]);
});

it('whether unknown prices are allowed is asked each time', async () => {
  let policy: 'refuse' | 'allow' = 'refuse';
  const { gate, ledger } = newGate(() => policy);
  const reservation: ReservedEvent = { ...base, kind: 'reserved', call: 'a', expiresAt: 1 };
  await gate.reserve(reservation);
  policy = 'allow';
  await gate.reserve(reservation);
  assert.deepEqual(ledger.policies, ['refuse', 'allow']);
});

it('a settlement that the store refuses is told and recorded later', async () => {
  const { gate, ledger, time } = newGate();
  ledger.isDown = true;
  await assert.rejects(gate.settle(settled('a')), StoreError);
  await assert.rejects(gate.settle(settled('b')), StoreError);
  await time.advance(20_000);
  assert.equal(gate.unrecorded, 2);
  ledger.isDown = false;
  await time.advance(5_000);
  assert.deepEqual([gate.unrecorded, ledger.recorded, time.timers], [0, ['a', 'b'], 0]);
});

it('what is not recorded yet is tried once more at the end, and then no more until there are new calls', async () => {
  const { gate, ledger, time } = newGate();
  ledger.isDown = true;
  await assert.rejects(gate.settle(settled('a')), StoreError);
  await assert.rejects(gate.settle(settled('b')), StoreError);
  ledger.isDown = false;
  await gate.close();
  assert.deepEqual([gate.unrecorded, ledger.recorded, time.timers], [0, ['a', 'b'], 0]);
  ledger.isDown = true;
  await assert.rejects(gate.settle(settled('c')), StoreError);
  assert.equal(time.timers, 0);
  ledger.isDown = false;
  await gate.reserve({ ...base, kind: 'reserved', call: 'd', expiresAt: 1 });
  ledger.isDown = true;
  await assert.rejects(gate.settle(settled('d')), StoreError);
  ledger.isDown = false;
  await time.advance(5_000);
  assert.deepEqual([gate.unrecorded, ledger.recorded], [0, ['a', 'b', 'c', 'd']]);
});
