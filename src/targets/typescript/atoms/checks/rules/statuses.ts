import type { Expression } from '../../../../../ast/syntax.ts';
import { finding, type Check } from '../check.ts';

/** What the helpers of refusals answer with. */
const statuses: Readonly<Record<string, number>> = { badRequest: 400, notFound: 404, conflict: 409, illegalTransition: 409, preconditionFailed: 412, unprocessable: 422 };

/** Refusals with a status that the contract does not have. */
export const checkStatuses: Check = (candidate, { atom }) => candidate.nodes.flatMap(({ node }) => {
  const status = statusOf(node as Expression);
  if (status === undefined || (status === 501 && isNotImplemented(node as Expression))) return [];
  const { refusals } = atom.task.contract;
  // A row that a reference leads to is there; code that is careful says not found where it is not.
  const isAllowed = isNotFound(node as Expression) || (refusals.length === 0 ? status >= 400 && status <= 499 : refusals.includes(status));
  if (isAllowed) return [];
  const allowed = refusals.length === 0 ? 'a refusal has a status from 400 to 499' : `it may refuse with ${refusals.join(', ')} only`;
  return [finding(candidate, 'conventions', 'DM5054', { status, allowed }, node.start)];
});

function statusOf(node: Expression): number | undefined {
  if (node.kind !== 'call' && node.kind !== 'new') return undefined;
  if (node.callee.kind !== 'identifier') return undefined;
  const { name } = node.callee;
  if (node.kind === 'call' && Object.hasOwn(statuses, name)) return statuses[name];
  const [first] = node.args;
  if (name === 'failure') return numberOf(first);
  if (name !== 'Problem' || first?.kind !== 'object') return undefined;
  const entry = first.entries.find((one) => one.kind === 'property' && one.key.name === 'status');
  return entry?.kind === 'property' ? numberOf(entry.value) : undefined;
}

function isNotFound(node: Expression): boolean {
  return node.kind === 'call' && node.callee.kind === 'identifier' && node.callee.name === 'notFound';
}

function isNotImplemented(node: Expression): boolean {
  return node.kind === 'call' && node.callee.kind === 'identifier' && node.callee.name === 'notImplemented';
}

function numberOf(node: Expression | undefined): number | undefined {
  return node?.kind === 'literal' && typeof node.value === 'number' ? node.value : undefined;
}
