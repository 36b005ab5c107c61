import type { CallLimits } from '../modelCall.ts';

export interface GatewaySettings {
  /** Attempts that may have cost something; 4 by default. Attempts that surely cost nothing are bounded by time and by `maxAttempts`. */
  readonly maxPaidAttempts: number;
  /** All attempts of one request; 8 by default. */
  readonly maxAttempts: number;
  /** Attempts at one model before another gets its turn, while there is another; 2 by default. */
  readonly attemptsPerModel: number;
  /** The first wait before the same model is tried again; 500 ms by default. It doubles each time. */
  readonly backoffMs: number;
  /** The longest of these waits; 8,000 ms by default. */
  readonly maxBackoffMs: number;
  /** A longer wait for a model lets the request go to the next one, when that costs the same; 10,000 ms by default. */
  readonly patienceMs: number;
  /** So many times as long at most is waited for a model when the next one costs more; 6 by default. */
  readonly maxPatienceFactor: number;
  /** How long a request may take when it does not say; 300,000 ms by default. */
  readonly withinMs: number;
  /** Limits of one attempt when a request does not give its own. */
  readonly limits: CallLimits;
}

export const gatewayDefaults: GatewaySettings = {
  maxPaidAttempts: 4,
  maxAttempts: 8,
  attemptsPerModel: 2,
  backoffMs: 500,
  maxBackoffMs: 8000,
  patienceMs: 10_000,
  maxPatienceFactor: 6,
  withinMs: 300_000,
  limits: { firstByteMs: 60_000, idleMs: 30_000, totalMs: 240_000 },
};

/** The wait after so many failures in a row at one model: exponential, with the upper half left to chance so that calls do not come back together. */
export function backoffMs(settings: GatewaySettings, failures: number, random: number): number {
  const full = Math.min(settings.maxBackoffMs, settings.backoffMs * 2 ** (failures - 1));
  return Math.round(full * (0.5 + random / 2));
}
