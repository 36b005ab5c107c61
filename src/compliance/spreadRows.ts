import { shortKey } from '../targets/facts/shortHash.ts';
import type { FunctionValue, ObjectEntryValue, ObjectValue, Value } from '../targets/facts/value.ts';

/** What a presenter answers, with a row that is spread in it, or the rest of one, as its columns one by one. */
export function withColumns(value: FunctionValue, columns: readonly string[]): FunctionValue {
  const [only, ...more] = value.effects;
  if (only?.kind !== 'return' || only.value?.kind !== 'object' || more.length > 0 || columns.length === 0) return value;
  const answer = spelledOut(only.value, columns);
  if (answer === only.value) return value;
  const effects = [{ ...only, value: answer, key: `return ${answer.key}` }];
  return { ...value, effects, key: shortKey(`=> {${effects[0]?.key ?? ''}}`) };
}

function spelledOut(object: ObjectValue, columns: readonly string[]): ObjectValue {
  const entries = object.entries.flatMap((entry) => (entry.kind === 'spread' ? columnsIn(entry, columns) ?? [entry] : [entry]));
  if (entries.length === object.entries.length || entries.some(({ kind }) => kind !== 'property')) return object;
  const last = new Map(entries.flatMap((entry) => (entry.kind === 'property' ? [[entry.name, entry] as const] : [])));
  const kept = [...last.values()];
  const texts = kept.map(({ name, value }) => `${JSON.stringify(name)}: ${value.key}`).sort();
  return { ...object, entries: kept, key: shortKey(`{${texts.join(', ')}}`) };
}

/** The columns in `...row`, and in `...rest` where the pattern that left it took others. */
function columnsIn({ value, at }: Extract<ObjectEntryValue, { readonly kind: 'spread' }>, columns: readonly string[]): readonly ObjectEntryValue[] | undefined {
  const [row, ...taken] = value.kind === 'call' && value.callee.key === 'global#rest' ? value.args : [value];
  if (row?.kind !== 'symbol' || !/^param#\d+\.0$/.test(row.id)) return undefined;
  const left = columns.filter((name) => !taken.some((other) => other.kind === 'literal' && other.value === name));
  return left.map((name) => ({ kind: 'property', name, at, value: memberOf(row, name, at) }));
}

function memberOf(object: Value, name: string, at: Value['at']): Value {
  return { kind: 'member', object, name, at, key: shortKey(`${object.key}.${name}`) };
}
