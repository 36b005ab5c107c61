import { scopeOfKey, budgetKey, dayOf, monthOf, spendKey } from '../llm/records/budgetScopes.ts';
import type { Budget, BudgetScope, BudgetState } from '../llm/records/ledger.ts';
import type { ScopeUsage } from '../llm/records/ledgerRepository.ts';
import type { Tables } from './database.ts';
import { prepared } from './prepared.ts';
import { withoutNulls } from './rows.ts';
import type { BudgetRow, SpendRow } from './schema.ts';

/** What changes in every scope that a call counts in. */
export interface SpendChange {
  readonly microUsd: number;
  readonly unpricedCalls: number;
}

/** Adds to what is spent or reserved in these scopes and gives what it is now, by scope in their order. */
export async function addSpend(tables: Tables, keys: readonly string[], change: SpendChange): Promise<readonly SpendRow[]> {
  const { rows } = await additions(keys.length)(tables, { ...scopesByName(keys), ...change });
  return keys.map((key) => rows.find(({ scope }) => scope === key) ?? { scope: key, micro_usd: 0, unpriced_calls: 0, told_soft: null });
}

/** The budgets that are set for these scopes. */
export async function budgetsOf(tables: Tables, scopes: readonly BudgetScope[]): Promise<readonly BudgetRow[]> {
  const { rows } = await budgetsByScopes(scopes.length)(tables, scopesByName(scopes.map(budgetKey)));
  return rows;
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

type ScopeValues = Readonly<Record<`scope${number}`, string>>;

function scopesByName(keys: readonly string[]): ScopeValues {
  const values: Record<`scope${number}`, string> = {};
  for (const [index, key] of keys.entries()) values[`scope${index}`] = key;
  return values;
}

const additions = byCount((names) => prepared<SpendChange & ScopeValues, SpendRow>((tables, given) => tables.insertInto('spend')
  .values(names.map((name) => ({ scope: given(name), micro_usd: given('microUsd'), unpriced_calls: given('unpricedCalls'), told_soft: null })))
  .onConflict((conflict) => conflict.column('scope').doUpdateSet((expression) => ({
    micro_usd: expression('spend.micro_usd', '+', expression.ref('excluded.micro_usd')),
    unpriced_calls: expression('spend.unpriced_calls', '+', expression.ref('excluded.unpriced_calls')),
  })))
  .returningAll()));

const budgetsByScopes = byCount((names) => prepared<ScopeValues, BudgetRow>((tables, given) => tables.selectFrom('budgets').selectAll()
  .where('scope', 'in', names.map(given))));

/** The query for so many scopes: a call counts in three, or in four when it belongs to a run. */
function byCount<Query>(make: (names: readonly `scope${number}`[]) => Query): (count: number) => Query {
  const made = new Map<number, Query>();
  return (count) => {
    const query = made.get(count) ?? make(Array.from({ length: count }, (_, index) => `scope${index}` as const));
    made.set(count, query);
    return query;
  };
}
