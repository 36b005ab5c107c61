import type { Expression } from '../../../../../ast/syntax.ts';
import type { SyntaxNode } from '../../../../../ast/walkSyntax.ts';
import { appCall, asyncNames, isQuery, onTransaction, transactionNames } from '../calls.ts';
import { excerpt, finding, type Check } from '../check.ts';

const ofDatabase = 'Otherwise the transaction ends before it is done.';
const combinators: ReadonlySet<string> = new Set(['all', 'allSettled', 'race', 'any']);

/** Calls that give promises which nobody waits for, and async functions that are given to what does not wait. */
export const checkPromises: Check = (candidate, { application }) => {
  const transactions = transactionNames(candidate);
  const own = asyncNames(candidate);
  const givesPromise = (node: Expression): boolean => {
    if (node.kind !== 'call') return false;
    const method = onTransaction(node, transactions);
    if (method !== undefined) return isQuery(method);
    if (node.callee.kind === 'identifier' && own.has(node.callee.name)) return true;
    if (node.callee.kind === 'member' && node.callee.object.kind === 'identifier' && node.callee.object.name === 'Promise') return combinators.has(node.callee.name);
    return appCall(node, application)?.isAsync === true;
  };
  return candidate.nodes.flatMap(({ node }) => {
    const found = forgotten(node, givesPromise);
    return found === undefined ? [] : [finding(candidate, 'conventions', 'DM5055', { found: excerpt(candidate.textOf(found.node), 60), why: found.why }, found.node.start)];
  });
};

function forgotten(node: SyntaxNode, givesPromise: (node: Expression) => boolean): { readonly node: Expression; readonly why: string } | undefined {
  if (node.kind !== 'expression') return undefined;
  const value = node.value.kind === 'unary' && node.value.operator === 'void' ? node.value.operand : node.value;
  // What follows `&&` and stands in a branch is forgotten, too.
  const calls = value.kind === 'binary' && /^(?:&&|\|\||\?\?)$/.test(value.operator) ? [value.right] : value.kind === 'conditional' ? [value.then, value.else] : [value];
  for (const call of calls) {
    if (givesPromise(call)) return { node: call, why: ofDatabase };
    if (isLoopOfAsync(call)) return { node: call, why: 'forEach and map do not wait for async functions: use for...of, or await Promise.all(....map(...)).' };
  }
  return undefined;
}

/** `list.forEach(async ...)`, and `list.map(async ...)` whose result nobody takes. */
function isLoopOfAsync(node: Expression): boolean {
  return node.kind === 'call' && node.callee.kind === 'member' && (node.callee.name === 'forEach' || node.callee.name === 'map')
    && node.args.some((argument) => argument.kind === 'function' && argument.async);
}
