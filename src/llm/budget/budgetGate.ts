import type { BudgetGate, CallLedger } from '../gateway/parts.ts';
import type { TimePort } from '../ports.ts';
import type { BudgetState, SettledEvent } from '../records/ledger.ts';
import type { LedgerRepository, Settlement, UnknownPrices } from '../records/ledgerRepository.ts';

export interface BudgetGateOptions {
  readonly ledger: LedgerRepository;
  readonly time: TimePort;
  /** Asked for each reservation, so that a changed setting holds at once. */
  readonly unknownPrices: () => UnknownPrices;
  /** Hears of a budget whose soft limit was reached; over all processes once for each budget and each day or month. */
  readonly alert: (budget: BudgetState) => void;
}

/** A gate that never forgets what a call cost, also while the store cannot be written. */
export interface SettlingGate extends BudgetGate, CallLedger {
  /** Settlements that are not recorded yet. Until they are, their reservations count in full. */
  readonly unrecorded: number;
  /** Tries to record them now, and later only once there are new reservations; to be called before the store is closed. */
  close(): Promise<void>;
}

/** Until a settlement that could not be recorded is tried again. */
const retryMs = 5_000;

/**
 * Budgets and ledger as the gateway uses them, over a store. A settlement that the store refuses is rejected, kept, and tried again: settling
 * is idempotent, so a late one is never one too many.
 */
export function budgetGate({ ledger, time, unknownPrices, alert }: BudgetGateOptions): SettlingGate {
  const unrecorded = new Map<string, SettledEvent>();
  let cancelRetry: (() => void) | undefined;
  let isClosed = false;

  const settle = async (event: SettledEvent): Promise<Settlement> => {
    unrecorded.set(event.call, event);
    const settlement = await ledger.settle(event);
    unrecorded.delete(event.call);
    settlement.alerts.forEach(alert);
    return settlement;
  };
  const flush = async (): Promise<void> => {
    await Promise.all([...unrecorded.values()].map((event) => settle(event).catch(() => undefined)));
  };
  const planRetry = (): void => {
    if (isClosed || cancelRetry !== undefined) return;
    cancelRetry = time.after(retryMs, () => {
      void flush().then(() => {
        cancelRetry = undefined;
        if (unrecorded.size > 0) planRetry();
      });
    });
  };

  return {
    get unrecorded() {
      return unrecorded.size;
    },
    close: async () => {
      isClosed = true;
      cancelRetry?.();
      cancelRetry = undefined;
      await flush();
    },
    reserve: (reservation) => {
      isClosed = false;
      return ledger.reserve(reservation, unknownPrices());
    },
    record: (event) => ledger.record(event),
    settle: (event) => settle(event).catch((error: unknown) => {
      planRetry();
      throw error;
    }),
  };
}
