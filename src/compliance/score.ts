import type { Span } from '../base/span.ts';
import type { CodePlace } from './codePlaces.ts';
import { type CountedNode, type Expectation, outerNode } from './countedNodes.ts';
import { type ComplianceReport, type CountedKind, countedKinds, type Counts, type Gap, type GapKind, type NodeState } from './gap.ts';
import type { IrIndex } from './irIndex.ts';

type Score = Pick<ComplianceReport, 'strict' | 'relaxed' | 'expected' | 'implemented' | 'nodes'>;

/** Counts nodes with and without gaps. Gaps of nothing that is counted, such as settings, count as one node more each. */
export function scoreOf(gaps: readonly Gap[], expectation: Expectation, places: readonly CodePlace[], index: IrIndex): Score {
  const { nodes } = expectation;
  const byNode = new Map<string, GapKind[]>();
  const own = new Map<string, number>();
  let uncounted: readonly GapKind[] = [];
  for (const gap of gaps) {
    const found = nodesOf(gap, nodes, index);
    if (found.length === 0) uncounted = [...uncounted, gap.kind];
    for (const { key } of found.slice(0, 1)) own.set(key, (own.get(key) ?? 0) + 1);
    for (const { key } of found) byNode.set(key, [...byNode.get(key) ?? [], gap.kind]);
  }
  const all = [...nodes.values()];
  const total = all.length + uncounted.length;
  const kindsOf = ({ key }: CountedNode): readonly GapKind[] => byNode.get(key) ?? [];
  const share = (rate: (kinds: readonly GapKind[]) => number): number =>
    (total === 0 ? 1 : (all.reduce((sum, node) => sum + rate(kindsOf(node)), 0) + uncounted.reduce((sum, kind) => sum + rate([kind]), 0)) / total);
  const code = new Map<string, Span>();
  for (const { key, at } of places) if (!code.has(key)) code.set(key, at);
  return {
    strict: share((kinds) => (kinds.length === 0 ? 1 : 0)),
    relaxed: share((kinds) => Math.min(1, ...kinds.map((kind) => worth[kind]))),
    expected: count(all),
    implemented: count(all.filter((node) => kindsOf(node).every((kind) => kind === 'unrequested'))),
    nodes: all.map(({ key, kind, parent, label, spec }): NodeState => ({ key, kind, parent, label, spec, code: code.get(key), gaps: own.get(key) ?? 0 })),
  };
}

/** What a node with a gap of the kind is worth where half of it counts half. */
const worth: Readonly<Record<GapKind, number>> = { missing: 0, contradicts: 0, partial: 0.5, unrequested: 1 };

function count(nodes: readonly CountedNode[]): Counts {
  const counts: Record<CountedKind, number> = { ...zero };
  for (const { kind } of nodes) counts[kind] += 1;
  return counts;
}

const zero = Object.fromEntries(countedKinds.map((kind) => [kind, 0])) as Record<CountedKind, number>;

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
