// What validators find in answers of models: defects of every kind put into good answers, and good answers in many styles.
// Usage: npm run eval:atoms [-- --each 3 --seed 1 --only rental --survivors --json]
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { textTable } from '../src/cli/textTable.ts';
import type { Atom, AtomCase, AtomFinding } from '../src/ir/atom.ts';
import { openCandidateTools, type CandidateTools } from '../src/node/atoms/candidateTools.ts';
import { parseSpec } from '../src/spec/parseSpec.ts';
import type { AtomJudgement } from '../src/waves/workshop.ts';
import { readingTarget } from '../test/targets/atoms/wordsApp.ts';
import { seededRandom } from '../test/support/seededRandom.ts';
import { type RecordedAnswer, recordedAnswers } from '../test/waves/recordedAnswers.ts';
import { defectKinds, defectsOf, type Defect } from './atoms/defects.ts';
import { styledAnswers } from './atoms/styles.ts';

const { values } = parseArgs({
  options: { each: { type: 'string', default: '3' }, seed: { type: 'string', default: '1' }, only: { type: 'string' }, survivors: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
const examples = [
  { name: 'rental', spec: 'examples/rental/rental.devmatrix.yaml' },
  { name: 'clinic', spec: 'examples/clinic/clinic.devmatrix.yaml' },
  { name: 'library.openapi', spec: 'examples/library/library.openapi.yaml' },
  { name: 'freight', spec: 'test/waves/recorded/freight.devmatrix.yaml' },
].filter(({ name }) => values.only === undefined || values.only === name);

interface Tried {
  /** Places that no example decides, of an answer that is right by all of them: the model is asked for more examples then. */
  readonly asked: readonly AtomFinding[];
  /** What the recorded further examples say of it; undefined when there are none. */
  readonly further?: AtomJudgement;
  readonly example: string;
  readonly atom: Atom;
  readonly defect?: Defect;
  readonly judgement: AtomJudgement;
}

const root = new URL('..', import.meta.url);
const never = new AbortController().signal;
const target = readingTarget();
const tried: Tried[] = [];
/** Good answers, one after the other: many at a time wait for each other. */
const alone: AtomJudgement[] = [];
for (const { name, spec } of examples) tried.push(...await tryExample(name, spec));

const alarms = tried.filter(({ defect, judgement, further }) => defect === undefined && (judgement.findings.length > 0 || (further?.findings.length ?? 0) > 0));
const defects = tried.filter(({ defect }) => defect !== undefined);
/** By the examples that were there. */
const unnoticed = defects.filter(({ judgement }) => judgement.findings.length === 0);
const missed = unnoticed.filter(({ further }) => (further?.findings.length ?? 0) === 0);
if (values.json) console.log(JSON.stringify({ good: tried.length - defects.length, alarms: alarms.map(shown), defects: defects.length, missed: missed.map(shown) }, null, 2));
else report();
process.exitCode = alarms.length === 0 && missed.length <= defects.length * 0.05 ? 0 : 1;

async function tryExample(name: string, spec: string): Promise<readonly Tried[]> {
  const { value: application } = parseSpec({ main: spec, read: (path) => readFileSync(new URL(path, root), 'utf8') });
  if (application === undefined) throw new Error(`${spec} has errors.`);
  const tools = await openCandidateTools({ application, target, written: new Map() }, new AbortController().signal);
  try {
    await tools.warm();
    const recorded = recordedAnswers(name);
    const all = await Promise.all(target.atoms(application).map((atom) => tryAtom(name, atom, recorded.get(atom.name), tools)));
    for (const atom of target.atoms(application)) {
      const answer = recorded.get(atom.name);
      if (answer !== undefined) alone.push(await judgedBy(tools, atom, answer.code, tools.judge.readCases(atom, answer.cases).cases));
    }
    return all.flat();
  } finally {
    tools.close();
  }
}

async function tryAtom(example: string, atom: Atom, recorded: RecordedAnswer | undefined, tools: CandidateTools): Promise<readonly Tried[]> {
  if (recorded === undefined) return [];
  const { cases, findings } = tools.judge.readCases(atom, recorded.cases);
  if (findings.length > 0) console.error(`${atom.name}: ${findings.map(({ message }) => message).join(' ')}`);
  const more = recorded.more === undefined ? [] : tools.judge.readCases(atom, recorded.more).cases;
  const judge = async (answer: string, defect?: Defect): Promise<Tried> => {
    const judgement = await judgedBy(tools, atom, answer, cases);
    const asked = judgement.findings.length > 0 ? [] : await tools.judge.undecided?.(atom, answer, cases, never) ?? [];
    const further = asked.length === 0 || more.length === 0 ? undefined : await judgedBy(tools, atom, answer, [...cases, ...more]);
    return { example, atom, ...(defect === undefined ? {} : { defect }), judgement, asked, ...(further === undefined ? {} : { further }) };
  };
  const good = await Promise.all(styledAnswers(example, atom, recorded.code).map((answer) => judge(answer)));
  // A defect in code that is refused as it is says nothing.
  if (good[0]?.judgement.findings.length !== 0) return good;
  const chance = seededRandom(Number(values.seed) + atom.name.length * 7919);
  const bad = defectKinds.flatMap((kind) => chance.shuffled(defectsOf(kind, recorded.code, atom)).slice(0, Number(values.each)));
  return [...good, ...await Promise.all(bad.map((defect) => judge(defect.answer, defect)))];
}

function judgedBy(tools: CandidateTools, atom: Atom, answer: string, cases: readonly AtomCase[]): Promise<AtomJudgement> {
  return tools.judge.judge(atom, answer, cases, never);
}

function report(): void {
  const levels = ['answer', 'syntax', 'signature', 'names', 'security', 'conventions', 'size', 'types', 'examples'] as const;
  const rows = [['defect', 'tried', 'caught', ...levels, 'further examples', 'missed']];
  for (const kind of defectKinds) {
    const own = defects.filter(({ defect }) => defect?.kind === kind);
    const by = (level: string): number => own.filter(({ judgement }) => judgement.findings[0]?.level === level).length;
    const left = own.filter((one) => missed.includes(one)).length;
    const further = own.filter((one) => unnoticed.includes(one)).length - left;
    rows.push([kind, String(own.length), own.length === 0 ? '-' : `${((1 - left / own.length) * 100).toFixed(1)} %`, ...levels.map((level) => String(by(level) || '')), String(further || ''), String(left || '')]);
  }
  rows.push(['all', String(defects.length), `${((1 - missed.length / Math.max(1, defects.length)) * 100).toFixed(1)} %`, ...levels.map((level) => String(defects.filter(({ judgement }) => judgement.findings[0]?.level === level).length || '')), String(unnoticed.length - missed.length || ''), String(missed.length || '')]);
  rows.push(['ms, one alone', '', '', ...levels.map((level) => median(alone.flatMap(({ timingsMs }) => timingsMs[level] ?? [])).toFixed(1)), '', '']);
  console.log(textTable(rows).join('\n'));
  console.log(`\n${String(tried.length - defects.length)} good answers, ${String(alarms.length)} false alarms`);
  for (const alarm of alarms) console.log(`  ${shown(alarm)}`);
  const good = tried.filter(({ defect, judgement }) => defect === undefined && judgement.findings.length === 0);
  console.log(`${String(good.filter(({ asked }) => asked.length > 0).length)} of ${String(good.length)} good answers lead to a question for further examples; ${String(missed.filter(({ asked }) => asked.length > 0).length)} of ${String(missed.length)} missed defects do`);
  if (values.survivors) for (const one of missed) console.log(`missed: ${shown(one)}`);
}

function shown({ atom, defect, judgement }: Tried): string {
  return `${atom.name}${defect === undefined ? '' : ` ${defect.kind}: ${defect.change}`}${judgement.findings.length === 0 ? '' : ` -> ${judgement.findings.map(({ code, message }) => `${code} ${message}`).join(' | ').slice(0, 400)}`}`;
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
}
