import assert from 'node:assert/strict';
import type { LedgerEvent } from '../../src/llm/records/ledger.ts';
import type { Store } from '../../src/llm/records/store.ts';
import { seededRandom } from '../support/seededRandom.ts';
import { itHolds, newStore } from './backends.ts';
import { minute, noon, purposeOf, reservation, settlement } from './sampleEvents.ts';

type Told = (store: Store) => Promise<unknown>;

/** What windows could tell of a few calls, in any order: most of it as it should be, some of it twice, too early, too late or for another day. */
function stories(seed: number): readonly Told[] {
  const random = seededRandom(seed);
  const whole = (below: number): number => Math.floor(random.next() * below);
  return Array.from({ length: 150 }, (): Told => {
    const call = `call-${whole(40)}`;
    const at = noon + whole(4) * 6 * 60 * minute;
    const purpose = purposeOf({ run: whole(3) === 0 ? 'other' : 'run-1', workspace: whole(4) === 0 ? 'library' : 'shop' });
    const microUsd = whole(8) === 0 ? undefined : whole(5) * 25;
    switch (whole(5)) {
      case 0: case 1: return ({ ledger }) => ledger.reserve(reservation(call, microUsd, { at, purpose }), 'allow');
      case 2: case 3: return ({ ledger }) => ledger.settle(settlement(call, microUsd, { at: at + 1000, purpose }));
      default: return ({ ledger }) => ledger.record({ kind: 'wasted', id: `${call}-wasted`, call, at, model: reservation(call, 0).model, purpose, reason: 'tests failed' });
    }
  });
}

async function everything({ ledger, budgets }: Store): Promise<unknown> {
  const events = (await ledger.events({})).map(({ seq, chargedAt, event }): readonly [number, number, LedgerEvent] => [seq, chargedAt, event]);
  return { events, states: await budgets.states(noon + 5 * minute), tomorrow: await ledger.usage({ kind: 'day' }, noon + 24 * 60 * minute) };
}

for (const seed of [1, 2, 3]) {
  itHolds(`what is told together ends as when it is told one after the other, seed ${seed}`, async (together) => {
    const oneByOne = await newStore('sqlite');
    for (const { budgets } of [together, oneByOne]) {
      await budgets.set({ scope: { kind: 'day' }, hardMicroUsd: 900, softMicroUsd: 300 }, noon);
      await budgets.set({ scope: { kind: 'run', run: 'other' }, hardMicroUsd: 250, softMicroUsd: 100 }, noon);
    }
    const told = stories(seed);
    const expected: unknown[] = [];
    for (const tell of told) expected.push(await tell(oneByOne));
    assert.deepEqual(await Promise.all(told.map((tell) => tell(together))), expected);
    assert.deepEqual(await everything(together), await everything(oneByOne));
    assert.ok(expected.some((answer) => (answer as { readonly kind?: string } | undefined)?.kind === 'overBudget'));
    await oneByOne.close();
  });
}
