import assert from 'node:assert/strict';
import { runFanOut } from '../../bench/waves/fanOut.ts';

it('lets one call of a prefix go first, so that all others read it from the cache of the provider', async function () {
  this.timeout(180_000);
  const { report, writes } = await runFanOut({ atoms: 40, atOnce: 30, fanOut: 8 });
  assert.deepEqual([report.outcome, report.atoms.done], ['complete', 40]);
  // One for the instructions of examples, one for those of code.
  assert.equal(writes, 2);
  assert.ok((report.promptCacheRate ?? 0) > 0.95, String(report.promptCacheRate));
  assert.equal(report.cost.wastedAnswers, report.attempts.code - 40);
  const unled = await runFanOut({ atoms: 40, atOnce: 30, fanOut: Infinity });
  assert.ok(unled.writes > 2 && unled.report.cost.microUsd > report.cost.microUsd, `${String(unled.writes)} writes`);
});
