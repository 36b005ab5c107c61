import type { CallPurpose, ReservedEvent, SettledEvent } from '../../src/llm/records/ledger.ts';

/** Noon of a Saturday. */
export const noon = Date.UTC(2026, 10, 21, 12);
export const minute = 60_000;

const model = { provider: 'anthropic', model: 'claude-haiku-5-5' };
const purpose: CallPurpose = { workspace: 'shop', run: 'run-1', unit: 'service:Order', attempt: 1, category: 'coding' };

/** A reservation that expires after ten minutes. */
export function reservation(call: string, microUsd: number | undefined, changes: Partial<ReservedEvent> = {}): ReservedEvent {
  const at = changes.at ?? noon;
  return { kind: 'reserved', id: `${call}-reserved`, call, at, model, purpose, ...(microUsd === undefined ? {} : { microUsd }), expiresAt: at + 10 * minute, ...changes };
}

/** A settlement a second after noon. */
export function settlement(call: string, microUsd: number | undefined, changes: Partial<SettledEvent> = {}): SettledEvent {
  return {
    kind: 'settled', id: `${call}-settled`, call, at: noon + 1000, model, purpose, usage: { input: 900, cacheRead: 100, cacheWrite: 20, cacheWriteLong: 3, output: 250 },
    ...(microUsd === undefined ? {} : { microUsd }), source: 'table', outcome: 'ok', wasted: false, totalMs: 812.5, ...changes,
  };
}

/** The purpose of samples, elsewhere. */
export function purposeOf(changes: Partial<CallPurpose>): CallPurpose {
  return { ...purpose, ...changes };
}
