import type { Shape } from '../../spec/devmatrix/shape.ts';
import type { Cursor, Style, Token } from '../cursor/cursor.ts';
import { expand, type Language } from './levels.ts';

/** A text to insert, with `$0` and `$1` when it is a snippet. */
export interface Insertion {
  readonly text: string;
  readonly format: 'plain' | 'snippet';
  /** Whether a value comes next, so that it can be offered at once. */
  readonly thenSuggest: boolean;
}

/** What a key is followed by. */
type Body = 'text' | 'scalar' | 'map' | 'list' | 'listOfMaps' | 'listOfLists' | 'any';

/** The text of a key with the begin of its value, as it is written at a cursor. */
export function keyInsertion(name: string, shape: Shape, cursor: Cursor, language: Language): Insertion {
  const { token, style } = cursor;
  const written = textOf(name, style === 'json' ? { ...token, quote: '"' } : { ...token, quote: token.quote === '"' ? '"' : '' }, style);
  if (token.hasColon) return { text: written, format: 'plain', thenSuggest: false };
  const body = bodyOf(shape, language);
  const value = style === 'block' ? blockBody(body) : style === 'flow' ? flowBody(body) : jsonBody(body);
  return { text: `${escapeSnippet(written)}:${value}`, format: 'snippet', thenSuggest: true };
}

/** The text of a scalar value: in the quotes that were begun, else in those that it needs. */
export function valueInsertion(value: string | number | boolean, cursor: Cursor): string {
  const { token, style } = cursor;
  if (typeof value !== 'string') return String(value);
  return textOf(value, style === 'json' ? { ...token, quote: '"' } : token, style);
}

function textOf(value: string, token: Token, style: Style): string {
  if (style === 'json' || token.quote === '"') return JSON.stringify(value);
  if (token.quote === "'" || needsQuotes(value, style)) return `'${value.replaceAll("'", "''")}'`;
  return value;
}

/** Whether YAML would read a plain text as something else. */
function needsQuotes(value: string, style: Style): boolean {
  if (value === '' || /^[\s&*!|>'"%@`#?,[\]{}-]/.test(value) || /:(\s|$)|\s#|\s$/.test(value)) return true;
  if (/^(true|false|null|~|yes|no|on|off|[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?|0[xo][\da-f]+)$/i.test(value)) return true;
  return style === 'flow' && /[,[\]{}]/.test(value);
}

/** Text that a snippet takes as it is. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

function bodyOf(shape: Shape, language: Language): Body {
  const options = expand(shape, language);
  const kinds = new Set(options.map(({ kind }) => kind));
  const isClosed = options.some((option) => option.kind === 'text' && option.values !== undefined);
  if (isClosed && kinds.has('object')) return 'map';
  if (kinds.has('text')) return kinds.has('number') || kinds.has('object') ? 'any' : 'text';
  if (kinds.has('number') || kinds.has('boolean')) return 'scalar';
  const list = options.find((option) => option.kind === 'list');
  if (list !== undefined) return bodyOfList(list.items, language);
  return kinds.has('object') || kinds.has('map') || kinds.has('variants') ? 'map' : 'any';
}

function bodyOfList(items: Shape, language: Language): Body {
  const inner = bodyOf(items, language);
  if (inner === 'map') return 'listOfMaps';
  return inner === 'list' || inner === 'listOfMaps' ? 'listOfLists' : 'list';
}

function blockBody(body: Body): string {
  switch (body) {
    case 'text':
    case 'scalar':
    case 'any': return ' ';
    case 'map': return '\n  ';
    case 'list': return ' [$0]';
    case 'listOfMaps': return '\n  - ';
    case 'listOfLists': return '\n  - [$0]';
  }
}

function flowBody(body: Body): string {
  switch (body) {
    case 'text':
    case 'scalar':
    case 'any': return ' ';
    case 'map': return ' { $0 }';
    case 'list': return ' [$0]';
    case 'listOfMaps': return ' [{ $0 }]';
    case 'listOfLists': return ' [[$0]]';
  }
}

function jsonBody(body: Body): string {
  switch (body) {
    case 'text': return ' "$1"';
    case 'scalar':
    case 'any': return ' ';
    case 'map': return ' {$0}';
    case 'list': return ' [$0]';
    case 'listOfMaps': return ' [{$0}]';
    case 'listOfLists': return ' [[$0]]';
  }
}
