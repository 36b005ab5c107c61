import type { BenchmarkTask, CodeCase, Point } from '../benchmarkTask.ts';
import type { Json } from '../../../base/json.ts';
import type { TaskCategory } from '../../records/ledger.ts';

/** The answer says one of these. */
export function says(name: string, ...words: readonly string[]): Point {
  return { name, test: { kind: 'says', words: words.length === 0 ? [name] : words } };
}

export function matches(name: string, pattern: RegExp): Point {
  return { name, test: { kind: 'matches', pattern } };
}

export function atMostWords(most: number): Point {
  return { name: `at most ${String(most)} words`, test: { kind: 'words', most } };
}

/** A task whose answer is one number. */
export function sum(id: string, value: number, prompt: string, tolerance?: number): BenchmarkTask {
  return {
    id,
    category: 'math',
    prompt: `${prompt}\nEnd with a line "Answer: " and the number alone.`,
    outputTokens: 600,
    check: { kind: 'number', value, ...(tolerance === undefined ? {} : { tolerance }) },
  };
}

/** A task whose answer is a JavaScript function; cases are its arguments and its result. */
export function program(id: string, functionName: string, prompt: string, cases: readonly (readonly [arguments_: readonly Json[], result: Json])[]): BenchmarkTask {
  return {
    id,
    category: 'coding',
    prompt: `${prompt}\nAnswer with one block of plain JavaScript that declares the function ${functionName}; no imports, nothing else in the block.`,
    outputTokens: 700,
    check: { kind: 'code', function: functionName, cases: cases.map(([given, result]): CodeCase => ({ arguments: given, result })) },
  };
}

/** A task that is judged by what the answer says and does not say. */
export function judged(id: string, category: TaskCategory, prompt: string, required: readonly Point[], forbidden: readonly Point[] = []): BenchmarkTask {
  return { id, category, prompt, outputTokens: 500, check: { kind: 'points', required, ...(forbidden.length === 0 ? {} : { forbidden }) } };
}
