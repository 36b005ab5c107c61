import * as vscode from 'vscode';
import type { AppReport } from '../worker/complianceRequests.ts';
import { openWords, scoreOf } from './score.ts';

/** "100 % spec"; with what is stated in words and not written, because no gap tells of that. */
export function scoreText(report: Pick<AppReport, 'strict' | 'stated'>): string {
  const open = openWords(report);
  const score = vscode.l10n.t('{0} % spec', scoreOf(report));
  return open === 0 ? score : `${score}, ${wordOpen(open)}`;
}

/** "2 unwritten": units that are stated in words and are not written, or not as the words are now. */
export function wordOpen(count: number): string {
  return vscode.l10n.t('{0} unwritten', count);
}

/** "1 gap", "3 gaps". */
export function wordGaps(count: number): string {
  return count === 1 ? vscode.l10n.t('1 gap') : vscode.l10n.t('{0} gaps', count);
}

/** A kind of parts, or a section of the view, as people call it. */
export function wordKind(kind: string): string {
  const { t } = vscode.l10n;
  const words: Readonly<Record<string, string>> = {
    entities: t('Entities'),
    attributes: t('Attributes'),
    relations: t('Relations'),
    endpoints: t('Endpoints'),
    constraints: t('Constraints'),
    states: t('States'),
    transitions: t('Transitions'),
    flows: t('Flows'),
    machines: t('State machines'),
    others: t('Everything else'),
  };
  return words[kind] ?? kind;
}
