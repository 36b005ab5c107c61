import { taskCategories, type TaskCategory } from '../../src/llm/records/ledger.ts';
import { wilson } from '../../src/base/wilson.ts';

export interface Judged {
  readonly text: string;
  readonly expected: TaskCategory;
  readonly found: TaskCategory;
  readonly confidence: number;
  readonly abstains: boolean;
}

export interface Scores {
  readonly right: number;
  /** 95 % interval of `right` (Wilson). */
  readonly low: number;
  readonly high: number;
  /** The mean of the harmonic means of precision and recall of all categories. */
  readonly macroF1: number;
  readonly abstained: number;
  /** Among those on which it did not abstain. */
  readonly rightWhenSure: number;
}

/** How good judgements are, abstentions counted by their likeliest category but for `rightWhenSure`. */
export function scoresOf(judged: readonly Judged[]): Scores {
  const isRight = (one: Judged): boolean => one.expected === one.found;
  const right = judged.filter(isRight).length;
  const sure = judged.filter(({ abstains }) => !abstains);
  const { low, high } = wilson(right, judged.length);
  return {
    right: right / judged.length,
    low,
    high,
    macroF1: taskCategories.reduce((sum, category) => sum + f1(judged, category), 0) / taskCategories.length,
    abstained: 1 - sure.length / judged.length,
    rightWhenSure: sure.filter(isRight).length / sure.length,
  };
}

function f1(judged: readonly Judged[], category: TaskCategory): number {
  const both = judged.filter(({ expected, found }) => expected === category && found === category).length;
  const either = judged.filter(({ expected }) => expected === category).length + judged.filter(({ found }) => found === category).length;
  return either === 0 ? 1 : (2 * both) / either;
}
