import type { Budget, BudgetScope, BudgetState, CachedEvent, LedgerEvent, ReservedEvent, SettledEvent, WastedEvent } from './ledger.ts';

/**
 * Where calls are accounted for. All processes of this machine may use one at a time; each operation is one transaction that is on disk when it
 * resolves. Any of them rejects with a `StoreError` when nothing can be written.
 */
export interface LedgerRepository {
  /** Checks every budget that applies and records the reservation, or does neither. Reserving the same call twice reserves it once. */
  reserve(event: ReservedEvent, unknownPrices: UnknownPrices): Promise<Reservation>;
  /** Records what became of a call, once however often it is told: also after its reservation expired, and without one. */
  settle(event: SettledEvent): Promise<Settlement>;
  /** Records an event that moves no money; once for each call and kind. */
  record(event: WastedEvent | CachedEvent): Promise<void>;
  /** Events in the order in which they were committed. */
  events(query: LedgerQuery): Promise<readonly StoredLedgerEvent[]>;
  /** What is spent and reserved now within a scope, whether it has a budget or not. Day and month are those of `at`. */
  usage(scope: BudgetScope, at: number): Promise<ScopeUsage>;
}

/** Whether a model may be called whose price nobody knows, although a budget applies. */
export type UnknownPrices = 'refuse' | 'allow';

export type Reservation =
  | { readonly kind: 'reserved' }
  | { readonly kind: 'overBudget'; readonly budget: BudgetState; readonly neededMicroUsd: number }
  | { readonly kind: 'unknownPrice'; readonly budget: BudgetState };

/** `alerts`: budgets whose soft limit was reached by this; each is told to one process once. */
export interface Settlement {
  readonly kind: 'recorded' | 'repeated';
  readonly alerts: readonly BudgetState[];
}

export interface ScopeUsage {
  readonly spentMicroUsd: number;
  readonly reservedMicroUsd: number;
  readonly unpricedCalls: number;
}

/** `seq` counts all events of the store without gaps, in the order of their commits. */
export interface StoredLedgerEvent {
  readonly seq: number;
  /** When its call was reserved: the day and the month that pay for all of it. */
  readonly chargedAt: number;
  readonly event: LedgerEvent;
}

/** All bounds apply together. `since` (inclusive) and `until` (exclusive) are about `chargedAt`, in milliseconds since 1970. */
export interface LedgerQuery {
  readonly afterSeq?: number;
  readonly since?: number;
  readonly until?: number;
  readonly run?: string;
  readonly workspace?: string;
  readonly limit?: number;
}

/** The limits that people set; a change holds for the next reservation of every process. */
export interface BudgetRepository {
  list(): Promise<readonly Budget[]>;
  set(budget: Budget, at: number): Promise<void>;
  /** Whether there was one. */
  remove(scope: BudgetScope): Promise<boolean>;
  /** All budgets with what is used of them at that time. */
  states(at: number): Promise<readonly BudgetState[]>;
}
