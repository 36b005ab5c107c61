import assert from 'node:assert/strict';
import { pointsWithin } from './pointsWithin.ts';

const plain = (now: number) => ({ now, steps: [1] });

it('keeps present values that obey all bounds', () => {
  assert.deepEqual(pointsWithin([plain(3), plain(4)], [{ factors: [1, -1], most: -1 }])[0], [3, 4]);
});

it('moves the last unknown between its bounds, and the first where it has to', () => {
  const between = [{ factors: [1, -1], most: -2 }, { factors: [-1, 1], most: 6 }];
  assert.deepEqual(pointsWithin([plain(3), plain(3)], between)[0], [3, 7]);
  assert.deepEqual(pointsWithin([plain(3), plain(3)], [...between, { factors: [0, 1], most: 4 }])[0], [2, 4]);
});

it('finds no point in bounds that contradict each other over a third unknown', () => {
  assert.deepEqual(pointsWithin([plain(0), plain(0), plain(0)], [{ factors: [1, -1, 0], most: -1 }, { factors: [0, 1, -1], most: -1 }, { factors: [-1, 0, 1], most: 1 }]), []);
});

it('takes the widest step that has a value between the bounds', () => {
  const [point] = pointsWithin([{ now: 0, steps: [60, 15, 1] }], [{ factors: [-1], most: -31 }, { factors: [1], most: 55 }]);
  assert.deepEqual(point, [43]);
  assert.deepEqual(pointsWithin([{ now: 0, steps: [60, 15, 1] }], [{ factors: [-1], most: -20 }, { factors: [1], most: 200 }])[0], [60]);
});
