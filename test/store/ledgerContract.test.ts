import assert from 'node:assert/strict';
import { itHolds } from './backends.ts';
import { minute, noon, purposeOf, reservation, settlement } from './sampleEvents.ts';

const dayOf = (hardMicroUsd: number, softMicroUsd?: number) => ({ scope: { kind: 'day' } as const, hardMicroUsd, ...(softMicroUsd === undefined ? {} : { softMicroUsd }) });

itHolds('the ledger gives back what was recorded, in the order of its commits', async ({ ledger }) => {
  const events = [
    reservation('a', 500), settlement('a', 420),
    { kind: 'wasted', id: 'a-wasted', call: 'a', at: noon + 2000, model: reservation('a', 0).model, purpose: purposeOf({}), reason: 'tests failed' } as const,
    { kind: 'cached', id: 'b-cached', call: 'b', at: noon + 3000, model: { provider: 'openai', model: 'gpt' }, purpose: { workspace: 'w', category: 'general' }, match: 'exact', usage: settlement('a', 1).usage, savedMicroUsd: 77 } as const,
    reservation('c', undefined), settlement('c', undefined, { source: 'unknown', outcome: 'truncated', wasted: true }),
  ] as const;
  for (const event of events) {
    if (event.kind === 'reserved') await ledger.reserve(event, 'refuse');
    else if (event.kind === 'settled') await ledger.settle(event);
    else await ledger.record(event);
  }
  const stored = await ledger.events({});
  assert.deepEqual(stored.map(({ event }) => event), events);
  assert.deepEqual(stored.map(({ seq }) => seq), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual((await ledger.events({ afterSeq: 4 })).map(({ seq }) => seq), [5, 6]);
  assert.deepEqual((await ledger.events({ afterSeq: 1, limit: 2 })).map(({ seq }) => seq), [2, 3]);
  assert.deepEqual((await ledger.events({ workspace: 'w' })).map(({ seq }) => seq), [4]);
  assert.deepEqual((await ledger.events({ run: 'run-1' })).map(({ seq }) => seq), [1, 2, 3, 5, 6]);
});

itHolds('a call that could lead over a budget is not reserved, one that just fits is', async ({ ledger, budgets }) => {
  await budgets.set(dayOf(1000), noon);
  assert.deepEqual(await ledger.reserve(reservation('a', 600), 'refuse'), { kind: 'reserved' });
  assert.deepEqual(await ledger.reserve(reservation('b', 401), 'refuse'), {
    kind: 'overBudget', neededMicroUsd: 401, budget: { ...dayOf(1000), spentMicroUsd: 0, reservedMicroUsd: 600 },
  });
  assert.deepEqual(await ledger.reserve(reservation('c', 400), 'refuse'), { kind: 'reserved' });
  assert.deepEqual((await ledger.events({})).map(({ event }) => event.call), ['a', 'c']);
  assert.deepEqual(await budgets.states(noon), [{ ...dayOf(1000), spentMicroUsd: 0, reservedMicroUsd: 1000 }]);
});

itHolds('what a call did not use is free again once it is settled', async ({ ledger, budgets }) => {
  await budgets.set(dayOf(1000), noon);
  await ledger.reserve(reservation('a', 1000), 'refuse');
  assert.equal((await ledger.reserve(reservation('b', 1), 'refuse')).kind, 'overBudget');
  await ledger.settle(settlement('a', 250));
  assert.equal((await ledger.reserve(reservation('b', 750), 'refuse')).kind, 'reserved');
  assert.deepEqual(await ledger.usage({ kind: 'day' }, noon), { spentMicroUsd: 250, reservedMicroUsd: 750, unpricedCalls: 0 });
});

for (const scope of [{ kind: 'run', run: 'run-1' }, { kind: 'day' }, { kind: 'month' }, { kind: 'workspace', workspace: 'shop' }] as const) {
  itHolds(`a budget of a ${scope.kind} stops its own calls and no others`, async ({ ledger, budgets }) => {
    await budgets.set({ scope, hardMicroUsd: 100 }, noon);
    await ledger.reserve(reservation('a', 100), 'refuse');
    const refused = await ledger.reserve(reservation('b', 1), 'refuse');
    assert.deepEqual(refused.kind === 'overBudget' && refused.budget.scope, scope);
    const nextMonth = noon + 31 * 24 * 60 * minute;
    const elsewhere = { run: { purpose: purposeOf({ run: 'run-2' }) }, day: { at: noon + 24 * 60 * minute }, month: { at: nextMonth }, workspace: { purpose: purposeOf({ workspace: 'other' }) } }[scope.kind];
    assert.equal((await ledger.reserve(reservation('c', 100, elsewhere), 'refuse')).kind, 'reserved');
  });
}

itHolds('a call must fit into every budget that applies, or nothing of it is reserved', async ({ ledger, budgets }) => {
  await budgets.set(dayOf(1000), noon);
  await budgets.set({ scope: { kind: 'workspace', workspace: 'shop' }, hardMicroUsd: 10 }, noon);
  const refused = await ledger.reserve(reservation('a', 11), 'refuse');
  assert.equal(refused.kind === 'overBudget' && refused.budget.scope.kind, 'workspace');
  assert.deepEqual(await ledger.usage({ kind: 'day' }, noon), { spentMicroUsd: 0, reservedMicroUsd: 0, unpricedCalls: 0 });
});

itHolds('of 200 calls at the same time as many are reserved as fit', async ({ ledger, budgets }) => {
  await budgets.set(dayOf(1005), noon);
  const results = await Promise.all(Array.from({ length: 200 }, (_, index) => ledger.reserve(reservation(`c${index}`, 10), 'refuse')));
  assert.equal(results.filter(({ kind }) => kind === 'reserved').length, 100);
  assert.deepEqual((await ledger.events({})).map(({ seq }) => seq), Array.from({ length: 100 }, (_, index) => index + 1));
});

itHolds('a call is reserved and settled once, however often it is told', async ({ ledger, budgets }) => {
  await budgets.set(dayOf(1000), noon);
  await ledger.reserve(reservation('a', 600), 'refuse');
  assert.equal((await ledger.reserve(reservation('a', 600), 'refuse')).kind, 'reserved');
  const settlements = await Promise.all([300, 300, 900].map((cost) => ledger.settle(settlement('a', cost))));
  assert.deepEqual(settlements.map(({ kind }) => kind), ['recorded', 'repeated', 'repeated']);
  assert.equal((await ledger.reserve(reservation('a', 600), 'refuse')).kind, 'reserved');
  assert.deepEqual(await ledger.usage({ kind: 'day' }, noon), { spentMicroUsd: 300, reservedMicroUsd: 0, unpricedCalls: 0 });
  assert.equal((await ledger.events({})).length, 2);
});

itHolds('a reservation that expired counts as spent until it is settled late', async ({ ledger, budgets }) => {
  await budgets.set(dayOf(1000), noon);
  await ledger.reserve(reservation('a', 900), 'refuse');
  const later = noon + 11 * minute;
  assert.deepEqual(await ledger.usage({ kind: 'day' }, later), { spentMicroUsd: 900, reservedMicroUsd: 0, unpricedCalls: 0 });
  assert.equal((await ledger.reserve(reservation('b', 200, { at: later }), 'refuse')).kind, 'overBudget');
  assert.equal((await ledger.settle(settlement('a', 100, { at: later }))).kind, 'recorded');
  assert.deepEqual(await ledger.usage({ kind: 'day' }, later), { spentMicroUsd: 100, reservedMicroUsd: 0, unpricedCalls: 0 });
  assert.equal((await ledger.reserve(reservation('b', 200, { at: later }), 'refuse')).kind, 'reserved');
});

itHolds('the day of the reservation pays for a call that ends after midnight', async ({ ledger }) => {
  const midnight = Date.UTC(2026, 10, 22);
  await ledger.reserve(reservation('a', 500, { at: midnight - 1000 }), 'refuse');
  await ledger.settle(settlement('a', 400, { at: midnight + 1000 }));
  assert.equal((await ledger.usage({ kind: 'day' }, midnight - 1000)).spentMicroUsd, 400);
  assert.deepEqual(await ledger.usage({ kind: 'day' }, midnight + 1000), { spentMicroUsd: 0, reservedMicroUsd: 0, unpricedCalls: 0 });
  assert.deepEqual((await ledger.events({ until: midnight })).map(({ event }) => event.kind), ['reserved', 'settled']);
  assert.deepEqual(await ledger.events({ since: midnight }), []);
});

itHolds('a call that nobody reserved counts when it is settled', async ({ ledger }) => {
  await ledger.settle(settlement('a', 123));
  assert.equal((await ledger.usage({ kind: 'workspace', workspace: 'shop' }, noon)).spentMicroUsd, 123);
});

itHolds('a call that cost more than was reserved counts in full', async ({ ledger, budgets }) => {
  await budgets.set(dayOf(100), noon);
  await ledger.reserve(reservation('a', 100), 'refuse');
  await ledger.settle(settlement('a', 130));
  assert.equal((await ledger.usage({ kind: 'day' }, noon)).spentMicroUsd, 130);
  assert.equal((await ledger.reserve(reservation('b', 1), 'refuse')).kind, 'overBudget');
});

itHolds('what costs nothing fits into a budget that is used up', async ({ ledger, budgets }) => {
  await budgets.set(dayOf(100), noon);
  await ledger.reserve(reservation('a', 100), 'refuse');
  assert.equal((await ledger.reserve(reservation('local', 0), 'refuse')).kind, 'reserved');
});

itHolds('a model without a known price needs permission only where a budget applies', async ({ ledger, budgets }) => {
  assert.equal((await ledger.reserve(reservation('a', undefined), 'refuse')).kind, 'reserved');
  await budgets.set(dayOf(100), noon);
  assert.equal((await ledger.reserve(reservation('b', undefined), 'refuse')).kind, 'unknownPrice');
  assert.equal((await ledger.reserve(reservation('c', undefined), 'allow')).kind, 'reserved');
  await ledger.settle(settlement('c', undefined, { source: 'unknown' }));
  assert.deepEqual(await budgets.states(noon), [{ ...dayOf(100), spentMicroUsd: 0, reservedMicroUsd: 0, unpricedCalls: 1 }]);
  await ledger.reserve(reservation('d', 100), 'refuse');
  assert.equal((await ledger.reserve(reservation('e', undefined), 'allow')).kind, 'overBudget', 'a budget that is used up has no room for what costs nobody knows how much');
});

itHolds('a call of which nobody learns the cost counts as what was reserved for it', async ({ ledger }) => {
  await ledger.reserve(reservation('a', 500), 'refuse');
  await ledger.settle(settlement('a', undefined, { source: 'unknown', outcome: 'offline' }));
  assert.deepEqual(await ledger.usage({ kind: 'day' }, noon), { spentMicroUsd: 500, reservedMicroUsd: 0, unpricedCalls: 0 });
});

itHolds('amounts that are none are unknown, fractions round up', async ({ ledger }) => {
  await ledger.settle(settlement('a', Number.NaN));
  await ledger.settle(settlement('b', 0.2));
  assert.deepEqual(await ledger.usage({ kind: 'day' }, noon), { spentMicroUsd: 1, reservedMicroUsd: 0, unpricedCalls: 1 });
});

itHolds('reaching a soft limit is told once for each day, and again when the limit was changed', async ({ ledger, budgets }) => {
  await budgets.set(dayOf(1000, 500), noon);
  const spend = async (call: string, cost: number, at = noon): Promise<readonly number[]> => {
    await ledger.reserve(reservation(call, cost, { at }), 'refuse');
    return (await ledger.settle(settlement(call, cost, { at }))).alerts.map(({ spentMicroUsd }) => spentMicroUsd);
  };
  assert.deepEqual(await spend('a', 499), []);
  assert.deepEqual(await spend('b', 1), [500]);
  assert.deepEqual(await spend('c', 100), []);
  await budgets.set(dayOf(1000, 700), noon);
  assert.deepEqual(await spend('d', 99), []);
  assert.deepEqual(await spend('e', 100), [799]);
  assert.deepEqual(await spend('f', 700, noon + 24 * 60 * minute), [700]);
});

itHolds('reservations do not reach a soft limit: only what is spent does', async ({ ledger, budgets }) => {
  await budgets.set(dayOf(1000, 500), noon);
  await ledger.reserve(reservation('a', 400), 'refuse');
  await ledger.reserve(reservation('b', 400), 'refuse');
  assert.deepEqual((await ledger.settle(settlement('a', 300))).alerts, []);
  assert.deepEqual((await ledger.settle(settlement('b', 300))).alerts.length, 1);
});

itHolds('waste and hits of the cache are recorded once and cost nothing', async ({ ledger }) => {
  const wasted = { kind: 'wasted', id: 'w', call: 'a', at: noon, model: { provider: 'p', model: 'm' }, purpose: purposeOf({}), reason: 'tests failed' } as const;
  await ledger.record(wasted);
  await ledger.record({ ...wasted, id: 'w2' });
  assert.deepEqual((await ledger.events({})).map(({ event }) => event.id), ['w']);
  assert.equal((await ledger.usage({ kind: 'day' }, noon)).spentMicroUsd, 0);
});

itHolds('budgets can be set, changed and removed', async ({ budgets }) => {
  const run = { scope: { kind: 'run', run: 'r:1' }, hardMicroUsd: 5_000_000_000 } as const;
  await budgets.set(dayOf(1000, 500), noon);
  await budgets.set(run, noon);
  await budgets.set(dayOf(2000), noon);
  assert.deepEqual(await budgets.list(), [dayOf(2000), run]);
  assert.equal(await budgets.remove({ kind: 'day' }), true);
  assert.equal(await budgets.remove({ kind: 'day' }), false);
  assert.deepEqual(await budgets.states(noon), [{ ...run, spentMicroUsd: 0, reservedMicroUsd: 0 }]);
});
