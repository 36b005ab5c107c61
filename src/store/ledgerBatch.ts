import type { InsertResult, UpdateResult } from 'kysely';
import { budgetKey } from '../llm/records/budgetScopes.ts';
import type { BudgetScope, BudgetState, LedgerEvent } from '../llm/records/ledger.ts';
import type { TablesTransaction } from './database.ts';
import { ledgerRowOf, rowOfEvent } from './ledgerRows.ts';
import { prepared, preparedRows } from './prepared.ts';
import type { BudgetRow, CounterRow, LedgerRow, OpenCallRow, SpendRow } from './schema.ts';
import { budgetsOf, keepSpends, type SpendChange, spendsOf, stateOfBudget } from './spending.ts';

const counter = 'ledger';

/**
 * What a transaction that appends to the ledger knows and is going to write. Its lock on the counter makes all such transactions, of whatever
 * process, follow each other; so what it read once stays true, each of its operations sees what those before it did, and everything is written together, many rows to a statement.
 */
export class LedgerBatch {
  readonly #tables: TablesTransaction;
  #seq: number;
  readonly #known: ReadonlyMap<string, KnownCall>;
  readonly #open: Map<string, OpenCallRow>;
  readonly #budgets = new Map<string, BudgetRow | undefined>();
  readonly #spends = new Map<string, SpendRow>();
  readonly #changedSpends = new Set<string>();
  readonly #opened = new Map<string, OpenCallRow>();
  #closed: { readonly call: string }[] = [];
  #appended: LedgerRow[] = [];

  /** Runs the work on the ledger, whose operations are about these events. */
  static async run(tables: TablesTransaction, events: readonly LedgerEvent[], work: (batch: LedgerBatch) => Promise<void>): Promise<void> {
    const first = (await lockCounter(tables, { counter })).rows[0]?.value ?? 0;
    const batch = new LedgerBatch(tables, first, await readCalls(tables, events));
    await work(batch);
    await batch.#write();
    if (batch.#seq > first) await setCounter(tables, { counter, last: batch.#seq });
  }

  private constructor(tables: TablesTransaction, seq: number, { known, open }: CallsRead) {
    this.#tables = tables;
    this.#seq = seq;
    this.#known = known;
    this.#open = open;
  }

  isRecorded({ call, kind }: LedgerEvent): boolean {
    return this.#known.get(call)?.has(kind) ?? false;
  }

  /** What pays for the call: when it was reserved or, unless it was, settled; undefined when nothing was told of it. */
  chargedAt(call: string): number | undefined {
    const known = this.#known.get(call);
    return known?.get('reserved') ?? known?.get('settled') ?? known?.values().next().value;
  }

  /** Appends an event under the next number. */
  append(event: LedgerEvent, charge: { readonly chargedAt: number; readonly microUsd: number | undefined }): void {
    this.#seq += 1;
    this.#appended.push(rowOfEvent(event, { ...charge, seq: this.#seq }));
    this.#known.get(event.call)?.set(event.kind, charge.chargedAt);
  }

  /** Keeps a reservation until it is settled. */
  open(row: OpenCallRow): void {
    this.#open.set(row.call_id, row);
    this.#opened.set(row.call_id, row);
  }

  /** Takes the open reservation of a call away and gives it; undefined when there is none. */
  close(call: string): OpenCallRow | undefined {
    const row = this.#open.get(call);
    if (row === undefined) return undefined;
    this.#open.delete(call);
    if (!this.#opened.delete(call)) this.#closed.push({ call });
    return row;
  }

  /** The budgets that are set for these scopes: who changes one meanwhile changes it for the next transaction. */
  async budgets(scopes: readonly BudgetScope[]): Promise<readonly BudgetRow[]> {
    const missing = scopes.filter((scope) => !this.#budgets.has(budgetKey(scope)));
    if (missing.length > 0) {
      const rows = await budgetsOf(this.#tables, missing);
      for (const key of missing.map(budgetKey)) this.#budgets.set(key, rows.find((row) => row.scope === key));
    }
    return scopes.flatMap((scope) => this.#budgets.get(budgetKey(scope)) ?? []);
  }

  /** What is spent or reserved under these keys, in their order. */
  async spends(keys: readonly string[]): Promise<readonly SpendRow[]> {
    const missing = keys.filter((key) => !this.#spends.has(key));
    if (missing.length > 0) for (const row of await spendsOf(this.#tables, missing)) this.#spends.set(row.scope, row);
    return keys.map((key) => this.#spends.get(key) ?? { scope: key, micro_usd: 0, unpriced_calls: 0, told_soft: null });
  }

  /** Adds to what is spent or reserved under these keys and gives what it is then, in their order. */
  async addSpend(keys: readonly string[], { microUsd, unpricedCalls }: SpendChange): Promise<readonly SpendRow[]> {
    const rows = (await this.spends(keys)).map((row) => ({ ...row, micro_usd: row.micro_usd + microUsd, unpriced_calls: row.unpriced_calls + unpricedCalls }));
    for (const row of rows) this.#keepSpend(row);
    return rows;
  }

  /** Remembers that somebody was told of this soft limit. */
  toldSoft(row: SpendRow, soft: number): void {
    this.#keepSpend({ ...row, told_soft: soft });
  }

  /** A budget with what is used of it at that time. */
  async stateOf(budget: BudgetRow, at: number): Promise<BudgetState> {
    await this.#write();
    return await stateOfBudget(this.#tables, budget, at);
  }

  #keepSpend(row: SpendRow): void {
    this.#spends.set(row.scope, row);
    this.#changedSpends.add(row.scope);
  }

  /** Writes what is not written yet, so that queries see it. */
  async #write(): Promise<void> {
    const spends = [...this.#changedSpends].flatMap((key) => this.#spends.get(key) ?? []);
    await keepSpends(this.#tables, spends);
    await openCalls(this.#tables, [...this.#opened.values()]);
    await closeCalls(this.#tables, this.#closed);
    await appendRows(this.#tables, this.#appended);
    this.#changedSpends.clear();
    this.#opened.clear();
    this.#closed = [];
    this.#appended = [];
  }
}

/** What was told of a call: `charged_at` by kind. */
type KnownCall = Map<string, number>;

interface CallsRead {
  readonly known: ReadonlyMap<string, KnownCall>;
  readonly open: Map<string, OpenCallRow>;
}

/** What is known of the calls of these events. */
async function readCalls(tables: TablesTransaction, events: readonly LedgerEvent[]): Promise<CallsRead> {
  const known = new Map(events.map(({ call }): [string, KnownCall] => [call, new Map<string, number>()]));
  for (const row of await eventsOfCalls(tables, [...known.keys()].map((call) => ({ call })))) known.get(row.call_id)?.set(row.kind, row.charged_at);
  const settled = events.filter(({ call, kind }) => kind === 'settled' && known.get(call)?.has('settled') !== true);
  const open = await openOfCalls(tables, [...new Set(settled.map(({ call }) => call))].map((call) => ({ call })));
  return { known, open: new Map(open.map((row) => [row.call_id, row])) };
}

const lockCounter = prepared<{ counter: string }, CounterRow>((tables, given) => tables.updateTable('counters')
  .set((expression) => ({ value: expression.ref('value') })).where('name', '=', given('counter')).returningAll());

const setCounter = prepared<{ counter: string; last: number }, UpdateResult>((tables, given) => tables.updateTable('counters')
  .set({ value: given('last') }).where('name', '=', given('counter')));

const eventsOfCalls = preparedRows<{ call: string }, Pick<LedgerRow, 'call_id' | 'kind' | 'charged_at'>>((tables, calls) => tables.selectFrom('ledger_events').select(['call_id', 'kind', 'charged_at'])
  .where('call_id', 'in', calls.map((given) => given('call'))));

const openOfCalls = preparedRows<{ call: string }, OpenCallRow>((tables, calls) => tables.selectFrom('open_calls').selectAll().where('call_id', 'in', calls.map((given) => given('call'))));

const openCalls = preparedRows<OpenCallRow, InsertResult>((tables, rows) => tables.insertInto('open_calls').values(rows.map((given) => ({
  call_id: given('call_id'), micro_usd: given('micro_usd'), reserved_at: given('reserved_at'), expires_at: given('expires_at'),
  workspace: given('workspace'), run: given('run'), day: given('day'), month: given('month'),
}))).onConflict((conflict) => conflict.doNothing()));

const closeCalls = preparedRows<{ call: string }>((tables, calls) => tables.deleteFrom('open_calls').where('call_id', 'in', calls.map((given) => given('call'))));

const appendRows = preparedRows<LedgerRow, InsertResult>((tables, rows) => tables.insertInto('ledger_events').values(rows.map((given) => ledgerRowOf(given))));
