import type { Span } from '../../../base/span.ts';
import { shortKey } from '../../facts/shortHash.ts';
import type { ObjectEntryValue, ObjectValue, Value } from '../../facts/value.ts';
import { conditional, literal, operation, truth } from './values.ts';

/** An object; entries of spread objects that are known stand in it themselves, and of two entries with one name the later counts. */
export function object(entries: readonly ObjectEntryValue[], at: Span): Value {
  const flat = Array.from(withoutChoices(entries.flatMap((entry) => entry.kind === 'spread' && entry.value.kind === 'object' ? [...unsetEntries(entry.value), ...entry.value.entries] : [entry])));
  const last = new Map<string, ObjectEntryValue>();
  for (const [index, entry] of flat.entries()) flat[index] = whereOverwritten(entry, flat.slice(index + 1));
  for (const entry of flat) if (entry.kind === 'property') last.set(entry.name, entry);
  const firstOther = flat.findIndex(({ kind }) => kind !== 'property');
  // What is undefined is as good as left out, unless it stands in the place of something that is spread.
  const isLeftOut = (entry: ObjectEntryValue, index: number): boolean => entry.kind === 'property' && entry.value.key === 'undefined' && (firstOther === -1 || index < firstOther);
  const kept = flat.filter((entry, index) => entry.kind !== 'property' || (last.get(entry.name) === entry && !isLeftOut(entry, index)));
  const runs: string[] = [];
  let run: string[] = [];
  const close = (): void => {
    if (run.length > 0) runs.push(run.sort().join(', '));
    run = [];
  };
  for (const entry of kept) {
    if (entry.kind === 'property') run.push(`${JSON.stringify(entry.name)}: ${entry.value.key}`);
    else {
      close();
      runs.push(entry.kind === 'spread' ? `...${entry.value.key}` : `[${entry.name.key}]: ${entry.value.key}`);
    }
  }
  close();
  const unset = flat.flatMap((entry, index) => (entry.kind === 'property' && last.get(entry.name) === entry && isLeftOut(entry, index) ? [{ name: entry.name, at: entry.at }] : []));
  return { kind: 'object', entries: kept, ...(unset.length === 0 ? {} : { unset }), at, key: shortKey(`{${runs.join(', ')}}`) };
}

/** What an object takes away from another that it is spread over. */
export function unsetEntries({ unset = [] }: ObjectValue): readonly Extract<ObjectEntryValue, { readonly kind: 'property' }>[] {
  return unset.map(({ name, at }) => ({ kind: 'property', name, value: literal(undefined, at), at }));
}

/** The rest of an object, all other properties of which come afterwards, is as good as the object. */
function whereOverwritten(entry: ObjectEntryValue, after: readonly ObjectEntryValue[]): ObjectEntryValue {
  if (entry.kind !== 'spread' || entry.value.kind !== 'call' || entry.value.callee.key !== 'global#rest') return entry;
  const [whole, ...taken] = entry.value.args;
  const isGiven = (name: Value): boolean => name.kind === 'literal' && after.some((other) => other.kind === 'property' && other.name === name.value);
  return whole !== undefined && taken.every(isGiven) ? { ...entry, value: whole } : entry;
}

/** `{ ...(a ? { b } : {}) }` as `{ b: a ? b : undefined }`, where nothing that is spread before may have a `b`. */
function withoutChoices(entries: readonly ObjectEntryValue[]): readonly ObjectEntryValue[] {
  const flat: ObjectEntryValue[] = [];
  for (const entry of entries) {
    const given = entry.kind === 'spread' ? chosenEntries(entry.value, entry.at) : undefined;
    if (given === undefined || given.some(({ name }) => flat.some((other) => mayHave(other, name)))) flat.push(entry);
    else flat.push(...given);
  }
  return flat;
}

/** May what stands before have the property? The rest of an object has none that was taken out of it. */
function mayHave(entry: ObjectEntryValue, name: string): boolean {
  if (entry.kind === 'property') return entry.name === name;
  const { value } = entry;
  return entry.kind === 'computed' || value.kind !== 'call' || value.callee.key !== 'global#rest' || !value.args.slice(1).some((taken) => taken.kind === 'literal' && taken.value === name);
}

function chosenEntries(value: Value, at: Span): readonly Extract<ObjectEntryValue, { readonly kind: 'property' }>[] | undefined {
  if (value.kind !== 'conditional' || value.then.kind !== 'object' || value.else.kind !== 'object') return undefined;
  const [{ entries: given }, { entries: otherwise }] = [value.then, value.else];
  if ((given.length === 0) === (otherwise.length === 0)) return undefined;
  const chosen = [...given, ...otherwise].flatMap((entry) => (entry.kind === 'property' ? [entry] : []));
  if (chosen.length !== given.length + otherwise.length) return undefined;
  const none = literal(undefined, at);
  return chosen.map(({ kind, name, value: own }) => ({ kind, name, value: conditional(value.test, given.length > 0 ? own : none, given.length > 0 ? none : own, at), at }));
}

/** What is spread in an object, where nothing is the empty object: `...(a && { b })` is `...(a ? { b } : {})`. */
export function spreadable(value: Value): Value {
  const { at } = value;
  if (value.kind === 'literal') return typeof value.value === 'string' && value.value !== '' ? value : object([], at);
  if (value.kind === 'conditional') return conditional(value.test, spreadable(value.then), spreadable(value.else), at);
  const given = value.kind === 'operation' && value.operator === '&&' ? value.operands.at(-1) : undefined;
  if (value.kind !== 'operation' || given?.kind !== 'object') return value;
  const [only, ...more] = value.operands.slice(0, -1);
  return only === undefined ? value : conditional(truth(more.length === 0 ? only : operation('&&', [only, ...more], at)), given, object([], at), at);
}
