// How long DevMatrix takes to activate in a real VS Code and what memory it adds, beside an extension that does nothing,
// in the same extension host; median of several fresh starts. Usage: node scripts/vscode/benchEditor.ts [--starts N]
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { bundleRun } from './bundleSuite.ts';
import { findChromium } from './chromium.ts';
import { runHostTests } from './hostTests.ts';
import { packExtension } from './packExtension.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const startTimeoutMs = 120_000;
/** The bars of the project: activation in ms, memory in MB. */
const bars = { activationMs: 150, memoryMb: 25 };

const { values } = parseArgs({ options: { starts: { type: 'string', default: '5' } } });
const scratch = mkdtempSync(join(realpathSync(tmpdir()), 'devmatrix-bench-'));
try {
  const folder = join(scratch, 'workspace');
  cpSync(join(root, 'examples', 'shop'), folder, { recursive: true });
  const tests = await bundleRun(root, 'test/editor/bench/activation.ts');
  const { VSCODE_EXECUTABLE: executable } = process.env;
  const editor = executable === undefined && findChromium() !== undefined ? { kind: 'server' } as const : { kind: 'desktop', executable } as const;
  const extensions = editor.kind === 'desktop' ? { development: [devmatrix(), bare()] } : { development: [devmatrix()], vsix: [await packed(bare())] };
  const runs: ReadonlyMap<string, number>[] = [];
  for (let start = 0; start < Number(values.starts); start += 1) {
    const events = await runHostTests(editor, { folder, ...extensions, tests, timeoutMs: startTimeoutMs });
    runs.push(new Map(events.flatMap((event) => (event.kind === 'measured' ? [[event.name, event.value] as const] : []))));
  }
  print(runs);
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}

/** The packed extension without its activation events, so that the bench decides when it begins. */
function devmatrix(): string {
  packExtension(root);
  const folder = join(scratch, 'devmatrix');
  cpSync(join(root, 'out', 'package'), folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, activationEvents: [], contributes: {} }));
  return folder;
}

/** An extension that only registers one command. */
function bare(): string {
  const folder = join(scratch, 'bare');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'bare', publisher: 'devmatrix', version: '1.0.0', engines: { vscode: '^1.101.0' }, main: './main.cjs', files: ['main.cjs'], activationEvents: [] }));
  writeFileSync(join(folder, 'main.cjs'), "const vscode = require('vscode');\nexports.activate = (context) => { context.subscriptions.push(vscode.commands.registerCommand('bare.nothing', () => {})); };\n");
  return folder;
}

async function packed(folder: string): Promise<string> {
  const packagePath = `${folder}.vsix`;
  await createVSIX({ cwd: folder, packagePath, dependencies: false, allowMissingRepository: true, skipLicense: true });
  return packagePath;
}

function print(runs: readonly ReadonlyMap<string, number>[]): void {
  const names = [...new Set(runs.flatMap((run) => [...run.keys()]))];
  const rows = names.map((name) => ({ name, sorted: runs.flatMap((run) => run.get(name) ?? []).sort((one, other) => one - other) }));
  console.log(`${'median of'.padEnd(32)} ${runs.length} starts   all`);
  for (const { name, sorted } of rows) console.log(`${name.padEnd(32)} ${median(sorted).toFixed(1).padStart(8)}   ${sorted.join(' ')}`);
  const of = (name: string): number => median(rows.find((row) => row.name === name)?.sorted ?? []);
  const activationMs = of('devmatrix activation, ms');
  const memoryMb = of('devmatrix memory, MB') - of('bare memory, MB');
  console.log(`\nactivation ${activationMs.toFixed(1)} ms (bar ${bars.activationMs}); memory beside the bare extension ${memoryMb.toFixed(1)} MB (bar ${bars.memoryMb})`);
  process.exitCode = activationMs < bars.activationMs && memoryMb < bars.memoryMb ? 0 : 1;
}

function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
