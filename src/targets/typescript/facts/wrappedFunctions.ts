import type { Expression, FunctionNode, ObjectNode } from '../../../ast/syntax.ts';
import type { AppModule, Declaration } from './moduleScope.ts';
import type { Program } from './program.ts';

/**
 * A function that another function of the app makes: `export const checkout = logged(async () => ...)`, or one of an object that another
 * function makes: `export const carts = createCarts({ repository })`.
 */
export interface WrappedFunction {
  readonly id: string;
  readonly declaration: Declaration;
  readonly init: Expression;
  /** Where it stands. */
  readonly module: AppModule;
  readonly start: number;
  readonly end: number;
  /** The function inside, whose body is the one that counts. */
  readonly body: { readonly start: number; readonly end: number };
  /** How many parameters it has. */
  readonly params: number;
}

/** What a declaration and its members hold that may be a function which is made by a call. */
export function wrappedIn(program: Program, declaration: Declaration): readonly WrappedFunction[] {
  const { is, start, end } = declaration;
  if (is.kind !== 'constant' || is.path.length > 0) return [];
  const id = program.idOf(declaration);
  const body = wrappedBody(program, declaration.module, is.init) ?? functionMadeBy(program, declaration.module, is.init);
  if (body !== undefined) return [{ id, declaration, init: is.init, start: body.module === declaration.module ? start : body.body.start, end: body.module === declaration.module ? end : body.body.end, ...body }];
  if (is.init.kind === 'call') return functionsMadeBy(program, declaration, is.init);
  if (is.init.kind !== 'object') return [];
  return is.init.entries.flatMap((entry) => {
    const { module } = declaration;
    const inside = entry.kind === 'property' && typeof entry.key.name === 'string' ? wrappedBody(program, module, entry.value) ?? functionMadeBy(program, module, entry.value) : undefined;
    if (entry.kind !== 'property' || typeof entry.key.name !== 'string' || inside === undefined) return [];
    const place = inside.module === module ? entry : inside.body;
    return [{ id: `${id}.${entry.key.name}`, declaration, init: entry.value, ...inside, start: place.start, end: place.end }];
  });
}

/** The functions of the object that a call of a function of the app makes, or is given and gives back. */
function functionsMadeBy(program: Program, declaration: Declaration, call: Extract<Expression, { kind: 'call' }>): readonly WrappedFunction[] {
  const id = program.idOf(declaration);
  const { object, module, inside } = objectMadeBy(program, declaration.module, call) ?? {};
  if (object === undefined || module === undefined) return [];
  program.touch(module.path);
  return object.entries.flatMap((entry): readonly WrappedFunction[] => {
    if (entry.kind !== 'property' || typeof entry.key.name !== 'string') return [];
    const { value, key: { name } } = entry;
    const node = value.kind === 'function' ? value : value.kind === 'identifier' ? localFunction(inside, value.name) : undefined;
    if (node === undefined) return [];
    const init: Expression = { kind: 'member', start: call.start, end: call.end, object: call, name, nameStart: call.end, optional: false };
    const place = value.kind === 'function' ? entry : node;
    return [{ id: `${id}.${name}`, declaration, init, module, start: place.start, end: place.end, ...bodyOf(node) }];
  });
}

interface MadeObject {
  readonly object: ObjectNode;
  readonly module: AppModule;
  /** The function that makes it; undefined for one that is passed to a function. */
  readonly inside: FunctionNode | undefined;
}

function objectMadeBy(program: Program, module: AppModule, call: Extract<Expression, { kind: 'call' }>): MadeObject | undefined {
  const maker = call.callee.kind === 'identifier' ? program.declared(module, call.callee.name) : undefined;
  if (maker === undefined) return undefined;
  const given = call.args.find((arg): arg is ObjectNode => arg.kind === 'object' && arg.entries.some((entry) => entry.kind === 'property' && entry.value.kind === 'function'));
  if (given !== undefined) return { object: given, module, inside: undefined };
  program.touch(maker.module.path);
  const node = functionOf(maker);
  const last = node?.body.at(-1);
  return last?.kind === 'return' && last.value?.kind === 'object' ? { object: last.value, module: maker.module, inside: node } : undefined;
}

/** A function that is declared in another. */
function localFunction(inside: FunctionNode | undefined, name: string): FunctionNode | undefined {
  for (const statement of inside?.body ?? []) {
    if (statement.kind === 'functionDeclaration' && statement.function.name === name) return statement.function;
    const constant = statement.kind === 'variables' ? statement.declarations.find(({ pattern }) => pattern.kind === 'name' && pattern.name === name)?.init : undefined;
    if (constant?.kind === 'function') return constant;
  }
  return undefined;
}

type Body = Pick<WrappedFunction, 'body' | 'params'>;

function bodyOf({ bodyStart, bodyEnd, params }: FunctionNode): Body {
  return { body: { start: bodyStart, end: bodyEnd }, params: params.length };
}

/** The function that is given to a function of the app, where it stands or by its name: its body is the one that counts. */
function wrappedBody(program: Program, module: AppModule, node: Expression): (Body & { readonly module: AppModule }) | undefined {
  if (node.kind !== 'call' || node.callee.kind !== 'identifier' || program.declared(module, node.callee.name) === undefined) return undefined;
  for (const arg of node.args) {
    if (arg.kind === 'function') return { module, ...bodyOf(arg) };
    const inner = wrappedBody(program, module, arg);
    if (inner !== undefined) return inner;
  }
  for (const arg of node.args) {
    const named = arg.kind === 'identifier' ? program.declared(module, arg.name) : undefined;
    const found = named === undefined ? undefined : functionOf(named);
    if (named === undefined || found === undefined) continue;
    program.touch(named.module.path);
    return { module: named.module, ...bodyOf(found) };
  }
  return undefined;
}

function functionOf({ is }: Declaration): FunctionNode | undefined {
  if (is.kind === 'function') return is.node;
  return is.kind === 'constant' && is.path.length === 0 && is.init.kind === 'function' ? is.init : undefined;
}

/** The function that a call of a function of the app gives back: `makeCheckout({ orders })`. */
function functionMadeBy(program: Program, module: AppModule, node: Expression): (Body & { readonly module: AppModule }) | undefined {
  const maker = node.kind === 'call' && node.callee.kind === 'identifier' ? program.declared(module, node.callee.name) : undefined;
  const inside = maker === undefined ? undefined : functionOf(maker);
  if (maker === undefined || inside === undefined || inside.async || inside.generator) return undefined;
  program.touch(maker.module.path);
  const last = inside.body.at(-1);
  const value = last?.kind === 'return' ? last.value : undefined;
  const made = value?.kind === 'function' ? value : value?.kind === 'identifier' ? localFunction(inside, value.name) : undefined;
  return made === undefined ? undefined : { module: maker.module, ...bodyOf(made) };
}
