import { scopeOfKey, budgetKey, dayOf, monthOf, spendKey } from '../llm/records/budgetScopes.ts';
import type { Budget, BudgetScope, BudgetState } from '../llm/records/ledger.ts';
import type { ScopeUsage } from '../llm/records/ledgerRepository.ts';
import type { Tables } from './database.ts';
import { preparedRows } from './prepared.ts';
import { withoutNulls } from './rows.ts';
import type { BudgetRow, SpendRow } from './schema.ts';

/** What changes in every scope that a call counts in. */
export interface SpendChange {
  readonly microUsd: number;
  readonly unpricedCalls: number;
}

/** What is spent or reserved under these keys, where there is anything. */
export function spendsOf(tables: Tables, keys: readonly string[]): Promise<readonly SpendRow[]> {
  return spendsByKeys(tables, keys.map((key) => ({ key })));
}

/** Sets what is spent or reserved; who does so has read it in the same transaction. */
export function keepSpends(tables: Tables, rows: readonly SpendRow[]): Promise<readonly unknown[]> {
  return keepRows(tables, rows);
}

/** The budgets that are set for these scopes. */
export function budgetsOf(tables: Tables, scopes: readonly BudgetScope[]): Promise<readonly BudgetRow[]> {
  return budgetsByKeys(tables, scopes.map((scope) => ({ key: budgetKey(scope) })));
}

/** What a scope's spending consists of at that time. */
export async function usageOf(tables: Tables, scope: BudgetScope, at: number): Promise<ScopeUsage> {
  const row = await tables.selectFrom('spend').selectAll().where('scope', '=', spendKey(scope, at)).executeTakeFirst();
  const reserved = await reservedIn(tables, scope, at);
  return { spentMicroUsd: (row?.micro_usd ?? 0) - reserved, reservedMicroUsd: reserved, unpricedCalls: row?.unpriced_calls ?? 0 };
}

/** A budget with what is used of it at that time. */
export async function stateOfBudget(tables: Tables, row: BudgetRow, at: number): Promise<BudgetState> {
  const budget = budgetOf(row);
  const { unpricedCalls, ...usage } = await usageOf(tables, budget.scope, at);
  return { ...budget, ...usage, ...(unpricedCalls === 0 ? {} : { unpricedCalls }) };
}

export function budgetOf(row: BudgetRow): Budget {
  return { scope: scopeOfKey(row.scope), hardMicroUsd: row.hard_micro_usd, ...withoutNulls({ softMicroUsd: row.soft_micro_usd }) };
}

/** The worst case of calls under way. What expired counts as spent until it is settled. */
async function reservedIn(tables: Tables, scope: BudgetScope, at: number): Promise<number> {
  const [column, value] = columnOf(scope, at);
  const { total } = await tables.selectFrom('open_calls').select(({ fn }) => fn.sum<number | string | null>('micro_usd').as('total'))
    .where(column, '=', value).where('expires_at', '>', at).executeTakeFirstOrThrow();
  return Number(total ?? 0);
}

function columnOf(scope: BudgetScope, at: number): readonly ['day' | 'month' | 'run' | 'workspace', string] {
  switch (scope.kind) {
    case 'day': return ['day', dayOf(at)];
    case 'month': return ['month', monthOf(at)];
    case 'run': return ['run', scope.run];
    case 'workspace': return ['workspace', scope.workspace];
  }
}

const spendsByKeys = preparedRows<{ key: string }, SpendRow>((tables, keys) => tables.selectFrom('spend').selectAll().where('scope', 'in', keys.map((given) => given('key'))));

const budgetsByKeys = preparedRows<{ key: string }, BudgetRow>((tables, keys) => tables.selectFrom('budgets').selectAll().where('scope', 'in', keys.map((given) => given('key'))));

const keepRows = preparedRows<SpendRow>((tables, rows) => tables.insertInto('spend')
  .values(rows.map((given) => ({ scope: given('scope'), micro_usd: given('micro_usd'), unpriced_calls: given('unpriced_calls'), told_soft: given('told_soft') })))
  .onConflict((conflict) => conflict.column('scope').doUpdateSet((expression) => ({
    micro_usd: expression.ref('excluded.micro_usd'), unpriced_calls: expression.ref('excluded.unpriced_calls'), told_soft: expression.ref('excluded.told_soft'),
  }))));
