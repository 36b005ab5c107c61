import type { CancelSignal } from '../base/cancelSignal.ts';
import type { Span } from '../base/span.ts';
import type { ApplicationIR } from '../ir/application.ts';
import { chooseDatabase, type DatabaseChoice } from './chooseDatabase.ts';
import { type DatabaseServer, type StartedApp, type TestCounts, type TestResult, type VerifyPorts, VerifyError } from './ports.ts';
import { type SmokeReport, type VerifyEvent, type VerifyPart, verifyParts, type VerifyReport } from './report.ts';
import { becomeReady, defaultBootTimeoutMs, lastLines } from './runningApp.ts';
import { StageClock } from './stageClock.ts';
import { appEnvironment } from './smoke/environment.ts';
import { runSmoke, type SmokeOptions } from './smoke/runSmoke.ts';

export interface VerifyOptions {
  readonly database: DatabaseChoice;
  /** Stages to leave out. */
  readonly skip?: ReadonlySet<VerifyPart>;
  /** Only these operations are smoke-tested: ids of `listVerification`. Without it all. */
  readonly operations?: ReadonlySet<string>;
  /** Only these files of generated tests are run, relative to the app's folder. Without it all. */
  readonly testFiles?: readonly string[];
  /** How long the app may take to be ready; default 90,000 ms. */
  readonly bootTimeoutMs?: number;
  /** Ends the smoke at its first failure. */
  readonly stopAtFirstFailure?: boolean;
  readonly onEvent?: (event: VerifyEvent) => void;
  /** Place and text of a part of the spec: failures then show the lines that they are about. */
  readonly quote?: (span: Span) => string | undefined;
}

const emptySmoke: SmokeReport = { passed: 0, failed: 0, requests: 0, operations: [], skipped: [] };

/**
 * Proves that the generated app does what the IR says: start, smoke, graceful stop, types, lint, generated tests.
 * Rejects with `VerifyError` when something outside the app is missing (npm, a database), or when cancelled;
 * then, too, nothing that it started is left behind.
 */
export async function verifyApp(application: ApplicationIR, ports: VerifyPorts, options: VerifyOptions, signal: CancelSignal): Promise<VerifyReport> {
  try {
    return await verified(application, ports, options, signal);
  } catch (error) {
    if (signal.aborted) throw new VerifyError('Cancelled.');
    throw error;
  }
}

async function verified(application: ApplicationIR, ports: VerifyPorts, options: VerifyOptions, signal: CancelSignal): Promise<VerifyReport> {
  const clock = new StageClock(ports.clock, options.onEvent);
  const startedMs = ports.clock.elapsedMs();
  await clock.stage('dependencies', async () => {
    const { reused } = await ports.app.installDependencies(signal);
    return { value: undefined, ok: true, summary: reused ? 'there already' : 'installed' };
  });
  const leftOut = verifyParts.filter((part) => options.skip?.has(part) === true);
  const server = leftOut.includes('tests') && leftOut.includes('smoke') ? noDatabase : await clock.stage('database', async () => {
    const value = await chooseDatabase(ports.databases, options.database, signal);
    return { value, ok: true, summary: value.label };
  });
  try {
    const lane: Lane = { ports, options, clock, server, signal };
    const run = (): Promise<RunningResult> => runningLane({ ...lane, application });
    const look = (): Promise<readonly [SourceResult, TestCounts]> => settleBoth(sourceLane(lane), testLane(lane));
    // What the app does is what people wait for: on few processors nothing takes them from it.
    const [running, [source, tests]] = ports.processors < processorsOfSmoke + processorsOfSources
      ? [await run(), await look()]
      : await settleBoth(run(), look());
    const ok = source.typecheck.ok && source.lint.ok && tests.failed === 0 && running.crash === undefined && running.smoke.failed === 0;
    return { ok, ...(leftOut.length === 0 ? {} : { leftOut }), ...source, tests, ...running, database: server.label, timingMs: clock.timings(ports.clock.elapsedMs() - startedMs) };
  } finally {
    await server.close();
  }
}

/** For what needs none. */
const noDatabase: DatabaseServer = {
  label: 'none',
  createDatabase: () => Promise.reject(new Error('Nothing that was asked for needs a database.')),
  close: () => Promise.resolve(),
};

interface Lane {
  readonly ports: VerifyPorts;
  readonly options: VerifyOptions;
  readonly clock: StageClock;
  readonly server: DatabaseServer;
  readonly signal: CancelSignal;
}

type SourceResult = Pick<VerifyReport, 'typecheck' | 'lint'>;

/** The app, its database and whoever asks it keep so many processors busy. */
const processorsOfSmoke = 2;
/** So many the compiler and the tests. */
const processorsOfSources = 2;

async function sourceLane({ ports, options, clock, signal }: Lane): Promise<SourceResult> {
  const typeErrors = options.skip?.has('typecheck') === true ? [] : await clock.stage('typecheck', async () => {
    const errors = await ports.app.typecheck(signal);
    return { value: errors, ok: errors.length === 0, summary: `${errors.length} errors` };
  });
  const findings = options.skip?.has('lint') === true ? undefined : await clock.stage('lint', async () => {
    const problems = await ports.app.lint(signal);
    return { value: problems, ok: (problems?.length ?? 0) === 0, summary: problems === undefined ? 'no linter' : `${problems.length} findings` };
  });
  return {
    typecheck: { ok: typeErrors.length === 0, errors: typeErrors },
    lint: { ok: (findings?.length ?? 0) === 0, ran: findings !== undefined, errors: findings ?? [] },
  };
}

async function testLane({ ports, options, clock, server, signal }: Lane): Promise<TestCounts> {
  const tests = options.skip?.has('tests') === true ? undefined : await clock.stage('tests', async () => {
    const environment = { ...server.environment, DATABASE_URL: await server.createDatabase('tests'), NODE_ENV: 'test', LOG_LEVEL: 'silent' };
    const onResult = (test: TestResult): void => options.onEvent?.({ kind: 'testDone', test });
    const counts = await ports.app.test({ environment, onResult, ...(options.testFiles === undefined ? {} : { files: options.testFiles }) }, signal);
    return { value: counts, ok: (counts?.failed ?? 0) === 0, summary: counts === undefined ? 'no tests' : `${counts.passed} passed, ${counts.failed} failed` };
  });
  return tests ?? { passed: 0, failed: 0, skipped: 0, failures: [] };
}

interface RunningResult {
  readonly smoke: SmokeReport;
  readonly bootMs: number;
  readonly crash?: string;
}

async function runningLane(lane: Lane & { readonly application: ApplicationIR }): Promise<RunningResult> {
  const { application, ports, options, server, signal } = lane;
  if (options.skip?.has('smoke') === true) return { smoke: emptySmoke, bootMs: 0 };
  const secret = ports.crypto.randomSecret();
  const environment = { ...appEnvironment(application, secret), ...server.environment, DATABASE_URL: await server.createDatabase('smoke') };
  const app = await ports.app.start({ environment }, signal);
  let result: RunningResult = { smoke: emptySmoke, bootMs: 0 };
  let problem: string | undefined;
  try {
    result = await exercised({ ...lane, app, secret });
  } finally {
    problem = await lane.clock.stage('stop', () => stopApp(app));
  }
  if (signal.aborted) throw new VerifyError('Cancelled.');
  const crash = problem ?? result.crash;
  return { ...result, ...(crash === undefined ? {} : { crash: `${crash}\n${lastLines(app.output())}`.trim() }) };
}

/** Waits for the app to be ready and smoke-tests it; what will be asked of it is planned while it starts. */
async function exercised({ application, ports, options, clock, signal, app, secret }: Lane & { readonly application: ApplicationIR; readonly app: StartedApp; readonly secret: string }): Promise<RunningResult> {
  const openApiText = await ports.app.readText('openapi.json');
  let tellReady: (isReady: boolean) => void = () => undefined;
  const isReady = new Promise<boolean>((resolve) => { tellReady = resolve; });
  const smoking = runSmoke({
    ...ports, ...optionsOfSmoke(options), application, http: app.http, baseUrl: app.baseUrl, secret, signal, openApiText, isReady,
    isRunning: () => app.exitCode() === undefined,
  });
  // It is awaited below; until then it may already have failed.
  smoking.catch(() => undefined);
  try {
    const { ms: bootMs, problem } = await clock.stage('boot', async () => {
      const value = await becomeReady(app, ports, options.bootTimeoutMs ?? defaultBootTimeoutMs, signal);
      return { value, ok: value.problem === undefined, summary: value.problem ?? 'ready' };
    });
    if (problem !== undefined) return { smoke: emptySmoke, bootMs, crash: problem };
    const smoke = await clock.stage('smoke', async () => {
      tellReady(true);
      const value = await smoking;
      return { value, ok: value.failed === 0, summary: `${value.passed} checks passed, ${value.failed} failed, ${value.requests} requests` };
    });
    return { smoke, bootMs };
  } finally {
    tellReady(false);
    await smoking.catch(() => undefined);
  }
}

function optionsOfSmoke({ operations, onEvent, stopAtFirstFailure, quote }: VerifyOptions): Pick<SmokeOptions, 'operations' | 'onEvent' | 'stopAtFirstFailure' | 'quote'> {
  return { ...(quote === undefined ? {} : { quote }), ...(operations === undefined ? {} : { operations }), ...(onEvent === undefined ? {} : { onEvent }), stopAtFirstFailure: stopAtFirstFailure === true };
}

async function stopApp(app: StartedApp): Promise<{ readonly value: string | undefined; readonly ok: boolean; readonly summary: string }> {
  const crashed = app.exitCode();
  const code = await app.stop(10_000);
  const value = crashed !== undefined
    ? `The app crashed with exit code ${crashed}.`
    : code === 0 ? undefined : `The app did not stop gracefully: ${code === undefined ? 'it had to be killed' : `exit code ${code}`}.`;
  return { value, ok: value === undefined, summary: value ?? 'exit code 0' };
}

/** Both results, or the first failure after both have come to an end, so that nothing goes on behind the caller's back. */
async function settleBoth<A, B>(a: Promise<A>, b: Promise<B>): Promise<readonly [A, B]> {
  await Promise.allSettled([a, b]);
  return [await a, await b];
}
