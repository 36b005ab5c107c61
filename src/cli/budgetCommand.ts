import { dollarsInColumn } from '../base/dollars.ts';
import { workspaceId } from '../node/workspaceId.ts';
import type { BudgetScope, BudgetState } from '../llm/records/ledger.ts';
import { parseCommandLine } from './arguments.ts';
import { microUsdOf } from './microUsdOf.ts';
import { type ExitCode, paint, printJson, say, UsageError } from './terminal.ts';
import { textTable } from './textTable.ts';
import { hasStore, withStore } from './withStore.ts';

const usage = 'Say "devmatrix budget" to see the budgets, "devmatrix budget set day|month|workspace|run:ID USD [--soft USD]" or "devmatrix budget remove day|month|workspace|run:ID".';

/** `devmatrix budget`: shows, sets and removes limits for what calls to models may cost. */
export async function budgetCommand(args: readonly string[]): Promise<ExitCode> {
  const { positionals: [action = 'show', scope, amount, ...more], values } = parseCommandLine(args, { soft: { type: 'string' }, json: { type: 'boolean', default: false } });
  if (more.length > 0) throw new UsageError(usage);
  if (action === 'show' && scope === undefined) return show(values.json);
  if (action === 'remove' && scope !== undefined && amount === undefined) return remove(scopeOf(scope), scope);
  if (action !== 'set' || scope === undefined || amount === undefined) throw new UsageError(usage);
  const [hardMicroUsd, softMicroUsd] = [microUsdOf(amount), values.soft === undefined ? undefined : microUsdOf(values.soft)];
  if (softMicroUsd !== undefined && softMicroUsd > hardMicroUsd) throw new UsageError('The soft limit, which only tells you, must not be over the hard one.');
  const budget = { scope: scopeOf(scope), hardMicroUsd, ...(softMicroUsd === undefined ? {} : { softMicroUsd }) };
  return withStore(async ({ budgets }) => {
    await budgets.set(budget, Date.now());
    process.stdout.write(`${budgetLines(await budgets.states(Date.now())).join('\n')}\n`);
    return 0;
  });
}

async function show(json: boolean): Promise<ExitCode> {
  const tell = (states: readonly BudgetState[]): ExitCode => {
    if (json) printJson({ budgets: states });
    else process.stdout.write(`${states.length === 0 ? 'There is no budget: calls to models may cost whatever they cost.' : budgetLines(states).join('\n')}\n`);
    return 0;
  };
  return hasStore() ? withStore(async ({ budgets }) => tell(await budgets.states(Date.now()))) : tell([]);
}

async function remove(scope: BudgetScope, name: string): Promise<ExitCode> {
  const removed = hasStore() ? await withStore(async ({ budgets }) => (await budgets.remove(scope) ? 0 : 1)) : 1;
  say(removed === 0 ? `The budget of ${name} is removed.` : paint('yellow', `There is no budget of ${name}.`));
  return removed;
}

function scopeOf(text: string): BudgetScope {
  if (text === 'day' || text === 'month') return { kind: text };
  if (text === 'workspace') return { kind: 'workspace', workspace: workspaceId(process.cwd()) };
  if (text.startsWith('run:') && text.length > 'run:'.length) return { kind: 'run', run: text.slice('run:'.length) };
  throw new UsageError(usage);
}

/** Budgets as a table: what is spent, reserved and left. */
export function budgetLines(states: readonly BudgetState[]): readonly string[] {
  const rows = states.map(({ scope, hardMicroUsd, softMicroUsd, spentMicroUsd, reservedMicroUsd }) => [
    nameOf(scope), dollarsInColumn(hardMicroUsd), dollarsInColumn(spentMicroUsd), dollarsInColumn(reservedMicroUsd), dollarsInColumn(Math.max(0, hardMicroUsd - spentMicroUsd - reservedMicroUsd)),
    softMicroUsd === undefined ? '' : dollarsInColumn(softMicroUsd),
  ]);
  return textTable([['Budget', 'limit', 'spent', 'reserved', 'left', 'tells at'], ...rows]);
}

function nameOf(scope: BudgetScope): string {
  switch (scope.kind) {
    case 'day': return 'today';
    case 'month': return 'this month';
    case 'run': return `run ${scope.run}`;
    case 'workspace': return scope.workspace === workspaceId(process.cwd()) ? 'this workspace' : `workspace ${scope.workspace}`;
  }
}
