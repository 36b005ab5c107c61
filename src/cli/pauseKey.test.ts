import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { type Keyboard, watchPauseKey } from './pauseKey.ts';

class FakeKeyboard extends EventEmitter implements Keyboard {
  readonly isTTY: boolean;
  readonly modes: boolean[] = [];

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  setRawMode(isRaw: boolean): void {
    this.modes.push(isRaw);
  }

  resume(): void {}

  pause(): void {}
}

it('p pauses a run and lets it go on, Ctrl-C interrupts, and the keyboard is given back', () => {
  const keyboard = new FakeKeyboard(true);
  const heard: string[] = [];
  const stop = watchPauseKey({ pause: () => { heard.push('pause'); }, resume: () => { heard.push('resume'); } }, keyboard, () => { heard.push('interrupt'); });
  for (const keys of ['x', 'p', 'P', '\u0003', 'pp']) keyboard.emit('data', Buffer.from(keys));
  assert.deepEqual(heard, ['pause', 'resume', 'interrupt', 'pause', 'resume']);
  stop();
  keyboard.emit('data', Buffer.from('p'));
  assert.deepEqual([heard.length, keyboard.modes, keyboard.listenerCount('data')], [5, [true, false], 0]);
});

it('without a terminal no key is listened to', () => {
  const keyboard = new FakeKeyboard(false);
  watchPauseKey({ pause: () => { assert.fail(); }, resume: () => { assert.fail(); } }, keyboard, () => { assert.fail(); })();
  assert.deepEqual([keyboard.modes, keyboard.listenerCount('data')], [[], 0]);
});
