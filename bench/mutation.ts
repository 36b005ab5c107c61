// Breaks generated apps in many ways and counts how many the smoke test notices:
//   npm run eval:mutation [-- --only <regular expression over operators' names>] [--places 2] [--jobs 2] [--spec FILE] [--markdown]
//     [--results FILE [--seconds 90]]
// Each mutant is one operator at one place; only its behaviour is judged: types, lint and generated tests are left out.
// With --results each verdict is added to that file, mutants that stand there already are not judged again, and no more are
// begun after --seconds: so a run can be made in parts. It ends with 3 while some are missing.
// Without --spec the shop is broken, and where an operator has no place in the shop that bites, the spec that it names.
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    results: { type: 'string' },
    seconds: { type: 'string', default: '100000' },
    markdown: { type: 'boolean', default: false },
  },
});
const defaultSpec = 'examples/shop/shop.devmatrix.yaml';

const cancel = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => { cancel.abort(); });
const { signal } = cancel;
const startedMs = performance.now();
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

function isLate(): boolean {
  return performance.now() - startedMs > 1000 * Number(options.seconds);
}

/** A verdict as it stands in the file of results. */
interface Told extends Omit<Verdict, 'mutant'> {
  readonly mutant: string;
}

function nameOf(subject: Subject, { operator, file, line }: Mutant): string {
  return `${subject.spec} ${operator.name} ${file}:${String(line)}`;
}

/** What was found out in earlier parts of the run. */
function knownVerdicts(subject: Subject): ReadonlyMap<number, Verdict> {
  if (options.results === undefined || !existsSync(options.results)) return new Map();
  const told = readFileSync(options.results, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Told);
  const byName = new Map(told.map((each) => [each.mutant, each]));
  return new Map([...subject.mutants.entries()].flatMap(([index, mutant]): readonly [number, Verdict][] => {
    const found = byName.get(nameOf(subject, mutant));
    return found === undefined ? [] : [[index, { ...found, mutant }]];
  }));
}

async function evaluate(): Promise<number> {
  let incomplete = false;
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
      const known = knownVerdicts(subject);
      if (known.size === subject.mutants.length) {
        verdicts.push(...known.values());
        continue;
      }
      // An earlier part of the run has seen that the unbroken app passes.
      const unbroken = known.size > 0 ? undefined : await judge(subject, subject.folder, database);
      if (unbroken !== undefined && (unbroken.smoke.failed > 0 || unbroken.crash !== undefined)) {
        console.error(`The unbroken app of ${spec} fails ${firstFailure(unbroken) ?? 'to run'}: nothing can be judged.`);
        return 2;
      }
      verdicts.push(...(await judgeAll(subject, known, database)));
      if (isLate()) incomplete = true;
      if (incomplete) break;
    }
    if (incomplete) return 3;
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
async function judgeAll(subject: Subject, known: ReadonlyMap<number, Verdict>, database: DatabaseChoice): Promise<readonly Verdict[]> {
  const verdicts = new Map(known);
  const waiting = [...subject.mutants.entries()].filter(([index]) => !known.has(index));
  const work = async (job: number): Promise<void> => {
    const copy = join(scratch, `${subject.application.name}-${String(job)}`);
    mkdirSync(copy, { recursive: true });
    cpSync(subject.folder, copy, { recursive: true, verbatimSymlinks: true });
    for (let next = waiting.shift(); next !== undefined && !isLate(); next = waiting.shift()) {
      const [index, mutant] = next;
      for (const [file, text] of mutant.texts) writeFileSync(join(copy, file), text);
      const report = await judge(subject, copy, database);
      for (const file of mutant.texts.keys()) writeFileSync(join(copy, file), subject.files.get(file) ?? '');
      const verdict: Verdict = { mutant, dead: report.smoke.requests === 0, caughtBy: firstFailure(report), requests: report.smoke.requests };
      verdicts.set(index, verdict);
      if (options.results !== undefined) appendFileSync(options.results, `${JSON.stringify({ ...verdict, mutant: nameOf(subject, mutant), caughtBy: verdict.caughtBy })}\n`);
      const told = verdict.dead ? `does not start: ${report.crash?.split('\n').find((line) => /error/i.test(line)) ?? ''}` : verdict.caughtBy ?? 'SURVIVED';
      console.error(`${verdicts.size}/${subject.mutants.length} ${mutant.operator.name} ${mutant.file}:${mutant.line} ${told}`);
    }
  };
  // All come to an end before the database stops, also when one fails.
  const jobs = await Promise.allSettled(Array.from({ length: Number(options.jobs) }, (_, job) => work(job)));
  for (const job of jobs) if (job.status === 'rejected') throw job.reason instanceof Error ? job.reason : new Error(String(job.reason));
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
