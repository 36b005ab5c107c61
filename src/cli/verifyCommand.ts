import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { nodePorts } from '../node/nodePorts.ts';
import { openVerifyPorts } from '../node/verify/verifyPorts.ts';
import { specFiles } from '../node/specFiles.ts';
import { hasErrors, type LocatedDiagnostic, loadSpec, locateAll, quoteOf } from '../pipeline/loadSpec.ts';
import { bookedApplication } from '../pipeline/unitBook.ts';
import { type DatabaseChoice, databaseChoiceOf } from '../verify/chooseDatabase.ts';
import { formatReport } from '../verify/formatReport.ts';
import { startedEarly } from '../verify/earlyDatabase.ts';
import { VerifyError, type VerifyPorts } from '../verify/ports.ts';
import { type VerifyEvent, type VerifyPart, verifyParts, type VerifyReport } from '../verify/report.ts';
import { verifyApp } from '../verify/verifyApp.ts';
import { parseSpecArguments } from './arguments.ts';
import { targetNamed } from './targets.ts';
import { duration, type ExitCode, paint, printJson, say, sayDiagnostics, UsageError } from './terminal.ts';

/** What became of a verification; `report` is undefined when it could not be done. */
export interface Verified {
  readonly exitCode: ExitCode;
  readonly report: VerifyReport | undefined;
}

/** `leave` lets go of what was started and not used. */
export interface PreparedVerification {
  readonly ports: VerifyPorts;
  readonly skip: ReadonlySet<VerifyPart>;
  leave(): Promise<void>;
}

/** `devmatrix verify`: proves that the app in a folder does what the spec says. */
export async function verifyCommand(args: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const { spec, values } = parseSpecArguments(args, {
    app: { type: 'string' },
    database: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const { app } = values;
  const skip = skippedBut(values.only);
  if (app === undefined) throw new UsageError('Which app? Give its folder with --app DIR.');
  if (!existsSync(app)) throw new UsageError(`There is no folder ${app}. Generate the app first: devmatrix generate ${spec} --out ${app}`);
  const database = values.database;
  const { exitCode, report } = await verifyGenerated({ spec, app, skip, json: values.json, ...(database === undefined ? {} : { database }) }, signal);
  if (values.json && report !== undefined) printJson(report);
  return exitCode;
}

/** The parts to leave out when only those that `only` lists are wanted, with commas; none without it. */
export function skippedBut(only: string | undefined): ReadonlySet<VerifyPart> {
  if (only === undefined) return new Set();
  const wanted = only.split(',').map((name) => name.trim());
  const wrong = wanted.find((name) => !verifyParts.some((part) => part === name));
  if (wrong !== undefined) throw new UsageError(`--only takes ${verifyParts.join(', ')}, several with commas; "${wrong}" is none of these.`);
  return new Set(verifyParts.filter((part) => !wanted.includes(part)));
}

/** What an app that is still being written will be verified with: where a local PostgreSQL will be used, it is started at once. */
export function prepareVerification(app: string, skip: ReadonlySet<VerifyPart>, signal: AbortSignal): PreparedVerification {
  const ports = openVerifyPorts(app);
  const choice = databaseChoice();
  if (choice.kind !== 'auto' || choice.url !== '' || skip.has('smoke')) return { ports, skip, leave: () => Promise.resolve() };
  const databases = startedEarly(ports.databases, signal);
  return { ports: { ...ports, databases }, skip, leave: () => databases.leave() };
}

/** Verifies an app against a spec; tells people about it on standard error unless `json`. */
export async function verifyGenerated(
  request: { readonly spec: string; readonly app: string; readonly json: boolean; readonly skip: ReadonlySet<VerifyPart>; readonly database?: string; readonly ports?: VerifyPorts }, signal: AbortSignal,
): Promise<Verified> {
  const database = databaseChoice(request.database);
  const spec = loadSpec(specFiles(request.spec));
  const diagnostics: readonly LocatedDiagnostic[] = locateAll(spec.diagnostics, spec);
  if (spec.application === undefined || hasErrors(spec.diagnostics)) {
    sayDiagnostics(diagnostics);
    say(paint('red', 'Nothing was verified: the spec has errors.'));
    return { exitCode: 2, report: undefined };
  }
  const booked = await bookedApplication(spec.application, { root: resolve(request.app), target: targetNamed('typescript') }, nodePorts);
  if ('code' in booked) {
    sayDiagnostics(locateAll([booked], spec));
    return { exitCode: 2, report: undefined };
  }
  try {
    const report = await verifyApp(booked.application, request.ports ?? openVerifyPorts(request.app), { database, skip: request.skip, onEvent: progressTeller(), quote: (span) => quoteOf(spec, span) }, signal);
    if (!request.json) process.stdout.write(formatReport(report));
    return { exitCode: report.ok ? 0 : 1, report };
  } catch (error) {
    if (!(error instanceof VerifyError)) throw error;
    say(paint('red', error.message));
    return { exitCode: 1, report: undefined };
  }
}

/** A URL, or one of the words `local`, `docker`, `embedded`; without either what is there, best first. */
function databaseChoice(option = ''): DatabaseChoice {
  const choice = databaseChoiceOf(option, process.env['DATABASE_URL']);
  if (choice === undefined) throw new UsageError(`--database takes local, docker, embedded or a postgres:// URL; "${option}" is none of these.`);
  return choice;
}

/** Tells of each stage when it is done, and of each operation and file of tests at its first failure, so that nobody has to wait for the report to know. */
function progressTeller(): (event: VerifyEvent) => void {
  const told = new Set<string>();
  const fails = (what: string, reason: string): void => {
    if (told.has(what)) return;
    told.add(what);
    say(`${paint('red', '✘')} ${what}: ${reason}`);
  };
  return (event) => {
    switch (event.kind) {
      case 'stageDone':
        say(`${event.ok ? paint('green', '✔') : paint('red', '✘')} ${event.stage.padEnd(13)} ${duration(event.ms).padStart(7)}  ${event.summary}`);
        return;
      case 'operationDone': {
        const [first] = event.report.failures;
        if (first !== undefined) fails(event.report.operation, first.check);
        return;
      }
      case 'testDone':
        if (!event.test.ok) fails(event.test.file, event.test.name);
        return;
      case 'stageStarted':
      case 'operationStarted':
        return;
    }
  };
}
