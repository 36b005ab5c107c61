import type { InsertResult, UpdateResult } from 'kysely';
import { budgetKey, dayOf, monthOf, scopesOf, spendKey } from '../llm/records/budgetScopes.ts';
import type { BudgetScope, BudgetState, CachedEvent, LedgerEvent, ReservedEvent, SettledEvent, WastedEvent } from '../llm/records/ledger.ts';
import type { Reservation, Settlement, UnknownPrices } from '../llm/records/ledgerRepository.ts';
import type { TablesTransaction } from './database.ts';
import { ledgerRowOf, rowOfEvent } from './ledgerRows.ts';
import { prepared } from './prepared.ts';
import type { BudgetRow, CounterRow, LedgerRow, OpenCallRow, SpendRow } from './schema.ts';
import { addSpend, budgetsOf, stateOfBudget } from './spending.ts';

const counter = 'ledger';

/** A transaction that appends to the ledger. Its lock on the counter makes all such transactions follow each other. */
export interface LedgerTransaction {
  readonly tables: TablesTransaction;
  /** Budgets that were read in it, by scope, each once: who changes one meanwhile changes it for the next transaction. */
  readonly budgets: Map<string, BudgetRow | undefined>;
  nextSeq(): number;
}

/** Runs the work on the ledger's numbers; every row that it adds takes the next one. */
export async function withLedger(tables: TablesTransaction, work: (ledger: LedgerTransaction) => Promise<void>): Promise<void> {
  const first = (await lockCounter(tables, { counter })).rows[0]?.value ?? 0;
  let last = first;
  await work({ tables, budgets: new Map(), nextSeq: () => (last += 1) });
  if (last > first) await setCounter(tables, { counter, last });
}

/** Reserves in every budget that applies, or tells the one that it does not fit into. */
export async function reserve(ledger: LedgerTransaction, event: ReservedEvent, unknownPrices: UnknownPrices): Promise<Reservation> {
  if (await isRecorded(ledger, event)) return { kind: 'reserved' };
  const { tables } = ledger;
  const { purpose, at } = event;
  const scopes = scopesOf(purpose);
  const budgets = await budgetsFor(ledger, scopes);
  const [first] = budgets;
  const needed = wholeMicroUsd(event.microUsd);
  if (needed === undefined && first !== undefined && unknownPrices === 'refuse') return { kind: 'unknownPrice', budget: await stateOfBudget(tables, first, at) };
  const keys = scopes.map((scope) => spendKey(scope, at));
  const spend = needed === undefined || needed > 0 ? await addSpend(tables, keys, { microUsd: needed ?? 0, unpricedCalls: 0 }) : [];
  const over = scopes.map((scope, index) => fits(budgets, budgetKey(scope), spend[index], needed)).find((budget) => budget !== undefined);
  if (over !== undefined) {
    await addSpend(tables, keys, { microUsd: -(needed ?? 0), unpricedCalls: 0 });
    return { kind: 'overBudget', budget: await stateOfBudget(tables, over, at), neededMicroUsd: needed ?? 0 };
  }
  await openCall(tables, {
    call_id: event.call, micro_usd: needed ?? null, reserved_at: at, expires_at: event.expiresAt, workspace: purpose.workspace, run: purpose.run ?? null,
    day: dayOf(at), month: monthOf(at),
  });
  await append(ledger, event, { chargedAt: at, microUsd: needed });
  return { kind: 'reserved' };
}

/** The budget that would be broken. What costs nothing fits into a budget that is used up; what costs nobody knows how much does not. */
function fits(budgets: readonly BudgetRow[], key: string, spend: SpendRow | undefined, needed: number | undefined): BudgetRow | undefined {
  const budget = budgets.find(({ scope }) => scope === key);
  if (budget === undefined || spend === undefined) return undefined;
  const isOver = needed === undefined ? spend.micro_usd >= budget.hard_micro_usd : spend.micro_usd > budget.hard_micro_usd;
  return isOver ? budget : undefined;
}

/** Turns the reservation into what the call really cost. */
export async function settle(ledger: LedgerTransaction, event: SettledEvent): Promise<Settlement> {
  if (await isRecorded(ledger, event)) return { kind: 'repeated', alerts: [] };
  const { tables } = ledger;
  const [open] = (await closeCall(tables, { call: event.call })).rows;
  const chargedAt = open?.reserved_at ?? event.at;
  const cost = wholeMicroUsd(event.microUsd);
  await append(ledger, event, { chargedAt, microUsd: cost });
  const reserved = open?.micro_usd ?? undefined;
  const change = { microUsd: (cost ?? reserved ?? 0) - (reserved ?? 0), unpricedCalls: cost === undefined && reserved === undefined ? 1 : 0 };
  if (change.microUsd === 0 && change.unpricedCalls === 0 && cost === 0) return { kind: 'recorded', alerts: [] };
  const scopes = scopesOf(event.purpose);
  const spend = await addSpend(tables, scopes.map((scope) => spendKey(scope, chargedAt)), change);
  const budgets = (await budgetsFor(ledger, scopes)).filter(({ soft_micro_usd: soft }) => soft !== null);
  const alerts: BudgetState[] = [];
  for (const [index, scope] of scopes.entries()) {
    const alert = await softAlert(ledger, budgets.find((budget) => budget.scope === budgetKey(scope)), spend[index], event.at);
    if (alert !== undefined) alerts.push(alert);
  }
  return { kind: 'recorded', alerts };
}

/** The budget if its soft limit is reached and nobody was told of it. */
async function softAlert({ tables }: LedgerTransaction, budget: BudgetRow | undefined, spend: SpendRow | undefined, at: number): Promise<BudgetState | undefined> {
  const soft = budget?.soft_micro_usd ?? undefined;
  if (budget === undefined || soft === undefined || spend === undefined || spend.told_soft === soft || spend.micro_usd < soft) return undefined;
  const state = await stateOfBudget(tables, budget, at);
  if (state.spentMicroUsd < soft) return undefined;
  await tables.updateTable('spend').set({ told_soft: soft }).where('scope', '=', spend.scope).execute();
  return state;
}

/** Appends an event that moves no money; once for each call and kind. */
export async function record(ledger: LedgerTransaction, event: WastedEvent | CachedEvent): Promise<void> {
  if (await isRecorded(ledger, event)) return;
  const paid = await ledger.tables.selectFrom('ledger_events').select('charged_at').where('call_id', '=', event.call).executeTakeFirst();
  await append(ledger, event, { chargedAt: paid?.charged_at ?? event.at, microUsd: event.kind === 'cached' ? wholeMicroUsd(event.savedMicroUsd) : undefined });
}

async function budgetsFor({ tables, budgets }: LedgerTransaction, scopes: readonly BudgetScope[]): Promise<readonly BudgetRow[]> {
  if (scopes.some((scope) => !budgets.has(budgetKey(scope)))) {
    const rows = await budgetsOf(tables, scopes);
    for (const key of scopes.map(budgetKey)) budgets.set(key, rows.find((row) => row.scope === key));
  }
  return scopes.flatMap((scope) => budgets.get(budgetKey(scope)) ?? []);
}

async function isRecorded({ tables }: LedgerTransaction, { call, kind }: LedgerEvent): Promise<boolean> {
  return (await eventOfCall(tables, { call, kind })).rows.length > 0;
}

async function append(ledger: LedgerTransaction, event: LedgerEvent, charge: { readonly chargedAt: number; readonly microUsd: number | undefined }): Promise<void> {
  await appendRow(ledger.tables, rowOfEvent(event, { ...charge, seq: ledger.nextSeq() }));
}

/** Whole and rounded up; what is no amount is unknown, so that a wrong price can never take a call out of the ledger. */
function wholeMicroUsd(amount: number | undefined): number | undefined {
  return amount === undefined || !Number.isFinite(amount) ? undefined : Math.max(0, Math.ceil(amount));
}

const lockCounter = prepared<{ counter: string }, CounterRow>((tables, given) => tables.updateTable('counters')
  .set((expression) => ({ value: expression.ref('value') })).where('name', '=', given('counter')).returningAll());

const setCounter = prepared<{ counter: string; last: number }, UpdateResult>((tables, given) => tables.updateTable('counters')
  .set({ value: given('last') }).where('name', '=', given('counter')));

const eventOfCall = prepared<{ call: string; kind: string }, Pick<LedgerRow, 'seq'>>((tables, given) => tables.selectFrom('ledger_events').select('seq')
  .where('call_id', '=', given('call')).where('kind', '=', given('kind')));

const openCall = prepared<OpenCallRow, InsertResult>((tables, given) => tables.insertInto('open_calls').values({
  call_id: given('call_id'), micro_usd: given('micro_usd'), reserved_at: given('reserved_at'), expires_at: given('expires_at'),
  workspace: given('workspace'), run: given('run'), day: given('day'), month: given('month'),
}).onConflict((conflict) => conflict.doNothing()));

const closeCall = prepared<{ call: string }, OpenCallRow>((tables, given) => tables.deleteFrom('open_calls').where('call_id', '=', given('call')).returningAll());

const appendRow = prepared<LedgerRow, InsertResult>((tables, given) => tables.insertInto('ledger_events').values(ledgerRowOf(given)));
