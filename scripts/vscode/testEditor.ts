// Tests of the extension in a real VS Code: a suite inside the extension host, then a person's way through the window.
// Usage: node scripts/vscode/testEditor.ts [host|ui] [--grep WORDS]
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleSuite } from './bundleSuite.ts';
import { findChromium, howToGetChromium } from './chromium.ts';
import { runHostTests, type Editor } from './hostTests.ts';
import { packExtension } from './packExtension.ts';
import { formatEvents } from './suiteEvents.ts';
import { testedExtension } from './testedExtension.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Only what hangs takes as long, also on a machine that is slow and busy. */
const suiteTimeoutMs = 600_000;
const windowTestTimeoutMs = 600_000;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string' } } });
const parts = positionals.length === 0 ? ['host', 'ui'] : positionals;
const failed: string[] = [];
const notRun: string[] = [];

if (parts.includes('host')) await testHost(chooseEditor());
if (parts.includes('ui')) testWindow();
if (notRun.length > 0) {
  console.error(`\n!! NOT RUN: ${notRun.join('; ')}`);
  if (process.env['CI'] === 'true') failed.push('in CI every editor test must run');
}
for (const failure of failed) console.error(`!! ${failure}`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** A VS Code that was named, else the server where its window can be shown, else a desktop VS Code to download. */
function chooseEditor(): Editor {
  const { VSCODE_EXECUTABLE: executable } = process.env;
  if (executable !== undefined && executable !== '') return { kind: 'desktop', executable };
  return findChromium() === undefined ? { kind: 'desktop', executable: undefined } : { kind: 'server' };
}

async function testHost(editor: Editor): Promise<void> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'devmatrix-workspace-'));
  try {
    cpSync(join(root, 'examples'), folder, { recursive: true });
    const extension = testedExtension(root);
    const tests = await bundleSuite(root, extension);
    console.log(`\nIn the extension host (${editor.kind === 'server' ? 'VS Code server' : 'desktop VS Code'}):`);
    const env = values.grep === undefined ? {} : { DEVMATRIX_SUITE_GREP: values.grep };
    const events = await runHostTests(editor, { folder, development: [extension], tests, env, timeoutMs: suiteTimeoutMs });
    console.log(formatEvents(events));
    if (events.length === 0 || events.some(({ kind }) => kind === 'failed')) failed.push('tests in the extension host failed, or none ran');
  } catch (error) {
    if (editor.kind === 'server' || editor.executable !== undefined) throw error;
    notRun.push(`tests in the extension host, because there is neither a Chromium (${howToGetChromium}) nor a VS Code that could be started (${error instanceof Error ? error.message : String(error)})`);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function testWindow(): void {
  if (findChromium() === undefined) {
    notRun.push(`tests of the editor's window, because there is no Chromium. ${howToGetChromium}`);
    return;
  }
  console.log("\nIn the editor's window:");
  const vsix = packExtension(root);
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const grep = values.grep === undefined ? [] : ['--grep', values.grep];
  const { status } = spawnSync(process.execPath, [mocha, '--timeout', String(windowTestTimeoutMs), ...grep, 'test/editor/ui/*.test.ts'], { cwd: root, stdio: 'inherit', env: { ...process.env, DEVMATRIX_VSIX: vsix } });
  if (status !== 0) failed.push("tests of the editor's window failed");
}
