import type { ArrayValue, ObjectEntryValue, ObjectValue, Value } from '../../facts/value.ts';
import { object } from './objectValues.ts';
import * as make from './values.ts';

type NamedEntry = Extract<ObjectEntryValue, { readonly kind: 'property' }>;

/** Of two lists that begin alike, or two objects, one with what the condition adds to each. */
export function longer(test: Value, a: Value, b: Value): Value {
  if (a.kind === 'object' && b.kind === 'object') return fuller(test, a, b);
  if (a.kind !== 'array' || b.kind !== 'array') return make.conditional(test, a, b, a.at);
  const shared = a.items.findIndex((item, index) => item.key !== b.items[index]?.key);
  const start = shared === -1 ? a.items.length : shared;
  const [more, other] = [make.array(a.items.slice(start), a.at), make.array(b.items.slice(start), b.at)];
  const inner = other.key === '[]' ? chosenIn(more) : more.key === '[]' ? chosenIn(other) : undefined;
  if (inner !== undefined) {
    const outer = other.key === '[]' ? test : make.not(test);
    const both = inner.map(({ condition, items }) => make.conditional(make.operation('&&', [outer, condition], a.at), items, make.array([], a.at), a.at));
    return make.array([...a.items.slice(0, start), ...both.map((item) => make.spread(item, item.at))], a.at);
  }
  return make.array([...a.items.slice(0, start), make.spread(make.conditional(test, more, other, a.at), a.at)], a.at);
}

/** Of two objects, one whose properties depend on the condition where they differ. */
function fuller(test: Value, a: ObjectValue, b: ObjectValue): Value {
  const properties = ({ entries }: ObjectValue): ReadonlyMap<string, NamedEntry> => new Map(entries.flatMap((entry) => (entry.kind === 'property' ? [[entry.name, entry] as const] : [])));
  const [own, other] = [properties(a), properties(b)];
  if (own.size < a.entries.length || other.size < b.entries.length) return make.conditional(test, a, b, a.at);
  return object([...new Set([...own.keys(), ...other.keys()])].map((name) => {
    const [then, otherwise] = [own.get(name), other.get(name)];
    const at = (then ?? otherwise)?.at ?? a.at;
    const none = make.literal(undefined, at);
    return { kind: 'property', name, at, value: make.conditional(test, then?.value ?? none, otherwise?.value ?? none, at) };
  }), a.at);
}

/** The items of a list that all stand under conditions of their own, with those. */
function chosenIn(list: Value): readonly { readonly condition: Value; readonly items: Value }[] | undefined {
  const all = list.kind === 'array' ? list.items : [];
  const chosen = all.flatMap((item) => {
    const choice = item.kind === 'spread' && item.value.kind === 'conditional' ? item.value : undefined;
    if (choice?.else.key === '[]') return [{ condition: choice.test, items: choice.then }];
    return choice?.then.key === '[]' ? [{ condition: make.not(choice.test), items: choice.else }] : [];
  });
  return chosen.length > 0 && chosen.length === all.length ? chosen : undefined;
}

/** What a value is that depends on a condition, where that holds or fails; undefined where it says nothing of it. */
export function chosenSide(value: Value, holds: string, fails: string): Value | undefined {
  if (value.kind !== 'conditional') return undefined;
  return value.test.key === holds ? value.then : value.test.key === fails ? value.else : undefined;
}

/** The list with those items in it that are spread under the condition. */
export function chosenItems({ items, at }: ArrayValue, holds: string, fails: string): Value | undefined {
  const sides = items.map((item) => (item.kind === 'spread' ? chosenSide(item.value, holds, fails) : undefined));
  if (sides.every((side) => side === undefined)) return undefined;
  return make.array(items.flatMap((item, index) => {
    const side = sides[index];
    return side === undefined ? [item] : side.kind === 'array' ? side.items : [make.spread(side, item.at)];
  }), at);
}
