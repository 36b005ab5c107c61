import type { MachineFact } from '../../facts/appFacts.ts';
import type { Value } from '../../facts/value.ts';
import type { Entry, Reading } from './reading.ts';

type Transition = MachineFact['transitions'][number];

/** The state machine that a constant holds; undefined for other values. `declared` names it where it has no name of its own. */
export function readMachine(reading: Reading, value: Value, declared: string): MachineFact | undefined {
  const entries = reading.entries(value);
  const find = (...names: readonly string[]): Entry | undefined => entries?.find(({ name }) => names.includes(name));
  const listed = find('transitions');
  const given = find('states');
  if (listed === undefined && given === undefined) return undefined;
  const transitions = listed === undefined ? [] : transitionsOf(reading, listed.value);
  const states = given === undefined ? statesIn(transitions) : statesOf(reading, given.value);
  const initial = find('initial', 'initialState');
  const state = initial === undefined ? undefined : reading.text(initial.value);
  if (transitions.length === 0 && (state === undefined || states.length === 0)) return undefined;
  return {
    name: reading.text(find('name')?.value) ?? declared.replace(/Machine$/, ''),
    initial: initial === undefined || state === undefined ? undefined : { state, at: initial.at },
    states,
    transitions,
    at: value.from ?? value.at,
  };
}

/** A list of names, of objects with names, or an object with the states as its keys. */
function statesOf(reading: Reading, value: Value): MachineFact['states'] {
  const items = reading.items(value);
  if (items === undefined) return (reading.entries(value) ?? []).map(({ name, at }) => ({ name, at }));
  return items.flatMap((item) => {
    const name = reading.text(item) ?? reading.text(reading.entry(item, 'name')?.value);
    return name === undefined ? [] : [{ name, at: item.at }];
  });
}

function statesIn(transitions: readonly Transition[]): MachineFact['states'] {
  const found = new Map<string, MachineFact['states'][number]>();
  for (const { from, to, at } of transitions) for (const name of [from, to]) if (!found.has(name)) found.set(name, { name, at });
  return [...found.values()];
}

/** A list of transitions, or a table by state and event, or by event. */
function transitionsOf(reading: Reading, value: Value): readonly Transition[] {
  const items = reading.items(value);
  if (items !== undefined) return atTheirOwn(items.flatMap((item) => transitionsIn(reading, item)));
  return (reading.entries(value) ?? []).flatMap((entry) => tableRow(reading, entry));
}

/** Transitions that a function makes of a list stand at the item that each is made of. */
function atTheirOwn(found: readonly Read[]): readonly Transition[] {
  const places = new Map<string, number>();
  for (const { at } of found) places.set(placeKey(at), (places.get(placeKey(at)) ?? 0) + 1);
  return found.map(({ origin, ...transition }) => ((places.get(placeKey(transition.at)) ?? 0) > 1 && origin !== undefined ? { ...transition, at: origin } : transition));
}

function placeKey({ file, start, end }: Transition['at']): string {
  return `${file} ${String(start)} ${String(end)}`;
}

/** A transition, and where what it leaves is written when that is used through a name. */
type Read = Transition & { readonly origin?: Transition['at'] | undefined };

/** `{ event, from, to }`, where `from` can be several, or the three in a row. */
function transitionsIn(reading: Reading, value: Value, event?: string): readonly Read[] {
  const row = reading.items(value);
  const [first, second, third] = row ?? [];
  const name = event ?? textOf(reading, first) ?? textOf(reading, reading.entry(value, 'event')?.value);
  const from = row === undefined ? reading.entry(value, 'from')?.value : second;
  const to = textOf(reading, row === undefined ? reading.entry(value, 'to')?.value : third);
  if (name === undefined || from === undefined || to === undefined) return [];
  const sources = reading.items(from) ?? [from];
  return sources.flatMap((source) => {
    const state = reading.text(source);
    return state === undefined ? [] : [{ event: name, from: state, to, at: sources.length > 1 ? source.at : value.at, origin: source.from }];
  });
}

function textOf(reading: Reading, value: Value | undefined): string | undefined {
  return reading.text(value);
}

/** `PENDING: { pay: "PAID" }`, `pay: { from: "PENDING", to: "PAID" }` or `pay: [{ from, to }]`. */
function tableRow(reading: Reading, { name, value }: Entry): readonly Transition[] {
  const items = reading.items(value);
  if (items !== undefined) return atTheirOwn(items.flatMap((item) => transitionsIn(reading, item, name)));
  const entries = reading.entries(value) ?? [];
  if (entries.some((entry) => entry.name === 'from') && entries.some((entry) => entry.name === 'to')) return atTheirOwn(transitionsIn(reading, value, name));
  return entries.flatMap((entry) => {
    const to = reading.text(entry.value) ?? reading.text(reading.entry(entry.value, 'to')?.value);
    return to === undefined ? [] : [{ event: entry.name, from: name, to, at: entry.at }];
  });
}
