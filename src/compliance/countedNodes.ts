import type { Span } from '../base/span.ts';
import type { AppFacts } from '../targets/facts/appFacts.ts';
import { codePlaces } from './codePlaces.ts';
import { type CountedKind, countedKinds, type Counts } from './gap.ts';
import type { IrIndex } from './irIndex.ts';

/** A node of the IR that counts. */
export interface CountedNode {
  readonly key: string;
  readonly kind: CountedKind;
  readonly parent: string | undefined;
  readonly label: string;
  readonly spec: Span;
}

/** What the spec asks for: its nodes by key, and how many places of the code say something of a key. */
export interface Expectation {
  readonly nodes: ReadonlyMap<string, CountedNode>;
  readonly counts: Counts;
  readonly places: ReadonlyMap<string, number>;
}

/** Counts what the spec asks for; constraints are those that the expected code checks. */
export function expectationOf(expected: AppFacts, index: IrIndex): Expectation {
  const nodes = new Map(namedNodes(index).map((node) => [node.key, node]));
  const places = new Map<string, number>();
  for (const { key, kind } of codePlaces(expected, index)) {
    places.set(key, (places.get(key) ?? 0) + 1);
    if (kind === 'constraints' && !nodes.has(key)) nodes.set(key, constraintNode(key, nodes, index));
  }
  return { nodes, counts: count([...nodes.values()]), places };
}

function count(nodes: readonly CountedNode[]): Counts {
  const counts = Object.fromEntries(countedKinds.map((kind) => [kind, 0])) as Record<CountedKind, number>;
  for (const { kind } of nodes) counts[kind] += 1;
  return counts;
}

function namedNodes({ application }: IrIndex): readonly CountedNode[] {
  return [
    ...application.entities.flatMap((entity): readonly CountedNode[] => [
      { key: entity.name, kind: 'entities', parent: undefined, label: entity.name, spec: entity.span },
      ...entity.attributes.map(({ name, span }): CountedNode => ({ key: `${entity.name}.${name}`, kind: 'attributes', parent: entity.name, label: name, spec: span })),
      ...entity.relations.filter(({ name }) => !entity.attributes.some((attribute) => attribute.name === name))
        .map(({ name, span }): CountedNode => ({ key: `${entity.name}.${name}`, kind: 'relations', parent: entity.name, label: name, spec: span })),
    ]),
    ...application.endpoints.map(({ key, span }): CountedNode => ({ key, kind: 'endpoints', parent: undefined, label: key, spec: span })),
    ...application.stateMachines.flatMap(({ entity, attribute, states, transitions }): readonly CountedNode[] => {
      const parent = `${entity}.${attribute}`;
      return [
        ...states.map(({ name, span }): CountedNode => ({ key: `${parent}:${name}`, kind: 'states', parent, label: name, spec: span })),
        ...transitions.map(({ event, from, to, span }): CountedNode => ({ key: `${parent}:${from}->${to}`, kind: 'transitions', parent, label: `${event}: ${from} → ${to}`, spec: span })),
      ];
    }),
    ...application.flows.map(({ name, span }): CountedNode => ({ key: `flow:${name}`, kind: 'flows', parent: undefined, label: name, spec: span })),
    ...application.invariants.filter(({ rule }) => rule.kind === 'expression')
      .map(({ name, entity, span }): CountedNode => ({ key: `invariant:${name}`, kind: 'constraints', parent: entity, label: name, spec: span })),
  ];
}

function constraintNode(key: string, nodes: ReadonlyMap<string, CountedNode>, index: IrIndex): CountedNode {
  const parent = outerNode(key, nodes);
  const label = parent === undefined ? key : key.slice(parent.key.length).replace(/^[ .]/, '');
  const keyword = key.slice(key.lastIndexOf('.') + 1);
  const spec = parent === undefined ? index.root : index.keyword(keyword, undefined, parent.spec) ?? parent.spec;
  return { key, kind: 'constraints', parent: parent?.key, label, spec };
}

/** The node with that key, or the innermost one that it is a part of. */
export function outerNode(key: string, nodes: ReadonlyMap<string, CountedNode>): CountedNode | undefined {
  for (let end = key.length; end > 0; end -= 1) {
    if (end < key.length && !/[.[: (]/.test(key.charAt(end))) continue;
    const node = nodes.get(key.slice(0, end));
    if (node !== undefined) return node;
  }
  return undefined;
}
