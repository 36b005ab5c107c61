/**
 * The tables, in what SQLite and PostgreSQL share: text ids, times in milliseconds, JSON as text, money as whole millionths of a US dollar,
 * no booleans. Kinds and states are text that the repositories read as what their records say.
 */
export interface StoreTables {
  readonly counters: CounterRow;
  readonly ledger_events: LedgerRow;
  readonly spend: SpendRow;
  readonly open_calls: OpenCallRow;
  readonly budgets: BudgetRow;
  readonly runs: RunRow;
  readonly run_events: RunEventRow;
  readonly cached_answers: CachedAnswerRow;
  readonly benchmark_runs: BenchmarkRunRow;
  readonly benchmark_results: BenchmarkResultRow;
  readonly breaker_states: BreakerRow;
  readonly sessions: SessionRow;
  readonly session_messages: SessionMessageRow;
  readonly model_corrections: CorrectionRow;
  readonly kept_functions: KeptFunctionRow;
}

/** Numbers that are given out; whoever changes one holds its row until the end of the transaction. */
export interface CounterRow {
  readonly name: string;
  readonly value: number;
}

interface ModelColumns {
  readonly provider: string;
  readonly model: string;
}

export interface LedgerRow extends ModelColumns {
  readonly call_id: string;
  readonly kind: string;
  readonly seq: number;
  readonly id: string;
  readonly at: number;
  /** When its call was reserved: the day and month that pay for it. */
  readonly charged_at: number;
  readonly workspace: string;
  readonly run: string | null;
  readonly unit: string | null;
  readonly attempt: number | null;
  readonly category: string;
  /** Reserved, settled or saved, by kind. */
  readonly micro_usd: number | null;
  readonly expires_at: number | null;
  readonly input_tokens: number | null;
  readonly cache_read_tokens: number | null;
  readonly cache_write_tokens: number | null;
  readonly cache_write_long_tokens: number | null;
  readonly output_tokens: number | null;
  readonly source: string | null;
  readonly outcome: string | null;
  readonly wasted: number | null;
  readonly total_ms: number | null;
  readonly match_kind: string | null;
  readonly reason: string | null;
}

/** A fold over the ledger, kept in the same transactions: what is spent or reserved within a scope. */
export interface SpendRow {
  readonly scope: string;
  readonly micro_usd: number;
  readonly unpriced_calls: number;
  /** The soft limit that a person was told of. */
  readonly told_soft: number | null;
}

/** A fold over the ledger, kept in the same transactions: reservations without a settlement. */
export interface OpenCallRow {
  readonly call_id: string;
  readonly micro_usd: number | null;
  readonly reserved_at: number;
  readonly expires_at: number;
  readonly workspace: string;
  readonly run: string | null;
  readonly day: string;
  readonly month: string;
}

export interface BudgetRow {
  readonly scope: string;
  readonly hard_micro_usd: number;
  readonly soft_micro_usd: number | null;
  readonly updated_at: number;
}

export interface RunRow {
  readonly run: string;
  readonly started_at: number;
  readonly updated_at: number;
  readonly events: number;
}

export interface RunEventRow {
  readonly run: string;
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly data: string;
}

export interface CachedAnswerRow extends ModelColumns {
  readonly key: string;
  readonly answer: string;
  readonly usage: string;
  readonly micro_usd: number | null;
  readonly created_at: number;
  readonly expires_at: number;
  readonly used_at: number;
  readonly family: string | null;
  readonly question: string | null;
}

export interface BenchmarkRunRow {
  readonly id: string;
  readonly started_at: number;
  readonly finished_at: number | null;
  readonly suite: string;
  readonly micro_usd: number | null;
}

export interface BenchmarkResultRow extends ModelColumns {
  readonly run: string;
  readonly task: string;
  readonly category: string;
  readonly at: number;
  readonly score: number;
  readonly outcome: string;
  readonly total_ms: number;
  readonly first_byte_ms: number | null;
  readonly usage: string | null;
  readonly micro_usd: number | null;
  readonly detail: string | null;
}

/** `model` is empty for the breaker of a whole provider. */
export interface BreakerRow extends ModelColumns {
  readonly state: string;
  readonly changed_at: number;
  readonly retry_at: number | null;
  readonly reason: string;
}

export interface SessionRow {
  readonly id: string;
  readonly workspace: string;
  readonly provider: string | null;
  readonly model: string | null;
  readonly topic: string | null;
  readonly updated_at: number;
  readonly data: string;
}

/** What was said in a session; `provider` and `model` say who answered. */
export interface SessionMessageRow {
  readonly session: string;
  readonly seq: number;
  readonly at: number;
  readonly role: string;
  readonly text: string;
  readonly provider: string | null;
  readonly model: string | null;
}

/** `types`: names, with a blank between them. */
export interface KeptFunctionRow {
  readonly key: string;
  readonly app: string;
  readonly name: string;
  readonly category: string;
  readonly words: string;
  readonly signature: string;
  readonly code: string;
  readonly types: string;
  readonly kept_at: number;
}

export interface CorrectionRow extends ModelColumns {
  readonly ratio: number;
  readonly spread: number;
  readonly calls: number;
  readonly updated_at: number;
}
