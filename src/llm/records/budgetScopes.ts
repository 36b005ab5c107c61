import type { BudgetScope, CallPurpose } from './ledger.ts';

/** The UTC day of a time in milliseconds since 1970: `2026-11-21`. */
export function dayOf(at: number): string {
  const number = Math.floor(at / dayMs);
  if (number !== lastDay.number) lastDay = { number, text: new Date(at).toISOString().slice(0, 10) };
  return lastDay.text;
}

const dayMs = 86_400_000;

/** Every call to a model asks for the day several times, and it is the same one nearly always. */
let lastDay = { number: Number.NaN, text: '' };

/** The UTC month of a time in milliseconds since 1970: `2026-11`. */
export function monthOf(at: number): string {
  return dayOf(at).slice(0, 7);
}

/** The key under which a budget is kept: that of a day or a month holds for every day or month. */
export function budgetKey(scope: BudgetScope): string {
  switch (scope.kind) {
    case 'run': return `run:${scope.run}`;
    case 'workspace': return `workspace:${scope.workspace}`;
    case 'day': case 'month': return scope.kind;
  }
}

/** The scope that `budgetKey` gave this key for. */
export function scopeOfKey(key: string): BudgetScope {
  if (key.startsWith('run:')) return { kind: 'run', run: key.slice('run:'.length) };
  if (key.startsWith('workspace:')) return { kind: 'workspace', workspace: key.slice('workspace:'.length) };
  return { kind: key === 'day' ? 'day' : 'month' };
}

/** The key under which spending within a scope is counted: each day and month has its own. */
export function spendKey(scope: BudgetScope, at: number): string {
  if (scope.kind === 'day') return `day:${dayOf(at)}`;
  return scope.kind === 'month' ? `month:${monthOf(at)}` : budgetKey(scope);
}

/** Every scope that a call at that time counts in. */
export function scopesOf(purpose: CallPurpose): readonly BudgetScope[] {
  return [
    { kind: 'day' },
    { kind: 'month' },
    ...(purpose.run === undefined ? [] : [{ kind: 'run', run: purpose.run } as const]),
    { kind: 'workspace', workspace: purpose.workspace },
  ];
}
