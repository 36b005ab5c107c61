import * as vscode from 'vscode';

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
