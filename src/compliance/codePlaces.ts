import type { Span } from '../base/span.ts';
import type { AppFacts, EndpointFact, ShapeFact, TableFact } from '../targets/facts/appFacts.ts';
import type { CountedKind } from './gap.ts';
import { inputKey } from './inputNodes.ts';
import type { IrIndex } from './irIndex.ts';
import { columnNode } from './rules/attributes.ts';
import { checkNode } from './rules/checks.ts';
import { uniqueNode } from './rules/keys.ts';
import { relationNode } from './rules/relations.ts';

/** A place in the code that says something of a node of the IR. */
export interface CodePlace {
  readonly key: string;
  /** What is counted there; undefined for parts of a node. */
  readonly kind: CountedKind | undefined;
  readonly at: Span;
}

/** All places that say something of the spec: the table before the migration, the schema before the machine. */
export function codePlaces(facts: AppFacts, index: IrIndex): readonly CodePlace[] {
  return [
    ...facts.tables.flatMap((table) => tablePlaces(table, index)),
    ...facts.endpoints.flatMap((endpoint) => endpointPlaces(endpoint, index)),
    ...facts.machines.flatMap((machine) => machinePlaces(machine, index)),
    ...facts.functions.flatMap(({ id, at }) => flowPlaces(id, at, index)),
    ...facts.database.flatMap((table) => tablePlaces(table, index)),
  ];
}

const known = new WeakMap<TableFact | EndpointFact, { readonly index: IrIndex; readonly places: readonly CodePlace[] }>();

/** Facts of files that did not change are the same objects. */
function remembered(fact: TableFact | EndpointFact, index: IrIndex, compute: () => readonly CodePlace[]): readonly CodePlace[] {
  const before = known.get(fact);
  if (before?.index === index) return before.places;
  const places = compute();
  known.set(fact, { index, places });
  return places;
}

function tablePlaces(table: TableFact, index: IrIndex): readonly CodePlace[] {
  const node = index.table(table.name);
  if (node.kind === 'other') return [];
  return remembered(table, index, () => [
    { key: node.key, kind: node.kind === 'entity' ? 'entities' : 'relations', at: table.at },
    ...table.columns.flatMap((column): CodePlace[] => {
      const { key } = columnNode(node, column.name, index);
      if (node.kind !== 'entity' || index.attribute(node.entity, column.name) === undefined) return [];
      return [{ key, kind: 'attributes', at: column.at }, ...(column.default === undefined ? [] : [{ key: `${key}.default`, kind: undefined, at: column.at }])];
    }),
    ...table.constraints.flatMap((constraint): CodePlace[] => {
      const { at } = constraint;
      switch (constraint.kind) {
        case 'unique': return [{ key: uniqueNode({ node }, constraint, index).key, kind: 'constraints', at }];
        case 'foreignKey': return node.kind === 'entity' ? [{ key: relationNode({ node }, constraint, index).key, kind: 'relations', at }] : [];
        case 'check': return [{ key: checkNode({ node }, constraint, index).key, kind: 'constraints', at }];
        case 'primaryKey':
        case 'index': return [];
      }
    }),
  ]);
}

function endpointPlaces(fact: EndpointFact, index: IrIndex): readonly CodePlace[] {
  return remembered(fact, index, () => {
    const pair = { key: index.endpointKey(fact.key), endpoint: index.endpoint(fact.key) };
    if (pair.endpoint === undefined) return [];
    const inputs = fact.inputs.flatMap(({ part, shape }) => shapePlaces(shape, [], (path) => inputKey(pair, part, path, index)));
    return [{ key: pair.key, kind: 'endpoints', at: fact.at }, ...inputs];
  });
}

function shapePlaces(shape: ShapeFact, path: readonly string[], keyOf: (path: readonly string[]) => string): readonly CodePlace[] {
  const key = keyOf(path);
  return [
    ...shape.constraints.map(({ name, at }): CodePlace => ({ key: `${key}.${name.startsWith('other:') ? 'check' : name}`, kind: 'constraints', at })),
    ...(shape.values.length > 0 ? [{ key: `${key}.enum`, kind: 'constraints' as const, at: shape.at }] : []),
    ...(shape.default === undefined ? [] : [{ key: `${key}.default`, kind: undefined, at: shape.at }]),
    ...shape.properties.flatMap((property): readonly CodePlace[] => {
      const below = [...path, property.name];
      return [{ key: keyOf(below), kind: undefined, at: property.at }, ...shapePlaces(property.shape, below, keyOf)];
    }),
    ...(shape.type === 'array' ? shape.items.flatMap((item) => shapePlaces(item, [...path, '[]'], keyOf)) : []),
  ];
}

function machinePlaces(machine: AppFacts['machines'][number], index: IrIndex): readonly CodePlace[] {
  const node = index.machine(machine.name);
  if (node === undefined) return [];
  const key = `${node.entity}.${node.attribute}`;
  return [
    ...machine.states.map(({ name, at }): CodePlace => ({ key: `${key}:${name}`, kind: 'states', at })),
    ...machine.transitions.map(({ from, to, at }): CodePlace => ({ key: `${key}:${from}->${to}`, kind: 'transitions', at })),
  ];
}

function flowPlaces(id: string, at: Span, index: IrIndex): readonly CodePlace[] {
  const flow = index.flow(id);
  return flow === undefined ? [] : [{ key: `flow:${flow.name}`, kind: 'flows', at }];
}
