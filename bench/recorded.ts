// The atoms of the examples and of a freight auction, written by recorded answers over real HTTP through the real SDK: generate, then verify.
// Usage: npm run eval:recorded [-- --only rental] [--keep]
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { GenerateReport } from '../src/pipeline/generateApp.ts';
import type { VerifyReport } from '../src/verify/report.ts';
import { startProviderServer } from '../test/provider-server/providerServer.ts';
import { recordedAnswers, recordedModel } from '../test/waves/recordedAnswers.ts';
import { textTable } from '../src/cli/textTable.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const examples = [
  { name: 'rental', spec: 'examples/rental/rental.devmatrix.yaml' },
  { name: 'clinic', spec: 'examples/clinic/clinic.devmatrix.yaml' },
  { name: 'library.openapi', spec: 'examples/library/library.openapi.yaml' },
  { name: 'freight', spec: 'test/waves/recorded/freight.devmatrix.yaml' },
];
const { values } = parseArgs({ options: { only: { type: 'string' }, keep: { type: 'boolean', default: false } } });
const work = mkdtempSync(join(tmpdir(), 'devmatrix-recorded-'));
const rows = [['example', 'units', 'written', 'first try', 'cost', 'estimate', 'tests', 'smoke', 'holds']];
let failed = 0;
try {
  for (const { name, spec } of examples.filter((example) => values.only === undefined || example.name === values.only)) {
    const server = await startProviderServer({ models: [{ id: 'claude-haiku-5-5', temperature: false }], rules: [recordedModel(recordedAnswers(name))] });
    const env = { ...process.env, XDG_DATA_HOME: join(work, 'data'), ANTHROPIC_BASE_URL: server.baseUrl.anthropic, ANTHROPIC_API_KEY: server.key, DEVMATRIX_ANTHROPIC_PRICES: 'anthropic' };
    const out = join(work, name);
    const { report, status } = await generated(spec, out, env);
    await server.close();
    const { run, verify } = report;
    const holds = status === 0 && report.incomplete.length === 0 && verify?.ok === true;
    if (!holds) failed += 1;
    rows.push([
      name, String(run?.atoms.all ?? 0), String(run?.atoms.done ?? 0), String(run?.firstTry.passed ?? 0), `$${report.costUsd.toFixed(4)}`, `$${((run?.cost.estimateMicroUsd ?? 0) / 1e6).toFixed(4)}`,
      verify === undefined ? 'not run' : `${verify.tests.passed} of ${verify.tests.passed + verify.tests.failed}`, verify === undefined ? 'not run' : `${verify.smoke.passed} of ${verify.smoke.passed + verify.smoke.failed}`, holds ? 'yes' : 'no',
    ]);
    for (const { unit, reason } of report.incomplete) console.error(`  ${name}: ${unit}: ${reason}`);
    for (const failure of verify?.tests.failures ?? []) console.error(`  ${name}: ${failure.file}: ${failure.name}: ${failure.message.slice(0, 300)}`);
    for (const operation of verify?.smoke.operations ?? []) for (const failure of operation.failures) console.error(`  ${name}: ${operation.operation}: ${failure.check}: expected ${failure.expected}, got ${failure.actual}`);
  }
} finally {
  if (values.keep) console.error(work);
  else rmSync(work, { recursive: true, force: true });
}
console.log(textTable(rows).join('\n'));
process.exitCode = failed === 0 ? 0 : 1;

interface Generated {
  readonly report: GenerateReport & { readonly verify?: VerifyReport };
  readonly status: number | null;
}

/** Runs the command line as a person would. */
function generated(spec: string, out: string, env: NodeJS.ProcessEnv): Promise<Generated> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['dist/cli.js', 'generate', spec, '--out', out, '--yes', '--verify', '--json'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => { output += text; });
    child.on('error', reject);
    child.on('close', (status) => {
      try {
        resolve({ report: JSON.parse(output) as Generated['report'], status });
      } catch {
        reject(new Error(`The command gave no JSON (exit code ${String(status)}): ${output.slice(0, 500)}`));
      }
    });
  });
}
