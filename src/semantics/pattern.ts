/**
 * Text that matches a regular expression.
 *
 * `patternSample(pattern, n, lengths)` walks the syntax tree of the expression; `n` chooses between alternatives and
 * characters, so different n give different texts where the pattern allows. Look-arounds and word boundaries are not
 * constructed but checked: every text is tested before it is given.
 */
import { type AST, RegExpParser } from '@eslint-community/regexpp';
import { codePoints } from './text.ts';

export interface Lengths {
  /** In code points, inclusive. */
  readonly min: number;
  readonly max: number;
}

/** The n-th text that matches the pattern within the lengths, or undefined when none was found in a bounded search. */
export function patternSample(pattern: string, n: number, lengths: Lengths): string | undefined {
  const expression = compilePattern(pattern);
  const tree = parsePattern(pattern);
  if (expression === undefined || tree === undefined) return undefined;
  const { least, most } = extentOf(tree);
  if (lengths.max < least || (lengths.min > most && !isUnanchored(tree))) return undefined;
  for (let attempt = 0; attempt < 40; attempt += 1) {
    for (const grow of growths(lengths)) {
      const text = new Writer(n + attempt * 7919, grow).write(tree);
      const padded = isUnanchored(tree) ? pad(text, lengths.min) : text;
      for (const candidate of padded === text ? [text] : [text, padded]) {
        const length = codePoints(candidate).length;
        if (length >= lengths.min && length <= lengths.max && expression.test(candidate)) return candidate;
      }
    }
  }
  return undefined;
}

const compiled = new Map<string, RegExp | undefined>();

/** The pattern as an expression that sees code points where its syntax allows; undefined when it is no expression. */
export function compilePattern(pattern: string): RegExp | undefined {
  if (!compiled.has(pattern)) compiled.set(pattern, compileAnew(pattern));
  return compiled.get(pattern);
}

function compileAnew(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      continue;
    }
  }
  return undefined;
}

const parsed = new Map<string, AST.Pattern | undefined>();

function parsePattern(pattern: string): AST.Pattern | undefined {
  if (!parsed.has(pattern)) parsed.set(pattern, parseAnew(pattern));
  return parsed.get(pattern);
}

function parseAnew(pattern: string): AST.Pattern | undefined {
  const parser = new RegExpParser({ ecmaVersion: 2025 });
  for (const unicode of [true, false]) {
    try {
      return parser.parsePattern(pattern, 0, pattern.length, { unicode });
    } catch {
      continue;
    }
  }
  return undefined;
}

/** How often an open repetition is taken beyond its least count: just enough for the least length, then more. */
function growths(lengths: Lengths): readonly number[] {
  const wanted = Math.min(lengths.min, 4000);
  return [...new Set([1, 0, 2, 4, 8, Math.ceil(wanted / 8), Math.ceil(wanted / 4), Math.ceil(wanted / 3), Math.ceil(wanted / 2), Math.max(0, wanted - 8), wanted])];
}

/** How long texts that match a part of the tree are at least, and how long one is at most that a walk over it writes, in code points. */
interface Extent {
  readonly least: number;
  readonly most: number;
}

function extentOf(node: AST.Pattern | AST.Group | AST.CapturingGroup): Extent {
  const alternatives = node.alternatives.map(({ elements }) => elements.map(extentOfElement).reduce(sum, nothing));
  return { least: Math.min(...alternatives.map(({ least }) => least)), most: Math.max(...alternatives.map(({ most }) => most)) };
}

function extentOfElement(node: AST.Element): Extent {
  switch (node.type) {
    case 'Assertion':
      return nothing;
    case 'Quantifier': {
      const { least, most } = extentOfElement(node.element);
      return { least: least * node.min, most: most === 0 ? 0 : most * node.max };
    }
    case 'Group':
    case 'CapturingGroup':
      return extentOf(node);
    case 'Backreference':
      return { least: 0, most: Number.POSITIVE_INFINITY };
    case 'Character':
    case 'CharacterSet':
    case 'CharacterClass':
    case 'ExpressionCharacterClass':
      return { least: 1, most: 1 };
  }
}

const nothing: Extent = { least: 0, most: 0 };

function sum(a: Extent, b: Extent): Extent {
  return { least: a.least + b.least, most: a.most + b.most };
}

function isUnanchored(tree: AST.Pattern): boolean {
  return tree.alternatives.every((alternative) => alternative.elements.at(-1)?.type !== 'Assertion');
}

function pad(text: string, length: number): string {
  const missing = length - codePoints(text).length;
  return missing > 0 ? text + 'a'.repeat(missing) : text;
}

/** One walk over the tree; `#seed` is used up choice by choice, like the digits of a number. */
class Writer {
  #seed: number;
  readonly #grow: number;
  readonly #groups = new Map<AST.CapturingGroup, string>();

  constructor(seed: number, grow: number) {
    this.#seed = seed;
    this.#grow = grow;
  }

  write(node: AST.Pattern | AST.Group | AST.CapturingGroup): string {
    const alternative = node.alternatives[this.#choose(node.alternatives.length)];
    return alternative === undefined ? '' : alternative.elements.map((element) => this.#element(element)).join('');
  }

  #choose(count: number): number {
    if (count <= 1) return 0;
    const choice = this.#seed % count;
    this.#seed = Math.floor(this.#seed / count);
    return choice;
  }

  #element(node: AST.Element): string {
    switch (node.type) {
      case 'Assertion':
        return '';
      case 'Quantifier':
        return this.#repeat(node);
      case 'Group':
        return this.write(node);
      case 'CapturingGroup': {
        const text = this.write(node);
        this.#groups.set(node, text);
        return text;
      }
      case 'Backreference':
        return Array.isArray(node.resolved) ? '' : (this.#groups.get(node.resolved) ?? '');
      case 'Character':
        return String.fromCodePoint(node.value);
      case 'CharacterSet':
      case 'CharacterClass':
      case 'ExpressionCharacterClass': {
        const candidates = charactersOf(node.raw);
        return candidates[this.#choose(candidates.length)] ?? '';
      }
    }
  }

  #repeat(node: AST.Quantifier): string {
    const count = Math.min(node.max, node.min + this.#grow);
    let text = '';
    for (let index = 0; index < count; index += 1) text += this.#element(node.element);
    return text;
  }
}

const pleasant = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const further = ` -_.,:;/+*'"!?()[]{}<>=&%$#@~^|\\\u0060\t\n`;
const foreign = 'äöüßéèñçøåÄÖÜαβγδΩабвгдЖאבגابتहिन्दी中文日本語한국어ไทย😀🎉€£¥©½²·…–—「」\u00a0';
const sets = new Map<string, readonly string[]>();

/** Characters that a set matches, the pleasant ones first. */
function charactersOf(raw: string): readonly string[] {
  const known = sets.get(raw);
  if (known !== undefined) return known;
  const one = compilePattern(`^(?:${raw})$`);
  const matching = (pool: Iterable<string>): string[] => (one === undefined ? [] : [...pool].filter((character) => one.test(character)));
  let found = matching(pleasant);
  if (found.length === 0) found = matching(further);
  if (found.length === 0) found = matching(foreign);
  if (found.length === 0) found = matching(everyCharacter());
  sets.set(raw, found);
  return found;
}

function* everyCharacter(): Generator<string> {
  for (let code = 1; code < 0x20000; code += 1) if (code < 0xd800 || code > 0xdfff) yield String.fromCodePoint(code);
}
