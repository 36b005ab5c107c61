import { allPieces, type Piece, piecesOf } from '../../../../ast/pieces.ts';
import { words } from '../../../../base/names.ts';
import type { OtherAppsCode } from '../../../../ir/atomMaterials.ts';
import { mentions } from '../../code/mentions.ts';
import { reindented } from './reindented.ts';

/** A function that exists already. */
export interface KnownFunction {
  /** `loanService.create`. */
  readonly name: string;
  readonly file: string;
  /** With its comment. */
  readonly text: string;
  /** The app that it was written for, when that is another one, and what was to be written there. */
  readonly of?: OtherAppsCode;
}

/** Code to take functions from. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** Longer functions teach nothing that fits into a prompt. */
const longestFunction = 6000;

/** A shorter function only passes on what it is given. */
const shortestFunction = 240;

/** Okapi BM25: how fast more of the same word stops to matter, and how much long functions lose. */
const saturation = 1.2;
const lengthWeight = 0.6;

/** What is of this app can be called and has its names: that of another has to be nearer to be shown first. */
const otherAppsShare = 0.75;

/** How much of the best one's score another must have. */
const leastShare = 0.25;

interface Entry {
  readonly known: KnownFunction;
  readonly length: number;
}

/** Functions by what they are about: by their words and by what they do. Built once, asked for each unit in a fraction of a millisecond. */
export class FunctionIndex {
  readonly #entries: Entry[] = [];
  readonly #byTerm = new Map<string, Map<number, number>>();
  readonly #byFile = new Map<string, KnownFunction[]>();
  #total = 0;

  constructor(sources: Iterable<SourceText>, others: readonly OtherAppsCode[] = []) {
    for (const source of sources) for (const known of functionsIn(source)) this.#add(known);
    for (const of of others) if (of.code.length <= longestFunction) this.#add({ name: of.name, file: '', text: of.code, of });
  }

  get size(): number {
    return this.#entries.length;
  }

  /** The functions of a file. */
  inFile(path: string): readonly KnownFunction[] {
    return this.#byFile.get(path) ?? [];
  }

  /** The functions nearest to the terms, best first; those that have hardly anything of them are left out. */
  nearest(terms: readonly string[], most: number, isWanted: (known: KnownFunction) => boolean): readonly KnownFunction[] {
    const scores = new Map<number, number>();
    const average = this.#total / Math.max(1, this.#entries.length);
    for (const term of new Set(terms)) {
      const found = this.#byTerm.get(term);
      if (found === undefined) continue;
      const rarity = Math.log(1 + (this.#entries.length - found.size + 0.5) / (found.size + 0.5));
      for (const [at, times] of found) {
        const length = this.#entries[at]?.length ?? average;
        const weight = (times * (saturation + 1)) / (times + saturation * (1 - lengthWeight + (lengthWeight * length) / average));
        const share = this.#entries[at]?.known.of === undefined ? 1 : otherAppsShare;
        scores.set(at, (scores.get(at) ?? 0) + rarity * weight * share);
      }
    }
    const ranked = [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const best = ranked[0]?.[1] ?? 0;
    const result: KnownFunction[] = [];
    for (const [at, score] of ranked) {
      const known = this.#entries[at]?.known;
      if (result.length >= most || score < best * leastShare) break;
      if (known !== undefined && known.text.length >= shortestFunction && isWanted(known)) result.push(known);
    }
    return result;
  }

  #add(known: KnownFunction): void {
    const terms = termsOfCode(known);
    const at = this.#entries.push({ known, length: terms.length }) - 1;
    this.#total += terms.length;
    for (const term of terms) {
      const times = this.#byTerm.get(term) ?? new Map<number, number>();
      this.#byTerm.set(term, times.set(at, (times.get(at) ?? 0) + 1));
    }
    if (known.of !== undefined) return;
    const others = this.#byFile.get(known.file);
    if (others === undefined) this.#byFile.set(known.file, [known]);
    else others.push(known);
  }
}

/** Words of a text as the index has them: parts of names, in lower case, without usual endings. */
export function termsOfWords(text: string): readonly string[] {
  return words(text).flatMap((word) => {
    const term = stem(word.toLowerCase());
    return term.length < 2 || commonWords.has(term) ? [] : [term];
  });
}

const commonWords: ReadonlySet<string> = new Set([
  'a', 'an', 'the', 'and', 'or', 'of', 'to', 'in', 'is', 'it', 'for', 'with', 'by', 'on', 'at', 'as', 'be', 'are', 'was', 'that', 'thi', 'which', 'than', 'when', 'then', 'if', 'not', 'no', 'its',
  'const', 'let', 'return', 'async', 'await', 'function', 'export', 'context', 'call', 'promise', 'undefined', 'row', 'new', 'throw', 'readonly', 'string', 'number', 'boolean', 'id', 'value', 'true', 'false',
]);

/** Enough of English for rent, rents, rented and renting to meet. */
function stem(word: string): string {
  if (word.length > 5 && word.endsWith('ing')) return undoubled(word.slice(0, -3));
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && word.endsWith('ed')) return undoubled(word.slice(0, -2));
  if (word.length > 4 && /(?:ss|sh|ch|x)es$/.test(word)) return word.slice(0, -2);
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function undoubled(word: string): string {
  return /([^aeiouls])\1$/.test(word) ? word.slice(0, -1) : word;
}

/** Terms of a function: its words, its name once more, and what it does as `#where`, `#update`, `#for`. */
function termsOfCode({ name, text, of }: KnownFunction): readonly string[] {
  const identifiers = text.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? [];
  const deeds = [...text.matchAll(/\b(\w+)\(/g)].flatMap(([, called = '']) => (deedOf.has(called) ? [`#${deedOf.get(called) ?? called}`] : []));
  return [...termsOfWords(identifiers.join(' ')), ...termsOfWords(name.replace('.', ' ')), ...deeds, ...(/\bfor \(/.test(text) ? ['#for'] : []), ...shapeTerms(of?.signature ?? text), ...(of === undefined ? [] : [`@${of.category}`, ...termsOfWords(of.words)])];
}

/** Terms of the shape of a signature: what it is given, and what kind of thing it gives. */
export function shapeTerms(text: string): readonly string[] {
  const result = /\)\s*:\s*(?:Promise<([^]*?)>\s*(?:\{|$)|([\w[\]]+))/.exec(text);
  const type = (result?.[1] ?? result?.[2] ?? '').trim();
  const given = text.slice(0, result?.index ?? 200);
  const gives = type === '' ? [] : type === 'void' ? ['@void'] : /\[\]$/.test(type) ? ['@list'] : type === 'string' ? ['@text'] : type === 'number' ? ['@number'] : type === 'boolean' ? ['@boolean'] : ['@object'];
  return [...gives, ...['row', 'bindings', 'query', 'body', 'params'].filter((name) => new RegExp(`\\b${name}\\??:`).test(given)).map((name) => `@${name}`)];
}

/** What a call does to the rows of the app, by the name of the function. */
const deedOf: ReadonlyMap<string, string> = new Map([
  ['insert', 'insert'], ['update', 'update'], ['remove', 'remove'], ['delete', 'remove'], ['where', 'where'], ['select', 'where'], ['orderBy', 'order'], ['emitEvent', 'emit'], ['sum', 'sum'], ['count', 'sum'],
  ['groupBy', 'sum'], ['add', 'sum'], ['multiply', 'product'], ['failure', 'refuse'], ['conflict', 'refuse'], ['unprocessable', 'refuse'], ['notFound', 'refuse'],
]);

/** What words ask for, in the same terms. */
const deeds: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\b(?:create|add|record|insert|import|book|copy)/i, ['#insert']],
  [/\b(?:update|mark|set|change|move|close|open|block|cancel|assign|extend|renew)/i, ['#update']],
  [/\b(?:delete|remove|purge|merge|drop)/i, ['#remove']],
  [/\b(?:sum|total|average|revenue|number of|count|how many|most|hours)/i, ['#sum', '#where']],
  [/\b(?:each|every|all|list|those|which|for any)\b/i, ['#where', '#for']],
  [/\b(?:sort|order|first|highest|lowest|newest|oldest|cheapest|rank)/i, ['#order']],
  [/\b(?:emit|notify|tell|event|send)/i, ['#emit']],
  [/\b(?:only|never|must|refuse|reject|at most|at least|fail|unless|not)\b/i, ['#refuse']],
  [/(?:\bper\b|\btimes\b|\bpercent\b|%|\brate\b|\bfee\b|\bdiscount\b)/i, ['#product']],
];

/** What the words of a unit ask to be done. */
export function deedsIn(text: string): readonly string[] {
  return deeds.flatMap(([pattern, terms]) => (pattern.test(text) ? terms : []));
}

/**
 * Functions of a file, those of objects of functions too, that stand for themselves: who reads one may use every name in it. Texts that do not
 * parse have none.
 */
function functionsIn({ path, text }: SourceText): readonly KnownFunction[] {
  const pieces = piecesOf(path, text)?.children ?? [];
  const isExported = ({ start }: Piece): boolean => text.startsWith('export ', start);
  const hidden = pieces.flatMap((piece) => (piece.kind !== 'ImportDeclaration' && !isExported(piece) && piece.name !== undefined ? [piece.name] : []));
  return pieces.filter(isExported).flatMap((piece) => {
    if (piece.kind === 'FunctionDeclaration') return knownFunction(piece, piece.name ?? '', path, text);
    return allPieces(piece).flatMap((part) => (part.kind === 'MethodDeclaration' ? knownFunction(part, `${piece.name ?? ''}.${part.name ?? ''}`, path, text) : []));
  }).filter((known) => !hidden.some((name) => mentions(known.text, name)));
}

function knownFunction(piece: Piece, name: string, file: string, source: string): readonly KnownFunction[] {
  const text = source.slice(piece.start, piece.end);
  if (text.length > longestFunction || text.includes('notImplemented(')) return [];
  const comment = /\/\*\*(?:[^*]|\*(?!\/))*\*\/\s*$/.exec(source.slice(Math.max(0, piece.start - 400), piece.start))?.[0].trim();
  return [{ name, file, text: reindented(comment === undefined ? text : `${comment}\n${text}`) }];
}
