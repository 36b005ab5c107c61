import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ClockPort, CryptoPort } from '../../verify/ports.ts';

/** The machine's clock. */
export const systemClock: ClockPort = {
  elapsedMs: () => performance.now(),
  epochSeconds: () => Math.floor(Date.now() / 1000),
  async pause(durationMs, signal) {
    if (signal?.aborted === true) return;
    const controller = new AbortController();
    const abort = (): void => { controller.abort(); };
    signal?.addEventListener('abort', abort);
    try {
      await wait(durationMs, undefined, { signal: controller.signal });
    } catch {
      // Cancelled: the caller looks at its signal.
    } finally {
      signal?.removeEventListener('abort', abort);
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
