import assert from 'node:assert/strict';
import { it } from 'mocha';
import { isDue, nextRunAt } from './schedule.ts';

const hour = 3_600_000;
const now = 100 * hour;

it('nothing is due unless a schedule is switched on', () => {
  assert.equal(nextRunAt(undefined, undefined, now), undefined);
});

it('runs follow each other by the hours of the schedule, one at least and twelve at most', () => {
  assert.equal(nextRunAt({ everyHours: 3 }, now - hour, now), now + 2 * hour);
  assert.equal(nextRunAt({ everyHours: 0 }, now, now), now + hour);
  assert.equal(nextRunAt({ everyHours: 99 }, now, now), now + 12 * hour);
});

it('what was missed is due once, soon, and so is the first run; a clock that was set back delays nothing', () => {
  for (const last of [undefined, now - 50 * hour, now + hour]) assert.equal(nextRunAt({ everyHours: 1 }, last, now), now + 60_000);
});

it('whoever waited looks again whether another window was faster', () => {
  for (const last of [undefined, now - 2 * hour, now - hour, now + hour]) assert.equal(isDue({ everyHours: 1 }, last, now), true);
  assert.equal(isDue({ everyHours: 1 }, now - 1, now), false);
  assert.equal(isDue(undefined, undefined, now), false);
});
