import type { SqlCursor } from './sqlCursor.ts';
import type { SqlToken } from './sqlTokens.ts';

const aliases: Readonly<Record<string, string>> = {
  int: 'integer', int4: 'integer', int8: 'bigint', int2: 'smallint', bool: 'boolean', decimal: 'numeric', dec: 'numeric',
  float8: 'double precision', float: 'double precision', float4: 'real', 'character varying': 'varchar', 'char varying': 'varchar', character: 'char', bpchar: 'char',
  timestamptz: 'timestamp with time zone', timetz: 'time with time zone', varbit: 'bit varying',
};

/** Types whose columns count up by themselves, and what they are otherwise. */
export const serialTypes: Readonly<Record<string, string>> = {
  serial: 'integer', serial4: 'integer', bigserial: 'bigint', serial8: 'bigint', smallserial: 'smallint', serial2: 'smallint',
};

/** Reads a type in the one way that this program writes it: `numeric(12, 2)`, `timestamp(3) with time zone`, `text[]`. */
export function takeSqlType(cursor: SqlCursor): string | undefined {
  const first = cursor.takeQualifiedName()?.replace(/^pg_catalog\./, '');
  if (first === undefined) return undefined;
  const base = baseName(cursor, first);
  const group = cursor.takeGroup();
  const args = group === undefined ? [] : group.parts().map((part) => textOf(part));
  const zone = zoneOf(cursor, base);
  return `${withArguments(base, args, zone)}${takeArrays(cursor)}`;
}

function baseName(cursor: SqlCursor, first: string): string {
  if (first === 'double' && cursor.takeWords('precision')) return 'double precision';
  if ((first === 'character' || first === 'char' || first === 'bit') && cursor.takeWords('varying')) return aliases[`${first} varying`] ?? `${first} varying`;
  return aliases[first] ?? first;
}

function textOf(cursor: SqlCursor): string {
  const texts: string[] = [];
  for (let token: SqlToken | undefined = cursor.next(); token !== undefined; token = cursor.next()) texts.push(token.text);
  return texts.join('');
}

/** `with time zone`; to be without is the same as not to say it. */
function zoneOf(cursor: SqlCursor, base: string): string {
  if (cursor.takeWords('with', 'time', 'zone')) return ' with time zone';
  if (cursor.takeWords('without', 'time', 'zone')) return '';
  return base.endsWith(' with time zone') ? ' with time zone' : '';
}

function withArguments(base: string, args: readonly string[], zone: string): string {
  const name = base.replace(/ with time zone$/, '');
  const given = name === 'numeric' && args.length === 1 ? [...args, '0'] : name === 'char' && args.length === 0 ? ['1'] : args;
  return `${name}${given.length === 0 ? '' : `(${given.join(', ')})`}${zone}`;
}

function takeArrays(cursor: SqlCursor): string {
  let text = '';
  for (;;) {
    if (cursor.takeWords('array')) text += '[]';
    else if (!cursor.isSymbol('[')) return text;
    else {
      cursor.at += 1;
      if (cursor.peek()?.kind === 'number') cursor.at += 1;
      if (cursor.takeSymbol(']')) text += '[]';
    }
  }
}
