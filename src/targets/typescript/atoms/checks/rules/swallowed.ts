import type { Expression, FunctionNode, Pattern, Statement } from '../../../../../ast/syntax.ts';
import { walkSyntax, type SyntaxNode } from '../../../../../ast/walkSyntax.ts';
import type { ApplicationIR } from '../../../../../ir/application.ts';
import { appCall, asyncNames, onTransaction, transactionNames } from '../calls.ts';
import { excerpt, finding, type Check } from '../check.ts';

const instead = 'Let it be thrown; where one failure is expected, look at the error and throw every other again.';

/** Failures of the app, and refusals of its own, that are caught and dropped: no throw, and nobody looks at the error. Failures of parsing may have a default. */
export const checkSwallowed: Check = (candidate, { application }) => {
  const transactions = transactionNames(candidate);
  const own = asyncNames(candidate);
  const failing = (statements: readonly Statement[]): string | undefined => firstFailing(statements, { application, transactions, own });
  return candidate.nodes.flatMap(({ node }) => {
    if (node.kind === 'try' && node.catch !== undefined && isDropped(node.catch.body, node.catch.pattern)) {
      const what = failing(node.body);
      return what === undefined ? [] : [finding(candidate, 'conventions', 'DM5064', { found: excerpt(candidate.textOf({ start: node.catch.start, end: node.catch.end }), 50), what: `\`${excerpt(what, 50)}\``, instead }, node.catch.start)];
    }
    const dropped = node.kind === 'expression' ? settled(node.value) : undefined;
    if (dropped !== undefined) return [finding(candidate, 'conventions', 'DM5064', { found: excerpt(candidate.textOf(dropped), 50), what: 'all of them', instead }, dropped.start)];
    const handler = node.kind === 'call' ? rejectionHandler(node) : undefined;
    if (node.kind !== 'call' || handler === undefined || node.callee.kind !== 'member' || !isDropped(handler.body, handler.params[0]?.pattern)) return [];
    const { object } = node.callee;
    const what = failing([{ kind: 'expression', start: object.start, end: object.end, value: object }]);
    return what === undefined ? [] : [finding(candidate, 'conventions', 'DM5064', { found: excerpt(candidate.textOf({ start: object.end, end: node.end }), 50), what: `\`${excerpt(what, 50)}\``, instead }, handler.start)];
  });

  function firstFailing(statements: readonly Statement[], known: Known): string | undefined {
    let found: string | undefined;
    walkSyntax(statements, (node, around) => {
      // What a function in it throws is thrown when it is called.
      if (found === undefined && !around.some(({ kind }) => kind === 'function') && canFail(node, known)) found = candidate.textOf(node);
    });
    return found;
  }
};

interface Known {
  readonly application: ApplicationIR;
  readonly transactions: ReadonlySet<string>;
  readonly own: ReadonlySet<string>;
}

/** Whether what fails there concerns the whole call: what reaches the database, and its own refusals. */
function canFail(node: SyntaxNode, { application, transactions, own }: Known): boolean {
  if (node.kind === 'throw') return true;
  if (node.kind !== 'call') return false;
  if (node.callee.kind === 'identifier' && own.has(node.callee.name)) return true;
  return appCall(node, application)?.isAsync === true || onTransaction(node, transactions) !== undefined;
}

/** Whether the statements neither throw nor look at the error. */
function isDropped(body: readonly Statement[], error: Pattern | undefined): boolean {
  if (error !== undefined && error.kind !== 'name') return false;
  let isUsed = false;
  walkSyntax(body, (node) => {
    if (node.kind === 'throw' || (node.kind === 'identifier' && node.name === error?.name)) isUsed = true;
  });
  return !isUsed;
}

/** The function that `.catch(f)` or `.then(f, g)` calls with the error. */
function rejectionHandler({ callee, args }: Extract<Expression, { readonly kind: 'call' }>): FunctionNode | undefined {
  if (callee.kind !== 'member' || callee.object.kind === 'identifier') return undefined;
  const handler = callee.name === 'catch' ? args[0] : callee.name === 'then' ? args[1] : undefined;
  return handler?.kind === 'function' ? handler : undefined;
}

/** `await Promise.allSettled(...)` whose outcomes nobody looks at. */
function settled(node: Expression): Expression | undefined {
  const value = node.kind === 'await' ? node.value : node;
  if (value.kind !== 'call' || value.callee.kind !== 'member' || value.callee.object.kind !== 'identifier') return undefined;
  return value.callee.object.name === 'Promise' && value.callee.name === 'allSettled' ? value : undefined;
}
