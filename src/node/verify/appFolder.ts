import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import { VerifyError, type AppPort, type StartedApp, type TestCounts } from '../../verify/ports.ts';
import { installDependencies } from './dependencyCache.ts';
import { openHttpClient } from './httpClient.ts';
import { freePort } from './freePort.ts';
import { findNodeRuntime } from './nodeRuntime.ts';
import { run, start, type Finished } from './processes.ts';
import { parseOxlintOutput, parseTscOutput } from './sourceProblems.ts';
import { jsonLinesReporter, parseTestLines } from './testReporter.ts';

const requestTimeoutMs = 15_000;

/** The generated TypeScript app in a folder, worked on with Node, its own compiler, linter and test runner. */
export function openAppFolder(folder: string): AppPort {
  const appDir = resolve(folder);
  return {
    installDependencies: (signal) => installDependencies(appDir, signal),
    async typecheck(signal) {
      const finished = await runTool(appDir, 'typescript', 'tsc', ['--noEmit', '-p', 'tsconfig.json', '--pretty', 'false'], signal);
      if (finished === undefined) throw new VerifyError('The app does not depend on typescript.');
      const problems = parseTscOutput(finished.stdout);
      if (finished.exitCode !== 0 && problems.length === 0) throw new VerifyError(`The type checker failed: ${(finished.stderr || finished.stdout).trim()}`);
      return problems;
    },
    async lint(signal) {
      if (!existsSync(join(appDir, '.oxlintrc.json'))) return undefined;
      // File by file: given folders, oxlint skips what a .gitignore above the app names, such as the folder of the app itself.
      const finished = await runTool(appDir, 'oxlint', 'oxlint', ['--format', 'json', ...(await typescriptFiles(appDir))], signal);
      return finished === undefined ? undefined : parseOxlintOutput(finished.stdout);
    },
    test: (environment, signal) => runTests(appDir, environment, signal),
    start: (environment, signal) => startApp(appDir, environment, signal),
    readText: (path) => readFile(join(appDir, path), 'utf8').catch(() => undefined),
  };
}

async function typescriptFiles(appDir: string): Promise<readonly string[]> {
  const folders = ['src', 'tests'].filter((folder) => existsSync(join(appDir, folder)));
  const entries = await Promise.all(folders.map((folder) => readdir(join(appDir, folder), { recursive: true })));
  return entries.flatMap((paths, index) => paths.filter((path) => path.endsWith('.ts')).map((path) => join(folders[index] ?? '', path)));
}

/** Runs a command-line tool among the app's dependencies; undefined when the app does not have it. */
async function runTool(appDir: string, packageName: string, bin: string, args: readonly string[], signal: CancelSignal): Promise<Finished | undefined> {
  const folder = join(appDir, 'node_modules', packageName);
  const manifest = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (manifest === undefined) return undefined;
  const { bin: bins } = JSON.parse(manifest) as { readonly bin?: string | Readonly<Record<string, string>> };
  const script = typeof bins === 'string' ? bins : bins?.[bin];
  if (script === undefined) return undefined;
  const node = await findNodeRuntime();
  return run(node.command, [join(folder, script), ...args], { cwd: appDir, timeoutMs: 300_000, signal });
}

async function runTests(appDir: string, environment: Readonly<Record<string, string>>, signal: CancelSignal): Promise<TestCounts | undefined> {
  if (!existsSync(join(appDir, 'tests'))) return undefined;
  const node = await findNodeRuntime();
  if (!node.native) throw new VerifyError(`The generated tests need Node 22.18 or newer; this is ${node.version}. Put a newer node on PATH.`);
  const folder = await mkdtemp(join(tmpdir(), 'devmatrix-tests-'));
  try {
    const reporter = join(folder, 'reporter.mjs');
    await writeFile(reporter, jsonLinesReporter);
    const args = [`--test-reporter=${pathToFileURL(reporter).href}`, '--test-reporter-destination=stdout', ...(await testArguments(appDir))];
    const finished = await run(node.command, ['--test', ...args], { cwd: appDir, env: { ...cleanEnvironment(), ...environment }, timeoutMs: 300_000, signal });
    const counts = parseTestLines(finished.stdout);
    if (finished.exitCode === 0 || counts.failed > 0) return counts;
    return { ...counts, failed: 1, failures: [{ name: 'node --test', file: 'tests', message: (finished.stderr || finished.stdout).trim().slice(-4000) }] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The options and patterns of the app's own `test` script, or the usual ones when it is not a plain `node --test`. */
async function testArguments(appDir: string): Promise<readonly string[]> {
  const manifest = JSON.parse(await readFile(join(appDir, 'package.json'), 'utf8')) as { readonly scripts?: Readonly<Record<string, string>> };
  const script = manifest.scripts?.['test'] ?? '';
  const match = /^node\s+(.*)$/.exec(script);
  const words: readonly string[] = (match?.[1] ?? '').match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
  if (!words.includes('--test')) return ['tests/**/*.test.ts'];
  return words.map((word) => word.replace(/^['"]|['"]$/g, '')).filter((word) => word !== '--test' && !word.startsWith('--test-reporter'));
}

async function startApp(appDir: string, environment: Readonly<Record<string, string>>, signal: CancelSignal): Promise<StartedApp> {
  const node = await findNodeRuntime();
  const entry = node.native ? join('src', 'main.ts') : await compiled(appDir, signal);
  const port = await freePort();
  const host = '127.0.0.1';
  const child = start(node.command, [entry], { cwd: appDir, env: { ...cleanEnvironment(), ...environment, HOST: host, PORT: String(port) } });
  const http = openHttpClient({ host, port, timeoutMs: requestTimeoutMs });
  return {
    http,
    baseUrl: `http://${host}:${String(port)}`,
    output: () => child.output(),
    exitCode: () => (child.hasExited() ? (child.exitCode() ?? -1) : undefined),
    async stop(timeoutMs) {
      http.close();
      // Windows knows no SIGTERM for other processes: there the app is ended without being asked.
      child.kill('SIGTERM');
      const timer = setTimeout(() => { child.kill('SIGKILL'); }, timeoutMs);
      const code = await child.exited;
      clearTimeout(timer);
      return code;
    },
  };
}

/** Compiles the app for a Node that cannot run TypeScript; gives the file to start. */
async function compiled(appDir: string, signal: CancelSignal): Promise<string> {
  const finished = await runTool(appDir, 'typescript', 'tsc', ['-p', existsSync(join(appDir, 'tsconfig.build.json')) ? 'tsconfig.build.json' : 'tsconfig.json', '--noEmit', 'false', '--outDir', 'dist', '--pretty', 'false'], signal);
  if (finished?.exitCode !== 0) throw new VerifyError(`The app could not be compiled for this Node:\n${finished?.stdout.trim() ?? 'it has no compiler'}`);
  const entry = [join('dist', 'main.js'), join('dist', 'src', 'main.js')].find((candidate) => existsSync(join(appDir, candidate)));
  if (entry === undefined) throw new VerifyError('The compiled app has no dist/main.js.');
  return entry;
}

/** This process's environment without what would configure the app by accident. */
function cleanEnvironment(): Readonly<Record<string, string | undefined>> {
  const appSettings = ['DATABASE_URL', 'JWT_SECRET', 'JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE', 'API_KEYS', 'BASIC_USERS', 'SEED', 'JOBS', 'OUTBOX_POLL_MS', 'LOG_LEVEL', 'NODE_ENV', 'NODE_OPTIONS', 'NODE_TEST_CONTEXT'];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !appSettings.includes(name)));
}
