import type { Span } from '../../../base/span.ts';
import type { ColumnFact } from '../../facts/appFacts.ts';
import type { CallValue, Value } from '../../facts/value.ts';
import { quoteText } from '../sqlNames.ts';
import { chainOf, type Link } from './chains.ts';
import type { Entry, Reading } from './reading.ts';
import { jsonText } from './shapeLiterals.ts';
import { parseSqlExpression } from './sql/parseSqlExpression.ts';
import { defaultText, plainJson, textDefault } from './sql/sqlDefault.ts';
import { serialTypes } from './sql/sqlTypes.ts';
import { sqlTextOf } from './sqlText.ts';

/** A column with the calls of its chain. */
export interface DefinedColumn {
  readonly fact: ColumnFact;
  readonly links: readonly Link[];
}

/** The column that an entry of a drizzle table makes; undefined for what is none. */
export function columnOf(reading: Reading, { name: property, value, at }: Entry): DefinedColumn | undefined {
  const chain = chainOf(value, (part) => reading.resolve(part));
  const builder = chain === undefined ? undefined : builderOf(reading, chain.root);
  if (chain === undefined || builder === undefined) return undefined;
  const { root, links } = chain;
  const type = links.reduce((text, { name }) => (name === 'array' ? `${text}[]` : text), serialTypes[builder.type] ?? builder.type);
  const fallback = defaultOf(reading, links, type) ?? (serialTypes[builder.type] === undefined ? undefined : { text: 'identity', at: root.at });
  const key = links.find(({ name }) => name === 'primaryKey');
  const notNull = links.find(({ name }) => name === 'notNull');
  const counts = fallback !== undefined && /^identity/.test(fallback.text);
  return {
    links,
    fact: {
      name: builder.name ?? property,
      property,
      type,
      nullable: notNull === undefined && key === undefined && !counts,
      default: fallback?.text,
      ...(builder.values === undefined ? {} : { values: builder.values }),
      primaryKey: key !== undefined,
      at,
      parts: {
        type: root.from ?? root.at,
        ...(notNull === undefined ? {} : { notNull: reading.segment(notNull.call) }),
        ...(fallback === undefined ? {} : { default: fallback.at }),
        ...(key === undefined ? {} : { primaryKey: reading.segment(key.call) }),
      },
    },
  };
}

interface Builder {
  /** The column's name when it is said. */
  readonly name: string | undefined;
  readonly type: string;
  readonly values: readonly string[] | undefined;
}

function builderOf(reading: Reading, root: CallValue): Builder | undefined {
  const name = reading.text(root.args[0]);
  const options = root.args[name === undefined ? 0 : 1];
  const option = (key: string): string | number | boolean | null | undefined => {
    const entry = options === undefined ? undefined : reading.entry(options, key);
    return entry === undefined ? undefined : reading.literal(entry.value);
  };
  const made = reading.resolve(root.callee);
  if (made.kind === 'call') return madeBuilder(reading, made, name);
  // A builder that nobody imported yet is a column all the same.
  const builder = /^(?:drizzle-orm\/pg-core[#.]|global#|param#\d+\.0\.)(\w+)$/.exec(root.callee.key)?.[1];
  if (builder === undefined) return undefined;
  return { name, type: typeOf(builder, option), values: options === undefined ? undefined : textsIn(reading, reading.entry(options, 'enum')?.value) };
}

/** A function that another one made: an enum of the database, or a type of the app's own. */
function madeBuilder(reading: Reading, made: CallValue, name: string | undefined): Builder | undefined {
  const maker = /^drizzle-orm\/pg-core[#.](\w+)$/.exec(made.callee.key)?.[1];
  if (maker === 'pgEnum') return { name, type: reading.text(made.args[0]) ?? 'enum', values: textsIn(reading, made.args[1]) };
  if (maker !== 'customType' || made.args[0] === undefined) return undefined;
  const type = reading.entry(made.args[0], 'dataType');
  return { name, type: (type === undefined ? undefined : reading.text(reading.given(type.value))) ?? 'custom', values: undefined };
}

function textsIn(reading: Reading, value: Value | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const list = reading.items(value) ?? reading.entries(value)?.map((entry) => entry.value);
  return list?.map((item) => reading.text(item) ?? item.key).sort();
}

type Option = (key: string) => string | number | boolean | null | undefined;

const types: Readonly<Record<string, string>> = { doublePrecision: 'double precision', decimal: 'numeric' };

/** The type in SQL: `numeric(12, 2)`. */
function typeOf(builder: string, option: Option): string {
  const precision = option('precision');
  switch (builder) {
    case 'numeric':
    case 'decimal':
      return precision === undefined ? 'numeric' : `numeric(${String(precision)}, ${String(option('scale') ?? 0)})`;
    case 'timestamp':
    case 'time':
      return `${builder}${precision === undefined ? '' : `(${String(precision)})`}${option('withTimezone') === true ? ' with time zone' : ''}`;
    case 'varchar':
    case 'char': {
      const length = option('length') ?? (builder === 'char' ? 1 : undefined);
      return length === undefined ? builder : `${builder}(${String(length)})`;
    }
    case 'bit':
    case 'vector':
    case 'halfvec':
    case 'sparsevec':
      return `${builder}(${String(option('dimensions') ?? '')})`;
    default:
      return types[builder] ?? builder.toLowerCase();
  }
}

function defaultOf(reading: Reading, links: readonly Link[], type: string): { readonly text: string; readonly at: Span } | undefined {
  for (const { name, args, call } of links.toReversed()) {
    const text = defaultOfLink(reading, { name, args, type });
    if (text !== undefined) return { text, at: reading.segment(call) };
  }
  return undefined;
}

function defaultOfLink(reading: Reading, { name, args, type }: { readonly name: string; readonly args: readonly Value[]; readonly type: string }): string | undefined {
  const [value] = args;
  switch (name) {
    case 'defaultNow':
      return 'now()';
    case 'defaultRandom':
      return 'gen_random_uuid()';
    case 'generatedByDefaultAsIdentity':
      return 'identity';
    case 'generatedAlwaysAsIdentity':
      return 'identity always';
    case 'generatedAlwaysAs':
      return value === undefined ? undefined : `generated stored(${sqlText(reading, reading.given(value), type) ?? ''})`;
    case '$defaultFn':
    case '$default':
      return value === undefined ? undefined : `made by ${madeBy(reading, value)}`;
    case 'default':
      return value === undefined ? undefined : valueDefault(reading, value, type);
    default:
      return undefined;
  }
}

/** `uuidv7` and `() => uuidv7()` make the same. */
function madeBy(reading: Reading, value: Value): string {
  const given = reading.given(value);
  return given.kind === 'call' && given.args.length === 0 ? given.callee.key : given === value ? reading.resolve(value).key : given.key;
}

function sqlText(reading: Reading, value: Value, type: string): string | undefined {
  return defaultText(parseSqlExpression(sqlTextOf(reading, value, () => undefined)), type);
}

function valueDefault(reading: Reading, value: Value, type: string): string | undefined {
  const resolved = reading.resolve(value);
  const isJson = type === 'jsonb' || type === 'json';
  if (resolved.kind === 'literal') {
    if (resolved.value === null || resolved.value === undefined) return undefined;
    if (isJson) return quoteText(resolved.key);
    return typeof resolved.value === 'string' ? textDefault(resolved.value, type) : textDefault(String(resolved.value), type).replace(/^'(-?\d+(?:\.\d+)?|true|false)'$/, '$1');
  }
  if (resolved.kind === 'template') return sqlText(reading, resolved, type);
  const isData = resolved.kind === 'object' || resolved.kind === 'array' || (isJson && reading.items(resolved) !== undefined);
  if (isData) return quoteText(plainJson(jsonText(reading, resolved)));
  if (resolved.kind === 'call' && resolved.construct && resolved.callee.key === 'global#Date') return quoteText(reading.text(resolved.args[0]) ?? resolved.key);
  return resolved.kind === 'call' && /^drizzle-orm[#.]sql/.test(resolved.callee.key) ? sqlText(reading, resolved, type) : resolved.key;
}
