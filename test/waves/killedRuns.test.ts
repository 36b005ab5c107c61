import assert from 'node:assert/strict';
import { killRuns } from '../../bench/waves/killRuns.ts';

it('goes on after its process was killed, asks nothing again that its log has, and ends the same', async function () {
  this.timeout(300_000);
  const { kills, runs, served, logged, paidAndLost, ...faults } = await killRuns({ kills: 5, atoms: 30, withinMs: 60_000 });
  assert.ok(kills > 0 && runs > 0 && served >= logged && logged >= runs * 60, `${String(kills)} kills, ${String(runs)} runs, ${String(served)} served, ${String(logged)} logged, ${String(paidAndLost)} lost`);
  assert.deepEqual(faults, { askedAgain: 0, doubled: 0, different: 0, faults: 0 });
});
