import type { CachedEvent, LedgerEvent, ReservedEvent, SettledEvent, WastedEvent } from '../llm/records/ledger.ts';
import type { StoredLedgerEvent } from '../llm/records/ledgerRepository.ts';
import { modelOf, withoutNulls } from './rows.ts';
import type { LedgerRow } from './schema.ts';

type RowPart = Partial<LedgerRow>;

/** A row that is made column by column. */
export function ledgerRowOf(column: <Name extends keyof LedgerRow>(name: Name) => LedgerRow[Name]): LedgerRow {
  return {
    call_id: column('call_id'), kind: column('kind'), seq: column('seq'), id: column('id'), at: column('at'), charged_at: column('charged_at'),
    provider: column('provider'), model: column('model'), workspace: column('workspace'), run: column('run'), unit: column('unit'),
    attempt: column('attempt'), category: column('category'), micro_usd: column('micro_usd'), expires_at: column('expires_at'),
    input_tokens: column('input_tokens'), cache_read_tokens: column('cache_read_tokens'), cache_write_tokens: column('cache_write_tokens'),
    cache_write_long_tokens: column('cache_write_long_tokens'), output_tokens: column('output_tokens'), source: column('source'),
    outcome: column('outcome'), wasted: column('wasted'), total_ms: column('total_ms'), match_kind: column('match_kind'), reason: column('reason'),
  };
}

/** The row of an event: `microUsd` was reserved, settled or saved, `chargedAt` is when its call was reserved. */
export function rowOfEvent(event: LedgerEvent, { seq, chargedAt, microUsd }: { readonly seq: number; readonly chargedAt: number; readonly microUsd: number | undefined }): LedgerRow {
  const { call, kind, id, at, model, purpose } = event;
  return {
    ...emptyRow, micro_usd: microUsd ?? null,
    call_id: call, kind, seq, id, at, charged_at: chargedAt, provider: model.provider, model: model.model,
    workspace: purpose.workspace, run: purpose.run ?? null, unit: purpose.unit ?? null, attempt: purpose.attempt ?? null, category: purpose.category,
    ...partOf(event),
  };
}

const emptyRow = {
  expires_at: null, input_tokens: null, cache_read_tokens: null, cache_write_tokens: null, cache_write_long_tokens: null,
  output_tokens: null, source: null, outcome: null, wasted: null, total_ms: null, match_kind: null, reason: null,
} as const;

function partOf(event: LedgerEvent): RowPart {
  switch (event.kind) {
    case 'reserved': return { expires_at: event.expiresAt };
    case 'settled': return {
      ...columnsOfUsage(event.usage), source: event.source, outcome: event.outcome,
      wasted: event.wasted ? 1 : 0, total_ms: event.totalMs,
    };
    case 'wasted': return { reason: event.reason };
    case 'cached': return { ...columnsOfUsage(event.usage), match_kind: event.match };
  }
}

function columnsOfUsage(usage: SettledEvent['usage']): RowPart {
  return {
    input_tokens: usage.input, cache_read_tokens: usage.cacheRead, cache_write_tokens: usage.cacheWrite,
    cache_write_long_tokens: usage.cacheWriteLong, output_tokens: usage.output,
  };
}

/** The event of a row that `rowOfEvent` made. */
export function eventOfRow(row: LedgerRow): StoredLedgerEvent {
  return { seq: row.seq, chargedAt: row.charged_at, event: readEvent(row) };
}

function readEvent(row: LedgerRow): LedgerEvent {
  const base = {
    id: row.id, call: row.call_id, at: row.at, model: modelOf(row),
    purpose: { workspace: row.workspace, ...withoutNulls({ run: row.run, unit: row.unit, attempt: row.attempt }), category: row.category as LedgerEvent['purpose']['category'] },
  };
  switch (row.kind as LedgerEvent['kind']) {
    case 'reserved': return { ...base, kind: 'reserved', ...withoutNulls({ microUsd: row.micro_usd }), expiresAt: row.expires_at ?? 0 } satisfies ReservedEvent;
    case 'settled': return {
      ...base, kind: 'settled', usage: readUsage(row), ...withoutNulls({ microUsd: row.micro_usd }), source: row.source as SettledEvent['source'],
      outcome: row.outcome as SettledEvent['outcome'], wasted: row.wasted === 1, totalMs: row.total_ms ?? 0,
    } satisfies SettledEvent;
    case 'wasted': return { ...base, kind: 'wasted', reason: row.reason ?? '' } satisfies WastedEvent;
    case 'cached': return {
      ...base, kind: 'cached', match: row.match_kind as CachedEvent['match'], usage: readUsage(row), ...withoutNulls({ savedMicroUsd: row.micro_usd }),
    } satisfies CachedEvent;
  }
}

function readUsage(row: LedgerRow): SettledEvent['usage'] {
  return {
    input: row.input_tokens ?? 0, cacheRead: row.cache_read_tokens ?? 0, cacheWrite: row.cache_write_tokens ?? 0,
    cacheWriteLong: row.cache_write_long_tokens ?? 0, output: row.output_tokens ?? 0,
  };
}
