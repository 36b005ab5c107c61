import type { FunctionName, Macro } from '../../ir/expression.ts';

interface FunctionDoc {
  readonly signature: string;
  readonly about: string;
}

/** What people are told of the functions of expressions (docs/language.md has the rules). */
export const functionDocs: Readonly<Record<FunctionName, FunctionDoc>> = {
  size: { signature: 'size(list or text): integer', about: 'How many items or characters it has.' },
  sum: { signature: 'sum(list of numbers): number', about: 'The sum of the items; 0 when there are none.' },
  min: { signature: 'min(a, b)', about: 'The lesser of both.' },
  max: { signature: 'max(a, b)', about: 'The greater of both.' },
  round: { signature: 'round(number, digits)', about: 'Rounded to that many digits after the point; none when not given.' },
  abs: { signature: 'abs(number)', about: 'The number without its sign.' },
  lower: { signature: 'lower(text): text', about: 'In lower case.' },
  upper: { signature: 'upper(text): text', about: 'In upper case.' },
  trim: { signature: 'trim(text): text', about: 'Without blanks at both ends.' },
  startsWith: { signature: 'startsWith(text, begin): boolean', about: 'Whether the text begins like that.' },
  endsWith: { signature: 'endsWith(text, end): boolean', about: 'Whether the text ends like that.' },
  contains: { signature: 'contains(text, part): boolean', about: 'Whether the text has that part.' },
  matches: { signature: 'matches(text, pattern): boolean', about: 'Whether the regular expression is found in the text.' },
  string: { signature: 'string(value): text', about: 'The value as text.' },
  int: { signature: 'int(text or number): integer', about: 'The value as a whole number.' },
  double: { signature: 'double(text or number): number', about: 'The value as a number that is not exact.' },
  decimal: { signature: 'decimal(text or integer): decimal', about: 'An exact number: `decimal("12.50")`.' },
  timestamp: { signature: 'timestamp(text or date): timestamp', about: 'A moment: `timestamp("2026-01-31T12:00:00Z")`; a date is its midnight in UTC.' },
  date: { signature: 'date(text or timestamp): date', about: 'A day: `date("2026-01-31")`, or the day of a moment in UTC.' },
  duration: { signature: 'duration(text): duration', about: 'A span of time: `duration("24h")`, `"90m"`, `"P30D"`.' },
  has: { signature: 'has(value): boolean', about: 'Whether it is not null.' },
  uuid: { signature: 'uuid(): text', about: 'A new id.' },
};

/** The functions that are written behind their first argument. */
export const methods: readonly FunctionName[] = ['startsWith', 'endsWith', 'contains', 'matches', 'lower', 'upper', 'trim', 'size', 'sum', 'round', 'abs'];

/** What runs over the items of a list. */
export const macroDocs: Readonly<Record<Macro, FunctionDoc>> = {
  map: { signature: 'list.map(item, value): list', about: 'The value of each item.' },
  filter: { signature: 'list.filter(item, condition): list', about: 'The items for which it is true.' },
  all: { signature: 'list.all(item, condition): boolean', about: 'Whether it is true for all items.' },
  exists: { signature: 'list.exists(item, condition): boolean', about: 'Whether it is true for some item.' },
  existsOne: { signature: 'list.existsOne(item, condition): boolean', about: 'Whether it is true for exactly one item.' },
};
