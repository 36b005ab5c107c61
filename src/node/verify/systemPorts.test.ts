import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { systemClock } from './systemPorts.ts';

it('many pauses of one signal share a listener, and all end with it', async () => {
  const controller = new AbortController();
  const pauses = Array.from({ length: 30 }, () => systemClock.pause(60_000, controller.signal));
  assert.equal(getEventListeners(controller.signal, 'abort').length, 1);
  controller.abort();
  await Promise.all(pauses);
});
