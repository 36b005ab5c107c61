// How long it takes in a real VS Code until the Problems panel tells the gap that an edit made, the pause of 60 ms and the editor's own 50 ms
// for telling extensions of problems included; the first edit of a window apart, which in every second
// window is one of a file of no app. Usage: node scripts/vscode/benchProblems.ts [--starts N], after npm run build
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleRun } from './bundleSuite.ts';
import { findChromium } from './chromium.ts';
import { runHostTests } from './hostTests.ts';
import { testedExtension } from './testedExtension.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const startTimeoutMs = 300_000;

const { values } = parseArgs({ options: { starts: { type: 'string', default: '3' } } });
const scratch = mkdtempSync(join(realpathSync(tmpdir()), 'devmatrix-bench-'));
try {
  const folder = join(scratch, 'workspace');
  cpSync(join(root, 'examples', 'shop'), folder, { recursive: true });
  const made = spawnSync(process.execPath, [join(root, 'dist', 'cli.js'), 'generate', 'shop.devmatrix.yaml', '--out', 'app'], { cwd: folder, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`The app could not be generated.\n${made.stderr}`);
  writeFileSync(join(folder, 'bare.ts'), '// Edited by the bench.\n');
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'devmatrix.apps': { 'shop.devmatrix.yaml': 'app' }, 'files.autoSave': 'off' }));
  const extension = testedExtension(root);
  const tests = await bundleRun(root, 'test/editor/bench/problems.ts');
  const { VSCODE_EXECUTABLE: executable } = process.env;
  const editor = executable === undefined && findChromium() !== undefined ? { kind: 'server' } as const : { kind: 'desktop', executable } as const;
  const figures = new Map<string, number[]>();
  for (let start = 0; start < Number(values.starts); start += 1) {
    const events = await runHostTests(editor, { folder, development: [extension], tests, timeoutMs: startTimeoutMs, env: { DEVMATRIX_BENCH_FIRST: start % 2 === 1 ? 'bare' : 'app' } });
    for (const event of events) if (event.kind === 'measured') figures.set(event.name, [...figures.get(event.name) ?? [], event.value]);
  }
  for (const [name, all] of figures) {
    const sorted = all.toSorted((a, b) => a - b);
    console.log(`${name.padEnd(84)} median ${(sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1).padStart(7)}   all ${all.join(' ')}`);
  }
  console.log(`load now ${loadavg().map((load) => load.toFixed(1)).join(' ')}`);
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}
