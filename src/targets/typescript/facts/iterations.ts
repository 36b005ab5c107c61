import type { CallNode, Expression, FunctionNode, Statement } from '../../../ast/syntax.ts';

/** `list.forEach((item) => { ... })` and a sequence by `reduce`, as the loop that they stand for; undefined for other calls. */
export function loopIn(node: CallNode, isAwaited: boolean): { readonly loop: Extract<Statement, { kind: 'forOf' }>; readonly isWaitedFor: boolean } | undefined {
  const { callee, args: [visit, begin, ...more] } = node;
  if (callee.kind !== 'member' || callee.optional || visit?.kind !== 'function' || visit.generator || more.length > 0) return undefined;
  if (callee.name === 'forEach' && begin === undefined && visit.params.length === 1) {
    const loop = loopOver(node, callee.object, visit.params[0], statementsOf(visit));
    return loop === undefined ? undefined : { loop, isWaitedFor: !visit.async };
  }
  if (callee.name !== 'reduce' || !isAwaited || !visit.async || visit.params.length !== 2 || !isResolved(begin)) return undefined;
  const [previous, item] = visit.params;
  const [first, ...rest] = visit.body;
  const waited = first?.kind === 'expression' && first.value.kind === 'await' ? first.value.value : undefined;
  if (previous?.pattern.kind !== 'name' || waited?.kind !== 'identifier' || waited.name !== previous.pattern.name) return undefined;
  const loop = loopOver(node, callee.object, item, statementsOf({ ...visit, body: rest }));
  return loop === undefined ? undefined : { loop, isWaitedFor: true };
}

function loopOver({ start, end }: CallNode, over: Expression, item: FunctionNode['params'][number] | undefined, body: readonly Statement[] | undefined): Extract<Statement, { kind: 'forOf' }> | undefined {
  if (item === undefined || item.rest || item.default !== undefined || body === undefined) return undefined;
  return { kind: 'forOf', start, end, pattern: item.pattern, over, body, await: false };
}

/** `Promise.resolve()`. */
function isResolved(node: Expression | undefined): boolean {
  return node?.kind === 'call' && node.args.length === 0 && node.callee.kind === 'member' && node.callee.name === 'resolve'
    && node.callee.object.kind === 'identifier' && node.callee.object.name === 'Promise';
}

/** The body of a function as that of a loop, where it goes on with the next item in place of returning; undefined where that cannot be said. */
function statementsOf({ body, async: isAsync }: FunctionNode): readonly Statement[] | undefined {
  const statements: Statement[] = [];
  for (const statement of body) {
    const changed = withContinue(statement, isAsync);
    if (changed === undefined) return undefined;
    statements.push(...changed);
  }
  return statements;
}

function withContinue(statement: Statement, isAsync: boolean): readonly Statement[] | undefined {
  const { start, end } = statement;
  const list = (inner: readonly Statement[]): readonly Statement[] | undefined => {
    const changed = inner.map((one) => withContinue(one, isAsync));
    return changed.some((one) => one === undefined) ? undefined : changed.flatMap((one) => one ?? []);
  };
  switch (statement.kind) {
    case 'return': {
      const next: Statement = { kind: 'jump', start, end, jump: 'continue' };
      const value = statement.value?.kind === 'call' && isAsync ? { kind: 'await', start, end, value: statement.value } as const : statement.value;
      return value === undefined ? [next] : [{ kind: 'expression', start, end, value }, next];
    }
    case 'if': {
      const [then, otherwise] = [list(statement.then), list(statement.else)];
      return then === undefined || otherwise === undefined ? undefined : [{ ...statement, then, else: otherwise }];
    }
    case 'block': {
      const inner = list(statement.body);
      return inner === undefined ? undefined : [{ ...statement, body: inner }];
    }
    case 'forOf':
    case 'for':
    case 'while':
    case 'try':
    case 'switch': return returnsInside(statement) ? undefined : [statement];
    case 'variables':
    case 'expression':
    case 'throw':
    case 'jump':
    case 'functionDeclaration':
    case 'classDeclaration':
    case 'types':
    case 'other': return [statement];
  }
}

function returnsInside(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if ('kind' in node && (node.kind === 'function' || node.kind === 'class')) return false;
  if ('kind' in node && node.kind === 'return') return true;
  return Object.values(node).some((inner) => returnsInside(inner));
}
