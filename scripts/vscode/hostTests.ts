import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import type { Browser } from 'playwright-core';
import { cacheFolder } from '../../src/node/cacheFolder.ts';
import { launchBrowser, patienceMs, windowUrl } from './editorWindow.ts';
import { startServer, type ServerOptions } from './server.ts';
import { readEvents, type SuiteEvent } from './suiteEvents.ts';

export interface HostRun {
  /** The folder that the window shows. */
  readonly folder: string;
  /** Folders of the extensions to load; a window of the server loads one only. */
  readonly development: readonly string[];
  /** Packed extensions for the server to install. */
  readonly vsix?: readonly string[];
  /** The bundled suite. */
  readonly tests: string;
  readonly timeoutMs: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: ServerOptions['settings'];
}

/** Where a suite can run: the VS Code server with its window in Chromium, or a desktop VS Code (`executable`: downloaded when undefined). */
export type Editor = { readonly kind: 'server' } | { readonly kind: 'desktop'; readonly executable: string | undefined };

/** Runs a suite inside the extension host of a real VS Code and gives what it reported. Throws when it did not come to its end. */
export async function runHostTests(editor: Editor, run: HostRun): Promise<readonly SuiteEvent[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'devmatrix-suite-'));
  const report = join(scratch, 'report.jsonl');
  const env = { ...run.env, DEVMATRIX_SUITE_REPORT: report };
  try {
    if (editor.kind === 'server') await runInServer({ ...run, env }, report);
    else await runOnDesktop({ ...run, env }, editor.executable, join(scratch, 'data'));
    return readEvents(report);
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runInServer(run: HostRun, report: string): Promise<void> {
  const server = await startServer({ use: 'suite', ...(run.vsix === undefined ? {} : { vsix: run.vsix }), ...(run.settings === undefined ? {} : { settings: run.settings }), ...(run.env === undefined ? {} : { env: run.env }) });
  try {
    const browser = await launchBrowser();
    try {
      await runInWindow(browser, windowUrl(server, run), run.timeoutMs, report);
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

/** Opens the window that runs a suite and waits for its end. Rejects when it does not come to it: in time, or because the window is gone. */
async function runInWindow(browser: Browser, url: string, timeoutMs: number, report: string): Promise<void> {
  const page = await browser.newPage();
  const said: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  try {
    const ended = new Promise<void>((resolve, reject) => {
      const fail = (why: string): void => { reject(new Error(`${why} The editor said:\n${errorsIn(said)}`)); };
      timer = setTimeout(() => { fail(`The suite did not end within ${timeoutMs} ms.`); }, timeoutMs);
      void page.exposeFunction('codeAutomationExit', (code: number) => {
        if (code === 0 || readEvents(report).some(({ kind }) => kind === 'failed')) resolve();
        else fail('The suite broke off.');
      });
      void page.exposeFunction('codeAutomationLog', (type: string, args: readonly unknown[]) => { said.push(`${type}: ${args.map(String).join(' ')}`); });
      page.once('crash', () => { fail('The window of the editor crashed.'); });
      browser.once('disconnected', () => { fail('The browser of the editor has ended.'); });
    });
    await Promise.all([ended, page.goto(url, { timeout: patienceMs })]);
  } finally {
    clearTimeout(timer);
  }
}

async function runOnDesktop(run: HostRun, executable: string | undefined, data: string): Promise<void> {
  try {
    await runTests({
      ...(executable === undefined ? { cachePath: join(cacheFolder(), 'vscode') } : { vscodeExecutablePath: executable }),
      extensionDevelopmentPath: [...run.development],
      extensionTestsPath: run.tests,
      extensionTestsEnv: { ...run.env },
      launchArgs: [run.folder, '--disable-extensions', '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes', '--disable-telemetry', `--user-data-dir=${data}`],
    });
  } catch (error) {
    // A failed test ends the editor with an exit code; the report says which one.
    if (readEvents(run.env?.['DEVMATRIX_SUITE_REPORT'] ?? '').length === 0) throw error;
  }
}

/** The last errors, without those that a VS Code server without its native parts always prints. */
function errorsIn(said: readonly string[]): string {
  return said.filter((line) => line.startsWith('error') && !/bindings file|watchdog/.test(line)).slice(-5).map((line) => line.split('\n')[0]).join('\n');
}
