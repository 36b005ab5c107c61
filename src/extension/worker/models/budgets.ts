import { budgetKey } from '../../../llm/records/budgetScopes.ts';
import type { Budget, BudgetScope, BudgetState } from '../../../llm/records/ledger.ts';
import type { BudgetRepository } from '../../../llm/records/ledgerRepository.ts';
import type { BudgetName, BudgetSettings } from '../modelRequests.ts';

/** What is to be changed in the store so that it has the limits of the settings; a limit that is there as it should be is left alone. */
export interface BudgetChanges {
  readonly set: readonly Budget[];
  readonly remove: readonly BudgetScope[];
}

/** Compares the settings with the store. Budgets that the settings never named, such as those of the command line, stay. */
export function budgetChanges(settings: BudgetSettings, present: readonly Budget[], workspace: string): BudgetChanges {
  const wanted = budgetNames.flatMap((name): readonly Budget[] => {
    const dollars = settings[name];
    if (dollars === null || !Number.isFinite(dollars) || dollars < 0) return [];
    const hardMicroUsd = Math.round(dollars * 1e6);
    const share = Math.min(1, Math.max(0, settings.softShare));
    return [{ scope: scopeOf(name, workspace), hardMicroUsd, ...(share < 1 ? { softMicroUsd: Math.round(hardMicroUsd * share) } : {}) }];
  });
  const known = new Map(present.map((budget) => [budgetKey(budget.scope), budget]));
  const keys = new Set(wanted.map(({ scope }) => budgetKey(scope)));
  return {
    set: wanted.filter((budget) => !isSame(budget, known.get(budgetKey(budget.scope)))),
    remove: settings.dropped.map((name) => scopeOf(name, workspace)).filter((scope) => !keys.has(budgetKey(scope)) && known.has(budgetKey(scope))),
  };
}

/** Makes the changes. */
export async function applyBudgets({ set, remove }: BudgetChanges, budgets: BudgetRepository, now: number): Promise<void> {
  for (const budget of set) await budgets.set(budget, now);
  for (const scope of remove) await budgets.remove(scope);
}

/** The budgets that a call of this workspace must fit into, without those of runs. */
export function budgetsOf(states: readonly BudgetState[], workspace: string): readonly BudgetState[] {
  return states.filter(({ scope }) => scope.kind === 'day' || scope.kind === 'month' || (scope.kind === 'workspace' && scope.workspace === workspace));
}

const budgetNames: readonly BudgetName[] = ['day', 'month', 'workspace'];

function scopeOf(name: BudgetName, workspace: string): BudgetScope {
  return name === 'workspace' ? { kind: 'workspace', workspace } : { kind: name };
}

function isSame(left: Budget, right: Budget | undefined): boolean {
  return left.hardMicroUsd === right?.hardMicroUsd && left.softMicroUsd === right.softMicroUsd;
}
