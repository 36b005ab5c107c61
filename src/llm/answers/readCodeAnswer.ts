import { spanOfFile } from '../../base/span.ts';
import type { ArgumentsOf } from '../../base/catalogue.ts';
import { answerStatistics, type AnswerStatistics } from './answerStatistics.ts';
import { answerCatalogue } from './catalogue.ts';
import { elisionIn } from './elision.ts';
import { fencedBlocks, type FencedBlock } from './fencedBlocks.ts';
import { plainCode } from './plainCode.ts';
import { scanCode } from './scanCode.ts';

/** What is wrong with an answer as such. `line` counts in the code that was found. */
export interface AnswerProblem {
  readonly code: string;
  readonly message: string;
  readonly line?: number;
}

/** The code of an answer, as soon as there is some, whatever is wrong with it. */
export interface CodeAnswer {
  readonly code?: string;
  readonly problems: readonly AnswerProblem[];
  readonly statistics: AnswerStatistics;
}

const typescript: ReadonlySet<string> = new Set(['ts', 'typescript', 'tsx', 'js', 'javascript', 'jsx', 'mts', 'mjs', 'cts', 'node', '']);
const foreign: ReadonlySet<string> = new Set(['json', 'jsonc', 'sql', 'bash', 'sh', 'shell', 'yaml', 'yml', 'diff', 'patch', 'console', 'output', 'html', 'css', 'markdown', 'md']);
const declines = /\b(?:I(?:'m| am) (?:sorry|unable|not able)|I (?:can(?:no|')t|cannot|won't|will not|must decline)|as an AI\b|could you (?:please )?(?:clarify|provide)|I (?:would )?need more (?:information|context|details))/i;

/**
 * Reads the code that declares `name` out of an answer. The rule: the last closed block that declares it, else the last block that does;
 * other blocks of TypeScript come along when they declare something that the code so far mentions and does not declare. Without fences, the lines from
 * the first that is code to the end of the last declaration. Without such a declaration the longest block stands, so that others can say what
 * is wrong with it. Never throws.
 */
export function readCodeAnswer(answer: string, name: string): CodeAnswer {
  const text = answer.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n').replace(/[\u200B\u2060]/g, '');
  const { blocks, outside } = fencedBlocks(text);
  const chosen = chosenCode(blocks, outside, name);
  const statistics = answerStatistics(text, chosen?.code ?? '', blocks.length);
  if (chosen === undefined) {
    return { problems: [problem(declines.test(text) ? 'DM5087' : 'DM5081', { name })], statistics };
  }
  return { code: chosen.code, problems: problemsOf(chosen, name), statistics };
}

interface Chosen {
  readonly code: string;
  readonly isClosed: boolean;
  readonly language: string;
}

function chosenCode(blocks: readonly FencedBlock[], outside: string, name: string): Chosen | undefined {
  const declaring = blocks.filter((block) => declares(block.text, name) && !(foreign.has(block.language) && !isDiff(block.language, block.text)));
  const main = declaring.filter(({ isClosed, text }) => isClosed && isWhole(text)).at(-1) ?? declaring.at(-1);
  if (main !== undefined) return { code: withCompanions(main, blocks), isClosed: main.isClosed, language: main.language };
  const plain = plainCode(outside, name);
  if (plain !== undefined) return { code: plain, isClosed: false, language: '' };
  const longest = blocks.filter(({ language, text }) => typescript.has(language) && looksLikeCode(text) && !looksLikeJson(text)).sort((a, b) => b.text.length - a.text.length)[0];
  if (longest !== undefined) return { code: longest.text.trim(), isClosed: longest.isClosed, language: longest.language };
  const diff = blocks.find(({ language, text }) => isDiff(language, text));
  return diff === undefined ? undefined : { code: diff.text, isClosed: true, language: 'diff' };
}

/** Helpers and types that stand in blocks of their own. */
function withCompanions(main: FencedBlock, blocks: readonly FencedBlock[]): string {
  let code = main.text.trim();
  const declared = new Set(namesDeclared(main.text));
  const others = blocks.filter((block) => block !== main && typescript.has(block.language));
  for (let isGrowing = true; isGrowing;) {
    const at = others.findLastIndex(({ text }) => {
      const names = namesDeclared(text);
      return names.length > 0 && names.every((name) => !declared.has(name)) && names.some((name) => mentionsWord(code, name));
    });
    const [found] = at === -1 ? [] : others.splice(at, 1);
    isGrowing = found !== undefined;
    if (found === undefined) continue;
    for (const name of namesDeclared(found.text)) declared.add(name);
    code = `${code}\n\n${found.text.trim()}`;
  }
  return code;
}

function problemsOf({ code, isClosed, language }: Chosen, name: string): readonly AnswerProblem[] {
  if (isDiff(language, code)) return [problem('DM5083', { name })];
  const problems: AnswerProblem[] = [];
  const elision = elisionIn(code);
  if (elision !== undefined) problems.push(problem('DM5084', { text: elision.text }, elision.line));
  const { open, inside } = scanCode(code);
  if (!isClosed && (open.length > 0 || inside !== 'code')) {
    const last = code.trimEnd().split('\n');
    problems.push(problem('DM5082', { what: `the last line is "${(last.at(-1) ?? '').trim().slice(-60)}"` }, last.length));
  }
  return problems;
}

function problem<Code extends keyof typeof answerCatalogue.definitions>(code: Code, parameters: ArgumentsOf<(typeof answerCatalogue.definitions)[Code]['message']>, line?: number): AnswerProblem {
  const { message } = answerCatalogue.report(code, spanOfFile(''), parameters);
  return { code, message, ...(line === undefined ? {} : { line }) };
}

function isWhole(text: string): boolean {
  const { open, inside } = scanCode(text);
  return open.length === 0 && inside === 'code';
}

function isDiff(language: string, text: string): boolean {
  if (language === 'diff' || language === 'patch') return true;
  if (/^@@ .*@@/m.test(text) || /^(?:---|\+\+\+) [ab]\//m.test(text)) return true;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const changed = lines.filter((line) => /^[+-](?![+-])\s*\S/.test(line)).length;
  return changed >= 2 && changed > lines.length / 2;
}

function declares(text: string, name: string): boolean {
  return new RegExp(`(?:\\bfunction\\s*\\*?|\\b(?:const|let|var))\\s+${escaped(name)}(?![\\p{ID_Continue}$])`, 'u').test(text);
}

function namesDeclared(text: string): readonly string[] {
  return [...text.matchAll(/^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\s*\*?|const|let|type|interface|class|enum)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gmu)].map(([, name = '']) => name);
}

function mentionsWord(code: string, name: string): boolean {
  return new RegExp(`(?<![\\p{ID_Continue}$.])${escaped(name)}(?![\\p{ID_Continue}$])`, 'u').test(code);
}

function looksLikeCode(text: string): boolean {
  return /[;{}()]/.test(text) && /\b(?:return|const|let|function|await|if|throw|import|export|class)\b/.test(text);
}

function looksLikeJson(text: string): boolean {
  return /^\s*(?:\{\s*"|\[\s*[{"])/.test(text);
}

function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
