import type { FailureKind } from '../outcome.ts';
import type { TokenUsage } from '../tokenUsage.ts';
import type { ModelId } from '../models/modelInfo.ts';

/** Whom a call was made for; every line of the ledger carries it. */
export interface CallPurpose {
  /** The workspace's id (a hash of its folder, never its path). */
  readonly workspace: string;
  readonly run?: string;
  readonly unit?: string;
  /** Which try of the unit this was, from 1. */
  readonly attempt?: number;
  readonly category: TaskCategory;
}

export type TaskCategory = 'coding' | 'math' | 'research' | 'language' | 'empathy' | 'general';

export const taskCategories: readonly TaskCategory[] = ['coding', 'math', 'research', 'language', 'empathy', 'general'];

/**
 * Where a cost comes from, in order of trust. `unknown`: no price is known, the tokens are. `estimated`: the provider reports no usage
 * (models of VS Code), shown with "≈".
 */
export type CostSource = 'billed' | 'table' | 'estimated' | 'unknown';

/** One line of the append-only ledger. What is told of one call shares `call`, each kind at most once; nothing is ever changed or removed. */
export type LedgerEvent = ReservedEvent | SettledEvent | WastedEvent | CachedEvent;

interface LedgerEventBase {
  readonly id: string;
  readonly call: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly model: ModelId;
  readonly purpose: CallPurpose;
}

export interface ReservedEvent extends LedgerEventBase {
  readonly kind: 'reserved';
  /** The most that the call can cost; undefined when no price is known. */
  readonly microUsd?: number;
  /** Milliseconds since 1970 after which an unsettled reservation of a dead process no longer counts as open but as spent in full. */
  readonly expiresAt: number;
}

export interface SettledEvent extends LedgerEventBase {
  readonly kind: 'settled';
  readonly usage: TokenUsage;
  /** Undefined when nobody knows: then the call counts as what was reserved for it, and as nothing when no price was known either. */
  readonly microUsd?: number;
  readonly source: CostSource;
  readonly outcome: 'ok' | FailureKind;
  /** Paid and not used: failed, retried after bad validation, abandoned. Set when known at once; validators say it later by a `wasted` mark. */
  readonly wasted: boolean;
  readonly totalMs: number;
}

/** What was paid for a call turned out to be of no use, such as an answer that a validator refused. */
export interface WastedEvent extends LedgerEventBase {
  readonly kind: 'wasted';
  /** For people; no text of a prompt or an answer. */
  readonly reason: string;
}

/** An answer that cost nothing because it was there already. Its `call` is its own, never that of the call that once paid for it. */
export interface CachedEvent extends LedgerEventBase {
  readonly kind: 'cached';
  /** `exact`: the same request was answered before; `similar`: a much alike question was; `joined`: the same request was just under way. */
  readonly match: 'exact' | 'similar' | 'joined';
  /** What the answer used when it was made. */
  readonly usage: TokenUsage;
  /** What it cost when it was made; undefined when no price was known. */
  readonly savedMicroUsd?: number;
}

/** How far a budget reaches; a call must fit into every budget that applies to it. Days and months are those of UTC, as on providers' bills. */
export type BudgetScope =
  | { readonly kind: 'run'; readonly run: string }
  | { readonly kind: 'day' }
  | { readonly kind: 'month' }
  | { readonly kind: 'workspace'; readonly workspace: string };

export interface Budget {
  readonly scope: BudgetScope;
  /** No call starts that could lead over it. */
  readonly hardMicroUsd: number;
  /** Reaching it tells the person once. */
  readonly softMicroUsd?: number;
}

/**
 * A budget with what is used of it. Spent are settled costs and, in full, reservations that expired unsettled: their process died, and the
 * provider may bill them. Reserved is the worst case of calls under way.
 */
export interface BudgetState extends Budget {
  readonly spentMicroUsd: number;
  readonly reservedMicroUsd: number;
  /** Settled calls whose price nobody knows; they count as nothing here, so that `spentMicroUsd` is a lower bound when there are any. */
  readonly unpricedCalls?: number;
}
