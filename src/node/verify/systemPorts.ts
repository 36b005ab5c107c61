import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { ClockPort, CryptoPort } from '../../verify/ports.ts';

/** The pauses that a signal ends: many wait at once, and a signal warns of many listeners. */
const pauses = new WeakMap<CancelSignal, Set<AbortController>>();

function pausesOf(signal: CancelSignal): Set<AbortController> {
  const known = pauses.get(signal);
  if (known !== undefined) return known;
  const waiting = new Set<AbortController>();
  pauses.set(signal, waiting);
  signal.addEventListener('abort', () => {
    for (const controller of waiting) controller.abort();
  });
  return waiting;
}

/** The machine's clock. */
export const systemClock: ClockPort = {
  elapsedMs: () => performance.now(),
  epochSeconds: () => Math.floor(Date.now() / 1000),
  async pause(durationMs, signal) {
    if (signal?.aborted === true) return;
    const controller = new AbortController();
    const waiting = signal === undefined ? undefined : pausesOf(signal);
    waiting?.add(controller);
    try {
      await wait(durationMs, undefined, { signal: controller.signal });
    } catch {
      // Cancelled: the caller looks at its signal.
    } finally {
      waiting?.delete(controller);
    }
  },
};

/** Tokens and secrets through the platform's crypto. */
export const systemCrypto: CryptoPort = {
  signJwt(claims, secret) {
    const unsigned = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
    return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
  },
  randomSecret: () => randomBytes(32).toString('hex'),
  base64: (text) => Buffer.from(text, 'utf8').toString('base64'),
};

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}
