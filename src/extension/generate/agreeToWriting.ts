import { posix } from 'node:path';
import * as vscode from 'vscode';
import { dollars } from '../../base/dollars.ts';
import { inBackground } from '../commands.ts';
import { settingIds } from '../ids.ts';
import { wordCalls } from '../models/words.ts';
import type { Services } from '../services.ts';
import type { PricedWriting } from '../worker/writingRequests.ts';
import { type BudgetChoice, budgetChoices } from './budgetChoices.ts';
import { asTyped, typedDollars } from './typedDollars.ts';

/** What the person chose: a budget for all of the run, or to begin another one. */
export type Agreement = { readonly kind: 'start'; readonly budgetMicroUsd: number } | { readonly kind: 'anew' };

interface Choice extends vscode.QuickPickItem {
  readonly does: BudgetChoice | 'other' | 'plan' | 'anew' | undefined;
  /** The one that Enter takes. */
  readonly isProposed?: true;
}

/** Shows the plan of a run and asks for its budget; undefined when the person leaves it. The plan stays readable while they choose. */
export async function agreeToWriting(spec: vscode.Uri, offer: PricedWriting, { pages, log }: Pick<Services, 'pages' | 'log'>): Promise<Agreement | undefined> {
  const { t } = vscode.l10n;
  const showPlan = (): Promise<void> => pages.show(t('Plan of What {0} States in Words', posix.basename(spec.path)), offer.plan);
  await showPlan();
  for (;;) {
    const chosen = await choose(offer, () => { inBackground(log, showPlan()); });
    if (chosen === undefined) return undefined;
    if (chosen === 'anew') return { kind: 'anew' };
    if (chosen !== 'other') return { kind: 'start', budgetMicroUsd: chosen.microUsd };
    const budgetMicroUsd = await askBudget(offer.budgetMicroUsd);
    if (budgetMicroUsd !== undefined) return { kind: 'start', budgetMicroUsd };
  }
}

/** Stays open while the person reads the plan. */
function choose(offer: PricedWriting, showPlan: () => void): Promise<BudgetChoice | 'other' | 'anew' | undefined> {
  const { t } = vscode.l10n;
  const pick = vscode.window.createQuickPick<Choice>();
  pick.title = titleOf(offer);
  pick.placeholder = offer.before === undefined
    ? t('What may the run cost at most? It ends before that. Escape: nothing is asked')
    : t('What may the run cost at most in all? So far it has cost {0}', dollars(offer.before.spentMicroUsd));
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;
  pick.items = itemsOf(offer);
  pick.activeItems = pick.items.filter(({ isProposed }) => isProposed === true);
  return new Promise((resolve) => {
    let answer: BudgetChoice | 'other' | 'anew' | undefined;
    pick.onDidAccept(() => {
      const does = pick.selectedItems[0]?.does;
      if (does === undefined) return;
      if (does === 'plan') {
        showPlan();
        return;
      }
      answer = does;
      pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve(answer);
    });
    pick.show();
  });
}

function titleOf({ units, microUsd, ifCachedMicroUsd, before }: PricedWriting): string {
  const { t } = vscode.l10n;
  const price = microUsd === undefined ? t('an unknown price') : ifCachedMicroUsd === undefined ? t('about {0}', dollars(microUsd)) : t('{0} to {1}', dollars(ifCachedMicroUsd), dollars(microUsd));
  if (before !== undefined) return t('Go on: {0} of {1} are written, {2} are left for {3}', before.written, before.all, units, price);
  return units === 1 ? t('Have 1 unit that is stated in words written for {0}', price) : t('Have {0} units that are stated in words written for {1}', units, price);
}

function itemsOf({ models, calls, microUsd, budgetMicroUsd, before }: PricedWriting): readonly Choice[] {
  const { t } = vscode.l10n;
  const setting = vscode.workspace.getConfiguration(settingIds.section).get<number | null>(settingIds.budgetRun);
  const proposedBy = typeof setting === 'number' && Math.round(setting * 1e6) === budgetMicroUsd ? 'setting' : 'roomy';
  const choices = budgetChoices({ microUsd, spentMicroUsd: before?.spentMicroUsd ?? 0, proposedMicroUsd: budgetMicroUsd, proposedBy });
  return [
    ...choices.map((choice): Choice => ({
      label: `$(play) ${before === undefined ? t('Start, at most {0}', dollars(choice.microUsd)) : t('Go On, at most {0}', dollars(choice.microUsd))}`, description: wordChoice(choice), does: choice,
      ...(choice.kind === proposedBy ? { isProposed: true, detail: t('{0}; about {1}; what is written stays', models.join(', '), wordCalls(calls)) } : {}),
    })),
    { label: `$(edit) ${t('Other Budget…')}`, does: 'other' },
    { label: '', kind: vscode.QuickPickItemKind.Separator, does: undefined },
    { label: `$(list-tree) ${t('Show Plan')}`, description: t('what is written, in which order, at which price'), does: 'plan' },
    ...(before === undefined ? [] : [{ label: `$(discard) ${t('Begin Anew')}`, description: t('the run that was cut off is left'), does: 'anew' as const }]),
  ];
}

function wordChoice({ kind }: BudgetChoice): string {
  const { t } = vscode.l10n;
  switch (kind) {
    case 'setting': return t('as your settings say');
    case 'tight': return t('one and a half times what is expected');
    case 'roomy': return t('three times what is expected, and five cents at least');
    case 'wide': return t('ten times what is expected');
  }
}

async function askBudget(before: number | undefined): Promise<number | undefined> {
  const { t } = vscode.l10n;
  const typed = await vscode.window.showInputBox({
    title: t('Budget of This Run'), prompt: t('The most that it may cost, in US dollars'), ...(before === undefined ? {} : { value: asTyped(before) }), ignoreFocusOut: true,
    validateInput: (text) => (typedDollars(text) === undefined ? t('An amount in US dollars, like 2.50') : undefined),
  });
  return typed === undefined ? undefined : typedDollars(typed);
}
