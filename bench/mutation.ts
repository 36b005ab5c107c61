// Breaks generated apps in many ways and counts how many the smoke test notices:
//   npm run eval:mutation [-- --only <regular expression over operators' names>] [--places 2] [--jobs 2] [--spec FILE] [--markdown]
// Each mutant is one operator at one place; only its behaviour is judged: types, lint and generated tests are left out.
// Without --spec the shop is broken, and where an operator has no place in the shop that bites, the spec that it names.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nodePorts } from '../src/node/nodePorts.ts';
import { specFiles } from '../src/node/specFiles.ts';
import { readTemplates } from '../src/node/templates.ts';
import { startLocalPostgres } from '../src/node/verify/localPostgres.ts';
import { openVerifyPorts } from '../src/node/verify/verifyPorts.ts';
import { generateApp } from '../src/pipeline/generateApp.ts';
import { loadSpec } from '../src/pipeline/loadSpec.ts';
import { lazyTarget } from '../src/pipeline/targets.ts';
import type { ApplicationIR } from '../src/ir/application.ts';
import type { DatabaseChoice } from '../src/verify/chooseDatabase.ts';
import type { VerifyReport } from '../src/verify/report.ts';
import { verifyApp } from '../src/verify/verifyApp.ts';
import { type Mutant, mutantsOf, sourceFiles } from './mutants.ts';
import { mutationOperators } from './mutationOperators.ts';
import { type Verdict, printVerdicts } from './mutationReport.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    places: { type: 'string', default: '2' },
    jobs: { type: 'string', default: '2' },
    spec: { type: 'string' },
    markdown: { type: 'boolean', default: false },
  },
});
const defaultSpec = 'examples/shop/shop.devmatrix.yaml';

const cancel = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => { cancel.abort(); });
const { signal } = cancel;
const scratch = mkdtempSync(join(tmpdir(), 'devmatrix-mutation-'));
// What the mutants share is compiled once.
process.env['NODE_COMPILE_CACHE'] = join(scratch, 'compiled');
try {
  process.exitCode = await evaluate();
} catch (error) {
  if (!signal.aborted) throw error;
  console.error('Cancelled.');
  process.exitCode = 130;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** An app that is as it was generated, with what there is to break. */
interface Subject {
  readonly spec: string;
  readonly application: ApplicationIR;
  readonly folder: string;
  readonly files: ReadonlyMap<string, string>;
  readonly mutants: readonly Mutant[];
}

async function evaluate(): Promise<number> {
  const startedMs = performance.now();
  const postgres = await startLocalPostgres(signal);
  if (postgres === undefined) console.error('No PostgreSQL binaries were found: the apps run on PGlite.');
  const database: DatabaseChoice = postgres === undefined ? { kind: 'embedded' } : { kind: 'auto', url: postgres.url };
  try {
    const wanted = new RegExp(options.only);
    const operators = mutationOperators.filter(({ name }) => wanted.test(name));
    const specs = options.spec === undefined ? new Set(operators.map(({ spec }) => spec ?? defaultSpec)) : [options.spec];
    const verdicts: Verdict[] = [];
    for (const spec of specs) {
      const subject = await prepare(spec, operators.filter((operator) => options.spec !== undefined || (operator.spec ?? defaultSpec) === spec));
      const unbroken = await judge(subject, subject.folder, database);
      if (unbroken.smoke.failed > 0 || unbroken.crash !== undefined) {
        console.error(`The unbroken app of ${spec} fails ${firstFailure(unbroken) ?? 'to run'}: nothing can be judged.`);
        return 2;
      }
      verdicts.push(...(await judgeAll(subject, database)));
    }
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    return printVerdicts(verdicts, { seconds, markdown: options.markdown });
  } finally {
    await postgres?.stop();
  }
}

async function prepare(spec: string, operators: typeof mutationOperators): Promise<Subject> {
  const { application } = loadSpec(specFiles(spec));
  if (application === undefined) throw new Error(`${spec} has errors.`);
  const target = lazyTarget('typescript', () => readTemplates('templates/typescript'));
  if (target === undefined) throw new Error('The TypeScript target is missing.');
  const folder = join(scratch, application.name);
  await generateApp({ spec: specFiles(spec), out: folder, overwrite: 'force' }, target, nodePorts, signal);
  const files = sourceFiles(folder);
  const mutants = mutantsOf(files, operators, Number(options.places));
  console.error(`${spec}: ${mutants.length} mutants of ${new Set(mutants.map(({ operator }) => operator.name)).size} operators`);
  return { spec, application, folder, files, mutants };
}

/** Several mutants at a time, each in a copy of the app that is mended afterwards. */
async function judgeAll(subject: Subject, database: DatabaseChoice): Promise<readonly Verdict[]> {
  const verdicts = new Map<number, Verdict>();
  const waiting = [...subject.mutants.entries()];
  const work = async (job: number): Promise<void> => {
    const copy = join(scratch, `${subject.application.name}-${String(job)}`);
    mkdirSync(copy, { recursive: true });
    cpSync(subject.folder, copy, { recursive: true, verbatimSymlinks: true });
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, mutant] = next;
      for (const [file, text] of mutant.texts) writeFileSync(join(copy, file), text);
      const report = await judge(subject, copy, database);
      for (const file of mutant.texts.keys()) writeFileSync(join(copy, file), subject.files.get(file) ?? '');
      const verdict: Verdict = { mutant, dead: report.smoke.requests === 0, caughtBy: firstFailure(report), requests: report.smoke.requests };
      verdicts.set(index, verdict);
      const told = verdict.dead ? `does not start: ${report.crash?.split('\n').find((line) => /error/i.test(line)) ?? ''}` : verdict.caughtBy ?? 'SURVIVED';
      console.error(`${verdicts.size}/${subject.mutants.length} ${mutant.operator.name} ${mutant.file}:${mutant.line} ${told}`);
    }
  };
  // All come to an end before the database stops, also when one fails.
  const jobs = await Promise.allSettled(Array.from({ length: Number(options.jobs) }, (_, job) => work(job)));
  for (const job of jobs) if (job.status === 'rejected') throw job.reason;
  return subject.mutants.flatMap((_, index) => verdicts.get(index) ?? []);
}

function judge(subject: Subject, folder: string, database: DatabaseChoice): Promise<VerifyReport> {
  return verifyApp(subject.application, openVerifyPorts(folder), { database, skip: new Set(['typecheck', 'lint', 'tests']), bootTimeoutMs: 90_000, stopAtFirstFailure: true }, signal);
}

function firstFailure({ smoke, crash }: VerifyReport): string | undefined {
  const [first] = smoke.operations.flatMap(({ operation, failures }) => failures.map(({ check, expected, actual }) => ({ text: `${operation}: ${check}`, detail: `expected ${expected}, came ${actual}` })));
  if (first === undefined) return crash === undefined || smoke.requests === 0 ? undefined : 'the app crashed';
  if (process.env['DETAIL'] !== undefined) console.error(`    ${first.text}: ${first.detail.slice(0, 400)}`);
  return first.text;
}
