import { components } from '../../../base/components.ts';
import type { Value } from '../../facts/value.ts';
import type { Reading } from './reading.ts';

/** Is the value a name of the app, or a member of one? */
export function isNamed(value: Value): boolean {
  return value.kind === 'symbol' || (value.kind === 'member' && value.object.kind === 'symbol');
}

/** Names that need each other, and the modules that say so. */
export interface NameGroup {
  readonly names: readonly Value[];
  readonly touched: ReadonlySet<string>;
}

/** What a name needs, itself included, in groups; a group comes after those that it needs. Names that are `known` already are left out. */
export function groupsOfNames(reading: Reading, start: Value, isKnown: (key: string) => boolean): readonly NameGroup[] {
  const { program } = reading.evaluator;
  const found = new Map([[start.key, { name: start, touched: new Set<string>() }]]);
  const graph = new Map<string, readonly string[]>();
  for (const [key, { name, touched }] of found) {
    const needs = program.inputs.watch(() => namesIn(reading, reading.resolve(name)).filter((needed) => !isKnown(needed.key)));
    for (const path of needs.touched) touched.add(path);
    graph.set(key, needs.value.map((needed) => needed.key));
    for (const needed of needs.value) if (!found.has(needed.key)) found.set(needed.key, { name: needed, touched: new Set() });
  }
  const groups: { readonly names: Value[]; readonly touched: Set<string> }[] = [];
  for (const [key, index] of components(graph).groupOf) {
    const group = (groups[index] ??= { names: [], touched: new Set() });
    const one = found.get(key);
    if (one === undefined) continue;
    group.names.push(one.name);
    for (const path of one.touched) group.touched.add(path);
  }
  return groups;
}

/** The names of the app in a value, functions in it included. */
function namesIn(reading: Reading, value: Value): readonly Value[] {
  const found = new Map<string, Value>();
  const seen = new Set<unknown>();
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const part = waiting.pop();
    if (typeof part !== 'object' || part === null || seen.has(part)) continue;
    seen.add(part);
    const name = isValue(part) && isOfApp(reading, part) ? part : undefined;
    if (name === undefined) waiting.push(...(Object.values(part) as unknown[]));
    else found.set(name.key, name);
  }
  return [...found.values()];
}

function isValue(part: object): part is Value {
  return 'kind' in part && 'key' in part;
}

/** `app#priceSchema`, and `app#schemas.price` where that is a value of its own. */
function isOfApp(reading: Reading, value: Value): boolean {
  if (value.kind === 'symbol') return value.id.startsWith('app#');
  return value.kind === 'member' && value.object.kind === 'symbol' && value.object.id.startsWith('app#') && reading.resolve(value).key !== value.key;
}
