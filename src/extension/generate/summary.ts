import * as vscode from 'vscode';
import { markdownCode as code, markdownText as plain } from '../../base/markdown.ts';
import type { GenerateReport } from '../../pipeline/generateApp.ts';
import type { GenerateResult } from '../worker/requests.ts';

/** One line for a notification: what was made, where, in which time, at which price, and what is left to do. */
export function summaryLine({ title, report }: GenerateResult, folder: vscode.Uri): string {
  if (title === undefined) return vscode.l10n.t('Nothing was generated: the spec has errors.');
  const { t } = vscode.l10n;
  const parts = [
    t('{0}: {1} files, {2} lines in {3}, {4}, {5}.', title, number(report.files), number(report.lines), vscode.workspace.asRelativePath(folder), duration(report.timingsMs.total), price(report.costUsd)),
  ];
  if (report.written === 0 && report.removed.length === 0) parts.push(t('Nothing had to be changed.'));
  if (report.kept.length === 1) parts.push(t('1 file that you edited was kept.'));
  if (report.kept.length > 1) parts.push(t('{0} files that you edited were kept.', report.kept.length));
  const stale = report.incomplete.filter(({ state }) => state === 'stale').length;
  const open = report.incomplete.length - stale;
  if (open === 1) parts.push(t('1 unit needs a language model and answers 501 until then.'));
  if (open > 1) parts.push(t('{0} units need a language model and answer 501 until then.', open));
  if (stale === 1) parts.push(t('The words of 1 unit were changed: until it is written again it does what they said before.'));
  if (stale > 1) parts.push(t('The words of {0} units were changed: until they are written again they do what these said before.', stale));
  return parts.join(' ');
}

/** The whole summary as a Markdown page. */
export function summaryPage({ title, report }: GenerateResult, folder: vscode.Uri): string {
  const { t } = vscode.l10n;
  const { strata, timingsMs } = report;
  return [
    `# ${plain(title ?? '')}`,
    '',
    t('{0} files with {1} lines in {2}.', number(report.files), number(report.lines), code(vscode.workspace.asRelativePath(folder))),
    '',
    `| ${t('made from')} | ${t('files')} |`,
    '|---|---:|',
    `| ${t('templates')} | ${strata.template} |`,
    `| ${t('the spec, by rules')} | ${strata.ast} |`,
    `| ${t('a language model')} | ${strata.llm} |`,
    '',
    `| ${t('what happened')} | ${t('files')} |`,
    '|---|---:|',
    `| ${t('written')} | ${report.written} |`,
    `| ${t('unchanged')} | ${report.unchanged} |`,
    `| ${t('kept as edited by hand')} | ${report.kept.length} |`,
    `| ${t('removed')} | ${report.removed.length} |`,
    '',
    `| ${t('stage')} | ${t('time')} |`,
    '|---|---:|',
    `| ${t('reading the spec')} | ${duration(timingsMs.spec)} |`,
    `| ${t('generating')} | ${duration(timingsMs.generate)} |`,
    `| ${t('formatting')} | ${duration(timingsMs.format)} |`,
    `| ${t('writing')} | ${duration(timingsMs.write)} |`,
    `| **${t('in all')}** | **${duration(timingsMs.total)}** |`,
    '',
    t('No language model was asked. Cost: {0}.', price(report.costUsd)),
    '',
    ...incompletePart(report),
    ...listPart(t('Kept as edited by hand'), report.kept),
    ...listPart(t('Removed'), report.removed),
  ].join('\n');
}

function incompletePart({ incomplete }: GenerateReport): readonly string[] {
  const { t } = vscode.l10n;
  if (incomplete.length === 0) return [t('Nothing is incomplete.'), ''];
  return [
    `## ${t('Incomplete')}`,
    '',
    t('These units need a language model. Until then those without code answer 501 and say so, and those whose words were changed do what these said before.'),
    '',
    `| ${t('unit')} | ${t('why')} | ${t('line of the spec')} |`,
    '|---|---|---:|',
    ...incomplete.map(({ unit, reason, specLine }) => `| ${code(unit)} | ${plain(reason)} | ${specLine} |`),
    '',
  ];
}

function listPart(heading: string, paths: readonly string[]): readonly string[] {
  return paths.length === 0 ? [] : [`## ${heading}`, '', ...paths.map((path) => `- ${code(path)}`), ''];
}

function number(value: number): string {
  return value.toLocaleString(vscode.env.language);
}

function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toLocaleString(vscode.env.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} s`;
}

function price(usd: number): string {
  return usd.toLocaleString(vscode.env.language, { style: 'currency', currency: 'USD' });
}
