import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeTime } from '../../../llm/testing/fakeTime.ts';
import { RepeatedBenchmark } from './repeatedBenchmark.ts';

const hourMs = 3_600_000;

interface World {
  readonly time: FakeTime;
  readonly started: number[];
  /** What ends the run under way. */
  finish: () => void;
  cancelled: number;
  readonly lock: string;
  readonly window: () => RepeatedBenchmark;
}

/** Windows of one machine: they share the store, which knows when runs began, and the lock beside it. */
async function onMachine(work: (world: World) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-repeated-'));
  const time = new FakeTime();
  const started: number[] = [];
  const windows: RepeatedBenchmark[] = [];
  const world: World = {
    time, started, finish: () => undefined, cancelled: 0, lock: join(folder, 'benchmark'),
    window: () => {
      const made = new RepeatedBenchmark({
        time, lock: world.lock, lastStartedAt: () => Promise.resolve(started.at(-1)),
        run: (signal) => new Promise((resolve) => {
          started.push(time.now());
          world.finish = resolve;
          signal.addEventListener('abort', () => {
            world.cancelled += 1;
            resolve();
          });
        }),
      });
      windows.push(made);
      return made;
    },
  };
  try {
    await work(world);
  } finally {
    for (const each of windows) each.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

it('nothing repeats unless it is switched on', () => onMachine(async ({ time, started, window }) => {
  await window().set(undefined);
  await time.advance(48 * hourMs);
  assert.deepEqual([started.length, time.timers], [0, 0]);
}));

it('windows share one schedule: one of them measures, the others wait for the next time', () => onMachine(async (world) => {
  const { time, started, window } = world;
  const windows = [window(), window(), window()];
  for (const each of windows) await each.set(2);
  await time.advance(61_000);
  assert.equal(started.length, 1);
  world.finish();
  await time.advance(2 * hourMs + 61_000);
  assert.equal(started.length, 2);
  assert.ok((started[1] ?? 0) - (started[0] ?? 0) >= 2 * hourMs);
  world.finish();
  await time.advance(61_000);
  assert.ok(!existsSync(world.lock));
}));

it('switched off, it cancels what is under way and begins nothing more', () => onMachine(async (world) => {
  const { time, started, window } = world;
  const one = window();
  await one.set(1);
  await time.advance(61_000);
  await one.set(undefined);
  await time.advance(5 * hourMs);
  assert.deepEqual([started.length, world.cancelled, time.timers, existsSync(world.lock)], [1, 1, 0, false]);
}));

it('a run that takes longer than its pace is not joined by another', () => onMachine(async (world) => {
  const { time, started, window } = world;
  await window().set(1);
  await time.advance(5 * hourMs);
  assert.equal(started.length, 1);
  world.finish();
  await time.advance(2 * 61_000);
  assert.equal(started.length, 2);
}));

it('where there is nothing to repeat, it is looked for again at the pace of the schedule', () => onMachine(async ({ time, lock }) => {
  let tries = 0;
  const one = new RepeatedBenchmark({ time, lock, lastStartedAt: () => Promise.resolve(undefined), run: () => Promise.resolve(void (tries += 1)) });
  await one.set(2);
  await time.advance(61_000);
  await time.advance(hourMs);
  assert.equal(tries, 1);
  await time.advance(hourMs + 61_000);
  assert.equal(tries, 2);
  one.stop();
}));
