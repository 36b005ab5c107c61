import type { Gap } from '../compliance/gap.ts';
import type { RepairAllOutcome, RepairStep } from '../compliance/repair/repairAll.ts';
import type { AppChecker } from './appChecker.ts';

/** A place that a compiler complains about. */
export interface TypeProblem {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/** The app's own compiler. */
export interface TypeGate {
  /** What it says of the app with these texts in place of those that are there. */
  problems(files: ReadonlyMap<string, string>): Promise<readonly TypeProblem[]>;
}

/** After so many repairs that add type errors nothing is applied. */
const mostRefusals = 20;

/** Repairs all gaps; a repair that would add a type error is not applied and refused with what the compiler says. */
export async function repairAllGated(checker: AppChecker, options: { readonly removeUnrequested: boolean }, gate: TypeGate | undefined): Promise<RepairAllOutcome> {
  const reasons = new Map<string, string>();
  const attempt = (): RepairAllOutcome => checker.repairAll({ ...options, refuse: (gap) => reasons.get(idOf(gap)) });
  let outcome = attempt();
  if (gate === undefined || outcome.steps.length === 0) return outcome;
  const before = countsOf(await gate.problems(new Map()));
  while (outcome.steps.length > 0) {
    const found = await firstBad(outcome.steps, before, gate);
    if (found === undefined) return outcome;
    if (reasons.size >= mostRefusals) return nothing(checker, 'There are too many type errors that repairs would add.');
    reasons.set(idOf(found.step.gap), `It would add a type error: ${found.problem.file}:${String(found.problem.line)} ${found.problem.code} ${found.problem.message}`);
    outcome = attempt();
  }
  return outcome;
}

/** The first step after which there is a type error that was not there before; undefined when there is none at the end. */
async function firstBad(steps: readonly RepairStep[], before: ReadonlyMap<string, number>, gate: TypeGate): Promise<{ readonly step: RepairStep; readonly problem: TypeProblem } | undefined> {
  const problemAfter = async (count: number): Promise<TypeProblem | undefined> =>
    firstNew(await gate.problems(new Map(steps.slice(0, count).flatMap(({ files }) => [...files]))), before);
  let problem = await problemAfter(steps.length);
  if (problem === undefined) return undefined;
  let [good, bad] = [0, steps.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const found = await problemAfter(middle);
    if (found === undefined) good = middle;
    else [bad, problem] = [middle, found];
  }
  const step = steps[bad - 1];
  return step === undefined ? undefined : { step, problem };
}

function nothing(checker: AppChecker, reason: string): RepairAllOutcome {
  const { gaps } = checker.check();
  return { rounds: 0, fixed: [], remaining: gaps, files: new Map(), refused: gaps.map(({ key }) => ({ key, reason })), steps: [] };
}

function firstNew(problems: readonly TypeProblem[], before: ReadonlyMap<string, number>): TypeProblem | undefined {
  const counts = countsOf(problems);
  return problems.find((problem) => (counts.get(textOf(problem)) ?? 0) > (before.get(textOf(problem)) ?? 0));
}

function countsOf(problems: readonly TypeProblem[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const problem of problems) counts.set(textOf(problem), (counts.get(textOf(problem)) ?? 0) + 1);
  return counts;
}

/** Lines move when code is added. */
function textOf({ file, code, message }: TypeProblem): string {
  return `${file} ${code} ${message}`;
}

function idOf({ code, key, at }: Gap): string {
  return `${code} ${key} ${at.file}`;
}
