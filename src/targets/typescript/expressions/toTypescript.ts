import { assertNever } from '../../../base/assertNever.ts';
import type { Expression } from '../../../ir/expression.ts';
import { resolveSchema } from '../resolveSchema.ts';
import { arithmetic, negative } from './arithmetic.ts';
import { type Absence, type Code, level, member, property, quote, within } from './code.ts';
import { equality, membership, opposite, order } from './comparisons.ts';
import { durationCode } from './durations.ts';
import { factsAfter, insideClosure, pathOf } from './facts.ts';
import { functionCall } from './functions.ts';
import { allOf, anyOf, asCondition, needed, not, orNull } from './operands.ts';
import { closureName, type ExpressionScope, knownReference, type Variable, valuesOf, withVariable } from './scope.ts';

/** The expression as TypeScript, with what is known about its value. */
export function toTypescript(e: Expression, scope: ExpressionScope): Code {
  switch (e.kind) {
    case 'literal':
      return literal(e, scope);
    case 'name':
      return name(e, scope);
    case 'select':
      return select(e, scope);
    case 'unary':
      return e.operator === '!' ? negation(e.operand, scope) : negative(e, scope, toTypescript);
    case 'binary':
      return binary(e, scope);
    case 'conditional':
      return conditional(e, scope);
    case 'call':
      return functionCall(e, scope, toTypescript);
    case 'macro':
      return macro(e, scope);
    case 'list':
      return { text: `[${e.items.map((item) => part(item, scope)).join(', ')}]`, level: level.primary, type: e.type, absent: 'never' };
    case 'record': {
      const fields = e.fields.map((field) => property(field.name, part(field.value, scope)));
      return { text: fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`, level: level.primary, type: e.type, absent: 'never' };
    }
    default:
      return assertNever(e);
  }
}

/** An item of a list or a field of an object: what cannot be null has a type without null. */
function part(e: Expression, scope: ExpressionScope): string {
  const code = toTypescript(e, scope);
  return (e.type.nullable || e.type.kind === 'json' ? orNull(code) : needed(code, scope)).text;
}

/** The text of a condition that is true only when the expression is true. */
export function condition(e: Expression, scope: ExpressionScope): string {
  return asCondition(toTypescript(e, scope)).text;
}

/** The text of a condition that is true unless the expression is true: `!a || b < c` for `a && b >= c`. */
export function unless(e: Expression, scope: ExpressionScope): string {
  return negation(e, scope).text;
}

/** The scope after the expression turned out to be true or false. */
export function after(e: Expression, outcome: boolean, scope: ExpressionScope): ExpressionScope {
  return { ...scope, facts: factsAfter(e, outcome, scope.facts, valuesOf(scope)) };
}

function literal(e: Extract<Expression, { kind: 'literal' }>, scope: ExpressionScope): Code {
  const { value, type } = e;
  const rest = { type, level: level.primary, absent: 'never' } as const;
  if (value === null) return { ...rest, text: 'null', absent: 'null' };
  if (type.kind === 'duration' && typeof value === 'string') return { ...rest, ...durationCode(value, scope) ?? { text: '0' } };
  if (type.kind === 'timestamp') return { ...rest, text: `new Date(${quote(String(value))})`, level: level.member };
  if (type.kind === 'decimal') return { ...rest, text: quote(String(value)), scale: String(value).split('.')[1]?.length ?? 0 };
  const values = new Set([value]);
  if (typeof value === 'string') return { ...rest, text: quote(value), values };
  if (typeof value === 'boolean') return { ...rest, text: String(value) };
  return { ...rest, text: String(value), level: value < 0 ? level.unary : level.primary, values, range: { least: value, most: value } };
}

function name(e: Extract<Expression, { kind: 'name' }>, scope: ExpressionScope): Code {
  const variable = scope.variables.get(e.name);
  if (variable === undefined) throw new Error(`The name ${e.name} is not in scope.`);
  const { text, level: own = level.primary, absent = 'never' } = variable;
  const fact = scope.facts.get(e.name);
  return { ...knowledge(variable), ...values(fact?.values), text, level: own, type: e.type, absent: fact?.present === true ? 'never' : absent, path: e.name };
}

function knowledge({ values: known, range, scale }: Variable): Pick<Code, 'values' | 'range' | 'scale'> {
  return { ...values(known), ...(range === undefined ? {} : { range }), ...(scale === undefined ? {} : { scale }) };
}

function values(known: Code['values']): Pick<Code, 'values'> {
  return known === undefined ? {} : { values: known };
}

function select(e: Extract<Expression, { kind: 'select' }>, scope: ExpressionScope): Code {
  if (e.target.kind === 'name' && e.target.name === 'caller') return callerMember(e, scope);
  if (e.target.type.kind === 'entity' && e.target.kind === 'name' && e.target.name === 'self') {
    const rows = scope.relation?.(e.member);
    if (rows !== undefined) return { text: rows, level: level.primary, type: e.type, absent: 'never' };
  }
  const target = toTypescript(e.target, scope);
  if (target.type.kind === 'json') {
    return { text: `${scope.file.use('helper:memberOf')}(${target.text}, ${quote(e.member)})`, level: level.member, type: e.type, absent: 'null' };
  }
  const path = pathOf(e);
  const fact = path === undefined ? undefined : scope.facts.get(path);
  const known = knownReference(e, scope);
  const own: Absence = fact?.present === true ? 'never' : known?.absent ?? ownAbsence(e, scope);
  const chained = target.absent !== 'never';
  return {
    ...known,
    ...values(fact?.values),
    text: `${within(target, level.member)}${chained ? optionalMember(e.member) : member(e.member)}`,
    level: level.member,
    type: e.type,
    absent: chained ? (own === 'never' || own === 'undefined' ? 'undefined' : 'both') : own,
    ...(path === undefined ? {} : { path }),
  };
}

function optionalMember(name: string): string {
  const access = member(name);
  return access.startsWith('.') ? `?${access}` : `?.${access}`;
}

/**
 * What stands for null in the member itself, as it is declared: columns give null, members of JSON objects can be left out.
 * What conditions before tell is added by the facts, which follow TypeScript's narrowing rather than the checker's.
 */
function ownAbsence(e: Extract<Expression, { kind: 'select' }>, scope: ExpressionScope): Absence {
  const { type } = e.target;
  if (type.kind === 'record') return type.fields.find((field) => field.name === e.member)?.type.nullable === true ? 'both' : 'never';
  if (type.kind !== 'entity') return e.type.nullable ? 'both' : 'never';
  const entity = scope.application.entities.find((candidate) => candidate.name === type.entity);
  const attribute = entity?.attributes.find((candidate) => candidate.name === e.member);
  if (attribute === undefined) return e.type.nullable ? 'null' : 'never';
  return (resolveSchema(scope.application, attribute.schema) ?? attribute.schema).nullable ? 'null' : 'never';
}

/** `caller.id`: the subject of the credentials, absent for an anonymous call. */
function callerMember(e: Extract<Expression, { kind: 'select' }>, scope: ExpressionScope): Code {
  const caller = scope.variables.get('caller')?.text ?? 'context.caller';
  const rest = { type: e.type, level: level.member } as const;
  const isKnown = scope.facts.get(pathOf(e) ?? '')?.present === true;
  if (isKnown) return { ...rest, text: `${caller}.${e.member === 'id' ? 'subject' : e.member}`, absent: 'never' };
  if (e.member === 'scopes') return { ...rest, level: level.primary, text: `[...(${caller}?.scopes ?? [])]`, absent: 'never' };
  const field = e.member === 'id' ? 'subject' : e.member;
  if (e.type.nullable || e.type.kind === 'bool') return { ...rest, text: `${caller}?.${field}`, absent: 'undefined' };
  const context = caller.replace(/\.caller$/, '');
  return { ...rest, text: `${scope.file.use('runtime:requireCaller')}(${context}).${field}`, absent: 'never' };
}

function binary(e: Extract<Expression, { kind: 'binary' }>, scope: ExpressionScope): Code {
  const { operator } = e;
  switch (operator) {
    case '&&':
      return allOf([asCondition(toTypescript(e.left, scope)), asCondition(toTypescript(e.right, after(e.left, true, scope)))]);
    case '||':
      return anyOf([asCondition(toTypescript(e.left, scope)), asCondition(toTypescript(e.right, after(e.left, false, scope)))]);
    case '==':
    case '!=':
      return equality(e, operator === '==', scope, toTypescript);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return order(e, operator, scope, toTypescript);
    case 'in':
      return asCondition(inCaller(e, scope) ?? membership(e, scope, toTypescript));
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return arithmetic(e, operator, scope, toTypescript);
    default:
      return assertNever(operator);
  }
}

function inCaller(e: Extract<Expression, { kind: 'binary' }>, scope: ExpressionScope): Code | undefined {
  const isScopes = e.operator === 'in' && e.right.kind === 'select' && e.right.member === 'scopes' && e.right.target.kind === 'name' && e.right.target.name === 'caller';
  if (!isScopes) return undefined;
  const caller = scope.variables.get('caller')?.text ?? 'context.caller';
  return { text: `${caller}?.scopes.has(${toTypescript(e.left, scope).text})`, level: level.member, type: e.type, absent: 'undefined' };
}

/** `!e`, moved inwards as long as that reads better. */
function negation(e: Expression, scope: ExpressionScope): Code {
  if (e.kind === 'unary' && e.operator === '!') return asCondition(toTypescript(e.operand, scope));
  if (e.kind === 'binary') {
    const { operator } = e;
    if (operator === '&&') return anyOf([negation(e.left, scope), negation(e.right, after(e.left, true, scope))]);
    if (operator === '||') return allOf([negation(e.left, scope), negation(e.right, after(e.left, false, scope))]);
    if (operator === '==' || operator === '!=') return equality(e, operator === '!=', scope, toTypescript);
    if ((operator === '<' || operator === '<=' || operator === '>' || operator === '>=') && isTotal(e, scope)) {
      return order({ ...e, operator: opposite[operator] }, opposite[operator], scope, toTypescript);
    }
  }
  const code = (e.kind === 'binary' ? inCaller(e, scope) : undefined) ?? toTypescript(e, scope);
  if (code.absent === 'never') return not(code);
  return { text: `${within(code, level.relational)} !== true`, level: level.equality, type: code.type, absent: 'never' };
}

/** True when exactly one of `<` and `>=` holds: no side is null. */
function isTotal(e: Extract<Expression, { kind: 'binary' }>, scope: ExpressionScope): boolean {
  return toTypescript(e.left, scope).absent === 'never' && toTypescript(e.right, scope).absent === 'never';
}

function conditional(e: Extract<Expression, { kind: 'conditional' }>, scope: ExpressionScope): Code {
  if (isFallback(e)) return fallback(e, scope);
  const test = asCondition(toTypescript(e.condition, scope));
  const then = toTypescript(e.then, after(e.condition, true, scope));
  const otherwise = toTypescript(e.otherwise, after(e.condition, false, scope));
  const absent: Absence = then.absent === otherwise.absent || otherwise.absent === 'never' ? then.absent : then.absent === 'never' ? otherwise.absent : 'both';
  const text = `${within(test, level.nullish)} ? ${within(then, level.conditional)} : ${within(otherwise, level.conditional)}`;
  return { text, level: level.conditional, type: e.type, absent, ...joinedKnowledge(then, otherwise) };
}

/** True for `x != null ? x : y`. */
function isFallback(e: Extract<Expression, { kind: 'conditional' }>): boolean {
  const { condition: test, then } = e;
  if (test.kind !== 'binary' || test.operator !== '!=' || test.right.kind !== 'literal' || test.right.value !== null) return false;
  const path = pathOf(then);
  return path !== undefined && path === pathOf(test.left);
}

/** `x ?? y`. */
function fallback(e: Extract<Expression, { kind: 'conditional' }>, scope: ExpressionScope): Code {
  const { condition: test } = e;
  const first = toTypescript(test.kind === 'binary' ? test.left : e.then, scope);
  const second = toTypescript(e.otherwise, after(test, false, scope));
  if (first.absent === 'never') return first;
  const text = `${within(first, level.equality)} ?? ${within(second, second.level === level.nullish ? level.nullish : level.equality)}`;
  return { text, level: level.nullish, type: e.type, absent: second.absent, ...joinedKnowledge(first, second) };
}

function joinedKnowledge(a: Code, b: Code): Partial<Code> {
  return {
    ...(a.values === undefined || b.values === undefined ? {} : { values: new Set([...a.values, ...b.values]) }),
    ...(a.scale === undefined || b.scale === undefined ? {} : { scale: Math.max(a.scale, b.scale) }),
    ...(a.range === undefined || b.range === undefined ? {} : { range: { least: Math.min(a.range.least, b.range.least), most: Math.max(a.range.most, b.range.most) } }),
  };
}

/** `list.all(x, ...)` and its like as methods of arrays; null is an empty list. */
function macro(e: Extract<Expression, { kind: 'macro' }>, scope: ExpressionScope): Code {
  const target = toTypescript(e.target, scope);
  const list = target.absent === 'never' ? within(target, level.member) : `(${within(target, level.or)} ?? [])`;
  const items = e.target.type.kind === 'list' ? e.target.type.items : undefined;
  const text = closureName(scope, e.variable);
  const variable = { text, absent: items?.nullable === true ? ('null' as const) : ('never' as const), ...(target.scale === undefined ? {} : { scale: target.scale }) };
  const inner = withVariable({ ...scope, facts: insideClosure(scope.facts) }, e.variable, variable);
  const body = toTypescript(e.body, inner);
  const call = (method: string, text: string): string => `${list}.${method}((${variable.text}) => ${text})`;
  const rest = { type: e.type, absent: 'never', level: level.member } as const;
  switch (e.macro) {
    case 'all':
      return { ...rest, text: call('every', asCondition(body).text) };
    case 'exists':
      return { ...rest, text: call('some', asCondition(body).text) };
    case 'existsOne':
      return { ...rest, level: level.equality, text: `${call('filter', asCondition(body).text)}.length === 1` };
    case 'filter':
      return { ...rest, text: call('filter', asCondition(body).text) };
    case 'map': {
      const value = e.body.type.nullable || e.body.type.kind === 'json' ? orNull(body) : needed(body, scope);
      return { ...rest, text: call('map', e.body.kind === 'record' ? `(${value.text})` : value.text), ...(body.scale === undefined ? {} : { scale: body.scale }) };
    }
    default:
      return assertNever(e.macro);
  }
}
