import type { LedgerEvent, SettledEvent } from '../llm/records/ledger.ts';

type ModelId = LedgerEvent['model'];
type TokenUsage = SettledEvent['usage'];

/** A row without the columns that hold nothing: what is absent in a record is null in a row. */
export function withoutNulls<Row extends object>(row: Row): NullsLeftOut<Row> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as NullsLeftOut<Row>;
}

type NullsLeftOut<Row> = { [Key in keyof Row as null extends Row[Key] ? never : Key]: Row[Key] }
  & { [Key in keyof Row as null extends Row[Key] ? Key : never]?: Exclude<Row[Key], null> };

/** The model of a row. */
export function modelOf(row: { readonly provider: string; readonly model: string }): ModelId {
  return { provider: row.provider, model: row.model };
}

/** The usage that `JSON.stringify` wrote. */
export function usageOf(text: string): TokenUsage {
  return JSON.parse(text) as TokenUsage;
}
