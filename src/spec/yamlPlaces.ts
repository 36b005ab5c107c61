import type { Document } from 'yaml';
import type { Fix } from '../base/diagnostic.ts';
import { fixOf } from './fixes.ts';

/** A range of the text, why it is no YAML, and what would make it so. */
export interface Problem {
  readonly start: number;
  readonly end: number;
  readonly reason: string;
  readonly fixes?: readonly Fix[];
}

/** Where the parser gave up. */
export interface Broken {
  readonly file: string;
  readonly text: string;
  readonly at: number;
  readonly document: Document;
}

/** The content of the line around an offset, without indentation and what ends it. */
export function lineOf(text: string, at: number): { readonly start: number; readonly end: number; readonly column: number } {
  const begin = text.lastIndexOf('\n', at - 1) + 1;
  const stop = text.indexOf('\n', at);
  const line = text.slice(begin, stop === -1 ? text.length : stop);
  const column = line.length - line.trimStart().length;
  return { start: begin + column, end: begin + line.trimEnd().length, column };
}

/** The problem of a text that must be quoted. */
export function quotes(file: string, start: number, value: string, reason: string): Problem {
  const end = start + value.length;
  return { start, end, reason, fixes: [fixOf('quote', 'Put it in quotes', () => [{ file, start, end, text: `'${value.replaceAll("'", "''")}'` }])] };
}
