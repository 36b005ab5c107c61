import type { Expression, Module } from '../../../ast/syntax.ts';
import type { Declaration } from './moduleScope.ts';
import type { Program } from './program.ts';

/** A function that another function of the app makes: `export const checkout = logged(async () => ...)`. */
export interface WrappedFunction {
  readonly id: string;
  readonly declaration: Declaration;
  readonly init: Expression;
  readonly start: number;
  readonly end: number;
  /** The function inside, whose body is the one that counts. */
  readonly body: { readonly start: number; readonly end: number };
}

/** What a declaration and its members hold that may be a function which is made by a call. */
export function wrappedIn(program: Program, declaration: Declaration): readonly WrappedFunction[] {
  const { is, start, end } = declaration;
  if (is.kind !== 'constant' || is.path.length > 0) return [];
  const id = program.idOf(declaration);
  const body = wrappedBody(program, declaration.module, is.init);
  if (body !== undefined) return [{ id, declaration, init: is.init, start, end, body }];
  if (is.init.kind !== 'object') return [];
  return is.init.entries.flatMap((entry) => {
    const inside = entry.kind === 'property' && typeof entry.key.name === 'string' ? wrappedBody(program, declaration.module, entry.value) : undefined;
    return entry.kind !== 'property' || typeof entry.key.name !== 'string' || inside === undefined ? []
      : [{ id: `${id}.${entry.key.name}`, declaration, init: entry.value, start: entry.start, end: entry.end, body: inside }];
  });
}

/** The body of the function that is given to a function of the app. */
function wrappedBody(program: Program, module: Module, node: Expression): WrappedFunction['body'] | undefined {
  if (node.kind !== 'call' || node.callee.kind !== 'identifier' || program.declared(module, node.callee.name) === undefined) return undefined;
  for (const arg of node.args) {
    if (arg.kind === 'function') return { start: arg.bodyStart, end: arg.bodyEnd };
    const inner = wrappedBody(program, module, arg);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
