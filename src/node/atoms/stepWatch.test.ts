import assert from 'node:assert/strict';
import { StepWatch } from './stepWatch.ts';

/** What a watch says each time that a step of 10 seconds has gone by, for the processor time that the process had then. */
function said(...computedMs: readonly (number | undefined)[]): readonly boolean[] {
  let at = 0;
  const watch = new StepWatch(1, 10_000, () => computedMs[at]);
  return computedMs.slice(1).map(() => {
    at += 1;
    return watch.isOver();
  });
}

it('takes what computes all the time, and what does nothing, for hanging', () => {
  assert.deepEqual(said(500, 10_400), [true]);
  assert.deepEqual(said(500, 510), [true]);
});

it('lets a process go on that gets little of a processor, until it has computed for as long as a step may take', () => {
  assert.deepEqual(said(500, 3_500, 6_500, 9_600), [false, false, true]);
  assert.deepEqual(said(0, 1_000, 1_050), [false, true]);
});

it('waits eight times as long at most, and not at all where nobody knows what a process computes', () => {
  assert.deepEqual(said(0, 900, 1_800, 2_700, 3_600, 4_500, 5_400, 6_300, 7_200), [false, false, false, false, false, false, false, true]);
  assert.deepEqual(said(undefined, undefined), [true]);
});
