import type { ASTNode } from '@marcbachmann/cel-js';

/** The path of a name or of members of a name: `order.paidAt`; undefined for anything else. */
export function pathOf(node: ASTNode): string | undefined {
  if (node.op === 'id') return node.args;
  if (node.op !== '.') return undefined;
  const target = pathOf(node.args[0]);
  return target === undefined ? undefined : `${target}.${node.args[1]}`;
}

/** Paths that are not null wherever the condition has come out as `truth`. */
export function factsOf(node: ASTNode, truth: 'true' | 'false'): readonly string[] {
  if (node.op === '!_') return factsOf(node.args, truth === 'true' ? 'false' : 'true');
  if (node.op === '&&') return truth === 'true' ? node.args.flatMap((part) => factsOf(part, truth)) : [];
  if (node.op === '||') return truth === 'false' ? node.args.flatMap((part) => factsOf(part, truth)) : [];
  if (node.op === '!=' || node.op === '==') return factsOfComparison(node.args, node.op, truth);
  return node.op === 'call' && node.args[0] === 'has' && truth === 'true' ? paths(node.args[1]) : [];
}

function factsOfComparison(sides: readonly ASTNode[], operator: '==' | '!=', truth: 'true' | 'false'): readonly string[] {
  const literals = sides.filter((side) => side.op === 'value');
  const literal = literals[0];
  if (literals.length !== 1 || literal === undefined) return [];
  const isNull = literal.args === null;
  const saysEqual = (operator === '==') === (truth === 'true');
  // `x != null` being true and `x == "a"` being true both tell that x is there.
  return saysEqual === isNull ? [] : isNull || saysEqual ? paths(sides.filter((side) => side !== literal)) : [];
}

function paths(nodes: readonly ASTNode[]): readonly string[] {
  return nodes.map(pathOf).filter((path) => path !== undefined);
}
