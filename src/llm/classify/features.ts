import { stemmer } from 'stemmer';
import { lexiconsOf, type LexiconName } from './lexicons.ts';

/** What the classifier sees of a prompt: named features with their strengths, each 0 to 1. The names begin with their kind and a colon. */
export type Features = ReadonlyMap<string, number>;

/** Longer prompts are judged by their beginning and their end; in between stands mostly material. */
const seenChars = 4_000;

/** The features of a prompt: words (`w:`), pairs of words (`p:`), the opening (`o:`), lists of words (`l:`), shapes of the text (`s:`). */
export function featuresOf(prompt: string): Features {
  const seen = seenOf(prompt);
  return featuresOfSeen(seen, stemsOf(seen));
}

/** What of a prompt is looked at. */
export function seenOf(prompt: string): string {
  return prompt.length <= 2 * seenChars ? prompt : `${prompt.slice(0, seenChars)}\n${prompt.slice(-seenChars)}`;
}

/** The same of what is looked at, for whoever has its stems already. */
export function featuresOfSeen(seen: string, stems: readonly string[]): Features {
  const found = new Map<string, number>(shapesOf(seen));
  const add = (name: string): void => void found.set(name, 1);
  for (const stem of stems) add(`w:${stem}`);
  for (let index = 1; index < stems.length; index += 1) add(`p:${stems[index - 1] ?? ''} ${stems[index] ?? ''}`);
  stems.slice(0, 3).forEach((stem, index) => { add(`o${index}:${stem}`); });
  addLexicons(stems, found);
  add(`s:length${lengthClass(stems.length)}`);
  return found;
}

/** Lower-case stems of the words in order, contractions in one piece (`don't` is `dont`). */
export function stemsOf(text: string): readonly string[] {
  const words = text.toLowerCase().replace(/[’']/g, '').match(/[\p{L}\p{M}]+\d*|\d+[a-z]+/gu) ?? [];
  return words.slice(0, 1_500).map((word) => (word.length > 40 ? '' : stemmer(word))).filter((stem) => stem !== '');
}

function addLexicons(stems: readonly string[], found: Map<string, number>): void {
  const counts = new Map<LexiconName, number>();
  for (const stem of stems) for (const name of lexiconsOf.get(stem) ?? []) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const [name, count] of counts) {
    found.set(`l:${name}`, 1);
    if (count > 1) found.set(`l:${name} twice`, 1);
    // How much of the text they are; a quarter of all words is as much as anybody has.
    found.set(`l:${name} share`, Math.min(1, (4 * count) / Math.max(4, stems.length)));
  }
}

const shapePatterns: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['s:fence', /```|^ {4}\S.*[;{}()=]/m],
  ['s:inline code', /`[^`\n]+`/],
  ['s:file', /\b[\w-]+\.(?:ts|tsx|js|jsx|mjs|py|java|kt|rs|go|rb|php|cs|cpp|c|h|sql|sh|ya?ml|json|toml|html|css|vue|md|env|lock|xml|proto|tf)\b/i],
  ['s:path', /(?:^|[\s"'(])(?:~|\.{1,2})?\/[\w{}.-]+(?:\/[\w{}.-]*)*/],
  ['s:identifier', /\b(?:[a-z]+[A-Z]\w*|[a-z]+_[a-z_]+|[A-Z][a-z]+[A-Z]\w*)\b/],
  ['s:call', /\b[\w.]+\([^)\n]*\)/],
  ['s:operators', /=>|===?|!==?|&&|\|\||::|->|<\/?[a-z]+>|[{};]\s*$/m],
  ['s:http', /\b(?:GET|POST|PUT|PATCH|DELETE|HEAD)\b|\b[1-5]\d\d\b(?= |$|[,.?])/],
  ['s:error', /\b\w*(?:Error|Exception)\b|\bat [\w.]+ \(|ENOENT|EACCES|ECONN\w+|exit code/],
  ['s:sum', /\d\s*[+\-*/^×÷=<>≤≥]\s*[\d(a-z]|[a-z]\s*[=^]\s*[\d(]|\d+\s*%|√|∫|∑|π|\\(?:frac|int|sum|sqrt)|\bx\b.*=/i],
  ['s:quoted', /["“«„][^"”»“\n]{12,}["”»“]|:\s*\n/],
  ['s:after colon', /:\s+["“«„'A-Z][^\n]{20,}$/m],
  ['s:link', /https?:\/\//],
  ['s:foreign script', /[\u0370-\u03ff\u0400-\u04ff\u0590-\u06ff\u0900-\u097f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]/],
  ['s:question', /\?\s*$/],
  ['s:exclaims', /!/],
  ['s:first person', /\b(?:i|im|i'm|i’m|me|my|myself|i've|i’ve)\b/i],
  ['s:i feel', /\bi(?:'m|’m| am| feel| felt|'ve been|’ve been| have been| can'?t| don'?t| just)\b/i],
  ['s:year', /\b1[0-9]\d\d\b|\b20[0-3]\d\b/],
  ['s:name inside', /[a-z,] [A-Z][a-z]+(?: [A-Z][a-z]+)*/],
];

function shapesOf(text: string): ReadonlyMap<string, number> {
  const shapes = new Map<string, number>();
  for (const [name, pattern] of shapePatterns) if (pattern.test(text)) shapes.set(name, 1);
  const numbers = text.match(/\d+(?:[.,]\d+)*/g)?.length ?? 0;
  if (numbers > 0) shapes.set('s:number', 1);
  if (numbers > 2) shapes.set('s:numbers', 1);
  return shapes;
}

function lengthClass(words: number): number {
  return words === 0 ? 0 : Math.min(6, Math.ceil(Math.log2(words)));
}
