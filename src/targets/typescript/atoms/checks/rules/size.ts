import type { FunctionNode } from '../../../../../ast/syntax.ts';
import type { SyntaxNode } from '../../../../../ast/walkSyntax.ts';
import type { Candidate } from '../candidate.ts';
import { finding, type Check } from '../check.ts';

/** Generous: what people would split, not what a style guide would. */
const most = { lines: 120, paths: 30, depth: 6 };
const branches: ReadonlySet<string> = new Set(['if', 'forOf', 'for', 'while', 'try', 'switch', 'conditional']);
const levels: ReadonlySet<string> = new Set(['if', 'forOf', 'for', 'while', 'try', 'switch', 'function']);

/** Functions that are too long, have too many paths, or are nested too deeply. */
export const checkSize: Check = (candidate) => candidate.nodes.flatMap(({ node, around }) => {
  // What stands in a function counts for the outermost one.
  if (node.kind !== 'function' || around.some(({ kind }) => kind === 'function')) return [];
  const name = nameOf(node, around);
  const lines = candidate.lineOf(node.end) - candidate.lineOf(node.start) + 1;
  const inside = candidate.nodes.filter((one) => one.around.includes(node));
  const paths = 1 + inside.reduce((sum, one) => sum + pathsOf(one.node), 0);
  const depth = Math.max(0, ...inside.filter((one) => levels.has(one.node.kind)).map((one) => 1 + depthOf(node, one)));
  return [
    ...(lines > most.lines ? [finding(candidate, 'size', 'DM5065', { name, found: lines, most: most.lines }, node.start)] : []),
    ...(paths > most.paths ? [finding(candidate, 'size', 'DM5066', { name, found: paths, most: most.paths }, node.start)] : []),
    ...(depth > most.depth ? [finding(candidate, 'size', 'DM5067', { name, found: depth, most: most.depth }, node.start)] : []),
  ];
});

function nameOf(node: FunctionNode, around: readonly SyntaxNode[]): string {
  const parent = around.at(-1);
  const declared = parent?.kind === 'variables' ? parent.declarations.find(({ init }) => init === node)?.pattern : undefined;
  return node.name ?? (declared?.kind === 'name' ? declared.name : 'A function');
}

function pathsOf(node: SyntaxNode): number {
  if (node.kind === 'binary') return node.operator === '&&' || node.operator === '||' || node.operator === '??' ? 1 : 0;
  if (node.kind === 'switch') return node.cases.length;
  return branches.has(node.kind) ? 1 : 0;
}

/** Levels around a node within its function; `else if` is no deeper than its `if`. */
function depthOf(outermost: FunctionNode, { node, around }: Candidate['nodes'][number]): number {
  const within = [...around.slice(around.indexOf(outermost) + 1), node];
  return within.slice(0, -1).filter((one, index) => levels.has(one.kind) && !(one.kind === 'if' && one.else.length === 1 && one.else[0] === within[index + 1])).length;
}
