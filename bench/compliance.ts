// Changes generated apps in hundreds of ways, harmful and harmless, and counts what the checker tells and what its repairs mend:
//   npm run eval:compliance [-- --operators <regular expression>] [--subjects <regular expression>] [--places 2] [--seed 1]
//     [--without-repair] [--types 12] [--smoke 3] [--results FILE [--seconds 90]] [--failures FILE]
// Every mutant is one operator at one place, chosen by the seed. With --results each verdict is added to that file, mutants that
// stand there are not judged again, and no more are begun after --seconds; it ends with 3 while some are missing.
// --types and --smoke say how many repaired apps per subject their own compiler and the smoke test look at.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { lineDiff } from '../src/base/lineDiff.ts';
import { Judge, type Texts, type Verdict } from './compliance/judge.ts';
import { type Mutant, mutantsOf } from './compliance/mutants.ts';
import { operators } from './compliance/operators.ts';
import { failuresOf, printReport, type Samples, type SubjectTimes } from './compliance/report.ts';
import { smokeFailure } from './compliance/smoke.ts';
import { subjectNames, subjectOf } from './compliance/subjects.ts';
import { CheckedFolder } from './compliance/typeCheck.ts';

const { values: options } = parseArgs({
  options: {
    operators: { type: 'string', default: '' },
    subjects: { type: 'string', default: '' },
    spec: { type: 'string', multiple: true, default: [] },
    places: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    'without-repair': { type: 'boolean', default: false },
    types: { type: 'string', default: '12' },
    smoke: { type: 'string', default: '0' },
    results: { type: 'string' },
    seconds: { type: 'string', default: '100000' },
    failures: { type: 'string' },
  },
});
const startedMs = performance.now();
const cancel = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => { cancel.abort(); });

const isLate = (): boolean => performance.now() - startedMs > 1000 * Number(options.seconds) || cancel.signal.aborted;
const wanted = operators.filter(({ name }) => new RegExp(options.operators).test(name));
const known = new Map(readResults().map((verdict) => [verdict.mutant, verdict]));
const verdicts: Verdict[] = [];
const times: SubjectTimes[] = [];
const samples: { readonly types: Samples['types'][number][]; readonly smoke: Samples['smoke'][number][] } = { types: [], smoke: [] };
const diffs = new Map<string, () => string>();
let missing = 0;
const subjects = options.spec.length > 0 ? options.spec : subjectNames.filter((subject) => new RegExp(options.subjects).test(subject));
for (const name of subjects) await evaluate(name);
const shortcomings = printReport(verdicts, times, samples);
if (options.failures !== undefined) writeFileSync(options.failures, failuresOf(verdicts, (mutant) => diffs.get(mutant)?.() ?? ''));
for (const shortcoming of shortcomings) console.error(shortcoming);
if (missing > 0) console.error(`${missing} mutants are not judged yet.`);
process.exitCode = missing > 0 ? 3 : shortcomings.length > 0 ? 1 : 0;

function readResults(): readonly Verdict[] {
  if (options.results === undefined || !existsSync(options.results)) return [];
  return readFileSync(options.results, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Verdict);
}

async function evaluate(name: string): Promise<void> {
  const subject = await subjectOf(name);
  const mutants = wanted.flatMap((operator) => mutantsOf(subject.app, operator, Number(options.places), Number(options.seed)));
  for (const mutant of mutants) diffs.set(mutant.name, () => diffOf(subject.app.texts, mutant.texts));
  const open = mutants.filter((mutant) => !known.has(mutant.name));
  verdicts.push(...mutants.flatMap((mutant) => known.get(mutant.name) ?? []));
  if (open.length > 0 && isLate()) {
    missing += open.length;
    return;
  }
  const judge = await Judge.open(subject);
  times.push({ subject: name, files: subject.app.texts.size, baselineGaps: judge.baseline.length, fullMs: judge.fullMs });
  for (const gap of judge.baseline.slice(0, 5)) console.error(`${name} before any change: ${gap.code} ${gap.key} ${gap.at.file}: ${gap.message}`);
  const repaired: { readonly mutant: Mutant; readonly texts: Texts }[] = [];
  for (const mutant of open) {
    if (isLate()) {
      missing += 1;
      continue;
    }
    const { verdict, repaired: texts } = judge.judge(mutant, { repair: !options['without-repair'] });
    verdicts.push(verdict);
    if (texts !== undefined) repaired.push({ mutant, texts });
    if (options.results !== undefined) appendFileSync(options.results, `${JSON.stringify(verdict)}\n`);
  }
  console.error(`${name}: ${String(mutants.length)} mutants, ${(performance.now() - startedMs).toFixed(0)} ms so far`);
  await sample(subject, repaired);
}

/** Asks the apps' own compiler and the smoke test about some of the repaired apps, spread over the operators. */
async function sample(subject: Awaited<ReturnType<typeof subjectOf>>, repaired: readonly { readonly mutant: Mutant; readonly texts: Texts }[]): Promise<void> {
  const some = (count: number): typeof repaired => repaired.filter((_, index) => Math.floor((index * count) / repaired.length) !== Math.floor(((index - 1) * count) / repaired.length)).slice(0, count);
  const forTypes = isLate() ? [] : some(Number(options.types));
  if (forTypes.length > 0) {
    const folder = await CheckedFolder.open(subject.app, cancel.signal);
    try {
      const errors = await folder.errors(forTypes.map(({ texts }) => texts), cancel.signal);
      samples.types.push(...forTypes.map(({ mutant }, index) => ({ mutant: mutant.name, errors: errors[index] ?? [] })));
    } finally {
      folder.close();
    }
  }
  for (const { mutant, texts } of isLate() ? [] : some(Number(options.smoke))) {
    samples.smoke.push({ mutant: mutant.name, failure: await smokeFailure(subject, texts, cancel.signal) });
  }
}

/** What changed, for a person to read. */
function diffOf(before: Texts, after: Texts): string {
  return [...after].map(([path, text]) => {
    if (text === undefined) return `-- ${path} is gone`;
    const old = before.get(path);
    if (old === undefined) return `++ ${path}\n${text.split('\n').map((line) => `+${line}`).join('\n')}`;
    const parts = lineDiff(path, old, text).map(({ start, end, text: made }) => `${old.slice(start, end).trimEnd().split('\n').map((line) => `-${line}`).join('\n')}\n${made.trimEnd().split('\n').map((line) => `+${line}`).join('\n')}`);
    return `${path}\n${parts.join('\n  ...\n')}`;
  }).join('\n');
}
