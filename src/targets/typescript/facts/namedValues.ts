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
    const picked = isValue(part) && name === undefined ? pickedProperty(reading, part) : undefined;
    if (name !== undefined) found.set(name.key, name);
    else if (picked !== undefined) waiting.push(picked);
    else waiting.push(...(Object.values(part) as unknown[]));
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

/** What `priceSchema.shape.amount` stands for, where `priceSchema` is an object that is written out: no other part of it counts. */
export function pickedProperty(reading: Reading, value: Value): Value | undefined {
  if (value.kind !== 'member' || value.object.kind !== 'member' || value.object.name !== 'shape') return undefined;
  const schema = reading.resolve(value.object.object);
  const name = schema.kind === 'call' ? zodName(reading, schema.callee) : undefined;
  if (schema.kind !== 'call' || name === undefined || !objectFactories.has(name)) return undefined;
  const [fields] = schema.args;
  const found = fields === undefined ? undefined : reading.entry(fields, value.name);
  return found === undefined ? undefined : reading.given(found.value);
}

const objectFactories = new Set(['object', 'strictObject', 'looseObject']);

/** The way to something of zod: `string`, `iso.datetime`, the empty text for `z` itself. */
export function zodName(reading: Reading, value: Value): string | undefined {
  if (value.kind === 'symbol') {
    const found = /^zod(?:\/(?:v4|v3|mini|v4-mini|v4\/core|v4\/mini))?(?:#(.*))?$/.exec(value.id);
    return found === null ? undefined : (found[1] ?? '').replace(/^(?:z|default)$/, '');
  }
  if (value.kind !== 'member') return undefined;
  const object = zodName(reading, value.object);
  if (object === undefined) return undefined;
  return object === '' ? value.name : `${object}.${value.name}`;
}
