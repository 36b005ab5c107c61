import { patternRisk } from '../../../../../base/patternRisk.ts';
import { excerpt, finding, type Check } from '../check.ts';

/** Regular expressions that can take exponential time, or are made of data. */
export const checkExpressions: Check = (candidate) => candidate.nodes.flatMap(({ node }) => {
  if (node.kind === 'regex') return risky(candidate, node.source, node.start);
  if ((node.kind !== 'new' && node.kind !== 'call') || node.callee.kind !== 'identifier' || node.callee.name !== 'RegExp') return [];
  const [pattern] = node.args;
  if (pattern?.kind === 'literal' && typeof pattern.value === 'string') return risky(candidate, pattern.value, node.start);
  if (pattern === undefined || pattern.kind === 'regex') return [];
  return [finding(candidate, 'security', 'DM5046', {}, node.start)];
});

function risky(candidate: Parameters<Check>[0], pattern: string, start: number): ReturnType<Check> {
  const risk = patternRisk(pattern);
  return risk === undefined ? [] : [finding(candidate, 'security', 'DM5045', { found: excerpt(`/${pattern}/`, 50), risk: risk.replace(/\.$/, '') }, start)];
}
