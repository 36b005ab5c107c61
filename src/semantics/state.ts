import type { Json } from '../base/json.ts';
import { isPending, substitute } from './placeholders.ts';
import type { EmittedEvent, RowValues } from './types.ts';

/** A stored row. Rows are never changed, only replaced. */
export interface Row {
  readonly values: RowValues;
  readonly version: number;
  /** Order of creation over all tables. */
  readonly sequence: number;
  /** True while a value of it is a placeholder. */
  readonly pending: boolean;
  readonly handled?: Handled;
}

/** Event handlers made or changed a row. Those of one round end in any order. */
export interface Handled {
  readonly madeIn?: number;
  readonly changedIn: number;
}

export type Table = ReadonlyMap<string, Row>;

/** All that the application has stored; immutable, so that keeping one is a snapshot. */
export interface State {
  /** By entity name, then by the text of the primary key. */
  readonly tables: ReadonlyMap<string, Table>;
  /** By link table: pairs of keys, source first, in order of their making. */
  readonly links: ReadonlyMap<string, readonly (readonly [Json, Json])[]>;
  /** Events that no handler has seen. */
  readonly outbox: readonly EmittedEvent[];
  readonly sequence: number;
}

export const emptyState: State = { tables: new Map(), links: new Map(), outbox: [], sequence: 0 };

/** The key under which a table holds the row with that primary key. */
export function keyText(key: Json): string {
  return typeof key === 'string' ? key.toLowerCase() : JSON.stringify(key);
}

/** A row of these values. */
export function rowOf(values: RowValues, version: number, sequence: number, handled?: Handled): Row {
  return { values, version, sequence, pending: isPending(values), ...(handled === undefined ? {} : { handled }) };
}

/** The state with placeholders replaced by what is known of them; rows without placeholders stay the same objects. */
export function substituteState(state: State, known: ReadonlyMap<string | number, Json>, keyOf: (entity: string) => string): State {
  const tables = new Map<string, Table>();
  for (const [entity, table] of state.tables) {
    let changed = false;
    const next: [string, Row][] = [];
    for (const [key, row] of table) {
      if (!row.pending) {
        next.push([key, row]);
        continue;
      }
      changed = true;
      const values = substitute(row.values, known) as RowValues;
      next.push([keyText(values[keyOf(entity)] ?? null), rowOf(values, row.version, row.sequence, row.handled)]);
    }
    tables.set(entity, changed ? new Map(next) : table);
  }
  const links = new Map([...state.links].map(([through, pairs]) => [through, pairs.map(([a, b]) => [substitute(a, known), substitute(b, known)] as const)]));
  return { ...state, tables, links, outbox: state.outbox.map((event) => substitute(event as unknown as Json, known) as unknown as EmittedEvent) };
}
