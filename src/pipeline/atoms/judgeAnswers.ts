import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { Atom, AtomCase, AtomFinding, FindingLevel } from '../../ir/atom.ts';
import { readCodeAnswer } from '../../llm/answers/readCodeAnswer.ts';
import { readJsonAnswer } from '../../llm/answers/readJsonAnswer.ts';
import type { AnswerCode, AtomJudgement } from '../../waves/workshop.ts';
import { spanOfFile } from '../../base/span.ts';
import { levelCatalogue } from './levelCatalogue.ts';
import type { AtomJudge } from './runAtoms.ts';

/** One candidate as a module of the app: its code with the imports that it needs, at a place from where they are right. */
export interface CandidateModule {
  /** Path in the app that the imports are relative to; nothing else has it. */
  readonly path: string;
  readonly text: string;
  /** The function that the module exports. */
  readonly name: string;
  /** The line of the answer's code for a line of the module; undefined for lines that the answer does not have. */
  answerLine(line: number): number | undefined;
}

/** A candidate that can be changed in one place at a time: `chooseVariant(n)` of its module makes it the n-th variant, 0 makes it what it was. */
export interface CandidateVariants {
  readonly module: CandidateModule;
  /** For each variant, from the first, what its place is about. */
  readonly places: readonly { readonly line?: number; readonly what: string }[];
}

/** What the target can say of an answer by reading it. */
export interface CodeReading {
  checkCode(atom: Atom, code: string, note: (level: FindingLevel) => void): { readonly code?: AnswerCode; readonly module?: CandidateModule; readonly findings: readonly AtomFinding[] };
  /** The candidate with what a small mistake would make of it. */
  variantsOf(atom: Atom, module: CandidateModule): CandidateVariants | undefined;
  readCases(atom: Atom, items: ReturnType<typeof readJsonAnswer>['items']): { readonly cases: readonly AtomCase[]; readonly findings: readonly AtomFinding[] };
}

/** Type-checks candidates in the app. Rejects only when it cannot work at all. */
export interface CandidateTypes {
  check(module: CandidateModule, signal: CancelSignal): Promise<readonly AtomFinding[]>;
}

/** Runs the examples of an atom with a candidate in the app. Rejects only when it cannot work at all. */
export interface CandidateCases {
  run(atom: Atom, module: CandidateModule, cases: readonly AtomCase[], signal: CancelSignal): Promise<readonly AtomFinding[]>;
  /** Which variants, counted from 0, are right by all examples. */
  unnoticed(atom: Atom, variants: CandidateVariants, cases: readonly AtomCase[], signal: CancelSignal): Promise<readonly number[]>;
}

export interface JudgeParts {
  readonly reading: CodeReading;
  /** Left out where an app's dependencies are not there: its levels then judge types and examples. */
  readonly types?: CandidateTypes;
  readonly cases?: CandidateCases;
  readonly nowMs: () => number;
}

/** Judges answers level by level: as an answer, by reading the code, by its types, by its examples; the first level with findings is the last. */
export function answerJudge(parts: JudgeParts): AtomJudge {
  return {
    readCases(atom, answer) {
      const { items, problems } = readJsonAnswer(answer);
      const { cases, findings } = parts.reading.readCases(atom, items);
      return { cases, findings: [...problems.map((problem): AtomFinding => ({ ...problem, level: 'answer' })), ...findings] };
    },
    judge: (atom, answer, cases, signal) => judge(parts, { atom, answer, cases }, signal),
    undecided: (atom, answer, cases, signal) => undecided(parts, { atom, answer, cases }, signal),
  };
}

interface Question {
  readonly atom: Atom;
  readonly answer: string;
  readonly cases: readonly AtomCase[];
}

async function judge({ reading, types, cases: host, nowMs }: JudgeParts, { atom, answer, cases }: Question, signal: CancelSignal): Promise<AtomJudgement> {
  const clock = new LevelClock(nowMs);
  clock.begin('answer');
  const { code: text, problems } = readCodeAnswer(answer, atom.name);
  if (text === undefined || problems.length > 0) {
    return { findings: problems.map((problem): AtomFinding => ({ ...problem, level: 'answer' })), timingsMs: clock.end() };
  }
  const { code, module, findings } = reading.checkCode(atom, text, (level) => { clock.begin(level); });
  const judged = (found: readonly AtomFinding[]): AtomJudgement => ({ ...(code === undefined ? {} : { code }), findings: found, timingsMs: clock.end() });
  if (findings.length > 0 || module === undefined) return judged(findings);
  if (types !== undefined) {
    clock.begin('types');
    const found = await types.check(module, signal);
    if (found.length > 0) return judged(found);
  }
  if (host === undefined || cases.length === 0) return judged([]);
  clock.begin('examples');
  return judged(await host.run(atom, module, cases, signal));
}

/** Places in good code that a small mistake could have made otherwise without any example noticing. */
async function undecided({ reading, cases: host }: JudgeParts, { atom, answer, cases }: Question, signal: CancelSignal): Promise<readonly AtomFinding[]> {
  const { code: text } = readCodeAnswer(answer, atom.name);
  const { module } = text === undefined ? {} : reading.checkCode(atom, text, () => undefined);
  const variants = module === undefined ? undefined : reading.variantsOf(atom, module);
  if (host === undefined || variants === undefined) return [];
  const open = (await host.unnoticed(atom, variants, cases, signal)).flatMap((index) => variants.places[index] ?? []);
  const said = [...new Map(open.map((place) => [place.what, place])).values()];
  return said.map(({ what }): AtomFinding => ({ code: 'DM5093', level: 'examples', message: levelCatalogue.report('DM5093', spanOfFile(''), { what }).message }));
}

/** Measures one level after the other. */
class LevelClock {
  readonly #nowMs: () => number;
  readonly #timings = new Map<FindingLevel, number>();
  #level: FindingLevel | undefined;
  #since = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  begin(level: FindingLevel): void {
    this.end();
    this.#level = level;
    this.#since = this.#nowMs();
  }

  end(): AtomJudgement['timingsMs'] {
    if (this.#level !== undefined) this.#timings.set(this.#level, (this.#timings.get(this.#level) ?? 0) + this.#nowMs() - this.#since);
    this.#level = undefined;
    return Object.fromEntries(this.#timings);
  }
}
