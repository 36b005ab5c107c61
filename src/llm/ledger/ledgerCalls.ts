import type { CachedEvent, LedgerEvent, ReservedEvent, SettledEvent, WastedEvent } from '../records/ledger.ts';
import type { StoredLedgerEvent } from '../records/ledgerRepository.ts';

/** All that the ledger tells of one call. */
export interface LedgerCall extends Pick<LedgerEvent, 'call' | 'model' | 'purpose'> {
  /** When it was reserved: the day and the month that pay for it. */
  readonly chargedAt: number;
  readonly reserved?: ReservedEvent;
  readonly settled?: SettledEvent;
  readonly wasted?: WastedEvent;
  readonly cached?: CachedEvent;
}

/** The calls of these events, in the order in which they are first told of. */
export function callsOf(events: readonly StoredLedgerEvent[]): readonly LedgerCall[] {
  const calls = new Map<string, LedgerCall>();
  addToCalls(calls, events);
  return [...calls.values()];
}

/** Adds what later events tell to calls that are known by their id. */
export function addToCalls(calls: Map<string, LedgerCall>, events: readonly StoredLedgerEvent[]): void {
  for (const { event, chargedAt } of events) {
    const { call, model, purpose } = event;
    calls.set(call, { ...(calls.get(call) ?? { call, model, purpose, chargedAt }), [event.kind]: event });
  }
}

/**
 * What a call costs at that time. `open`: it is under way, and `microUsd` is the worst case. `lost`: its process died; the worst case counts
 * as spent until somebody settles it. `microUsd` is undefined when no price is known.
 */
export type CallCost =
  | { readonly kind: 'settled' | 'open' | 'lost'; readonly microUsd: number | undefined }
  | { readonly kind: 'none' };

/** The cost of a call, by the same rules as the store counts budgets. */
export function costOfCall({ reserved, settled }: LedgerCall, now: number): CallCost {
  if (settled !== undefined) return { kind: 'settled', microUsd: settled.microUsd ?? reserved?.microUsd };
  if (reserved !== undefined) return { kind: reserved.expiresAt > now ? 'open' : 'lost', microUsd: reserved.microUsd };
  return { kind: 'none' };
}
