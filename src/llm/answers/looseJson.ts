import type { Json } from '../../base/json.ts';

/** A value as far as it could be read. */
export interface LooseJson {
  readonly value: Json;
  /** Behind the last character of it. */
  readonly end: number;
  /** The text ends within it; what was complete is there. */
  readonly isTruncated: boolean;
}

/** What cannot be read as JSON, however tolerantly. */
class Unreadable extends Error {}

const mostDepth = 200;

/**
 * Reads JSON as models write it, from an offset: with comments, trailing or missing commas, single quotes, templates without holes, keys without quotes,
 * `undefined`, numbers with underscores or a plus sign. A text that ends too early gives what was complete. Otherwise the problem in words.
 */
export function readLooseJson(text: string, from = 0): LooseJson | { readonly problem: string } {
  const reader = new LooseReader(text, from);
  try {
    const value = reader.value(0);
    return value === undefined ? { problem: 'there is no value' } : { value, end: reader.at, isTruncated: reader.isTruncated };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { problem: error.message };
  }
}

class LooseReader {
  at: number;
  isTruncated = false;
  readonly #text: string;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  /** Undefined at the end of the text, which is then noted. */
  value(depth: number): Json | undefined {
    if (depth > mostDepth) throw new Unreadable('it is nested too deeply');
    this.#skip();
    const sign = this.#text.charAt(this.at);
    if (sign === '') {
        this.isTruncated = true;
        return undefined;
      }
    if (sign === '{') return this.#object(depth);
    if (sign === '[') return this.#list(depth);
    if (sign === '"' || sign === '\'' || sign === '`') return this.#string(sign);
    return this.#word();
  }

  #object(depth: number): Json {
    const entries: [string, Json][] = [];
    this.at += 1;
    while (!this.#isOver('}')) {
      const key = this.#key();
      this.#skip();
      if (key === undefined || this.at >= this.#text.length) break;
      if (this.#text.charAt(this.at) !== ':') throw this.#unexpected();
      this.at += 1;
      const value = this.value(depth + 1);
      if (value === undefined || this.isTruncated) {
        if (value !== undefined) entries.push([key, value]);
        break;
      }
      entries.push([key, value]);
    }
    // `fromEntries` makes an own property even of `__proto__`.
    return Object.fromEntries(entries);
  }

  #list(depth: number): Json {
    const items: Json[] = [];
    this.at += 1;
    while (!this.#isOver(']')) {
      const item = this.value(depth + 1);
      // An item that the text ends in is not what was meant.
      if (item === undefined || this.isTruncated) break;
      items.push(item);
    }
    return items;
  }

  /** Steps over separators; true behind the closing bracket and at the end of the text. */
  #isOver(close: string): boolean {
    this.#skip();
    while (this.#text.charAt(this.at) === ',') {
      this.at += 1;
      this.#skip();
    }
    if (this.at >= this.#text.length) {
      this.isTruncated = true;
      return true;
    }
    const sign = this.#text.charAt(this.at);
    if (sign !== close) {
      if (sign === ']' || sign === '}') throw this.#unexpected();
      return this.isTruncated;
    }
    this.at += 1;
    return true;
  }

  #key(): string | undefined {
    const sign = this.#text.charAt(this.at);
    if (sign === '"' || sign === '\'' || sign === '`') return this.#string(sign);
    const name = /[\p{ID_Continue}$.-]+/uy;
    name.lastIndex = this.at;
    const match = name.exec(this.#text);
    if (match === null) throw this.#unexpected();
    this.at = name.lastIndex;
    return match[0];
  }

  #string(quote: string): string | undefined {
    let text = '';
    this.at += 1;
    for (;;) {
      const sign = this.#text.charAt(this.at);
      if (sign === '') {
        this.isTruncated = true;
        return undefined;
      }
      this.at += 1;
      if (sign === quote) return text;
      if (quote === '`' && sign === '$' && this.#text.charAt(this.at) === '{') throw new Unreadable('a template has a hole');
      text += sign === '\\' ? this.#escape() : sign;
    }
  }

  #escape(): string {
    const sign = this.#text.charAt(this.at);
    this.at += 1;
    if (sign === 'u' || sign === 'x') {
      const digits = this.#text.slice(this.at, this.at + (sign === 'u' ? 4 : 2));
      if (!/^[\da-f]+$/i.test(digits)) return sign;
      this.at += digits.length;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    return escapes[sign] ?? sign;
  }

  #word(): Json | undefined {
    const word = /[-+]?[\p{ID_Continue}$.+-]+/uy;
    word.lastIndex = this.at;
    const match = word.exec(this.#text);
    if (match === null) throw this.#unexpected();
    const [found] = match;
    const value = found in words ? words[found] : numberOf(found);
    if (value === undefined) throw new Unreadable(`"${found.slice(0, 40)}" is no value`);
    this.at = word.lastIndex;
    if (this.at >= this.#text.length) this.isTruncated = true;
    return value;
  }

  #skip(): void {
    const space = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/|\uFEFF)*/y;
    space.lastIndex = this.at;
    space.test(this.#text);
    this.at = Math.max(this.at, space.lastIndex);
    if (this.#text.startsWith('/*', this.at)) this.at = this.#text.length;
  }

  #unexpected(): Unreadable {
    return new Unreadable(`"${this.#text.slice(this.at, this.at + 20).split('\n')[0] ?? ''}" is not expected in line ${String(this.#text.slice(0, this.at).split('\n').length)}`);
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '\n': '' };
const words: Readonly<Record<string, Json>> = Object.assign(Object.create(null) as Record<string, Json>, { true: true, false: false, null: null, undefined: null, None: null, True: true, False: false });

function numberOf(text: string): number | undefined {
  const plain = text.replaceAll('_', '').replace(/n$/, '');
  const value = Number(plain);
  return plain === '' || !Number.isFinite(value) || !/^[-+.\d]/.test(plain) ? undefined : value;
}
