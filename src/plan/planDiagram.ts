import { groupBy } from '../base/groupBy.ts';
import type { PlannedAtom } from './atoms.ts';
import type { Masterplan } from './masterplan.ts';

/** Above so many atoms a diagram shows their files in their place: no viewer draws more in a readable way. */
const mostAtoms = 120;

/** The masterplan as a Mermaid flowchart: milestones with their numbers of units, below them the atoms with what they wait for; the critical path is thick. */
export function planDiagram(plan: Masterplan): string {
  const names = new Map<string, string>();
  const nodeOf = (id: string): string => {
    const known = names.get(id) ?? `a${String(names.size + 1)}`;
    names.set(id, known);
    return known;
  };
  const milestones = plan.milestones.filter(({ tasks }) => tasks.length > 0);
  const chain = milestones.map(({ name, tasks }) => `  ${name}["${name}<br/>${String(tasks.reduce((sum, { units }) => sum + units.length, 0))} units in ${String(tasks.length)} files"]`);
  const order = milestones.slice(1).map(({ name }, index) => `  ${milestones[index]?.name ?? name} --> ${name}`);
  const milestoneOf = new Map(plan.milestones.flatMap(({ name, tasks }) => tasks.map(({ file }) => [file, name] as const)));
  const nodes = plan.llm.length > mostAtoms ? filesOf(plan.llm) : atomsOf(plan.llm);
  const critical = new Set(nodes.filter(({ members }) => members.some((id) => plan.criticalPath.includes(id))).map(({ id }) => id));
  const boxes = nodes.map(({ id, label }) => `  ${nodeOf(id)}(["${escape(label)}"])`);
  const places = nodes.map(({ id, file }) => `  ${milestoneOf.get(file) ?? 'service'} -.-> ${nodeOf(id)}`);
  const waits = nodes.flatMap(({ id, after }) => after.map((other) => `  ${nodeOf(other)} ${critical.has(other) && critical.has(id) ? '==>' : '-->'} ${nodeOf(id)}`));
  const style = critical.size === 0 ? [] : [`  classDef critical stroke-width:3px;`, `  class ${[...critical].map(nodeOf).join(',')} critical;`];
  return `${['flowchart LR', ...chain, ...order, ...boxes, ...places, ...waits, ...style].join('\n')}\n`;
}

interface DiagramNode {
  readonly id: string;
  readonly file: string;
  readonly label: string;
  readonly after: readonly string[];
  readonly members: readonly string[];
}

function atomsOf(atoms: readonly PlannedAtom[]): readonly DiagramNode[] {
  return atoms.map(({ unit, file, complexity, after }) => ({ id: unit, file, label: `${unit.slice(unit.lastIndexOf('#') + 1)} (${complexity})`, after, members: [unit] }));
}

function filesOf(atoms: readonly PlannedAtom[]): readonly DiagramNode[] {
  const fileOf = new Map(atoms.map(({ unit, file }) => [unit, file]));
  return [...groupBy(atoms, ({ file }) => file)].map(([file, members]) => ({
    id: file, file, label: `${file} (${String(members.length)} atoms)`, members: members.map(({ unit }) => unit),
    after: [...new Set(members.flatMap(({ after }) => after.map((id) => fileOf.get(id) ?? id)))].filter((other) => other !== file),
  }));
}

/** Text inside the quotes of a label. */
function escape(text: string): string {
  return text.replaceAll('"', '#quot;').replaceAll(/[\r\n]+/g, ' ');
}
