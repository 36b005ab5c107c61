import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import { VerifyError, type AppPort, type Launch, type SourceProblem, type StartedApp } from '../../verify/ports.ts';
import { cleanEnvironment } from './cleanEnvironment.ts';
import { installDependencies } from './dependencyCache.ts';
import { openHttpClient } from './httpClient.ts';
import { freePort, isFree } from './freePort.ts';
import { findNodeRuntime } from './nodeRuntime.ts';
import { run, start, type Finished } from './processes.ts';
import { parseOxlintOutput, parseTscOutput } from './sourceProblems.ts';
import { runTests, testFiles } from './testRun.ts';

const requestTimeoutMs = 15_000;

/** The generated TypeScript app in a folder, worked on with Node, its own compiler, linter and test runner. */
export function openAppFolder(folder: string): AppPort {
  const appDir = resolve(folder);
  return {
    installDependencies: (signal) => installDependencies(appDir, signal),
    async typecheck(signal) {
      const finished = await runTool(appDir, 'typescript', 'tsc', (version) => ['--noEmit', '-p', 'tsconfig.json', '--pretty', 'false', ...checkers(version)], signal);
      if (finished === undefined) throw new VerifyError('The app does not depend on typescript.');
      const problems = parseTscOutput(finished.stdout);
      if (finished.exitCode !== 0 && problems.length === 0) throw new VerifyError(`The type checker failed: ${(finished.stderr || finished.stdout).trim()}`);
      return problems;
    },
    // File by file: given folders, oxlint skips what a .gitignore above the app names, such as the folder of the app itself.
    lint: async (signal) => lintFiles(appDir, await typescriptFiles(appDir), signal),
    test: (tests, signal) => runTests(appDir, tests, signal),
    testFiles: () => testFiles(appDir),
    start: (launch, signal) => startApp(appDir, launch, signal),
    readText: (path) => readFile(join(appDir, path), 'utf8').catch(() => undefined),
  };
}

/** What the app's linter says of some of its files; undefined when the app has none. */
export async function lintFiles(appDir: string, files: readonly string[], signal: CancelSignal): Promise<readonly SourceProblem[] | undefined> {
  if (!existsSync(join(appDir, '.oxlintrc.json'))) return undefined;
  const finished = await runTool(appDir, 'oxlint', 'oxlint', () => ['--format', 'json', ...files], signal);
  return finished === undefined ? undefined : parseOxlintOutput(finished.stdout);
}

async function typescriptFiles(appDir: string): Promise<readonly string[]> {
  const folders = ['src', 'tests'].filter((folder) => existsSync(join(appDir, folder)));
  const entries = await Promise.all(folders.map((folder) => readdir(join(appDir, folder), { recursive: true })));
  return entries.flatMap((paths, index) => paths.filter((path) => path.endsWith('.ts')).map((path) => join(folders[index] ?? '', path)));
}

/**
 * From version 7 on the compiler checks in several threads, each of which works out the types of libraries by itself:
 * an app is checked with half of the computing by one, which on few processors is also the fastest.
 */
function checkers(version: string): readonly string[] {
  return availableParallelism() < processorsOfCheckers && Number(version.split('.', 1)[0]) >= 7 ? ['--checkers', '1'] : [];
}

/** So many processors do what several checkers do twice without anybody waiting for it. */
const processorsOfCheckers = 8;

/** Runs a command-line tool among the app's dependencies; undefined when the app does not have it. */
async function runTool(appDir: string, packageName: string, bin: string, args: (version: string) => readonly string[], signal: CancelSignal): Promise<Finished | undefined> {
  const folder = join(appDir, 'node_modules', packageName);
  const manifest = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (manifest === undefined) return undefined;
  const { bin: bins, version } = JSON.parse(manifest) as { readonly bin?: string | Readonly<Record<string, string>>; readonly version: string };
  const script = typeof bins === 'string' ? bins : bins?.[bin];
  if (script === undefined) return undefined;
  const node = await findNodeRuntime();
  // The running app is what people wait for: it is exercised at the same time.
  return run(node.command, [join(folder, script), ...args(version)], { cwd: appDir, timeoutMs: 300_000, priority: 'low', signal });
}

async function startApp(appDir: string, { environment, port: wanted }: Launch, signal: CancelSignal): Promise<StartedApp> {
  const node = await findNodeRuntime();
  const entry = node.native ? join('src', 'main.ts') : await compiled(appDir, signal);
  if (wanted !== undefined && !(await isFree(wanted))) throw new VerifyError(`Port ${String(wanted)} is taken by another program. Stop that one, or choose another port.`);
  const port = wanted ?? (await freePort());
  const host = '127.0.0.1';
  const child = start(node.command, [entry], { cwd: appDir, env: { ...cleanEnvironment(), ...environment, HOST: host, PORT: String(port) } });
  const http = openHttpClient({ host, port, timeoutMs: requestTimeoutMs });
  return {
    http,
    baseUrl: `http://${host}:${String(port)}`,
    output: () => child.output(),
    ended: child.exited.then(() => undefined),
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
  const finished = await runTool(appDir, 'typescript', 'tsc', () => ['-p', existsSync(join(appDir, 'tsconfig.build.json')) ? 'tsconfig.build.json' : 'tsconfig.json', '--noEmit', 'false', '--outDir', 'dist', '--pretty', 'false'], signal);
  if (finished?.exitCode !== 0) throw new VerifyError(`The app could not be compiled for this Node:\n${finished?.stdout.trim() ?? 'it has no compiler'}`);
  const entry = [join('dist', 'main.js'), join('dist', 'src', 'main.js')].find((candidate) => existsSync(join(appDir, candidate)));
  if (entry === undefined) throw new VerifyError('The compiled app has no dist/main.js.');
  return entry;
}
