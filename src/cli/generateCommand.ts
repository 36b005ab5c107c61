import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { dollars } from '../base/dollars.ts';
import { withFolderLock } from '../node/folderLock.ts';
import { nodePorts } from '../node/nodePorts.ts';
import { specFiles } from '../node/specFiles.ts';
import { generateApp, type GenerateOutcome } from '../pipeline/generateApp.ts';
import type { IncompleteUnit } from '../pipeline/lastRun.ts';
import type { RunReport } from '../waves/report.ts';
import { parseSpecArguments } from './arguments.ts';
import { microUsdOf } from './microUsdOf.ts';
import { targetNamed } from './targets.ts';
import type { PreparedVerification } from './verifyCommand.ts';
import { count, duration, type ExitCode, paint, printJson, say, sayDiagnostics, UsageError } from './terminal.ts';

/** `devmatrix generate`: writes the app and tells what was made, what was kept and what is incomplete. */
export async function generateCommand(args: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const { spec, values } = parseSpecArguments(args, {
    out: { type: 'string' },
    target: { type: 'string', default: 'typescript' },
    'no-llm': { type: 'boolean', default: false },
    budget: { type: 'string' },
    yes: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    unreviewed: { type: 'boolean', default: false },
    prompts: { type: 'string' },
    'own-references': { type: 'boolean', default: false },
    force: { type: 'boolean', default: false },
    verify: { type: 'boolean', default: false },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  // Said wrongly, it is told before anything is written.
  if (values.budget !== undefined) microUsdOf(values.budget);
  const out = values.out ?? defaultFolder(spec);
  if (statSync(out, { throwIfNoEntry: false })?.isFile() === true) throw new UsageError(`${out} is a file. Name a folder for the app with --out.`);
  if (values.only !== undefined && !values.verify) throw new UsageError('--only says what of the app is verified: give --verify, too.');
  const prepared = values.verify ? await preparedVerification(out, values.only, signal) : undefined;
  try {
    return await generated({ ...values, spec, out }, prepared, signal);
  } finally {
    await prepared?.leave();
  }
}

/** Loads what verifies, which is told apart from what generates. */
async function preparedVerification(out: string, only: string | undefined, signal: AbortSignal): Promise<PreparedVerification> {
  const { prepareVerification, skippedBut } = await import('./verifyCommand.ts');
  return prepareVerification(out, skippedBut(only), signal);
}

interface GenerateArguments {
  readonly spec: string;
  readonly out: string;
  readonly target: string;
  readonly 'no-llm': boolean;
  readonly budget?: string;
  readonly prompts?: string;
  readonly 'own-references': boolean;
  readonly yes: boolean;
  readonly fresh: boolean;
  readonly unreviewed: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

/** Generates, and verifies with what was `prepared`. */
async function generated(values: GenerateArguments, prepared: PreparedVerification | undefined, signal: AbortSignal): Promise<ExitCode> {
  const { spec, out } = values;
  const target = targetNamed(values.target);
  const generate = (cancelled: AbortSignal): Promise<GenerateOutcome> => withFolderLock(out, cancelled, () => generateApp(
    { spec: specFiles(spec), out, overwrite: values.force ? 'force' : 'keepEdits', allowUnreviewed: values.unreviewed }, target, nodePorts, cancelled,
  ));
  const { budget, prompts, yes, fresh } = values;
  const first = await generate(signal);
  const isOpen = !values['no-llm'] && first.ok && first.report.incomplete.length > 0;
  // What calls models is more than all that generates: it is loaded for apps that have something for them.
  const run = isOpen ? await (await import('./writeAtoms.ts')).writeAtoms({ spec, out, target, yes, fresh, otherApps: !values['own-references'], ...(budget === undefined ? {} : { budget }), ...(prompts === undefined ? {} : { prompts }) }, signal) : undefined;
  // What was paid for goes into the app, also when the rest was cancelled.
  const outcome = run === undefined ? first : withRun(await generate(new AbortController().signal), run);
  if (prepared === undefined || !outcome.ok) {
    if (values.json) printJson(outcome.report);
    else sayOutcome(outcome);
    return exitCodeOf(outcome);
  }
  if (!values.json) sayOutcome(outcome);
  const { verifyGenerated } = await import('./verifyCommand.ts');
  const verified = await verifyGenerated({ spec, app: out, json: values.json, ports: prepared.ports, skip: prepared.skip }, signal);
  if (values.json) printJson({ ...outcome.report, verify: verified.report });
  return verified.exitCode;
}

/** `shop.devmatrix.yaml` becomes the folder `shop-app` beside it. */
function defaultFolder(spec: string): string {
  const stem = basename(spec).replace(/\.(ya?ml|json)$/i, '').replace(/\.(devmatrix|openapi)$/i, '');
  return join(dirname(spec), `${stem}-app`);
}

/** The report of an app after a run: what the run cost, and why units are missing that it did not write. */
function withRun(outcome: GenerateOutcome, run: RunReport): GenerateOutcome {
  const reasons = new Map(run.incomplete.map(({ unit, reason }) => [unit, reason]));
  const { report } = outcome;
  return {
    ...outcome,
    ok: outcome.ok && run.outcome === 'complete',
    report: {
      ...report,
      tokens: { input: run.tokens.input - run.tokens.cachedInput, cachedInput: run.tokens.cachedInput, output: run.tokens.output },
      costUsd: run.cost.microUsd / 1e6,
      incomplete: report.incomplete.map((unit) => ({ ...unit, reason: reasons.get(unit.unit) ?? unit.reason })),
      run,
    },
  };
}

function exitCodeOf(outcome: GenerateOutcome): ExitCode {
  if (outcome.application === undefined) return 2;
  return outcome.ok ? 0 : 1;
}

function sayOutcome(outcome: GenerateOutcome): void {
  const { report } = outcome;
  sayDiagnostics(report.diagnostics);
  if (outcome.application === undefined) {
    say(paint('red', 'Nothing was generated: the spec has errors.'));
    return;
  }
  sayReport(outcome, outcome.application.title);
}

function runWords({ outcome, reason, atoms, cost, firstTry }: RunReport): string {
  const words = outcome === 'complete' ? '' : `; ${outcome}${reason === undefined ? '' : `: ${reason}`}`;
  return `${count(atoms.done, 'unit')} written by models, ${String(firstTry.passed)} at the first attempt, cost ${dollars(cost.microUsd)}${words}`;
}

function sayReport({ report, ok }: GenerateOutcome, title: string): void {
  const { strata, timingsMs } = report;
  say(`${ok ? paint('green', '✔') : paint('red', '✘ incomplete:')} ${paint('bold', title)} → ${report.app}`);
  say(`  ${count(report.files, 'file')}, ${count(report.lines, 'line')}: ${strata.template} template, ${strata.ast} ast, ${strata.llm} llm`);
  say(`  ${report.written} written, ${report.unchanged} unchanged, ${report.kept.length} kept as edited by hand, ${report.removed.length} removed`);
  say(`  ${duration(timingsMs.total)}: spec ${duration(timingsMs.spec)}, generate ${duration(timingsMs.generate)}, format ${duration(timingsMs.format)}, write ${duration(timingsMs.write)}; ${report.run === undefined ? 'no model was asked, cost $0.00' : runWords(report.run)}`);
  if (report.incomplete.length === 0) return;
  const unwritten = report.incomplete.filter(({ state }) => state === 'unwritten');
  const others = report.incomplete.filter(({ state }) => state !== 'unwritten');
  if (unwritten.length > 0) say(`${paint('yellow', '!')} ${count(unwritten.length, 'unit')} would need a language model and answer 501 until then:`);
  for (const unit of unwritten) sayIncomplete(unit);
  if (others.length > 0) say(`${paint('yellow', '!')} ${count(others.length, 'unit')} should be written again:`);
  for (const unit of others) sayIncomplete(unit);
}

function sayIncomplete({ unit, reason, specLine }: IncompleteUnit): void {
  say(`  ${unit} ${paint('dim', `(spec line ${specLine})`)} ${reason}`);
}
