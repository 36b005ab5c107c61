import { finding, type Check } from '../check.ts';

/** Clocks other than that of the call, and chance. */
export const checkClock: Check = (candidate) => candidate.nodes.flatMap(({ node, around }) => {
  if (node.kind === 'new' && node.callee.kind === 'identifier' && node.callee.name === 'Date' && node.args.length === 0) return [finding(candidate, 'conventions', 'DM5060', { found: 'new Date()' }, node.start)];
  if (node.kind === 'call' && node.callee.kind === 'identifier' && node.callee.name === 'Date') return [finding(candidate, 'conventions', 'DM5060', { found: 'Date()' }, node.start)];
  if (node.kind === 'taggedTemplate' && node.tag.kind === 'identifier' && node.tag.name === 'sql' && /\b(?:now\s*\(\s*\)|current_(?:timestamp|date|time)|clock_timestamp|localtimestamp)/i.test(node.template.texts.join('?'))) {
    return [finding(candidate, 'conventions', 'DM5060', { found: 'now() of the database' }, node.start)];
  }
  if (node.kind === 'taggedTemplate' && node.tag.kind === 'identifier' && node.tag.name === 'sql' && /\brandom\s*\(/i.test(node.template.texts.join('?'))) return [finding(candidate, 'conventions', 'DM5061', { found: 'random() of the database' }, node.start)];
  if (node.kind !== 'member' || node.object.kind !== 'identifier' || around.at(-1)?.kind === 'member') return [];
  if (node.object.name === 'Date' && node.name === 'now') return [finding(candidate, 'conventions', 'DM5060', { found: 'Date.now' }, node.start)];
  return node.object.name === 'Math' && node.name === 'random' ? [finding(candidate, 'conventions', 'DM5061', { found: 'Math.random' }, node.start)] : [];
});
