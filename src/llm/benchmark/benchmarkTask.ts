import type { Json } from '../../base/json.ts';
import type { TaskCategory } from '../records/ledger.ts';

/** One question with a way to tell how good an answer is, without another model. */
export interface BenchmarkTask {
  /** Unique in its suite. */
  readonly id: string;
  readonly category: TaskCategory;
  readonly prompt: string;
  /** The most tokens that an answer needs, reasoning not among them. */
  readonly outputTokens: number;
  readonly check: AnswerCheck;
}

/** How an answer is judged; each gives 0 to 1. */
export type AnswerCheck =
  /** The last number of the answer, or the one behind "answer", must be this one. */
  | { readonly kind: 'number'; readonly value: number; readonly tolerance?: number }
  /** A JavaScript function of that name in the answer is run; the share of cases with the right result counts. */
  | { readonly kind: 'code'; readonly function: string; readonly cases: readonly CodeCase[] }
  /** The share of required points that are there, less a part for each forbidden one. */
  | { readonly kind: 'points'; readonly required: readonly Point[]; readonly forbidden?: readonly Point[] };

export interface CodeCase {
  readonly arguments: readonly Json[];
  readonly result: Json;
}

/** Something that an answer says, does or keeps to. */
export interface Point {
  /** In a few words, for the reason of a score. */
  readonly name: string;
  readonly test: PointTest;
}

export type PointTest =
  /** One of these words or phrases stands in the answer, whatever the case; `*` at the end of one takes any ending. */
  | { readonly kind: 'says'; readonly words: readonly string[] }
  | { readonly kind: 'matches'; readonly pattern: RegExp }
  | { readonly kind: 'words'; readonly least?: number; readonly most?: number }
  | { readonly kind: 'sentences'; readonly least?: number; readonly most?: number }
  | { readonly kind: 'lines'; readonly least?: number; readonly most?: number }
  /** The answer, or its only block, is JSON that equals this, the order of names aside. */
  | { readonly kind: 'json'; readonly equals: Json };

/** A named set of tasks; results of different suites are never compared. */
export interface BenchmarkSuite {
  readonly id: string;
  readonly tasks: readonly BenchmarkTask[];
}

/** What counts how much when the models of a category are ranked; each three add up to 1. */
export interface RankingWeights {
  readonly quality: number;
  readonly speed: number;
  readonly cost: number;
}
