import { dollars } from '../base/dollars.ts';
import { markdownCode as code, markdownText as plain } from '../base/markdown.ts';
import type { RunReport, Share } from './report.ts';

/** So many incomplete atoms and failures are listed; the JSON has all of them. */
const mostListed = 50;

/** The report as Markdown: what a person wants to know, most important first. Names of units lead to their files. */
export function formatReport(report: RunReport): string {
  const sections = [head(report), incompleteSection(report), writtenSection(report), levelSection(report), causeSection(report), precisionSection(report), moneySection(report), planSection(report)];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

const outcomeWords: Readonly<Record<RunReport['outcome'], string>> = {
  complete: 'complete', incomplete: 'incomplete', cancelled: 'cancelled', outOfBudget: 'out of budget', stopped: 'stopped', running: 'under way',
};

function head({ application, outcome, reason, atoms, final, firstTry, examples, cost, time }: RunReport): string {
  const { all, done, incomplete, open } = atoms;
  const money = `${cost.unpricedCalls === 0 ? '' : 'At least '}${dollars(cost.microUsd)}${cost.budgetMicroUsd === undefined ? '' : ` of ${dollars(cost.budgetMicroUsd)}`}`;
  return [
    `# ${plain(application)}: ${outcomeWords[outcome]}`,
    ...(reason === undefined ? [] : ['', plain(reason)]),
    '',
    `- **${done} of ${all} units** that the spec states in words are written (${percent(final)})${firstTry.of === 0 ? '' : `, ${percent(firstTry)} at the first attempt`}${incomplete + open === 0 ? '' : `; ${incomplete} incomplete, ${open} not reached`}.`,
    ...(done === 0 ? [] : [`- ${examples.proved} of them are proved by examples (${examples.all})${examples.unproved === 0 ? '' : `, ${examples.unproved} have none`}${examples.disputed === 0 ? '' : `; examples doubted: ${examples.disputed}, withdrawn: ${examples.withdrawn}`}.`]),
    `- ${money}, ${duration(time.workedMs)} (${duration(time.callMs)} of calls, ${duration(time.levelMs)} of checks).`,
  ].join('\n');
}

function incompleteSection({ incomplete }: RunReport): string {
  if (incomplete.length === 0) return '';
  const rows = incomplete.slice(0, mostListed).map(({ unit, reason, isPartial, isStale }) => `| ${linked(unit)} | ${isStale ? 'does what its words said before' : isPartial ? 'in part, else 501' : 'answers 501'} | ${plain(reason)} |`);
  return ['## Not written', '', '| unit | now | why |', '|---|---|---|', ...rows, ...moreRow(incomplete.length, 3)].join('\n');
}

function writtenSection({ written }: RunReport): string {
  if (written.length === 0) return '';
  const rows = written.slice(0, mostListed).map(({ unit, attempts, examples }) => `| ${linked(unit)} | ${attempts} | ${examples} |`);
  return ['## Written', '', '| unit | attempts | examples |', '|---|---:|---:|', ...rows, ...moreRow(written.length, 3)].join('\n');
}

function moreRow(length: number, columns: number): readonly string[] {
  return length <= mostListed ? [] : [`| … ${length - mostListed} more |${' |'.repeat(columns - 1)}`];
}

/** `src/services/a.ts#b` as a link from the report, which stands one folder below the app's own. */
function linked(unit: string): string {
  const at = unit.lastIndexOf('#');
  return at === -1 ? code(unit) : `[${code(unit.slice(at + 1))}](${encodeURI(`../${unit.slice(0, at)}`).replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29'))})`;
}

function precisionSection({ precision, attempts }: RunReport): string {
  if (precision.length === 0) return '';
  const told = `Attempts: ${attempts.cases} for examples, ${attempts.code} for code, ${attempts.dispute} for doubts; ${attempts.sentBack} sent back by a later level. Done with attempt 1, 2, …: ${attempts.byNumber.join(', ')}.`;
  if (precision.every(({ firstTry, final }) => firstTry.passed === firstTry.of && final.passed === final.of)) return ['## Precision', '', `Every answer passed every level at once. ${told}`].join('\n');
  return [
    '## Precision', '', '| level | first attempt | in the end |', '|---|---:|---:|',
    ...precision.map(({ level, firstTry, final }) => `| ${level} | ${shareCell(firstTry)} | ${shareCell(final)} |`),
    '', told,
  ].join('\n');
}

function levelSection({ levels }: RunReport): string {
  if (levels.length === 0) return '';
  const failed = levels.filter(({ ok }) => !ok);
  const rows = failed.flatMap(({ level, name, failures }) => failures.slice(0, mostListed).map(({ unit, code: id, message }) => `| ${level} ${plain(name)} | ${unit === undefined ? 'no single unit' : linked(unit)} | ${id} ${plain(message)} |`));
  const counted = (['file', 'milestone', 'application'] as const).flatMap((level) => {
    const these = levels.filter((each) => each.level === level);
    return these.length === 0 ? [] : [`${level}: ${these.filter(({ ok }) => ok).length} of ${these.length} hold`];
  });
  return ['## Checks', '', `${counted.join('; ')}.`, ...(rows.length === 0 ? [] : ['', '| check | traced to | what is wrong |', '|---|---|---|', ...rows])].join('\n');
}

function causeSection({ causes, failures }: RunReport): string {
  if (causes.length === 0 && failures.length === 0) return '';
  return [
    '## Causes', '',
    ...(causes.length === 0 ? [] : ['| level | code | findings | answers refused |', '|---|---|---:|---:|', ...causes.map(({ level, code: id, findings, retries }) => `| ${level} | ${id} | ${findings} | ${retries} |`)]),
    ...(failures.length === 0 ? [] : [...(causes.length === 0 ? [] : ['']), `Calls without an answer: ${failures.map(({ outcome, calls }) => `${calls} ${outcome}`).join(', ')}.`]),
  ].join('\n');
}

function moneySection({ cost, tokens, promptCacheRate, models }: RunReport): string {
  const against = cost.estimateMicroUsd === undefined ? '' : `, estimated ${dollars(cost.estimateMicroUsd)}`;
  const budget = cost.budgetMicroUsd === undefined ? '' : `, budget ${dollars(cost.budgetMicroUsd)}`;
  return [
    '## Costs', '',
    `- ${cost.unpricedCalls === 0 ? '' : 'At least '}${dollars(cost.microUsd)}${against}${budget}; ${dollars(cost.wastedMicroUsd)} for ${cost.wastedAnswers} answers that were of no use${cost.savedMicroUsd === undefined || cost.savedMicroUsd === 0 ? '' : `; ${dollars(cost.savedMicroUsd)} saved by kept answers`}.`,
    `- Tokens: ${count(tokens.input)} input${promptCacheRate === undefined ? '' : ` (${(promptCacheRate * 100).toFixed(1)} % from prompt caches)`}, ${count(tokens.output)} output.`,
    ...models.map(({ model, calls, microUsd }) => `- ${plain(model)}: ${calls} calls, ${dollars(microUsd)}.`),
  ].join('\n');
}

function planSection({ plan, spec, template, tasks, strata }: RunReport): string {
  return ['## Plan', '', `Plan ${code(plan)} of spec ${code(spec)}, prompts ${plain(template)}: ${tasks} files; units: ${strata.template} from templates, ${strata.ast} derived from the spec, ${strata.llm} for a model.`].join('\n');
}

function shareCell(share: Share): string {
  return `${percent(share)} (${share.passed} of ${share.of})`;
}

function percent({ passed, of }: Share): string {
  return of === 0 ? '–' : `${((passed / of) * 100).toFixed(1)} %`;
}

function duration(ms: number): string {
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

function count(tokens: number): string {
  return String(tokens).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
