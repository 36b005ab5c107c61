import type { CallNode, Expression, FunctionNode } from '../../../../ast/syntax.ts';
import type { ApplicationIR } from '../../../../ir/application.ts';
import type { Candidate } from './candidate.ts';
import { namesOf } from './names.ts';

/** What a call of something of the app does. */
export interface AppCall {
  /** As it is written: `loanRepository.update`. */
  readonly text: string;
  readonly isAsync: boolean;
  readonly isWrite: boolean;
}

const writingRepository = /^(?:insert|update|remove|link|unlink)/;
const writingService = /^(?:create|update|replace|patch|remove|delete|link|unlink|add)/;
/** The builder of a query that is run when it is awaited. */
const builders: ReadonlySet<string> = new Set(['select', 'selectDistinct', 'selectDistinctOn', 'insert', 'update', 'delete', 'execute', 'with', '$count', 'query']);

/** What a call does when it is one of the app's functions; undefined for any other. */
export function appCall({ callee }: CallNode, application: ApplicationIR): AppCall | undefined {
  const { values } = namesOf(application);
  if (callee.kind === 'identifier') {
    const kind = values.get(callee.name)?.kind;
    if (callee.name === 'emitEvent') return { text: callee.name, isAsync: true, isWrite: true };
    if (kind === 'flow' || kind === 'operation') return { text: callee.name, isAsync: true, isWrite: false };
    return kind === 'machine' ? { text: callee.name, isAsync: true, isWrite: true } : undefined;
  }
  if (callee.kind !== 'member' || callee.object.kind !== 'identifier') return undefined;
  const { name } = callee.object;
  const kind = values.get(name)?.kind;
  const text = `${name}.${callee.name}`;
  if (kind === 'repository') return { text, isAsync: callee.name !== 'owned', isWrite: writingRepository.test(callee.name) };
  return kind === 'service' ? { text, isAsync: true, isWrite: writingService.test(callee.name) } : undefined;
}

/** Names that hold the transaction: `tx` of the context under any name. */
export function transactionNames({ nodes }: Candidate): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { node } of nodes) {
    if (node.kind !== 'variables') continue;
    for (const { pattern, init } of node.declarations) {
      if (pattern.kind === 'name' && init?.kind === 'member' && init.name === 'tx') names.add(pattern.name);
      if (pattern.kind !== 'objectPattern') continue;
      for (const entry of pattern.entries) if (entry.key.name === 'tx' && entry.pattern.kind === 'name') names.add(entry.pattern.name);
    }
  }
  return names;
}

/** The call on the transaction that a chain of calls begins with: `insert` of `context.tx.insert(loans).values(...)`. */
export function onTransaction(node: CallNode, names: ReadonlySet<string>): string | undefined {
  const { callee } = node;
  if (callee.kind !== 'member') return undefined;
  if (isTransaction(callee.object, names)) return callee.name;
  return callee.object.kind === 'call' ? onTransaction(callee.object, names) : undefined;
}

/** Whether what stands there is the transaction itself. */
export function isTransaction(node: Expression, names: ReadonlySet<string>): boolean {
  return (node.kind === 'member' && node.name === 'tx') || (node.kind === 'identifier' && names.has(node.name));
}

/** Whether a chain that begins so is a query. */
export function isQuery(method: string): boolean {
  return builders.has(method);
}

/** The code's own functions that give promises. */
export function asyncNames({ nodes }: Candidate): ReadonlySet<string> {
  const names = new Set<string>();
  const note = (name: string | undefined, found: FunctionNode): void => { if (name !== undefined && found.async) names.add(name); };
  for (const { node } of nodes) {
    if (node.kind === 'functionDeclaration') note(node.function.name, node.function);
    if (node.kind === 'variables') for (const { pattern, init } of node.declarations) if (pattern.kind === 'name' && init?.kind === 'function') note(pattern.name, init);
  }
  return names;
}
