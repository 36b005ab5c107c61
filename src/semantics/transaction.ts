import type { Json } from '../base/json.ts';
import { integerPlaceholder, uuidPlaceholder } from './placeholders.ts';
import { type Footprint, linksOf } from './footprint.ts';
import { type EntityModel, type Model, entityOf } from './model.ts';
import { type Handled, type Row, type State, type Table, keyText, rowOf } from './state.ts';
import type { Cause, EmittedEvent, PossibleRefusal, RowChange, RowValues } from './types.ts';

/** Who acts in a transaction. `passes`: every ownership check is passed, as by the admin and by the system itself. */
export interface Actor {
  readonly subject: string | undefined;
  readonly scopes: readonly string[];
  readonly passes: boolean;
  /** The round of handlers that may touch an entity side by side with this one, where an event is handled. */
  readonly round?: (entity: string) => number;
}

export const systemActor: Actor = { subject: 'system', scopes: [], passes: true };

/** What numbers the placeholders; shared by all transactions of a world so that none is given twice. */
export interface Counter {
  next: number;
}

/** Work on a state: reads see its own writes, the state that it started from never changes. */
export class Transaction {
  readonly model: Model;
  readonly actor: Actor;
  /** The one instant of the whole call. */
  readonly now: string;
  readonly changes: RowChange[] = [];
  /** The step that runs. */
  cause: Cause | undefined;
  readonly events: EmittedEvent[] = [];
  /** By code: refusals by invariants in words that may come in the end. */
  readonly mayRefuse = new Map<string, PossibleRefusal>();
  /** Rows whose aggregate invariants have to hold in the end: entity and key. */
  readonly touched = new Map<string, { readonly entity: string; readonly key: Json }>();
  readonly #counter: Counter;
  readonly #footprint: Footprint | undefined;
  readonly #base: State;
  readonly #tables: Map<string, Table>;
  readonly #own = new Map<string, Map<string, Row>>();
  readonly #links: Map<string, readonly (readonly [Json, Json])[]>;
  #sequence: number;

  /** `footprint` takes note of what the work looks at and changes. */
  constructor(model: Model, base: State, actor: Actor, now: string, counter: Counter, footprint?: Footprint) {
    this.model = model;
    this.actor = actor;
    this.now = now;
    this.#counter = counter;
    this.#footprint = footprint;
    this.#base = base;
    this.#tables = new Map(base.tables);
    this.#links = new Map(base.links);
    this.#sequence = base.sequence;
  }

  /** The state after this work. */
  committed(): State {
    return { tables: this.#tables, links: this.#links, outbox: [...this.#base.outbox, ...this.events], sequence: this.#sequence };
  }

  entity(name: string): EntityModel {
    return entityOf(this.model, name);
  }

  /** All rows of an entity in the order of their creation. */
  rows(entity: string): Iterable<Row> {
    this.#footprint?.scan(entity);
    return this.#tables.get(entity)?.values() ?? [];
  }

  /** Notes what happened to a row, and because of which step. */
  changed(kind: RowChange['kind'], entity: string, values: RowValues): void {
    this.changes.push({ kind, entity, values, ...(this.cause === undefined ? {} : { cause: this.cause }) });
  }

  find(entity: string, key: Json): Row | undefined {
    if (key === null) return undefined;
    this.#footprint?.read(entity, key);
    return this.#tables.get(entity)?.get(keyText(key));
  }

  put(entity: string, values: RowValues, previous: Row | undefined): Row {
    const sequence = previous?.sequence ?? (this.#sequence += 1);
    const row = rowOf(values, (previous?.version ?? 0) + 1, sequence, this.#handled(entity, previous));
    const key = this.keyOf(entity, row);
    this.#footprint?.write(entity, key);
    this.#writable(entity).set(keyText(key), row);
    return row;
  }

  /** Replaces the row without a new version, as the database itself does. */
  putSilently(entity: string, values: RowValues, previous: Row): void {
    const key = this.keyOf(entity, previous);
    this.#footprint?.write(entity, key);
    this.#writable(entity).set(keyText(key), rowOf(values, previous.version, previous.sequence, previous.handled));
  }

  drop(entity: string, row: Row): void {
    const key = this.keyOf(entity, row);
    this.#footprint?.write(entity, key);
    this.#writable(entity).delete(keyText(key));
  }

  keyOf(entity: string, row: Row): Json {
    return row.values[this.entity(entity).key.name] ?? null;
  }

  links(through: string): readonly (readonly [Json, Json])[] {
    this.#footprint?.scan(linksOf(through));
    return this.#links.get(through) ?? [];
  }

  setLinks(through: string, pairs: readonly (readonly [Json, Json])[]): void {
    this.#footprint?.writeAll(linksOf(through));
    this.#links.set(through, pairs);
  }

  newUuid(): string {
    return uuidPlaceholder((this.#counter.next += 1));
  }

  newInteger(): number {
    return integerPlaceholder((this.#counter.next += 1));
  }

  #handled(entity: string, previous: Row | undefined): Handled | undefined {
    const round = this.actor.round?.(entity);
    if (round === undefined) return previous?.handled;
    if (previous === undefined) return { madeIn: round, changedIn: round };
    return { ...previous.handled, changedIn: round };
  }

  #writable(entity: string): Map<string, Row> {
    let table = this.#own.get(entity);
    if (table === undefined) {
      table = new Map(this.#tables.get(entity));
      this.#own.set(entity, table);
      this.#tables.set(entity, table);
    }
    return table;
  }
}
