import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProviderServer } from '../provider-server/providerServer.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const spec = 'devmatrix: 1\nname: pigeons\nentities:\n  Pigeon:\n    attributes: { ring: { type: string, unique: true } }\n';
const questions = '```json\n{ "questions": [{ "question": "Who may see pigeons?", "assumed": "Everybody.", "about": "entities.Pigeon" }] }\n```';
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devmatrix-discover-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function cli(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }> {
  const program = `globalThis.DEVMATRIX_BUILD = undefined; const { main } = await import(${JSON.stringify(join(root, 'src/cli/main.ts'))}); process.exitCode = await main(process.argv.slice(1), new AbortController().signal);`;
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'] ?? '', XDG_DATA_HOME: join(folder, 'data'), XDG_CACHE_HOME: join(folder, 'cache'), ...environment };
    execFile(process.execPath, ['--input-type=module', '-e', program, '--', ...args], { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

it('drafts a spec over HTTP within a limit, marks it as unread, and generates nothing from it before somebody has read it', async () => {
  const server = await startProviderServer({ models: [{ id: 'claude-haiku-5-5', temperature: false }], rules: [
    { user: 'Your last answer was refused', answer: `${questions}\n\`\`\`yaml\n${spec}\`\`\`` },
    { user: '> A register of racing pigeons', answer: `${questions}\n\`\`\`yaml\n${spec.replace('string', 'strng')}\`\`\`` },
  ] });
  try {
    const environment = { ANTHROPIC_BASE_URL: server.baseUrl.anthropic, ANTHROPIC_API_KEY: server.key, DEVMATRIX_ANTHROPIC_PRICES: 'anthropic' };
    const words = 'A register of racing pigeons, each with a ring number.';
    const unasked = await cli(['discover', words], environment);
    assert.equal(unasked.status, 1);
    assert.match(unasked.stderr, /about \$0\.\d+ a round.*\n.*--yes/);
    assert.equal(server.requests.filter(({ request }) => request !== undefined).length, 0);
    const run = await cli(['discover', words, '--budget', '0.50', '--json'], environment);
    assert.equal(run.status, 0, run.stderr);
    const report = JSON.parse(run.stdout) as { readonly file: string; readonly reviewed: boolean; readonly attempts: number; readonly costUsd: number; readonly questions: readonly unknown[] };
    assert.deepEqual([report.file, report.reviewed, report.attempts, report.questions.length], ['pigeons.devmatrix.yaml', false, 2, 1]);
    assert.ok(report.costUsd > 0);
    assert.match(run.stderr, /Who may see pigeons\?.*Assumed: Everybody\./);
    const file = join(folder, report.file);
    assert.equal(readFileSync(file, 'utf8'), spec.replace('devmatrix: 1\n', 'devmatrix: 1\nreviewed: false\n'));
    const refused = await cli(['generate', report.file, '--no-llm'], environment);
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /DM3010/);
    assert.equal(existsSync(join(folder, 'pigeons-app')), false);
    const told = await cli(['generate', report.file, '--no-llm', '--unreviewed', '--json'], environment);
    assert.equal(told.status, 0, told.stderr);
    writeFileSync(file, readFileSync(file, 'utf8').replace('reviewed: false\n', ''));
    assert.equal((await cli(['generate', report.file, '--no-llm'], environment)).status, 0);
    const again = await cli(['discover', words, '--budget', '0.50'], environment);
    assert.equal(again.status, 1);
    assert.match(again.stderr, /is there already\. Say --out/);
  } finally {
    await server.close();
  }
}).timeout(120_000);
