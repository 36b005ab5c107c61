import type { Expression } from '../../../../../ast/syntax.ts';
import type { SyntaxNode } from '../../../../../ast/walkSyntax.ts';
import { excerpt, finding, type Check } from '../check.ts';

/** Code that is made of text, or loaded by name. */
export const checkDynamicCode: Check = (candidate) => candidate.nodes
  .filter(({ node }) => isDynamic(node))
  .map(({ node }) => finding(candidate, 'security', 'DM5041', { found: excerpt(candidate.textOf(node), 40) }, node.start));

function isDynamic(node: SyntaxNode): boolean {
  if (node.kind === 'identifier') return node.name === 'eval' || node.name === 'Function';
  if (node.kind === 'call' || node.kind === 'new') return isLoader(node.callee) || isConstructor(node.callee);
  return node.kind === 'member' && isLoader(node.object);
}

/** `import(...)` and `import.meta`. */
function isLoader(node: Expression): boolean {
  return node.kind === 'other' && node.text.startsWith('import');
}

/** `x.constructor(...)`, which is the Function constructor for a function. */
function isConstructor(node: Expression): boolean {
  return (node.kind === 'member' && node.name === 'constructor') || (node.kind === 'index' && node.index.kind === 'literal' && node.index.value === 'constructor');
}
