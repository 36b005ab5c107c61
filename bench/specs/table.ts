import { table } from '../measure.ts';
import type { CorpusSpec } from './corpus.ts';
import { type Compared, isCompliant, reaches, type Result, type Results, type Stage } from './results.ts';

const heading = ['document', 'paths', 'operations', 'served', '501', 'refused', 'files', 's', 'MB', 'check', 'check ms', 'check MB', 'type errors', 'lint', 'boot ms', 'checks', 'failed', 'operations passed'];

/** One row a document, as plain text or as Markdown. */
export function resultTable(specs: readonly CorpusSpec[], results: Results, format: 'text' | 'markdown'): string {
  const rows = specs.map((spec) => rowOf(spec, results.of(spec.name)));
  if (format === 'text') return table([heading, ...rows]);
  return [heading, heading.map((_, column) => (column === 0 ? '---' : '---:')), ...rows].map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

function rowOf({ name, paths, operations }: CorpusSpec, { generated, compared, checked, ran }: Result): readonly string[] {
  const refused = Object.entries(generated?.refused ?? {}).map(([code, count]) => `${String(count)} ${code}`).join(', ');
  const made = generated === undefined ? ['', '', '', '', '', ''] : [generated.served, generated.inWords, refused, generated.files, generated.wallS.toFixed(2), Math.round(generated.mb)];
  const compliance = compared === undefined ? ['', '', ''] : [complianceOf(compared), Math.round(compared.ms), Math.round(compared.mb)];
  const sound = checked === undefined ? ['', ''] : [checked.typeErrors, checked.lintFindings];
  const lively = ran === undefined ? ['', '', '', ''] : [ran.booted ? Math.round(ran.bootMs) : 'no', ran.passed + ran.failed, ran.failed, rate(ran.operationsPassed, ran.operationsPassed + ran.operationsFailed + ran.operationsUntried)];
  return [name, paths, operations, ...made, ...compliance, ...sound, ...lively].map(String);
}

/** `100 %`, or what is wrong. */
function complianceOf(compared: Compared): string {
  if (isCompliant(compared)) return '100 %';
  return compared.done ? `${(100 * compared.strict).toFixed(1)} %, ${String(compared.gaps)} gaps` : 'no';
}

/** A percentage with one digit, `-` of nothing. */
function rate(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}

/** The sums, and whether they meet the bars: everything generates, has no gap, type-checks and boots; 95 % of the operations pass. */
export function totals(specs: readonly CorpusSpec[], results: Results, stage: Stage): { readonly text: string; readonly holds: boolean } {
  const all = specs.map(({ name }) => results.of(name));
  const count = (holds: (result: Result) => boolean): number => all.filter(holds).length;
  const sum = (value: (result: Result) => number | undefined): number => all.reduce((total, result) => total + (value(result) ?? 0), 0);
  const generated = count((result) => result.generated?.exitCode === 0);
  const compliant = count(({ compared }) => compared !== undefined && isCompliant(compared));
  const clean = count(({ checked }) => checked?.typeErrors === 0);
  const linted = count(({ checked }) => checked?.lintFindings === 0 && checked.typeErrors === 0);
  const booted = count(({ ran }) => ran?.booted === true);
  const unnamed = sum((result) => result.generated?.refused['unnamed']);
  const refused = sum(({ generated: made }) => Object.values(made?.refused ?? {}).reduce((total, number) => total + number, 0));
  const served = sum((result) => result.generated?.served);
  const inWords = sum((result) => result.generated?.inWords);
  const passed = sum((result) => result.ran?.operationsPassed);
  const tried = sum((result) => (result.ran === undefined ? 0 : result.ran.operationsPassed + result.ran.operationsFailed + result.ran.operationsUntried));
  const [checks, failed] = [sum((result) => result.ran?.passed), sum((result) => result.ran?.failed)];
  const of = (number: number): string => `${String(number)} of ${String(specs.length)}`;
  const lines = [
    `documents that generate          ${of(generated)}`,
    `operations                       ${String(served + inWords + refused)}: ${String(served)} served, ${String(inWords)} answered 501, ${String(refused)} refused (${String(unnamed)} without a diagnostic)`,
    ...(reaches(stage, 'check') ? [`check without a gap              ${of(compliant)}, ${String(sum(({ compared }) => compared?.gaps))} gaps`] : []),
    ...(reaches(stage, 'types') ? [`type-check under strict           ${of(clean)}, ${String(sum((result) => result.checked?.typeErrors))} errors; lint-free ${of(linted)}`] : []),
    ...(reaches(stage, 'all') ? [
      `boot                             ${of(booted)}`,
      `operations that pass the smoke   ${rate(passed, tried)} (${String(passed)} of ${String(tried)}); ${String(checks)} checks passed, ${String(failed)} failed`,
    ] : []),
  ];
  const whole = specs.length;
  const holds = generated === whole && unnamed === 0 && (!reaches(stage, 'check') || compliant === whole) && (!reaches(stage, 'types') || clean === whole)
    && (!reaches(stage, 'all') || (booted === whole && passed >= 0.95 * tried));
  return { text: lines.join('\n'), holds };
}
