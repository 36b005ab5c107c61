import type { WaveRun } from '../waves/waveRun.ts';
import { paint, say } from './terminal.ts';

/** The keyboard of a terminal, as `process.stdin` is one. */
export interface Keyboard {
  readonly isTTY?: boolean;
  setRawMode(isRaw: boolean): unknown;
  on(event: 'data', hear: (keys: Buffer) => void): unknown;
  off(event: 'data', hear: (keys: Buffer) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

const ctrlC = '\u0003';

/**
 * Lets the person at a terminal pause a run, and let it go on, with the key p; the returned function gives the keyboard back. Ctrl-C interrupts as ever: a terminal
 * that tells keys one by one leaves that to the program. Without a terminal there are no keys.
 */
export function watchPauseKey(run: Pick<WaveRun, 'pause' | 'resume'>, keyboard: Keyboard, interrupt: () => void): () => void {
  if (keyboard.isTTY !== true) return () => undefined;
  let isPaused = false;
  const hear = (keys: Buffer): void => {
    for (const key of keys.toString('utf8')) {
      if (key === ctrlC) interrupt();
      if (key !== 'p' && key !== 'P') continue;
      isPaused = !isPaused;
      if (isPaused) run.pause('The person paused it.');
      else run.resume();
      say(paint('dim', isPaused ? '  paused: no further call is made, answers under way are kept; p goes on' : '  goes on'));
    }
  };
  keyboard.setRawMode(true);
  keyboard.on('data', hear);
  keyboard.resume();
  say(paint('dim', '  p pauses it'));
  return () => {
    keyboard.off('data', hear);
    keyboard.setRawMode(false);
    keyboard.pause();
  };
}

/** As Ctrl-C does: whoever listens settles what is under way; when nobody does any more the process ends. On Windows a signal to oneself would end it at once. */
export function interruptProcess(): void {
  if (!process.emit('SIGINT')) process.exit(130);
}
