import type { Severity } from '../../../base/diagnostic.ts';
import { groupBy } from '../../../base/groupBy.ts';
import type { ComplianceReport, NodeState } from '../../../compliance/gap.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { TreeEntry } from '../complianceRequests.ts';
import type { NamedGap } from './shownGaps.ts';

const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** What the view shows of an app: the parts of the spec with what the code has of each, and the gaps as leaves. */
export function gapTree(report: ComplianceReport, gaps: readonly NamedGap[], application: ApplicationIR): readonly TreeEntry[] {
  const nodes = new Map(report.nodes.map((node) => [node.key, node]));
  const gapsOf = groupBy(gaps, ({ gap }) => ownerOf(gap.key, nodes));
  const childrenOf = groupBy(report.nodes, ({ parent }) => (parent !== undefined && nodes.has(parent) ? parent : undefined));
  const entryOf = (node: NodeState): TreeEntry => {
    const below = (childrenOf.get(node.key) ?? []).filter((child) => !isOfMachine(child));
    return entry({ id: `node ${node.key}`, kind: node.kind, label: node.label, node: node.key, isMissing: node.code === undefined }, [...below.map(entryOf), ...(gapsOf.get(node.key) ?? []).map(gapEntry)]);
  };
  const roots = (childrenOf.get(undefined) ?? []).filter((node) => !isOfMachine(node));
  const ofKind = (...kinds: readonly NodeState['kind'][]): readonly TreeEntry[] => roots.filter(({ kind }) => kinds.includes(kind)).map(entryOf);
  const machines = machineEntries(report.nodes.filter(isOfMachine), application, entryOf);
  return [
    section('entities', ofKind('entities', 'attributes', 'relations')),
    section('endpoints', ofKind('endpoints', 'constraints')),
    section('flows', ofKind('flows')),
    section('machines', machines),
    section('others', (gapsOf.get(undefined) ?? []).map(gapEntry)),
  ].filter(({ children }) => children.length > 0);
}

/** The tree without what has no gap. */
export function onlyGaps(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  return entries.filter(({ gaps }) => gaps > 0).map((one) => ({ ...one, children: onlyGaps(one.children) }));
}

/** The node that a gap belongs to: its key, or the longest beginning of it that is a node. Undefined for what belongs to none. */
function ownerOf(key: string, nodes: ReadonlyMap<string, NodeState>): string | undefined {
  for (let end = key.length; end > 0; end -= 1) {
    const isEnd = end === key.length || /[.: ]/.test(key.charAt(end));
    if (isEnd && nodes.has(key.slice(0, end))) return key.slice(0, end);
  }
  return undefined;
}

function isOfMachine({ kind }: NodeState): boolean {
  return kind === 'states' || kind === 'transitions';
}

/** States and transitions under their machine, which is no counted node itself. */
function machineEntries(nodes: readonly NodeState[], application: ApplicationIR, entryOf: (node: NodeState) => TreeEntry): readonly TreeEntry[] {
  const byMachine = groupBy(nodes, ({ key }) => key.slice(0, key.includes(':') ? key.indexOf(':') : key.length));
  const names = new Map(application.stateMachines.map(({ name, entity, attribute }) => [`${entity}.${attribute}`, name]));
  return [...byMachine].map(([key, members]) => entry(
    { id: `machine ${key}`, kind: 'machine', label: names.get(key) ?? key, detail: key, node: members[0]?.key, isMissing: false }, members.map(entryOf),
  ));
}

function section(id: string, children: readonly TreeEntry[]): TreeEntry {
  return entry({ id: `section ${id}`, kind: 'section', label: id, node: undefined, isMissing: false }, children);
}

function gapEntry({ id, gap }: NamedGap): TreeEntry {
  return {
    id: `gap ${id}`, kind: 'gap', label: gap.message, detail: gap.code, state: gap.kind === 'missing' ? 'missing' : 'gaps', gaps: 1,
    severity: gap.severity, gap: id, node: undefined, children: [],
  };
}

interface Part {
  readonly id: string;
  readonly kind: TreeEntry['kind'];
  readonly label: string;
  readonly detail?: string;
  readonly node: string | undefined;
  readonly isMissing: boolean;
}

/** An entry that sums up what is below it. */
function entry({ id, kind, label, detail = '', node, isMissing }: Part, children: readonly TreeEntry[]): TreeEntry {
  const gaps = children.reduce((sum, child) => sum + child.gaps, 0);
  return {
    id, kind, label, detail, node, children, gaps, gap: undefined,
    state: gaps === 0 ? 'met' : isMissing ? 'missing' : 'gaps',
    severity: severities.find((severity) => children.some((child) => child.severity === severity)),
  };
}
