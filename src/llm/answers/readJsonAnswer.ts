import type { ArgumentsOf } from '../../base/catalogue.ts';
import type { Json } from '../../base/json.ts';
import { spanOfFile } from '../../base/span.ts';
import { answerCatalogue } from './catalogue.ts';
import { fencedBlocks } from './fencedBlocks.ts';
import { readLooseJson } from './looseJson.ts';
import type { AnswerProblem } from './readCodeAnswer.ts';

/** The list of objects in an answer; what is wrong with it does not take away what could be read. */
export interface JsonAnswer {
  readonly items: readonly Json[];
  readonly problems: readonly AnswerProblem[];
}

const json: ReadonlySet<string> = new Set(['json', 'jsonc', 'json5', 'js', 'javascript', 'ts', 'typescript', '']);

/**
 * Reads a list of objects out of an answer: of fenced blocks the last that holds a list, else all objects of all blocks together; without
 * blocks the first list or object of the text. An object with one list in it, such as `{ "cases": [...] }`, stands for its list. Never throws.
 */
export function readJsonAnswer(answer: string): JsonAnswer {
  const text = answer.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const { blocks, outside } = fencedBlocks(text);
  const texts = blocks.filter((block) => json.has(block.language) && /[[{]/.test(block.text)).map((block) => block.text);
  const read = (texts.length === 0 ? [outside] : texts).map(listOf);
  const lists = read.filter(({ items, isList }) => isList && items.length > 0);
  const best = lists.filter(({ problem }) => problem === undefined).at(-1) ?? lists.at(-1);
  const chosen = best ?? merged(read);
  const problems: AnswerProblem[] = [];
  if (chosen.problem !== undefined) problems.push(problemOf('DM5086', { problem: chosen.problem }));
  else if (chosen.isTruncated) problems.push(problemOf('DM5082', { what: 'the JSON is not closed' }));
  else if (chosen.items.length === 0) problems.push(problemOf('DM5085', {}));
  return { items: chosen.items, problems };
}

interface Found {
  readonly items: readonly Json[];
  readonly isList: boolean;
  readonly isTruncated: boolean;
  readonly problem?: string;
}

function merged(found: readonly Found[]): Found {
  const problem = found.find((one) => one.problem !== undefined)?.problem;
  return { items: found.flatMap(({ items }) => items), isList: true, isTruncated: found.some(({ isTruncated }) => isTruncated), ...(problem === undefined ? {} : { problem }) };
}

/** The values of a text, one after the other: `const cases = [...]` and `{...}, {...}` are read, too. */
function listOf(text: string): Found {
  const items: Json[] = [];
  let isTruncated = false;
  let at = nextStart(text, 0);
  while (at !== -1) {
    const found = readLooseJson(text, at);
    // Talk has brackets of its own: what holds no quote or colon behind them is none of ours.
    if ('problem' in found) {
      if (/^[[{]\s*(?:["'{[\]}]|\w+\s*:|\/[/*])/.test(text.slice(at))) return { items, isList: false, isTruncated, problem: found.problem };
      at = nextStart(text, at + 1);
      continue;
    }
    const list = unwrapped(found.value);
    if (list !== undefined && (items.length === 0 || found.isTruncated)) return { items: [...items, ...list], isList: true, isTruncated: found.isTruncated };
    if (list === undefined && !Array.isArray(found.value) && typeof found.value === 'object') items.push(found.value);
    isTruncated ||= found.isTruncated;
    at = nextStart(text, found.end);
  }
  return { items, isList: false, isTruncated };
}

function nextStart(text: string, from: number): number {
  const at = text.slice(from).search(/[[{]/);
  return at === -1 ? -1 : from + at;
}

/** The list that a value is or wraps; undefined for an object that is an item itself. */
function unwrapped(value: Json): readonly Json[] | undefined {
  if (Array.isArray(value)) return (value as readonly Json[]).every((item) => typeof item === 'object') ? (value as readonly Json[]) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const values: readonly Json[] = Object.values(value);
  const lists = values.filter((one): one is readonly Json[] => Array.isArray(one) && one.length > 0 && one.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item)));
  return lists.length === 1 && !('name' in value) && !('expect' in value) ? lists[0] : undefined;
}

function problemOf<Code extends keyof typeof answerCatalogue.definitions>(code: Code, parameters: ArgumentsOf<(typeof answerCatalogue.definitions)[Code]['message']>): AnswerProblem {
  return { code, message: answerCatalogue.report(code, spanOfFile(''), parameters).message };
}
