import type { SqlToken } from './sqlTokens.ts';

/** Reads tokens one after the other; at the end there is none, and nothing throws. */
export class SqlCursor {
  readonly #tokens: readonly SqlToken[];
  readonly #end: number;
  at: number;

  constructor(tokens: readonly SqlToken[], from = 0, end = tokens.length) {
    this.#tokens = tokens;
    this.#end = end;
    this.at = from;
  }

  get done(): boolean {
    return this.at >= this.#end;
  }

  /** How many tokens are left. */
  get size(): number {
    return this.#end - this.at;
  }

  peek(ahead = 0): SqlToken | undefined {
    return this.at + ahead < this.#end ? this.#tokens[this.at + ahead] : undefined;
  }

  next(): SqlToken | undefined {
    const token = this.peek();
    if (token !== undefined) this.at += 1;
    return token;
  }

  /** Are these the next keywords? */
  isWords(...words: readonly string[]): boolean {
    return words.every((word, ahead) => {
      const token = this.peek(ahead);
      return token?.kind === 'word' && token.text === word;
    });
  }

  /** Passes these keywords when they come next. */
  takeWords(...words: readonly string[]): boolean {
    if (!this.isWords(...words)) return false;
    this.at += words.length;
    return true;
  }

  isSymbol(text: string): boolean {
    const token = this.peek();
    return token?.kind === 'symbol' && token.text === text;
  }

  takeSymbol(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.at += 1;
    return true;
  }

  /** A name, quoted or not. */
  takeName(): string | undefined {
    const token = this.peek();
    if (token?.kind !== 'word' && token?.kind !== 'name') return undefined;
    this.at += 1;
    return token.text;
  }

  /** `a.b.c` as one text; the schema `public` is the one that is meant without any. */
  takeQualifiedName(): string | undefined {
    const first = this.takeName();
    if (first === undefined) return undefined;
    const parts = [first];
    while (this.isSymbol('.')) {
      this.at += 1;
      const part = this.takeName();
      if (part === undefined) break;
      parts.push(part);
    }
    return (parts.length > 1 && parts[0] === 'public' ? parts.slice(1) : parts).join('.');
  }

  /** Passes a whole parenthesis when one comes next; gives a cursor for what is inside. */
  takeGroup(): SqlCursor | undefined {
    if (!this.isSymbol('(')) return undefined;
    const from = this.at + 1;
    let depth = 0;
    while (!this.done) {
      const token = this.next();
      if (token?.kind !== 'symbol') continue;
      if (token.text === '(' || token.text === '[') depth += 1;
      if (token.text === ')' || token.text === ']') depth -= 1;
      if (depth === 0) return new SqlCursor(this.#tokens, from, this.at - 1);
    }
    return new SqlCursor(this.#tokens, from, this.#end);
  }

  /** What stands between commas outside of parentheses, each with a cursor of its own; to the end. */
  parts(): readonly SqlCursor[] {
    const parts: SqlCursor[] = [];
    let from = this.at;
    let depth = 0;
    for (let token = this.peek(); token !== undefined; token = this.peek()) {
      if (token.kind === 'symbol') {
        if (token.text === '(' || token.text === '[') depth += 1;
        if (token.text === ')' || token.text === ']') depth -= 1;
      }
      const isBorder = depth === 0 && token.kind === 'symbol' && token.text === ',';
      if (isBorder) parts.push(new SqlCursor(this.#tokens, from, this.at));
      this.at += 1;
      if (isBorder) from = this.at;
    }
    if (this.at > from) parts.push(new SqlCursor(this.#tokens, from, this.at));
    return parts;
  }

  /** The tokens from an index up to where the cursor stands. */
  since(index: number): readonly SqlToken[] {
    return this.#tokens.slice(index, this.at);
  }

  /** The offsets from the token at that index to the one before the cursor. */
  spanSince(index: number): { readonly start: number; readonly end: number } {
    const start = this.#tokens[index]?.start ?? 0;
    return { start, end: Math.max(start, this.#tokens[this.at - 1]?.end ?? start) };
  }
}
