import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { standardSuite } from '../../src/llm/benchmark/suite/standardSuite.ts';
import { startProviderServer } from '../provider-server/providerServer.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = `
  import { main } from './src/cli/main.ts';
  const controller = new AbortController();
  process.on('SIGINT', () => controller.abort());
  process.exitCode = await main(process.argv.slice(1), controller.signal);
`;

/** Runs `devmatrix bench`; `until`: what it says when it is to be ended, as by Ctrl+C. */
function bench(args: readonly string[], environment: Readonly<Record<string, string>>, until?: RegExp): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, '--', 'bench', ...args], { cwd: root, env: { PATH: process.env['PATH'] ?? '', ...environment } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (piece: Buffer) => { stdout += piece.toString(); });
    child.stderr.on('data', (piece: Buffer) => {
      stderr += piece.toString();
      if (until?.test(stderr) === true) child.kill('SIGINT');
    });
    child.once('error', reject);
    child.once('exit', (status) => { resolve({ status, stdout, stderr }); });
  });
}

it('measures again at its pace until it is ended, and shows each result', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-bench-'));
  const server = await startProviderServer({ models: [{ id: 'house-model', price: { input: 1, output: 1 } }], bills: true });
  try {
    const environment = { DEVMATRIX_DATA: folder, XDG_CACHE_HOME: join(folder, 'cache'), DEVMATRIX_HOUSE_BASE_URL: server.baseUrl.chat, DEVMATRIX_HOUSE_API_KEY: server.key };
    const { status, stdout, stderr } = await bench(['--categories', 'empathy', '--every', '2', '--yes'], environment, /next run begins at/);
    const [, next = ''] = /next run begins at (\S+Z)/.exec(stderr) ?? [];
    const waitHours = (Date.parse(next) - Date.now()) / 3_600_000;
    assert.equal(status, 0, stderr);
    assert.ok(waitHours > 1.9 && waitHours <= 2, next);
    assert.match(stdout, /house\/house-model/);
    assert.equal(server.requests.filter(({ path }) => path.endsWith('/chat/completions')).length, standardSuite.tasks.filter(({ category }) => category === 'empathy').length);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

it('a pace is 1 to 12 hours, and has no end that JSON could tell', async () => {
  for (const pace of ['13', 'soon']) {
    const { status, stderr } = await bench(['--every', pace, '--yes'], {});
    assert.equal(status, 2);
    assert.match(stderr, /hours from 1 to 12/);
  }
  assert.equal((await bench(['--every', '1', '--json', '--yes'], {})).status, 2);
});
