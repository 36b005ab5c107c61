import type { CallNode, Expression } from '../../../../../ast/syntax.ts';
import { excerpt, finding, type Check } from '../check.ts';

const runners: ReadonlySet<string> = new Set(['execute', 'query', 'unsafe', 'script', 'exec', 'all', 'run']);
const sqlWords = /\b(?:select|insert|update|delete|drop|alter|create|truncate|where|from)\b/i;

/** SQL that is put together as text: `sql.raw`, and text with holes that a database is given. */
export const checkRawSql: Check = (candidate) => candidate.nodes.flatMap(({ node }) => {
  if (node.kind !== 'call' || !isRaw(node)) return [];
  return [finding(candidate, 'security', 'DM5043', { found: excerpt(candidate.textOf(node), 60) }, node.start)];
});

function isRaw({ callee, args }: CallNode): boolean {
  if (callee.kind === 'identifier') return callee.name === 'sql';
  if (callee.kind !== 'member') return false;
  if (callee.object.kind === 'identifier' && callee.object.name === 'sql') return callee.name === 'raw';
  const [first] = args;
  return runners.has(callee.name) && first !== undefined && isText(first) && (isOfDatabase(callee.object) || hasSql(first));
}

function isText(node: Expression): boolean {
  return node.kind === 'template' || (node.kind === 'literal' && typeof node.value === 'string') || (node.kind === 'binary' && node.operator === '+' && (isText(node.left) || isText(node.right)));
}

function isOfDatabase(node: Expression): boolean {
  return (node.kind === 'member' && (node.name === 'tx' || node.name === 'db')) || (node.kind === 'identifier' && /^(?:tx|db|database|client|pool)$/.test(node.name));
}

function hasSql(node: Expression): boolean {
  if (node.kind === 'template') return node.texts.some((text) => sqlWords.test(text));
  if (node.kind === 'binary') return hasSql(node.left) || hasSql(node.right);
  return node.kind === 'literal' && typeof node.value === 'string' && sqlWords.test(node.value);
}
