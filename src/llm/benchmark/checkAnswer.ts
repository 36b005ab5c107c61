import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { Json } from '../../base/json.ts';
import type { AnswerCheck, Point, PointTest } from './benchmarkTask.ts';
import type { CodeRunner } from './codeRunner.ts';

/** 0 to 1, with the reason for people. */
export interface Score {
  readonly score: number;
  readonly why: string;
}

/** Each forbidden point takes away so much. */
const forbiddenCosts = 0.34;

/** Judges an answer. Code in it is run by the runner only. */
export async function checkAnswer(answer: string, check: AnswerCheck, runner: CodeRunner, signal: CancelSignal): Promise<Score> {
  switch (check.kind) {
    case 'number': return checkNumber(answer, check);
    case 'points': return checkPoints(answer, check.required, check.forbidden ?? []);
    case 'code': return checkCode(answer, check, runner, signal);
  }
}

function checkNumber(answer: string, check: Extract<AnswerCheck, { kind: 'number' }>): Score {
  const found = answeredNumber(answer);
  if (found === undefined) return { score: 0, why: 'no number in the answer' };
  const near = Math.abs(found - check.value) <= (check.tolerance ?? 0) + 1e-9;
  return { score: near ? 1 : 0, why: near ? `${String(found)} is right` : `${String(found)} instead of ${String(check.value)}` };
}

const numberPattern = /[-−]?(?:\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:\s*\/\s*\d+)?/g;

/** The number behind the last "answer", "=" or box, else the last number at all; fractions and thousands separators are understood. */
export function answeredNumber(answer: string): number | undefined {
  const plain = answer.replaceAll(/\\(?:boxed|text|mathrm)\{([^}]*)\}/g, ' $1 ').replaceAll(/\\[dt]?frac\{(\d+)\}\{(\d+)\}/g, '$1/$2').replaceAll(/[*_$`]/g, '');
  const marked = [...plain.matchAll(/\banswer\b(?:\s+is)?\s*[:=]?([^\n]*)/gi)].flatMap((match) => numbersIn(match[1] ?? ''))[0];
  return marked ?? numbersIn(plain).at(-1);
}

function numbersIn(text: string): readonly number[] {
  return (text.match(numberPattern) ?? []).map((found) => {
    const [top = '', bottom] = found.replaceAll('−', '-').replaceAll(/[,\u00a0\u202f ]/g, '').split('/');
    return bottom === undefined ? Number(top) : Number(top) / Number(bottom);
  }).filter((value) => Number.isFinite(value));
}

async function checkCode(answer: string, check: Extract<AnswerCheck, { kind: 'code' }>, runner: CodeRunner, signal: CancelSignal): Promise<Score> {
  const code = codeOf(answer, check.function);
  if (code === undefined) return { score: 0, why: `no function ${check.function} in the answer` };
  const outcomes = await runner.run(code, check.function, check.cases, signal);
  const right = check.cases.filter(({ result }, index) => {
    const outcome = outcomes[index];
    return outcome?.kind === 'result' && sameJson(outcome.result, result);
  }).length;
  const failure = outcomes.find((outcome) => outcome.kind === 'failed');
  return { score: right / check.cases.length, why: `${String(right)} of ${String(check.cases.length)} cases${failure === undefined ? '' : `; ${failure.message}`}` };
}

/** The block of code that declares the function, or the whole answer when it has no blocks. */
export function codeOf(answer: string, functionName: string): string | undefined {
  const blocks = [...answer.matchAll(/```[\w-]*\n([\s\S]*?)(?:```|$)/g)].map((match) => match[1] ?? '');
  const declares = new RegExp(String.raw`\b(?:function\s*\*?|const|let|var)\s+${functionName}\b`);
  return (blocks.length === 0 ? [answer] : blocks).findLast((block) => declares.test(block))?.replaceAll(/^\s*export\s+(?:default\s+)?/gm, '');
}

function checkPoints(answer: string, required: readonly Point[], forbidden: readonly Point[]): Score {
  const missing = required.filter(({ test }) => !holds(answer, test));
  const broken = forbidden.filter(({ test }) => holds(answer, test));
  const share = required.length === 0 ? 1 : 1 - missing.length / required.length;
  const words = [
    ...(missing.length === 0 ? [] : [`missing: ${missing.map(({ name }) => name).join(', ')}`]),
    ...(broken.length === 0 ? [] : [`wrong: ${broken.map(({ name }) => name).join(', ')}`]),
  ];
  return { score: answer.trim() === '' ? 0 : Math.max(0, share - forbiddenCosts * broken.length), why: words.length === 0 ? 'all points' : words.join('; ') };
}

function holds(answer: string, test: PointTest): boolean {
  switch (test.kind) {
    case 'says': return test.words.some((words) => says(answer, words));
    case 'matches': return test.pattern.test(answer);
    case 'words': return within(answer.match(/[\p{L}\p{N}’'-]+/gu)?.length ?? 0, test);
    case 'sentences': return within(answer.split(/[.!?…]+(?:\s|$)/).filter((part) => /\p{L}/u.test(part)).length, test);
    case 'lines': return within(answer.trim().split(/\n+/).filter((line) => line.trim() !== '').length, test);
    case 'json': return answeredJson(answer).some((found) => sameJson(found, test.equals));
  }
}

function within(count: number, { least = 0, most = Infinity }: { readonly least?: number; readonly most?: number }): boolean {
  return count >= least && count <= most;
}

function says(answer: string, words: string): boolean {
  const open = words.endsWith('*');
  const quoted = (open ? words.slice(0, -1) : words).replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/\s+/g, String.raw`\s+`).replaceAll(/['’]/g, "['’]");
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${quoted}${open ? '' : String.raw`(?![\p{L}\p{N}])`}`, 'iu').test(answer);
}

function answeredJson(answer: string): readonly Json[] {
  const blocks = [...answer.matchAll(/```[\w-]*\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  return (blocks.length === 1 ? blocks : [answer]).flatMap((text) => {
    try {
      return [JSON.parse(text) as Json];
    } catch {
      return [];
    }
  });
}

/** Whether both are the same JSON; numbers may differ by the last bits of a calculation. */
function sameJson(left: Json, right: Json): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left === right || Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left), Math.abs(right));
  if (Array.isArray(left) || Array.isArray(right)) {
    return Array.isArray(left) && Array.isArray(right) && sameList(left, right);
  }
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right;
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => Object.hasOwn(right, name) && sameJson((left as Record<string, Json>)[name] ?? null, (right as Record<string, Json>)[name] ?? null));
}

function sameList(left: readonly Json[], right: readonly Json[]): boolean {
  return left.length === right.length && left.every((item, index) => sameJson(item, right[index] ?? null));
}
