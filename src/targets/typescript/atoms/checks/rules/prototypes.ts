import type { SyntaxNode } from '../../../../../ast/walkSyntax.ts';
import { excerpt, finding, type Check } from '../check.ts';

const keys: ReadonlySet<unknown> = new Set(['__proto__', 'prototype', '__defineGetter__', '__defineSetter__', '__lookupGetter__']);
const setters: ReadonlySet<string> = new Set(['setPrototypeOf', 'defineProperty', 'defineProperties', 'getPrototypeOf']);

/** Ways to the prototypes that all objects share. */
export const checkPrototypes: Check = (candidate) => candidate.nodes
  .filter(({ node }) => reachesPrototype(node))
  .map(({ node }) => finding(candidate, 'security', 'DM5042', { found: excerpt(candidate.textOf(node), 50) }, node.start));

function reachesPrototype(node: SyntaxNode): boolean {
  if (node.kind === 'member') return keys.has(node.name) || (setters.has(node.name) && node.object.kind === 'identifier' && (node.object.name === 'Object' || node.object.name === 'Reflect'));
  if (node.kind === 'index') return node.index.kind === 'literal' && keys.has(node.index.value);
  return node.kind === 'object' && node.entries.some((entry) => entry.kind === 'property' && entry.key.name === '__proto__');
}
