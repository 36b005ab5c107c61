import type { Value } from '../../facts/value.ts';
import { quoteName, quoteText } from '../sqlNames.ts';
import type { Reading } from './reading.ts';

type ColumnName = (value: Value) => { readonly table: string; readonly column: string } | undefined;

const comparisons: Readonly<Record<string, string>> = { eq: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=', like: 'like', ilike: 'ilike', notLike: 'not like' };

/** What drizzle makes of `sql` texts and operators, as the text of an SQL expression. */
export function sqlTextOf(reading: Reading, value: Value, columnOf: ColumnName): string {
  const column = columnOf(value);
  if (column !== undefined) return `${column.table.split('.').map(quoteName).join('.')}.${quoteName(column.column)}`;
  const text = (part: Value): string => sqlTextOf(reading, part, columnOf);
  const resolved = reading.resolve(value);
  switch (resolved.kind) {
    case 'template':
      return resolved.parts.map((part) => (typeof part === 'string' ? part : text(part))).join('');
    case 'literal':
      return typeof resolved.value === 'string' ? quoteText(resolved.value) : String(resolved.value);
    case 'array':
      return `(${(reading.items(resolved) ?? []).map(text).join(', ')})`;
    case 'call':
      return operatorText(reading, resolved.callee, resolved.args, text) ?? quoteName(resolved.key);
    case 'symbol':
    case 'member':
    case 'index':
    case 'object':
    case 'operation':
    case 'conditional':
    case 'function':
    case 'spread':
    case 'regex':
    case 'opaque':
      return quoteName(resolved.key);
  }
}

function operatorText(reading: Reading, callee: Value, args: readonly Value[], text: (value: Value) => string): string | undefined {
  const [first, second, third] = args;
  const name = /^drizzle-orm(?:\/\w+)?[#.](.+)$/.exec(callee.key)?.[1];
  const one = (): string => (first === undefined ? 'null' : `(${text(first)})`);
  switch (name) {
    case 'sql.raw':
      return reading.text(first);
    case 'sql.identifier':
      return quoteName(reading.text(first) ?? '');
    case 'sql.join':
      return (first === undefined ? [] : reading.items(first) ?? []).map(text).join(second === undefined ? '' : text(second));
    case 'and':
    case 'or':
      return args.map((arg) => `(${text(arg)})`).join(` ${name} `);
    case 'not':
      return `not ${one()}`;
    case 'isNull':
      return `${one()} is null`;
    case 'isNotNull':
      return `${one()} is not null`;
    case 'inArray':
      return `${one()} in ${second === undefined ? '()' : text(second)}`;
    case 'notInArray':
      return `${one()} not in ${second === undefined ? '()' : text(second)}`;
    case 'between':
      return second === undefined || third === undefined ? undefined : `${one()} between ${text(second)} and ${text(third)}`;
    case undefined:
      return callee.kind === 'member' && /^(?:as|mapWith|inlineParams|getSQL)$/.test(callee.name) ? text(callee.object) : undefined;
    default: {
      const operator = comparisons[name];
      return operator === undefined || second === undefined ? undefined : `${one()} ${operator} (${text(second)})`;
    }
  }
}
