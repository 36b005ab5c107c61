import type { ASTNode } from '@marcbachmann/cel-js';

/** An expression whose names the parser can read, and what they stand for. */
interface Disguised {
  readonly source: string;
  readonly names: ReadonlyMap<string, string>;
}

/**
 * The expression with stand-ins of the same length for names that the grammar of CEL does not know: letters of any script, and the words
 * `in`, `true`, `false` and `null` behind a dot, where only a member can stand. Places in the text stay what they are.
 */
export function disguiseNames(source: string): Disguised {
  if (/^[ -~\s]*$/.test(source) && !/\.\s*(?:in|true|false|null)\b/.test(source)) return { source, names: new Map() };
  const names = new Map<string, string>();
  const standIns = new Map<string, string>();
  const taken = new Set(source.match(/\w+/g));
  let before = '';
  const disguised = source.replace(pieces(), (piece: string, name: string | undefined) => {
    const isForeign = name !== undefined && (!/^\w+$/.test(name) || (before === '.' && /^(?:in|true|false|null)$/.test(name)));
    before = piece;
    if (!isForeign) return piece;
    const standIn = standIns.get(name) ?? freeName(name.length, taken);
    if (standIn === undefined) return piece;
    taken.add(standIn);
    standIns.set(name, standIn);
    names.set(standIn, name);
    return standIn;
  });
  return { source: disguised, names };
}

/** Texts and comments, names, and anything else that is not space. Compiled for foreign names only: it takes long. */
function pieces(): RegExp {
  return /"""[^]*?"""|'''[^]*?'''|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|\/\/[^\n]*|([\p{ID_Start}_]\p{ID_Continue}*)|\d[\w.]*|\S/gu;
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_';

/** A name of that length that is not taken: no word of CEL, nothing that begins a text. */
function freeName(length: number, taken: ReadonlySet<string>): string | undefined {
  for (let number = 0; number < 2000; number += 1) {
    const name = (letters.charAt(number % letters.length) + String(Math.floor(number / letters.length))).padEnd(length, '_').slice(0, length);
    if (!taken.has(name) && !/^(?:[bBrR]|in|true|false|null)$/.test(name)) return name;
  }
  return undefined;
}

/** Gives the names of a syntax tree back what they stand for. */
export function restoreNames(node: unknown, names: ReadonlyMap<string, string>): void {
  if (Array.isArray(node)) {
    for (const [index, part] of node.entries()) {
      if (typeof part === 'string') node[index] = names.get(part) ?? part;
      else restoreNames(part, names);
    }
  } else if (isNode(node)) {
    const { args } = node;
    if (node.op === 'id' && typeof args === 'string') (node as { args: unknown }).args = names.get(args) ?? args;
    else if (node.op !== 'value') restoreNames(args, names);
  }
}

function isNode(node: unknown): node is ASTNode {
  return typeof node === 'object' && node !== null && 'op' in node && 'args' in node;
}
