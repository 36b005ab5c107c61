// Breaks the generated shop in many ways and counts how many the verification notices:
//   npm run eval:mutation [-- --only <regular expression over operators' names>] [--places 2] [--tests] [--spec FILE]
// Each mutant is one operator at one place. The smoke test decides; with --tests the generated tests judge too, on their own.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nodePorts } from '../src/node/nodePorts.ts';
import { specFiles } from '../src/node/specFiles.ts';
import { readTemplates } from '../src/node/templates.ts';
import { openVerifyPorts } from '../src/node/verify/verifyPorts.ts';
import { generateApp } from '../src/pipeline/generateApp.ts';
import { loadSpec } from '../src/pipeline/loadSpec.ts';
import { createTarget } from '../src/pipeline/targets.ts';
import type { ApplicationIR } from '../src/ir/application.ts';
import type { VerifyReport } from '../src/verify/report.ts';
import { verifyApp } from '../src/verify/verifyApp.ts';
import { table } from './measure.ts';
import { mutationOperators, type MutationOperator } from './mutationOperators.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    places: { type: 'string', default: '2' },
    tests: { type: 'boolean', default: false },
    spec: { type: 'string', default: 'examples/shop/shop.devmatrix.yaml' },
  },
});

interface Mutant {
  readonly operator: MutationOperator;
  readonly file: string;
  readonly line: number;
  /** New texts by file. */
  readonly texts: ReadonlyMap<string, string>;
}

interface Verdict {
  readonly mutant: Mutant;
  /** First checks that failed here and not in the unbroken app. */
  readonly smoke: readonly string[];
  readonly tests: readonly string[];
  /** It did not start: no behaviour that could be judged. */
  readonly dead: boolean;
}

const signal = new AbortController().signal;
const scratch = mkdtempSync(join(tmpdir(), 'devmatrix-mutation-'));
try {
  process.exitCode = await evaluate();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function evaluate(): Promise<number> {
  const clean = join(scratch, 'clean');
  const spec = loadSpec(specFiles(options.spec));
  if (spec.application === undefined) throw new Error('The spec has errors.');
  await generateApp({ spec: specFiles(options.spec), out: clean, overwrite: 'force' }, createTarget('typescript', readTemplates('templates/typescript')), nodePorts, signal);
  const baseline = await judge(spec.application, clean);
  const known = failuresOf(baseline);
  if (known.smoke.size > 0) console.error(`The unbroken app fails ${known.smoke.size} checks; they do not count.`);
  const mutants = mutantsOf(clean);
  console.error(`${mutants.length} mutants of ${new Set(mutants.map(({ operator }) => operator.name)).size} operators`);
  const verdicts: Verdict[] = [];
  for (const [index, mutant] of mutants.entries()) {
    const verdict = await judgeMutant(mutant, { application: spec.application, clean, known });
    verdicts.push(verdict);
    const told = verdict.dead ? 'does not start' : verdict.smoke.length > 0 ? `caught: ${verdict.smoke[0] ?? ''}` : 'SURVIVED';
    console.error(`${index + 1}/${mutants.length} ${mutant.operator.name} ${mutant.file}:${mutant.line} ${told}`);
  }
  return report(verdicts);
}

interface Surroundings {
  readonly application: ApplicationIR;
  readonly clean: string;
  readonly known: Failures;
}

async function judgeMutant(mutant: Mutant, { application, clean, known }: Surroundings): Promise<Verdict> {
  const app = join(scratch, 'mutant');
  rmSync(app, { recursive: true, force: true });
  cpSync(clean, app, { recursive: true, verbatimSymlinks: true });
  for (const [file, text] of mutant.texts) writeFileSync(join(app, file), text);
  const result = await judge(application, app);
  const found = failuresOf(result);
  const fresh = (all: ReadonlySet<string>, before: ReadonlySet<string>): readonly string[] => [...all].filter((name) => !before.has(name));
  return { mutant, smoke: fresh(found.smoke, known.smoke), tests: fresh(found.tests, known.tests), dead: result.smoke.requests === 0 };
}

function judge(application: ApplicationIR, app: string): Promise<VerifyReport> {
  const skip = new Set<'typecheck' | 'lint' | 'tests'>(options.tests ? ['typecheck', 'lint'] : ['typecheck', 'lint', 'tests']);
  return verifyApp(application, openVerifyPorts(app), { database: { kind: 'auto' }, skip }, signal);
}

interface Failures {
  readonly smoke: ReadonlySet<string>;
  readonly tests: ReadonlySet<string>;
}

function failuresOf({ smoke, tests, crash }: VerifyReport): Failures {
  const checks = smoke.operations.flatMap(({ operation, failures }) => failures.map(({ check }) => `${operation}: ${check}`));
  return { smoke: new Set(crash === undefined ? checks : [...checks, 'the app crashed']), tests: new Set(tests.failures.map(({ name }) => name)) };
}

/** Up to `--places` mutants of each operator, spread over the places where it applies. */
function mutantsOf(app: string): readonly Mutant[] {
  const files = sourceFiles(app);
  const places = Number(options.places);
  const wanted = new RegExp(options.only);
  return mutationOperators
    .filter(({ name }) => wanted.test(name))
    .flatMap((operator) => {
      const all = [...files].flatMap(([file, text]) => (operator.files.test(file) ? [...text.matchAll(operator.find)].map((match) => mutantAt(operator, file, text, match, files)) : []));
      if (all.length === 0) console.error(`${operator.name} finds no place.`);
      const step = Math.max(1, all.length / places);
      return Array.from({ length: Math.min(places, all.length) }, (_, index) => all[Math.floor(index * step)]).filter((mutant) => mutant !== undefined);
    });
}

function mutantAt(operator: MutationOperator, file: string, text: string, match: RegExpExecArray, files: ReadonlyMap<string, string>): Mutant {
  const { replace, also } = operator;
  const made = typeof replace === 'string' ? replace.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '') : replace(match);
  const texts = new Map([[file, text.slice(0, match.index) + made + text.slice(match.index + match[0].length)]]);
  if (also !== undefined) for (const [other, old] of files) if (also.files.test(other)) texts.set(other, (texts.get(other) ?? old).replace(also.find, also.replace));
  return { operator, file, line: text.slice(0, match.index).split('\n').length, texts };
}

function sourceFiles(app: string): ReadonlyMap<string, string> {
  const paths = ['src', 'migrations'].flatMap((folder) => readdirSync(join(app, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path.replaceAll('\\', '/')}`));
  return new Map(paths.filter((path) => /\.(ts|sql)$/.test(path)).sort().map((path) => [path, readFileSync(join(app, path), 'utf8')]));
}

function report(verdicts: readonly Verdict[]): number {
  const alive = verdicts.filter(({ dead }) => !dead);
  const caught = alive.filter(({ smoke }) => smoke.length > 0);
  const rows = verdicts.map(({ mutant, smoke, tests, dead }) => [
    mutant.operator.name, `${mutant.file}:${mutant.line}`, dead ? 'does not start' : smoke.length > 0 ? `caught (${smoke.length})` : 'survived',
    ...(options.tests ? [tests.length > 0 ? `caught (${tests.length})` : 'survived'] : []), smoke[0] ?? '',
  ]);
  console.log(table([['operator', 'place', 'smoke', ...(options.tests ? ['tests'] : []), 'first check'], ...rows]));
  const percent = (part: number): string => `${part}/${alive.length} (${((100 * part) / Math.max(1, alive.length)).toFixed(1)} %)`;
  console.log(`\nsmoke caught ${percent(caught.length)}; ${verdicts.length - alive.length} mutants did not start and do not count`);
  if (options.tests) {
    console.log(`tests caught ${percent(alive.filter(({ tests }) => tests.length > 0).length)}`);
    console.log(`either caught ${percent(alive.filter(({ smoke, tests }) => smoke.length + tests.length > 0).length)}`);
  }
  return caught.length / Math.max(1, alive.length) >= 0.95 ? 0 : 1;
}
