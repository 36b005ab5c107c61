import type { Json } from '../base/json.ts';
import { compareBody, type Tolerance } from './compareBody.ts';
import { isPending, substitute } from './placeholders.ts';
import { below, valueAt } from './pointers.ts';
import { instantOf, isClockText } from './time.ts';
import type { ListedRow, Mismatch, UnsureOrder } from './types.ts';

/** What an answer is held against. */
interface Answered {
  readonly real: Json | undefined;
  readonly known: Map<string | number, Json>;
  readonly tolerance: Tolerance;
}

/**
 * Event handlers end in an order of their own: the order of rows among which they alone decide is not known beforehand.
 * Once an answer has told their instants and keys it is, and holds for all later lists.
 */
export class RealOrder {
  /** By key, attribute and instant of the model's clock: the instant that the app took. */
  readonly #instants: Map<string, string>;

  constructor(instants: ReadonlyMap<string, string> = new Map()) {
    this.#instants = new Map(instants);
  }

  copy(): RealOrder {
    return new RealOrder(this.#instants);
  }

  /** The expected body with its rows in the order in which the app has to show them, or may show them where that is not known. */
  arranged(body: Json, unsure: UnsureOrder, answered: Answered): Json {
    const items = valueAt(body, unsure.pointer);
    if (!Array.isArray(items)) return body;
    const rows = this.#rows(unsure, answered).slice(unsure.start, unsure.start + items.length).map(({ item }) => item);
    if (unsure.pointer === '') return rows;
    return { ...(body as Readonly<Record<string, Json>>), [unsure.pointer.slice(1)]: rows };
  }

  /** Takes note of the instants in an answer that was as expected. */
  learn(unsure: UnsureOrder, { real, known }: Answered): void {
    const { attribute } = unsure;
    const shown = valueAt(real, unsure.pointer);
    if (attribute === undefined || !Array.isArray(shown)) return;
    const byKey = new Map(shown.map((item: Json) => [JSON.stringify(valueAt(item, below('', unsure.key)) ?? null), valueAt(item, below('', attribute))]));
    for (const row of unsure.rows) {
      const key = substitute(row.key, known);
      const instant = byKey.get(JSON.stringify(key));
      if (typeof instant === 'string' && isClock(row.value)) this.#instants.set(named(attribute, key, row.value), instant);
    }
  }

  /** Where the answer is not in the order of the values that it shows, among rows whose order was not known. */
  faults(unsure: UnsureOrder, real: Json | undefined): readonly Mismatch[] {
    const items = valueAt(real, unsure.pointer);
    const { attribute, start, rows, descending } = unsure;
    if (attribute === undefined || !Array.isArray(items)) return [];
    const shown = items.map((item: Json) => valueAt(item, below('', attribute)));
    return shown.flatMap((value, index) => {
      const before = shown[index - 1];
      if (index === 0 || rows[start + index]?.run !== rows[start + index - 1]?.run || typeof value !== 'string' || typeof before !== 'string') return [];
      const distance = instantOf(value) - instantOf(before);
      if (!(descending ? distance > 0 : distance < 0)) return [];
      return [{ pointer: below(below(unsure.pointer, index), attribute), message: `is "${value}"; expected none ${descending ? 'after' : 'before'} "${before}"` }];
    });
  }

  /** All rows around the page, each run of unsure ones in its real order or in one that fits the answer. */
  #rows(unsure: UnsureOrder, answered: Answered): readonly ListedRow[] {
    const rows = unsure.rows.map((row): ListedRow => ({ ...row, item: substitute(row.item, answered.known), key: substitute(row.key, answered.known) }));
    const runs = new Map<number, ListedRow[]>();
    for (const row of rows) runs.set(row.run, [...(runs.get(row.run) ?? []), row]);
    const items = valueAt(answered.real, unsure.pointer);
    const shown: readonly Json[] = Array.isArray(items) ? items : [];
    let first = 0;
    return [...runs.values()].flatMap((run) => {
      const at = first - unsure.start;
      first += run.length;
      return this.#sorted(unsure, run) ?? fitting(run, (index) => shown[at + index], answered);
    });
  }

  /** The run in its real order; undefined while that is not known. */
  #sorted({ attribute, descending, byKey }: UnsureOrder, run: readonly ListedRow[]): readonly ListedRow[] | undefined {
    if (run.length < 2) return run;
    const places = run.map((row, index) => ({ row, index, instant: isClock(row.value) && attribute !== undefined ? this.#instants.get(named(attribute, row.key, row.value)) : '' }));
    if (places.some(({ row, instant }) => instant === undefined || isPending(row.key))) return undefined;
    const sign = descending ? -1 : 1;
    return places.sort((a, b) => {
      const byInstant = a.instant === b.instant ? 0 : instantOf(a.instant ?? '') - instantOf(b.instant ?? '');
      const order = byInstant !== 0 || !byKey ? byInstant : compareKeys(a.row.key, b.row.key);
      return order === 0 ? a.index - b.index : sign * order;
    }).map(({ row }) => row);
  }
}

/** The run in an order in which as many of its rows as possible are what the answer shows. */
function fitting(run: readonly ListedRow[], shown: (index: number) => Json | undefined, { known, tolerance }: Answered): readonly ListedRow[] {
  const left = new Set(run);
  const placed = new Array<ListedRow | undefined>(run.length);
  // Whose key is known can only be itself.
  for (const pending of [false, true]) {
    for (const index of placed.keys()) {
      const item = shown(index);
      if (placed[index] !== undefined || item === undefined) continue;
      const found = [...left].find((row) => isPending(row.key) === pending && compareBody(row.item, item, '', new Map(known), tolerance).length === 0);
      if (found === undefined) continue;
      placed[index] = found;
      left.delete(found);
    }
  }
  const rest = [...left];
  return [...placed].map((row) => row ?? rest.shift()).filter((row) => row !== undefined);
}

function compareKeys(a: Json, b: Json): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

function isClock(value: Json): value is string {
  return typeof value === 'string' && isClockText(value);
}

function named(attribute: string, key: Json, value: string): string {
  return JSON.stringify([attribute, key, value]);
}
