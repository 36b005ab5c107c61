import { budgetKey, dayOf, monthOf, scopesOf, spendKey } from '../llm/records/budgetScopes.ts';
import type { BudgetState, CachedEvent, ReservedEvent, SettledEvent, WastedEvent } from '../llm/records/ledger.ts';
import type { Reservation, Settlement, UnknownPrices } from '../llm/records/ledgerRepository.ts';
import type { LedgerBatch } from './ledgerBatch.ts';
import type { BudgetRow, SpendRow } from './schema.ts';

/** Reserves in every budget that applies, or tells the one that it does not fit into. */
export async function reserve(ledger: LedgerBatch, event: ReservedEvent, unknownPrices: UnknownPrices): Promise<Reservation> {
  if (ledger.isRecorded(event)) return { kind: 'reserved' };
  const { purpose, at } = event;
  const scopes = scopesOf(purpose);
  const budgets = await ledger.budgets(scopes);
  const [first] = budgets;
  const needed = wholeMicroUsd(event.microUsd);
  if (needed === undefined && first !== undefined && unknownPrices === 'refuse') return { kind: 'unknownPrice', budget: await ledger.stateOf(first, at) };
  const keys = scopes.map((scope) => spendKey(scope, at));
  const spend = needed === undefined || needed > 0 ? await ledger.spends(keys) : [];
  const over = scopes.map((scope, index) => brokenBy(budgets, budgetKey(scope), spend[index], needed)).find((budget) => budget !== undefined);
  if (over !== undefined) return { kind: 'overBudget', budget: await ledger.stateOf(over, at), neededMicroUsd: needed ?? 0 };
  if (needed !== undefined && needed > 0) await ledger.addSpend(keys, { microUsd: needed, unpricedCalls: 0 });
  ledger.open({
    call_id: event.call, micro_usd: needed ?? null, reserved_at: at, expires_at: event.expiresAt, workspace: purpose.workspace, run: purpose.run ?? null,
    day: dayOf(at), month: monthOf(at),
  });
  ledger.append(event, { chargedAt: at, microUsd: needed });
  return { kind: 'reserved' };
}

/** The budget of that key if the call would break it. What costs nothing fits into a budget that is used up; what costs nobody knows how much does not. */
function brokenBy(budgets: readonly BudgetRow[], key: string, spend: SpendRow | undefined, needed: number | undefined): BudgetRow | undefined {
  const budget = budgets.find(({ scope }) => scope === key);
  if (budget === undefined || spend === undefined) return undefined;
  const isOver = needed === undefined ? spend.micro_usd >= budget.hard_micro_usd : spend.micro_usd + needed > budget.hard_micro_usd;
  return isOver ? budget : undefined;
}

/** Turns the reservation into what the call really cost. */
export async function settle(ledger: LedgerBatch, event: SettledEvent): Promise<Settlement> {
  if (ledger.isRecorded(event)) return { kind: 'repeated', alerts: [] };
  const open = ledger.close(event.call);
  const chargedAt = open?.reserved_at ?? event.at;
  const cost = wholeMicroUsd(event.microUsd);
  ledger.append(event, { chargedAt, microUsd: cost });
  const reserved = open?.micro_usd ?? undefined;
  const change = { microUsd: (cost ?? reserved ?? 0) - (reserved ?? 0), unpricedCalls: cost === undefined && reserved === undefined ? 1 : 0 };
  if (change.microUsd === 0 && change.unpricedCalls === 0 && cost === 0) return { kind: 'recorded', alerts: [] };
  const scopes = scopesOf(event.purpose);
  const spend = await ledger.addSpend(scopes.map((scope) => spendKey(scope, chargedAt)), change);
  const budgets = (await ledger.budgets(scopes)).filter(({ soft_micro_usd: soft }) => soft !== null);
  const alerts: BudgetState[] = [];
  for (const [index, scope] of scopes.entries()) {
    const alert = await softAlert(ledger, budgets.find((budget) => budget.scope === budgetKey(scope)), spend[index], event.at);
    if (alert !== undefined) alerts.push(alert);
  }
  return { kind: 'recorded', alerts };
}

/** The budget if its soft limit is reached and nobody was told of it. */
async function softAlert(ledger: LedgerBatch, budget: BudgetRow | undefined, spend: SpendRow | undefined, at: number): Promise<BudgetState | undefined> {
  const soft = budget?.soft_micro_usd ?? undefined;
  if (budget === undefined || soft === undefined || spend === undefined || spend.told_soft === soft || spend.micro_usd < soft) return undefined;
  const state = await ledger.stateOf(budget, at);
  if (state.spentMicroUsd < soft) return undefined;
  ledger.toldSoft(spend, soft);
  return state;
}

/** Appends an event that moves no money; once for each call and kind. */
export function record(ledger: LedgerBatch, event: WastedEvent | CachedEvent): Promise<void> {
  if (!ledger.isRecorded(event)) ledger.append(event, { chargedAt: ledger.chargedAt(event.call) ?? event.at, microUsd: event.kind === 'cached' ? wholeMicroUsd(event.savedMicroUsd) : undefined });
  return Promise.resolve();
}

/** Whole and rounded up; what is no amount is unknown, so that a wrong price can never take a call out of the ledger. */
function wholeMicroUsd(amount: number | undefined): number | undefined {
  return amount === undefined || !Number.isFinite(amount) ? undefined : Math.max(0, Math.ceil(amount));
}
