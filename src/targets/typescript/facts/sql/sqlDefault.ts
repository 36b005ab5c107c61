import { canonicalSql, plainNumber } from './canonicalSql.ts';
import type { SqlNode } from './sqlNode.ts';
import { quoteText } from '../../sqlNames.ts';

const numbers = /^(?:integer|bigint|smallint|real|double precision|numeric)\b/;

/** A default as one text for all ways to write it; undefined for `null`, which is none. */
export function defaultText(node: SqlNode, type: string): string | undefined {
  const inner = node.kind === 'cast' && (node.type === type || node.type === type.replace(/\(.*?\)/, '')) ? node.value : node;
  if (inner.kind === 'text') return textDefault(inner.value, type);
  const text = canonicalSql(inner);
  return text === 'null' ? undefined : text;
}

/** The default that a text gives to a column of that type. */
export function textDefault(value: string, type: string): string {
  if (numbers.test(type) && /^-?\d+(?:\.\d+)?$/.test(value)) return plainNumber(value);
  if (type === 'boolean' && /^(?:t|true|f|false)$/i.test(value)) return value.toLowerCase().startsWith('t') ? 'true' : 'false';
  return quoteText(type === 'jsonb' || type === 'json' ? plainJson(value) : value);
}

/** JSON without its white space, keys in their order. */
export function plainJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text, (_, value: unknown) => sortedKeys(value)));
  } catch {
    return text;
  }
}

function sortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
