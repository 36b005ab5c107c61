import type { Expression } from '../../../../../ast/syntax.ts';
import type { SyntaxNode } from '../../../../../ast/walkSyntax.ts';
import { excerpt, finding, type Check } from '../check.ts';
import { Origins } from '../origins.ts';
import { Variables } from '../variables.ts';

const changing: ReadonlySet<string> = new Set([
  'push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin', 'set', 'add', 'delete', 'clear',
  'setTime', 'setUTCFullYear', 'setUTCMonth', 'setUTCDate', 'setUTCHours', 'setUTCMinutes', 'setUTCSeconds', 'setUTCMilliseconds',
]);
const changingFirst: ReadonlySet<string> = new Set(['Object.assign', 'Reflect.set', 'Reflect.deleteProperty']);

/** Arguments and rows that are changed in place. Lists that the code made or read itself are its own; what is in them is not. */
export const checkInPlace: Check = (candidate, context) => {
  const origins = new Origins(candidate, context, new Variables(candidate));
  return candidate.nodes.flatMap(({ node, around }) => {
    const changed = changedBy(node).filter((one) => origins.of(one, around) === 'shared');
    return changed.slice(0, 1).map((one) => finding(candidate, 'conventions', 'DM5063', { found: excerpt(candidate.textOf(node), 60), what: `\`${excerpt(candidate.textOf(one), 40)}\``, instead: insteadOf(node) }, node.start));
  });
};

/** What a node changes in place. */
function changedBy(node: SyntaxNode): readonly Expression[] {
  if (node.kind === 'assign') return targets(node.target);
  if (node.kind === 'unary') return /^(?:delete|x?\+\+|x?--)$/.test(node.operator) ? targets(node.operand) : [];
  if (node.kind !== 'call' || node.callee.kind !== 'member') return [];
  const { callee, args: [first] } = node;
  if (callee.object.kind === 'identifier' && changingFirst.has(`${callee.object.name}.${callee.name}`)) return first === undefined ? [] : [first];
  return changing.has(callee.name) ? [callee.object] : [];
}

/** The objects whose members a target of an assignment names; a variable itself is the code's own. */
function targets(target: Expression): readonly Expression[] {
  if (target.kind === 'member' || target.kind === 'index') return [target.object];
  if (target.kind === 'array') return target.items.flatMap((item) => targets(item.kind === 'spread' ? item.value : item));
  if (target.kind === 'object') return target.entries.flatMap((entry) => (entry.kind === 'accessor' ? [] : targets(entry.value)));
  return target.kind === 'assign' ? targets(target.target) : [];
}

function insteadOf(node: SyntaxNode): string {
  if (node.kind === 'call' && node.callee.kind === 'member' && /^(?:sort|reverse|splice)$/.test(node.callee.name)) return `Work on a copy: [...list].${node.callee.name}(...).`;
  if (node.kind === 'call' && node.callee.kind === 'member' && node.callee.name.startsWith('set')) return 'Work on a copy: new Date(at).';
  return 'A row is changed by update of its repository, which gives the new row; anything else in a copy of its own.';
}
