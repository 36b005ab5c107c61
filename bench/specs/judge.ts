import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openAppFolder } from '../../src/node/verify/appFolder.ts';
import { openVerifyPorts } from '../../src/node/verify/verifyPorts.ts';
import type { CheckJson } from '../../src/compliance/report/complianceJson.ts';
import { specFiles } from '../../src/node/specFiles.ts';
import type { LocatedDiagnostic } from '../../src/pipeline/loadSpec.ts';
import { loadSpec } from '../../src/pipeline/loadSpec.ts';
import type { DatabaseChoice } from '../../src/verify/chooseDatabase.ts';
import { verifyApp } from '../../src/verify/verifyApp.ts';
import { measureProcess } from '../measure.ts';
import type { CorpusSpec } from './corpus.ts';
import { type Checked, type Compared, type Generated, isCompliant, type Ran } from './results.ts';

interface GenerateJson { readonly files: number; readonly diagnostics: readonly LocatedDiagnostic[] }

export interface Program {
  readonly root: string;
  /** Folder of the built program. */
  readonly dist: string;
  readonly fingerprint: string;
}

/** Generates the app of a document into a new folder, in a process of its own. */
export function generate(spec: CorpusSpec, app: string, program: Program): Generated {
  rmSync(app, { recursive: true, force: true });
  const run = measureProcess('node', [join(program.dist, 'cli.js'), 'generate', spec.file, '--out', app, '--json'], program.root);
  const report = parsed(run.stdout) as GenerateJson | undefined;
  const errors = report?.diagnostics.filter(({ severity }) => severity === 'error') ?? [];
  const problem = report === undefined ? run.stderr.slice(-1500) : errors.slice(0, 3).map(({ code, message, line }) => `${code} line ${String(line)}: ${message}`).join('; ');
  return {
    program: program.fingerprint, app: run.exitCode === 0 ? hashOf(app, () => true) : '', exitCode: run.exitCode, wallS: run.wallS, mb: run.maxRssMb, files: report?.files ?? 0,
    ...operationsOf(spec, report?.diagnostics ?? []), diagnostics: counts((report?.diagnostics ?? []).map(({ code }) => code)),
    ...(run.exitCode === 0 ? {} : { problem }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How the operations of the document are answered; one without a route must be named by a diagnostic. */
function operationsOf(spec: CorpusSpec, diagnostics: readonly LocatedDiagnostic[]): Pick<Generated, 'served' | 'inWords' | 'refused'> {
  const endpoints = loadSpec(specFiles(spec.file)).application?.endpoints ?? [];
  const inWords = endpoints.filter(({ implementation }) => implementation.kind === 'words').length;
  const served = endpoints.length - inWords;
  // References among the paths can give more operations than were counted.
  const missing = Math.max(0, spec.operations - endpoints.length);
  const naming = diagnostics.filter(({ code }) => ['DM1219', 'DM1221', 'DM1229', 'DM1241'].includes(code));
  const codes = endpoints.length === 0 ? diagnostics.filter(({ severity }) => severity === 'error') : naming;
  return { served, inWords, refused: missing === 0 ? {} : { [[...new Set(codes.map(({ code }) => code))].join('+') || 'unnamed']: missing } };
}

function counts(codes: readonly string[]): Readonly<Record<string, number>> {
  const result: Record<string, number> = {};
  for (const code of codes) result[code] = (result[code] ?? 0) + 1;
  return Object.fromEntries(Object.entries(result).sort());
}

/** Compares a generated app with its document, in a process of its own. */
export function compare(spec: CorpusSpec, app: string, made: Generated, program: Program): Compared {
  const run = measureProcess('node', [join(program.dist, 'cli.js'), 'check', spec.file, '--app', app, '--json'], program.root);
  const report = parsed(run.stdout) as CheckJson | undefined;
  const { wallS, maxRssMb: mb } = run;
  const of = { program: program.fingerprint, app: made.app, wallS, mb };
  if (report === undefined) return { ...of, done: false, gaps: 0, unreadable: 0, strict: 0, ms: 0, problem: `check ended with ${String(run.exitCode)}: ${run.stderr.slice(-1500)}` };
  const { gaps, unreadable, strict, timingMs } = report;
  const compared = { ...of, done: true, gaps: gaps.length, unreadable: unreadable.length, strict, ms: timingMs.read + timingMs.check };
  if (isCompliant(compared)) return compared;
  const told = [...unreadable.map(({ file, line, message }) => `${file}:${String(line)} ${message}`), ...gaps.map(({ code, key, file, line, message }) => `${code} ${key} ${file}:${String(line)} ${message}`)];
  return { ...compared, problem: `${String(gaps.length)} gaps, strict ${String(strict)}: ${told.slice(0, 5).join('; ')}`.slice(0, 1500) };
}

/** Type-checks and lints a generated app with its own compiler and linter. */
export async function check(app: string, made: Generated, signal: AbortSignal): Promise<Checked> {
  const port = openAppFolder(app);
  const startedMs = performance.now();
  try {
    await port.installDependencies(signal);
    const errors = await port.typecheck(signal);
    const findings = (await port.lint(signal)) ?? [];
    const [first] = [...errors, ...findings];
    const problem = first === undefined ? undefined : `${first.file}:${String(first.line)} ${first.code} ${first.message.slice(0, 300)}`;
    return { app: made.app, typeErrors: errors.length, lintFindings: findings.length, ms: performance.now() - startedMs, ...(problem === undefined ? {} : { problem }) };
  } catch (error) {
    return { app: made.app, typeErrors: 1, lintFindings: 0, ms: performance.now() - startedMs, problem: error instanceof Error ? error.message : String(error) };
  }
}

export interface Subject {
  readonly spec: CorpusSpec;
  /** Folder of the app. */
  readonly app: string;
  readonly made: Generated;
  readonly smoke: string;
}

/** Boots a generated app and smoke-tests it; an operation fails when one of its checks fails. */
export async function run({ spec, app, made, smoke: fingerprint }: Subject, database: DatabaseChoice, signal: AbortSignal): Promise<Ran> {
  const none = { app: made.app, smoke: fingerprint, booted: false, bootMs: 0, smokeMs: 0, passed: 0, failed: 0, requests: 0, operationsPassed: 0, operationsFailed: 0, operationsUntried: 0 };
  const { application } = loadSpec(specFiles(spec.file));
  if (application === undefined) return { ...none, problem: 'The document has errors.' };
  try {
    const { smoke, bootMs, timingMs, crash } = await verifyApp(application, openVerifyPorts(app), { database, skip: new Set(['typecheck', 'lint', 'tests']) }, signal);
    const keys = new Set(application.endpoints.map(({ key }) => key));
    const operations = smoke.operations.filter(({ operation }) => keys.has(operation));
    const failed = smoke.operations.flatMap(({ operation, failures }) => failures.map(({ check: name, expected, actual }) => `${operation}: ${name}: expected ${expected.slice(0, 150)}, came ${actual.slice(0, 150)}`));
    const problem = crash ?? failed[0];
    return {
      app: made.app, smoke: fingerprint, booted: smoke.requests > 0, bootMs, smokeMs: timingMs.smoke, passed: smoke.passed, failed: smoke.failed, requests: smoke.requests,
      operationsPassed: operations.filter(({ checks, failures }) => checks > 0 && failures.length === 0).length,
      operationsFailed: operations.filter(({ failures }) => failures.length > 0).length,
      operationsUntried: operations.filter(({ checks }) => checks === 0).length,
      ...(problem === undefined ? {} : { problem: problem.slice(0, 1500) }),
    };
  } catch (error) {
    return { ...none, problem: error instanceof Error ? error.stack ?? error.message : String(error) };
  }
}

/** Name of the folder of a document's app. */
export function folderOf({ name }: CorpusSpec): string {
  return name.replaceAll(/[^\w.-]+/g, '_');
}

/** A hash of the files of a folder, dependencies and the manifest of the app left out. */
export function hashOf(folder: string, isWanted: (path: string) => boolean): string {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => !/(^|[\\/])(node_modules|\.devmatrix|\.data)([\\/]|$)/.test(path) && isWanted(path)).sort();
  for (const path of files) if (statSync(join(folder, path)).isFile()) hash.update(path).update(readFileSync(join(folder, path)));
  return hash.digest('hex').slice(0, 16);
}
