import type * as ts from 'typescript';
import type { Expression, Statement } from './syntax.ts';

/** How expressions and statements are read; they contain each other, so each part is given to the others here. */
export interface Parts {
  expression(reader: Reader, node: ts.Expression): Expression;
  statements(reader: Reader, nodes: readonly ts.Statement[]): readonly Statement[];
}

/** The text that nodes are read from, and their places in it. */
export class Reader {
  readonly text: string;
  readonly #parts: Parts;
  /** Every name in an expression so far: variables, members, keys. */
  readonly words = new Set<string>();
  /** Every `name.member` so far. */
  readonly memberUses = new Set<string>();
  /** For each function that is being read, from the outermost in: what it assigns, and what functions in it assign. */
  readonly #functions: { readonly assigned: Set<string>; readonly inside: Set<string> }[] = [];

  constructor(text: string, parts: Parts) {
    this.text = text;
    this.#parts = parts;
  }

  expression(node: ts.Expression): Expression {
    return this.#parts.expression(this, node);
  }

  statements(nodes: readonly ts.Statement[]): readonly Statement[] {
    return this.#parts.statements(this, nodes);
  }

  /** Reads a function's parts and tells what they assign. */
  inFunction<T>(read: () => T): { readonly value: T; readonly assigned: ReadonlySet<string>; readonly inside: ReadonlySet<string> } {
    const own = { assigned: new Set<string>(), inside: new Set<string>() };
    this.#functions.push(own);
    const value = read();
    this.#functions.pop();
    const outer = this.#functions.at(-1);
    for (const name of own.assigned) {
      outer?.assigned.add(name);
      outer?.inside.add(name);
    }
    return { value, ...own };
  }

  noteAssigned(name: string): void {
    this.#functions.at(-1)?.assigned.add(name);
  }

  /** Offsets of a node without the comments before it. */
  at(node: ts.Node): { readonly start: number; readonly end: number } {
    return { start: this.startOf(node), end: node.end };
  }

  startOf(node: ts.Node): number {
    return startOf(this.text, node);
  }

  textOf(node: ts.Node): string {
    return this.text.slice(this.startOf(node), node.end);
  }
}

/** Where a node's own text begins: behind the white space and comments that the parser counts to it. */
export function startOf(text: string, node: ts.Node): number {
  return node.pos === node.end ? node.pos : skipTrivia(text, node.pos, node.end);
}

/** The offset of the first character from `at` that is neither white space nor in a comment. */
function skipTrivia(text: string, at: number, end: number): number {
  let index = at;
  while (index < end) {
    const code = text.charCodeAt(index);
    if (code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff || code === 0x2028 || code === 0x2029) index += 1;
    else if (code === 47 && text.charCodeAt(index + 1) === 47) index = endOr(text.indexOf('\n', index), end);
    else if (code === 47 && text.charCodeAt(index + 1) === 42) index = endOr(text.indexOf('*/', index + 2) + 2, end);
    else if (code === 35 && index === 0 && text.charCodeAt(1) === 33) index = endOr(text.indexOf('\n'), end);
    else break;
  }
  return index;
}

function endOr(found: number, end: number): number {
  return found < 2 ? end : found;
}
