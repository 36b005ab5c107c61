/**
 * How the schema came to be. A migration that was released is never edited: its checksum is kept with it. Later ones only add, so that an older
 * program can still read what a newer one wrote.
 */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly statements: readonly string[];
}

const ledger = [
  'create table counters (name text primary key, value bigint not null)',
  "insert into counters (name, value) values ('ledger', 0)",
  `create table ledger_events (
    call_id text not null, kind text not null, seq bigint not null, id text not null, at bigint not null, charged_at bigint not null,
    provider text not null, model text not null, workspace text not null, run text, unit text, attempt bigint, category text not null,
    micro_usd bigint, expires_at bigint,
    input_tokens bigint, cache_read_tokens bigint, cache_write_tokens bigint, cache_write_long_tokens bigint, output_tokens bigint,
    source text, outcome text, wasted bigint, total_ms double precision, match_kind text, reason text,
    primary key (call_id, kind))`,
  'create unique index ledger_events_seq on ledger_events (seq)',
  'create index ledger_events_charged_at on ledger_events (charged_at)',
  'create index ledger_events_run on ledger_events (run)',
  'create table spend (scope text primary key, micro_usd bigint not null, unpriced_calls bigint not null, told_soft bigint)',
  `create table open_calls (
    call_id text primary key, micro_usd bigint, reserved_at bigint not null, expires_at bigint not null,
    workspace text not null, run text, day text not null, month text not null)`,
  'create table budgets (scope text primary key, hard_micro_usd bigint not null, soft_micro_usd bigint, updated_at bigint not null)',
];

const runLog = [
  'create table runs (run text primary key, started_at bigint not null, updated_at bigint not null, events bigint not null)',
  'create index runs_updated_at on runs (updated_at)',
  'create table run_events (run text not null, seq bigint not null, at bigint not null, kind text not null, data text not null, primary key (run, seq))',
];

const answers = [
  `create table cached_answers (
    key text primary key, provider text not null, model text not null, answer text not null, usage text not null, micro_usd bigint,
    created_at bigint not null, expires_at bigint not null, used_at bigint not null, family text, question text)`,
  'create index cached_answers_used_at on cached_answers (used_at)',
  'create index cached_answers_expires_at on cached_answers (expires_at)',
  'create index cached_answers_family on cached_answers (family, used_at)',
];

const models = [
  'create table benchmark_runs (id text primary key, started_at bigint not null, finished_at bigint, suite text not null, micro_usd bigint)',
  `create table benchmark_results (
    run text not null, provider text not null, model text not null, task text not null, category text not null, at bigint not null,
    score double precision not null, outcome text not null, total_ms double precision not null, first_byte_ms double precision,
    usage text, micro_usd bigint, detail text,
    primary key (run, provider, model, category, task))`,
  'create index benchmark_results_model on benchmark_results (provider, model)',
  `create table breaker_states (
    provider text not null, model text not null, state text not null, changed_at bigint not null, retry_at bigint, reason text not null,
    primary key (provider, model))`,
  `create table sessions (
    id text primary key, workspace text not null, provider text, model text, topic text, updated_at bigint not null, data text not null)`,
  'create index sessions_workspace on sessions (workspace, updated_at)',
  `create table model_corrections (
    provider text not null, model text not null, ratio double precision not null, spread double precision not null, calls bigint not null, updated_at bigint not null,
    primary key (provider, model))`,
];

const messages = [
  `create table session_messages (
    session text not null, seq bigint not null, at bigint not null, role text not null, text text not null, provider text, model text,
    primary key (session, seq))`,
];

const functions = [
  `create table kept_functions (
    key text primary key, app text not null, name text not null, category text not null, words text not null, signature text not null, code text not null,
    types text not null, kept_at bigint not null)`,
  'create index kept_functions_kept_at on kept_functions (kept_at)',
];

export const migrations: readonly Migration[] = [
  { version: 1, name: 'ledger, run logs, answers, benchmarks, states of models', statements: [...ledger, ...runLog, ...answers, ...models] },
  { version: 2, name: 'what was said in conversations', statements: messages },
  { version: 3, name: 'accepted functions of all apps', statements: functions },
];
