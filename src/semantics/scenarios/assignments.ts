/** Ways to give an expression a wanted value: the other direction of evaluation, as far as one unknown goes. */
import type { Json } from '../../base/json.ts';
import type { Expression } from '../../ir/expression.ts';
import * as decimal from '../decimal.ts';
import { type Scope, evaluate } from '../evaluate.ts';
import type { RowValues } from '../types.ts';

/** The way to a part of an input: names of properties and places in lists. */
export type InputPath = readonly (string | number)[];

export type Demand =
  /** The part of the call's input at that path should be the value: `['lines', 0, 'count']`. */
  | { readonly kind: 'input'; readonly path: InputPath; readonly value: Json }
  | { readonly kind: 'attribute'; readonly entity: string; readonly row: RowValues; readonly attribute: string; readonly value: Json }
  /** A row should be bound to that name. */
  | { readonly kind: 'row'; readonly name: string }
  /** The list bound to that name should have so many rows. */
  | { readonly kind: 'size'; readonly list: string; readonly atLeast: number; readonly atMost: number };

/** Demands that have to be met together. */
export type Solution = readonly Demand[];

/** A scope that also knows the values that an attribute or input can have, where they are few. */
export interface SolveScope extends Scope {
  readonly domain?: (e: Extract<Expression, { kind: 'select' }>) => readonly Json[] | undefined;
  /** Where in the input of the call the values of names come from: `line` is `['lines', 0]`, `input` itself `[]`; `input.x` stands for itself. */
  readonly origins?: ReadonlyMap<string, InputPath>;
  /** What steps give names and attributes of bound rows, `total` and `order.total`, in their order. */
  readonly definitions?: ReadonlyMap<string, readonly Expression[]>;
  /** By which attribute rows of these names were loaded, and which part of the input says its value: another value chooses another row. */
  readonly finders?: ReadonlyMap<string, { readonly entity: string; readonly attribute: string; readonly path: InputPath }>;
  /** Ways to make a condition true, or false. */
  readonly whether?: (condition: Expression, wanted: boolean, scope: SolveScope) => readonly Solution[];
  /** The rows among which inputs can choose. */
  readonly rows?: (entity: string) => readonly RowValues[];
}

/** As many as are tried. */
export const maxSolutions = 24;

type Binary = Extract<Expression, { kind: 'binary' }>;

/** Ways to give the expression one of the values. */
export function assign(e: Expression, values: readonly Json[], scope: SolveScope): readonly Solution[] {
  const path = pathIn(e, scope);
  if (path !== undefined && path.length > 0) return values.map((value) => [{ kind: 'input', path, value }]);
  if (e.kind === 'select' && e.target.type.kind === 'entity') {
    const { entity } = e.target.type;
    const row = valueOf(e.target, scope);
    const written = e.target.kind === 'name' ? assignDefined(e, definitionKey(e), values, scope) : [];
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return written;
    return either(either(written, values.map((value) => [{ kind: 'attribute', entity, row: row as RowValues, attribute: e.member, value }])), chosenAnew(e, values, scope));
  }
  if (e.kind === 'name' && e.type.kind === 'entity') return values.some((value) => value !== null) ? [[{ kind: 'row', name: e.name }]] : [];
  if (e.kind === 'name') return assignDefined(e, e.name, values, scope);
  if (e.type.kind === 'bool' && e.kind !== 'conditional' && e.kind !== 'literal') return values.flatMap((value) => (typeof value === 'boolean' ? (scope.whether?.(e, value, scope) ?? []) : []));
  if (e.kind === 'call') return assignCall(e, values, scope);
  if (e.kind === 'binary') return values.flatMap((value) => invert(e, value, scope));
  if (e.kind === 'conditional') return either(assign(chosen(e, scope), values, scope), switched(e, scope));
  return [];
}

/** Inputs that choose another row in the place of one, which has one of the values. */
function chosenAnew({ target, member }: Extract<Expression, { kind: 'select' }>, values: readonly Json[], { finders, rows }: SolveScope): readonly Solution[] {
  const finder = target.kind === 'name' ? finders?.get(target.name) : undefined;
  if (finder === undefined) return [];
  return values.flatMap((wanted) => {
    const row = rows?.(finder.entity).findLast((candidate) => candidate[member] === wanted);
    const value = row?.[finder.attribute];
    return value === undefined || value === null ? [] : [[{ kind: 'input', path: finder.path, value }]];
  });
}

/** Ways to make a conditional take its other branch: whoever asked looks whether that does. */
function switched(e: Expression, scope: SolveScope): readonly Solution[] {
  return e.kind === 'conditional' ? (scope.whether?.(e.condition, valueOf(e.condition, scope) !== true, scope) ?? []) : [];
}

/** The branch that a conditional takes now. */
function chosen(e: Expression, scope: SolveScope): Expression {
  return e.kind === 'conditional' ? chosen(valueOf(e.condition, scope) === true ? e.then : e.otherwise, scope) : e;
}

/** `total`, `order.total`: what definitions are kept by. */
function definitionKey(e: Expression): string {
  if (e.kind === 'name') return e.name;
  return e.kind === 'select' && e.target.kind === 'name' ? `${e.target.name}.${e.member}` : '';
}

/** Ways to give what steps write one of the values: by what they give it, the last first; a sum by what was added last. */
function assignDefined(written: Expression, key: string, values: readonly Json[], scope: SolveScope): readonly Solution[] {
  const definitions = scope.definitions?.get(key) ?? [];
  const last = definitions.at(-1);
  if (last === undefined) return [];
  const own = { ...scope, definitions: new Map([...(scope.definitions ?? [])].filter(([other]) => other !== key)) };
  return either(assignLast(written, key, values, { scope, own, definitions, last }), switched(last, own));
}

interface Defined {
  readonly scope: SolveScope;
  /** The scope in which the name itself has no definitions. */
  readonly own: SolveScope & { readonly definitions: Map<string, readonly Expression[]> };
  readonly definitions: readonly Expression[];
  readonly last: Expression;
}

function assignLast(written: Expression, key: string, values: readonly Json[], { scope, own, definitions, last }: Defined): readonly Solution[] {
  const e = chosen(last, scope);
  const isSelf = (part: Expression): boolean => definitionKey(part) === key;
  if (isSelf(e)) return assignDefined(written, key, values, { ...own, definitions: own.definitions.set(key, definitions.slice(0, -1)) });
  if (e.kind !== 'binary' || !(isSelf(e.left) || isSelf(e.right))) return assign(e, values, own);
  const added = isSelf(e.left) ? e.right : e.left;
  const sign = e.operator === '+' ? 1 : e.operator === '-' && isSelf(e.left) ? -1 : undefined;
  if (sign === undefined) return [];
  return assign(added, values.flatMap((value) => moved(valueOf(added, scope), valueOf(written, scope), value, sign, added)), own);
}

/** The part of a sum when the sum becomes another: `part + (wanted - whole)`, or less for what is taken away. */
function moved(part: Json | undefined, whole: Json | undefined, wanted: Json, sign: 1 | -1, e: Expression): readonly Json[] {
  if (!isAmount(part) || !isAmount(whole) || !isAmount(wanted)) return [];
  const more = sign === 1 ? decimal.subtract(wanted, whole) : decimal.subtract(whole, wanted);
  const text = decimal.add(part, more);
  return [e.type.kind === 'decimal' ? text : Number(text)];
}

function isAmount(value: Json | undefined): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));
}

/** The scope inside of a macro, for one item of its list. */
export function itemScope(e: Extract<Expression, { kind: 'macro' }>, item: Json, index: number, scope: SolveScope): SolveScope {
  const list = pathIn(e.target, scope);
  const variables = { ...scope.variables, [e.variable]: item };
  const origins = new Map(scope.origins ?? [['input', []]]);
  origins.delete(e.variable);
  return { ...scope, variables, origins: list === undefined ? origins : origins.set(e.variable, [...list, index]) };
}

/** Where in the input the value of the expression stands; undefined when it does not come from there as it is. */
function pathIn(e: Expression, scope: SolveScope): InputPath | undefined {
  if (e.kind === 'name') return scope.origins === undefined && e.name === 'input' ? [] : scope.origins?.get(e.name);
  if (e.kind !== 'select') return undefined;
  const own = e.target.kind === 'name' ? scope.origins?.get(`${e.target.name}.${e.member}`) : undefined;
  const target = pathIn(e.target, scope);
  return own ?? (target === undefined ? undefined : [...target, e.member]);
}

function assignCall(e: Extract<Expression, { kind: 'call' }>, values: readonly Json[], scope: SolveScope): readonly Solution[] {
  const [first] = e.arguments;
  if (first === undefined) return [];
  if (e.function === 'size') return values.flatMap((value) => (typeof value === 'number' && value >= 0 ? sized(first, value, value, scope) : []));
  if (e.function === 'sum') return assignSum(first, values, scope);
  if ((e.function === 'max' || e.function === 'min' || e.function === 'round') && isAmount(valueOf(e, scope))) return e.arguments.flatMap((part) => assign(part, values, scope));
  if (e.function === 'decimal' || e.function === 'int' || e.function === 'double') {
    const number = first.type.kind === 'int' || first.type.kind === 'double';
    return assign(first, values.filter((value) => value !== null).map((value) => (number ? Math.trunc(Number(value)) : value)), scope);
  }
  return ['string', 'lower', 'upper', 'trim', 'timestamp', 'date'].includes(e.function) ? assign(first, values, scope) : [];
}

/** A sum over a list becomes another when its first item does. */
function assignSum(list: Expression, values: readonly Json[], scope: SolveScope): readonly Solution[] {
  if (list.kind !== 'macro' || list.macro !== 'map') return [];
  const items = valueOf(list.target, scope);
  const item = Array.isArray(items) ? (items as readonly Json[])[0] : undefined;
  const amounts = valueOf(list, scope);
  if (item === undefined || !Array.isArray(amounts)) return [];
  const inner = itemScope(list, item, 0, scope);
  const whole = (amounts as readonly Json[]).reduce<string>((sum, amount) => (isAmount(amount) ? decimal.add(sum, amount) : sum), '0');
  return assign(list.body, values.flatMap((value) => moved((amounts as readonly Json[])[0], whole, value, 1, list.body)), inner);
}

/** Ways to give a list so many items: rows for a list that was loaded, items for one of the input. */
export function sized(list: Expression, atLeast: number, atMost: number, scope: SolveScope): readonly Solution[] {
  const path = pathIn(list, scope);
  if (path !== undefined && path.length > 0) {
    const items = valueOf(list, scope);
    const last = Array.isArray(items) ? (items as readonly Json[]).at(-1) : undefined;
    if (!Array.isArray(items) || (last === undefined && atLeast > 0)) return [];
    const more = Array.from({ length: Math.max(0, atLeast - items.length) }, () => last ?? null);
    return [[{ kind: 'input', path, value: [...(items as readonly Json[]), ...more].slice(0, atMost) }]];
  }
  return list.kind === 'name' ? [[{ kind: 'size', list: list.name, atLeast, atMost }]] : [];
}

/** Solves `a + b = value` and its like for one side, the other as it is. */
function invert(e: Binary, value: Json, scope: SolveScope): readonly Solution[] {
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  const [left, right] = [valueOf(e.left, scope), valueOf(e.right, scope)];
  const forLeft = typeof right === 'string' || typeof right === 'number' ? backwards(e, value, right, 'left') : undefined;
  const forRight = typeof left === 'string' || typeof left === 'number' ? backwards(e, value, left, 'right') : undefined;
  return either(forLeft === undefined ? [] : assign(e.left, [forLeft], scope), forRight === undefined ? [] : assign(e.right, [forRight], scope));
}

function backwards(e: Binary, value: string | number, known: string | number, unknown: 'left' | 'right'): Json | undefined {
  if (!['int', 'double', 'decimal'].includes(e.type.kind)) return undefined;
  const text = exact(e.operator, value, known, unknown);
  if (text === undefined) return undefined;
  return e.type.kind === 'decimal' ? text : Number(text);
}

function exact(operator: Binary['operator'], value: string | number, known: string | number, unknown: 'left' | 'right'): string | undefined {
  if (operator === '+') return decimal.subtract(value, known);
  if (operator === '-') return unknown === 'left' ? decimal.add(value, known) : decimal.subtract(known, value);
  if (operator === '*') return decimal.divide(value, known);
  if (operator === '/') return unknown === 'left' ? decimal.multiply(value, known) : decimal.divide(known, value);
  return undefined;
}

/** The value of the expression; undefined when it has none. */
export function valueOf(e: Expression, scope: SolveScope): Json | undefined {
  const result = evaluate(e, scope);
  return result.ok ? result.value : undefined;
}

/** One after the other, as many as are tried. */
export function either(a: readonly Solution[], b: readonly Solution[]): readonly Solution[] {
  return [...a, ...b].slice(0, maxSolutions);
}

/** The expression `value == constant`. */
export function equalTo(left: Expression, value: Json): Expression {
  const literal: Expression = { kind: 'literal', value: typeof value === 'object' ? null : value, type: left.type, span: left.span };
  return { kind: 'binary', operator: '==', left, right: literal, type: { kind: 'bool', nullable: false }, span: left.span };
}
