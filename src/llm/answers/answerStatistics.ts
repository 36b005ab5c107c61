/** What an answer consists of, for the report of a run. */
export interface AnswerStatistics {
  /** Fenced blocks. */
  readonly blocks: number;
  /** Lines of code that are not empty. */
  readonly lines: number;
  readonly functions: number;
  readonly imports: number;
  /** Share of the answer's characters that are not code. */
  readonly talk: number;
}

/** Counts what an answer has; an estimate by its text, not by a parser. */
export function answerStatistics(answer: string, code: string, blocks: number): AnswerStatistics {
  return {
    blocks,
    lines: code.match(/^.*\S.*$/gm)?.length ?? 0,
    functions: code.match(/\bfunction\b|=>\s*[{(\w]/g)?.length ?? 0,
    imports: code.match(/^\s*import\b/gm)?.length ?? 0,
    talk: answer.length === 0 ? 0 : Math.max(0, 1 - code.length / answer.length),
  };
}
