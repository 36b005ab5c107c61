import type { Span } from '../../base/span.ts';
import type { StateMachine } from '../../ir/behavior.ts';
import type { MachineFact } from '../../targets/facts/appFacts.ts';
import { type Comparison, gapOf, type Rule, startOf } from '../comparison.ts';
import type { Gap } from '../gap.ts';

/** State machines have the states, the beginning and the transitions of the spec, and no others. */
export const machines: Rule = (comparison) => {
  const { expected, actual, index } = comparison;
  return [
    ...expected.machines.flatMap((machine) => {
      const other = actual.machines.find(({ name }) => name === machine.name);
      return other === undefined ? [missing(machine, comparison)] : differences(machine, other, comparison);
    }),
    // States without transitions are a part that a machine is put together of.
    ...actual.machines.filter(({ name, transitions: own }) => own.length > 0 && !expected.machines.some((machine) => machine.name === name)).map(({ name, at }) =>
      gapOf('DM4402', 'unrequested', { key: `stateMachine:${name}`, spec: index.root, at, actual: at }, { name })),
  ];
};

type Transition = MachineFact['transitions'][number];

/** What the spec knows of a machine: the prefix of its keys and the places of its parts. */
interface MachineNode {
  readonly machine: StateMachine | undefined;
  readonly key: string;
  readonly spec: Span;
}

function nodeOf(name: string, { index }: Comparison): MachineNode {
  const machine = index.machine(name);
  return { machine, key: machine === undefined ? name : `${machine.entity}.${machine.attribute}`, spec: machine?.span ?? index.root };
}

function missing(fact: MachineFact, comparison: Comparison): Gap {
  const { key, spec } = nodeOf(fact.name, comparison);
  return gapOf('DM4401', 'missing', { key, spec, at: startOf(fact.at.file), expected: fact.at }, { name: fact.name });
}

function differences(expected: MachineFact, actual: MachineFact, comparison: Comparison): readonly Gap[] {
  const node = nodeOf(expected.name, comparison);
  return [...states(expected, actual, node), ...initial(expected, actual, node, comparison), ...transitions(expected, actual, node)];
}

function states(expected: MachineFact, actual: MachineFact, { machine, key, spec }: MachineNode): readonly Gap[] {
  const has = (fact: MachineFact, wanted: string): boolean => fact.states.some(({ name }) => name === wanted);
  const specOf = (name: string): Span => machine?.states.find((state) => state.name === name)?.span ?? spec;
  const listAt = actual.states[0] === undefined ? actual.at : { ...actual.states[0].at, end: actual.states.at(-1)?.at.end ?? actual.states[0].at.end };
  return [
    ...expected.states.filter(({ name }) => !has(actual, name)).map(({ name, at }) =>
      gapOf('DM4403', 'missing', { key: `${key}:${name}`, spec: specOf(name), at: listAt, expected: at }, { name, machine: expected.name })),
    ...actual.states.filter(({ name }) => !has(expected, name)).map(({ name, at }) =>
      gapOf('DM4404', 'unrequested', { key: `${key}:${name}`, spec, at, actual: at }, { name, machine: expected.name })),
  ];
}

function initial(expected: MachineFact, actual: MachineFact, { machine, key, spec }: MachineNode, { index }: Comparison): readonly Gap[] {
  const [wanted, found] = [expected.initial, actual.initial];
  if (wanted === undefined || wanted.state === found?.state) return [];
  const at = found?.at ?? actual.at;
  const place = machine === undefined ? spec : index.keyword('initial', undefined, machine.span) ?? machine.span;
  return [gapOf('DM4405', found === undefined ? 'missing' : 'contradicts', { key: `${key}.initial`, spec: place, at, expected: wanted.at, actual: found?.at }, {
    machine: expected.name, expected: wanted.state, actual: found?.state ?? 'none',
  })];
}

/** What two transitions have in common when one stands for the other, the surest first. */
const likenesses: readonly ((a: Transition, b: Transition) => boolean)[] = [
  (a, b) => a.event === b.event && a.from === b.from,
  (a, b) => a.from === b.from && a.to === b.to,
  (a, b) => a.event === b.event && a.to === b.to,
];

function transitions(expected: MachineFact, actual: MachineFact, node: MachineNode): readonly Gap[] {
  const same = (a: Transition, b: Transition): boolean => a.event === b.event && a.from === b.from && a.to === b.to;
  // Transitions of a state that one side does not have say nothing more.
  const names = (fact: MachineFact): ReadonlySet<string> => new Set(fact.states.map(({ name }) => name));
  const [wantedStates, foundStates] = [names(expected), names(actual)];
  const isTied = (states: ReadonlySet<string>, others: ReadonlySet<string>) => ({ from, to }: Transition): boolean =>
    [from, to].every((state) => !states.has(state) || others.has(state));
  let wanted = expected.transitions.filter((transition) => !actual.transitions.some((other) => same(transition, other))).filter(isTied(wantedStates, foundStates));
  let found = actual.transitions.filter((transition) => !expected.transitions.some((other) => same(transition, other))).filter(isTied(foundStates, wantedStates));
  const gaps: Gap[] = [];
  for (const isLike of likenesses) {
    for (const transition of [...wanted]) {
      const other = found.find((candidate) => isLike(transition, candidate));
      if (other === undefined) continue;
      gaps.push(contradiction(transition, other, node, expected.name));
      wanted = wanted.filter((candidate) => candidate !== transition);
      found = found.filter((candidate) => candidate !== other);
    }
  }
  const listAt = actual.transitions[0] === undefined ? actual.at : { ...actual.transitions[0].at, end: actual.transitions.at(-1)?.at.end ?? actual.transitions[0].at.end };
  return [
    ...gaps,
    ...wanted.map(({ event, from, to, at }) => gapOf('DM4406', 'missing', { ...placeOf({ event, from, to }, node), at: listAt, expected: at }, { machine: expected.name, event, from, to })),
    ...found.map(({ event, from, to, at }) => gapOf('DM4408', 'unrequested', { key: `${node.key}:${from}->${to}`, spec: node.spec, at, actual: at }, { machine: expected.name, event, from, to })),
  ];
}

function contradiction(expected: Transition, actual: Transition, node: MachineNode, machine: string): Gap {
  const { event, from, to } = expected;
  return gapOf('DM4407', 'contradicts', { ...placeOf(expected, node), at: actual.at, expected: expected.at, actual: actual.at }, {
    machine, event, from, to, actual: `${actual.event} from ${actual.from} to ${actual.to}`,
  });
}

function placeOf({ event, from, to }: Omit<Transition, 'at'>, { machine, key, spec }: MachineNode): { readonly key: string; readonly spec: Span } {
  const own = machine?.transitions.find((transition) => transition.event === event && transition.from === from && transition.to === to);
  return { key: `${key}:${from}->${to}`, spec: own?.span ?? spec };
}
