import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Span } from '../../base/span.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import { withFolderLock } from '../../node/folderLock.ts';
import { specFiles } from '../../node/specFiles.ts';
import { nodePorts } from '../../node/nodePorts.ts';
import { findTemplates } from '../../node/templates.ts';
import { openVerifyPorts } from '../../node/verify/verifyPorts.ts';
import { hasErrors, type LoadedSpec, loadSpec, quoteOf } from '../../pipeline/loadSpec.ts';
import { lazyTarget } from '../../pipeline/targets.ts';
import { bookedApplication } from '../../pipeline/unitBook.ts';
import { databaseChoiceOf, type DatabaseChoice } from '../../verify/chooseDatabase.ts';
import { listVerification } from '../../verify/listVerification.ts';
import { VerifyError } from '../../verify/ports.ts';
import type { VerifyReport } from '../../verify/report.ts';
import { type RunningApp, startApp } from '../../verify/startApp.ts';
import { verifyApp } from '../../verify/verifyApp.ts';
import type { Place } from './languageRequests.ts';
import type { RequestContext, Requests } from './requests.ts';
import type { RoleAccess, VerificationList, VerifySelection } from './verifyRequests.ts';

const typescript = lazyTarget('typescript', () => findTemplates(import.meta.url, 'typescript'));
const testFolder = 'tests/generated';
const allStages = ['typecheck', 'lint', 'tests', 'smoke'] as const;

/** What can be verified of the app of a spec. */
export function list({ spec, app }: Requests['listVerification']['params']): Promise<VerificationList | undefined> {
  const loaded = loadSpec(specFiles(spec));
  const { application } = loaded;
  if (application === undefined || hasErrors(loaded.diagnostics)) return Promise.resolve(undefined);
  return Promise.resolve({
    title: application.title,
    items: listVerification(application).map(({ span, ...item }) => ({ ...item, place: placeOf(span, spec, loaded) })),
    testFiles: testFilesOf(app),
  });
}

/** Verifies what was selected of the app of a spec. */
export async function verify({ spec, app, database, selection }: Requests['verify']['params'], { signal, progress }: RequestContext<'verify'>): Promise<VerifyReport> {
  const { operations, testFiles } = selection;
  await untilWritten(app, signal);
  const { application, loaded } = await booked(spec, app);
  return verifyApp(application, openVerifyPorts(app), {
    database: databaseOf(database),
    quote: (span) => quoteOf(loaded, span),
    skip: leftOut(selection),
    ...(operations === undefined ? {} : { operations: new Set(operations) }),
    ...(testFiles === undefined ? {} : { testFiles }),
    onEvent: progress,
  }, signal);
}

/** Runs the app of a spec until it ends or the request is cancelled, which stops it gracefully. */
export async function runApp({ spec, app, database }: Requests['runApp']['params'], { signal, progress }: RequestContext<'runApp'>): Promise<Requests['runApp']['result']> {
  const choice = databaseOf(database);
  await untilWritten(app, signal);
  const running = await startApp((await booked(spec, app)).application, openVerifyPorts(app), {
    ...(choice.kind === 'auto' && choice.url !== undefined ? { databaseUrl: choice.url } : {}),
    onEvent: (event) => { progress({ kind: 'event', event }); },
  }, signal);
  progress({ kind: 'ready', url: running.url, database: running.database, roles: accessOf(running) });
  await running.ended;
  return { exitCode: running.exitCode(), output: running.output() };
}

/** Waits while the app is being generated. */
function untilWritten(app: string, signal: AbortSignal): Promise<void> {
  return withFolderLock(app, signal, () => Promise.resolve());
}

function accessOf(running: RunningApp): readonly RoleAccess[] {
  return running.roles.map((role) => {
    const token = running.bearerToken(role);
    return { name: role.name, headers: running.credentials(role).headers, ...(token === undefined ? {} : { token }) };
  });
}

function checked(spec: string): { readonly application: ApplicationIR; readonly loaded: LoadedSpec } {
  const loaded = loadSpec(specFiles(spec));
  const { application } = loaded;
  if (application === undefined || hasErrors(loaded.diagnostics)) throw new VerifyError('The spec has errors; they are shown in the Problems panel.');
  return { application, loaded };
}

/** The application with the marks of what is written in the app. */
async function booked(spec: string, app: string): Promise<ReturnType<typeof checked>> {
  const { application, loaded } = checked(spec);
  if (typescript === undefined) throw new Error('The TypeScript target is missing.');
  const found = await bookedApplication(application, { root: app, target: typescript }, nodePorts);
  if ('code' in found) throw new VerifyError(found.message);
  return { application: found.application, loaded };
}

function databaseOf(words: string): DatabaseChoice {
  const choice = databaseChoiceOf(words, process.env['DATABASE_URL']);
  if (choice === undefined) throw new VerifyError(`The setting devmatrix.database takes auto, local, docker, embedded or a postgres:// URL; "${words}" is none of these.`);
  return choice;
}

function leftOut({ stages }: VerifySelection): ReadonlySet<(typeof allStages)[number]> {
  return new Set(allStages.filter((stage) => !stages.includes(stage)));
}

function testFilesOf(app: string): readonly string[] {
  const folder = join(app, testFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => relative(app, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

function placeOf(span: Span, main: string, spec: LoadedSpec): Place {
  const { start, end } = spec.locate(span);
  return {
    path: span.file === main ? main : resolve(dirname(main), span.file),
    range: { start: { line: start.line - 1, character: start.column - 1 }, end: { line: end.line - 1, character: end.column - 1 } },
  };
}
