import type { Span } from '../base/span.ts';
import type { CodePlace } from './codePlaces.ts';
import { type CountedNode, type Expectation, outerNode } from './countedNodes.ts';
import type { ComplianceReport, CountedKind, Counts, Gap, GapKind, NodeState } from './gap.ts';
import type { IrIndex } from './irIndex.ts';

export interface Counting {
  readonly expectation: Expectation;
  readonly index: IrIndex;
  /** The places of the code, found when they are asked for. */
  readonly places: () => readonly CodePlace[];
  readonly unreadable: ComplianceReport['unreadable'];
}

/** Counts nodes with and without gaps. Gaps of nothing that is counted, such as settings, count as one node more each. */
export function reportOf(gaps: readonly Gap[], { expectation, index, places, unreadable }: Counting): ComplianceReport {
  const { nodes, counts } = expectation;
  const found = kindsByNode(gaps, nodes, index);
  const total = nodes.size + found.uncounted.length;
  const share = (sum: number): number => (total === 0 ? 1 : (nodes.size - found.byNode.size + sum) / total);
  const halves = [...[...found.byNode.values()].map((kinds) => Math.min(1, ...kinds.map((kind) => worth[kind]))), ...found.uncounted.map((kind) => worth[kind])];
  let states: readonly NodeState[] | undefined;
  return {
    strict: share(0),
    relaxed: share(halves.reduce((sum, half) => sum + half, 0)),
    expected: counts,
    implemented: without(counts, [...found.byNode].flatMap(([key, kinds]) => (kinds.every((kind) => kind === 'unrequested') ? [] : nodes.get(key)?.kind ?? []))),
    gaps,
    get nodes() {
      states ??= statesOf(nodes, found.own, places());
      return states;
    },
    unreadable,
  };
}

interface FoundKinds {
  /** Kinds of the gaps of each node that has some. */
  readonly byNode: ReadonlyMap<string, readonly GapKind[]>;
  /** How many gaps are of the node itself. */
  readonly own: ReadonlyMap<string, number>;
  readonly uncounted: readonly GapKind[];
}

function kindsByNode(gaps: readonly Gap[], nodes: Expectation['nodes'], index: IrIndex): FoundKinds {
  const byNode = new Map<string, GapKind[]>();
  const own = new Map<string, number>();
  const uncounted: GapKind[] = [];
  for (const gap of gaps) {
    const found = nodesOf(gap, nodes, index);
    if (found.length === 0) uncounted.push(gap.kind);
    for (const { key } of found.slice(0, 1)) own.set(key, (own.get(key) ?? 0) + 1);
    for (const { key } of found) byNode.set(key, [...byNode.get(key) ?? [], gap.kind]);
  }
  return { byNode, own, uncounted };
}

function statesOf(nodes: Expectation['nodes'], own: FoundKinds['own'], places: readonly CodePlace[]): readonly NodeState[] {
  const code = new Map<string, Span>();
  for (const { key, at } of places) if (!code.has(key)) code.set(key, at);
  return Array.from(nodes.values(), ({ key, kind, parent, label, spec }): NodeState => ({ key, kind, parent, label, spec, code: code.get(key), gaps: own.get(key) ?? 0 }));
}

/** What a node with a gap of the kind is worth where half of it counts half. */
const worth: Readonly<Record<GapKind, number>> = { missing: 0, contradicts: 0, partial: 0.5, unrequested: 1 };

function without(counts: Counts, kinds: readonly CountedKind[]): Counts {
  const left = { ...counts };
  for (const kind of kinds) left[kind] -= 1;
  return left;
}

/** Gaps that stand for everything inside of their node. */
const whole = new Set(['DM4001', 'DM4003', 'DM4012', 'DM4101', 'DM4103', 'DM4112', 'DM4201', 'DM4401', 'DM4501']);

/** The node of a gap first, then those that are gone with it. */
function nodesOf(gap: Gap, nodes: ReadonlyMap<string, CountedNode>, index: IrIndex): readonly CountedNode[] {
  const guarded = /^(?<machine>.+):(?<event>[^:]+)\.guard$/.exec(gap.key)?.groups;
  if (guarded !== undefined) return guardedTransitions(guarded['machine'] ?? '', guarded['event'] ?? '', nodes, index);
  const { key, code } = gap;
  const node = outerNode(key, nodes);
  if (node === undefined) return [];
  if (!whole.has(code) || node.key !== key) return [node];
  // A machine that is missing takes its states and transitions with it, not the column.
  const below = code === 'DM4401' ? /:/ : /[.: ]/;
  return [node, ...[...nodes.values()].filter((other) => other.key !== key && other.key.startsWith(key) && below.test(other.key.charAt(key.length)))];
}

function guardedTransitions(machine: string, event: string, nodes: ReadonlyMap<string, CountedNode>, { application }: IrIndex): readonly CountedNode[] {
  const found = application.stateMachines.find(({ entity, attribute }) => `${entity}.${attribute}` === machine);
  return (found?.transitions ?? []).filter((transition) => transition.event === event && transition.guard !== undefined)
    .flatMap(({ from, to }) => nodes.get(`${machine}:${from}->${to}`) ?? []);
}
