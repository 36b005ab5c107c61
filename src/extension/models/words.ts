import * as vscode from 'vscode';
import type { BudgetScope, TaskCategory } from '../../llm/records/ledger.ts';
import type { BreakerView, ModelView, TestedModel } from '../worker/modelRequests.ts';
import { spentWords } from './meterState.ts';

/** A sum for people: "unknown" where no price is known, never zero. */
export function wordSum(text: string | undefined): string {
  return text ?? vscode.l10n.t('unknown');
}

/** A number of calls. */
export function wordCalls(calls: number): string {
  return calls === 1 ? vscode.l10n.t('1 call') : vscode.l10n.t('{0} calls', calls);
}

/** A number of models. */
export function wordModels(models: number): string {
  return models === 1 ? vscode.l10n.t('1 model') : vscode.l10n.t('{0} models', models);
}

/** What a task is about. */
export function wordCategory(category: TaskCategory): string {
  switch (category) {
    case 'coding': return vscode.l10n.t('Coding');
    case 'math': return vscode.l10n.t('Math');
    case 'research': return vscode.l10n.t('Research');
    case 'language': return vscode.l10n.t('Language');
    case 'empathy': return vscode.l10n.t('Empathy');
    case 'general': return vscode.l10n.t('General');
  }
}

/** Whom a budget is for. */
export function wordScope(kind: BudgetScope['kind']): string {
  switch (kind) {
    case 'day': return vscode.l10n.t('today (UTC)');
    case 'month': return vscode.l10n.t('this month (UTC)');
    case 'workspace': return vscode.l10n.t('this workspace');
    case 'run': return vscode.l10n.t('this run');
  }
}

/** How long something took. */
export function wordDuration(ms: number): string {
  if (ms < 1000) return vscode.l10n.t('{0} ms', Math.round(ms));
  const seconds = ms / 1000;
  return vscode.l10n.t('{0} s', seconds.toLocaleString(vscode.env.language, { maximumFractionDigits: seconds < 10 ? 1 : 0 }));
}

/** Why something is not asked now, since when, and when it is again. */
export function wordBreaker({ state, reason, since, retryAt }: BreakerView): string {
  const { t } = vscode.l10n;
  const why = since === undefined ? reason : t('{0} (since {1})', reason, time(since));
  if (state === 'off') return t('Not used until its settings change: {0}', why);
  if (state === 'halfOpen') return t('The next call tries whether it works again: {0}', why);
  return retryAt === undefined ? t('Not asked at the moment: {0}', why) : t('Not asked until {1}: {0}', why, time(retryAt));
}

/** US dollars per million tokens, input and output. */
export function wordPrice({ price }: Pick<ModelView, 'price'>): string {
  if (price === undefined) return vscode.l10n.t('price unknown');
  return vscode.l10n.t('${0} / ${1}', plain(price.input), plain(price.output));
}

/** What a test call found out, in one line. */
export function wordTest({ model, totalMs, microUsd, isEstimated, tokens }: TestedModel): string {
  const { t } = vscode.l10n;
  const price = microUsd === undefined ? t('price unknown') : wordSum(spentWords({ microUsd, isEstimated, unpricedCalls: 0 }));
  const about = tokens?.isEstimated === true ? '≈' : '';
  const used = tokens === undefined ? '' : t('{0} tokens in, {1} out', `${about}${tokens.input}`, `${about}${tokens.output}`);
  return t('{0} answered in {1}: {2}.', model.model, wordDuration(totalMs), [price, ...(used === '' ? [] : [used])].join(', '));
}

/** A share of 0 to 1. */
export function wordShare(share: number): string {
  return vscode.l10n.t('{0} %', Math.round(100 * share));
}

/** A time of today, as the person writes it. */
export function time(at: number): string {
  return new Date(at).toLocaleTimeString(vscode.env.language, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** A day with its time, as the person writes it. */
export function dateTime(at: number): string {
  return new Date(at).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
}

function plain(amount: number): string {
  return amount.toLocaleString('en', { minimumFractionDigits: Number.isInteger(amount) ? 0 : 2, maximumFractionDigits: 4 });
}
