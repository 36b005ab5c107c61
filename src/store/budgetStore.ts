import { budgetKey } from '../llm/records/budgetScopes.ts';
import type { BudgetState } from '../llm/records/ledger.ts';
import type { BudgetRepository } from '../llm/records/ledgerRepository.ts';
import type { Database } from './database.ts';
import { budgetOf, stateOfBudget } from './spending.ts';

/** The limits that people set, over the tables. */
export function budgetStore(database: Database): BudgetRepository {
  return {
    async list() {
      const rows = await database.read((tables) => tables.selectFrom('budgets').selectAll().orderBy('scope').execute());
      return rows.map(budgetOf);
    },
    async set({ scope, hardMicroUsd, softMicroUsd }, at) {
      const limits = { hard_micro_usd: hardMicroUsd, soft_micro_usd: softMicroUsd ?? null, updated_at: at };
      await database.writeDurably((tables) => tables.insertInto('budgets').values({ scope: budgetKey(scope), ...limits })
        .onConflict((conflict) => conflict.column('scope').doUpdateSet(limits)).execute());
    },
    async remove(scope) {
      const removed = await database.writeDurably((tables) => tables.deleteFrom('budgets').where('scope', '=', budgetKey(scope)).returning('scope').execute());
      return removed.length > 0;
    },
    states: (at) => database.read(async (tables) => {
      const rows = await tables.selectFrom('budgets').selectAll().orderBy('scope').execute();
      const states: BudgetState[] = [];
      for (const row of rows) states.push(await stateOfBudget(tables, row, at));
      return states;
    }),
  };
}
