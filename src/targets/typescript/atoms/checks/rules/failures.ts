import type { Expression } from '../../../../../ast/syntax.ts';
import { excerpt, finding, type Check } from '../check.ts';

const plainErrors: ReadonlySet<string> = new Set(['Error', 'TypeError', 'RangeError', 'SyntaxError', 'AggregateError']);
const impossible = /\b(?:unreachable|impossible|never happens?|exhaustive|should (?:not|never)|cannot happen|invariant)\b/i;
const missing = /\b(?:not (?:yet )?implemented|unimplemented|todo|implement me)\b/i;

/** Failures that are no Problem, and code that says that it is not written. */
export const checkFailures: Check = (candidate) => candidate.nodes.flatMap(({ node }) => {
  if (node.kind === 'call' && node.callee.kind === 'identifier' && node.callee.name === 'notImplemented') return [finding(candidate, 'conventions', 'DM5052', { found: excerpt(candidate.textOf(node)) }, node.start)];
  if (node.kind !== 'throw') return [];
  const { value } = node;
  const text = firstText(value);
  if (missing.test(text)) return [finding(candidate, 'conventions', 'DM5052', { found: excerpt(candidate.textOf(node)) }, node.start)];
  return isPlain(value) && !impossible.test(text) ? [finding(candidate, 'conventions', 'DM5053', { found: excerpt(candidate.textOf(node)) }, node.start)] : [];
});

function isPlain(value: Expression): boolean {
  if (value.kind === 'new' || value.kind === 'call') return value.callee.kind === 'identifier' && plainErrors.has(value.callee.name);
  return value.kind === 'literal' || value.kind === 'template' || value.kind === 'object' || value.kind === 'array';
}

function firstText(value: Expression): string {
  const first = value.kind === 'new' || value.kind === 'call' ? value.args[0] : value;
  if (first?.kind === 'literal') return String(first.value);
  return first?.kind === 'template' ? first.texts.join(' ') : '';
}
