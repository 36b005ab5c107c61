import type { Expression, ObjectNode, Pattern, TemplateNode } from '../../../ast/syntax.ts';
import type { ObjectEntryValue, Value } from '../../facts/value.ts';
import { assignTo } from './assign.ts';
import { awaited } from './awaiting.ts';
import { callEffect, branch, leaves, normalised, resultOf } from './effects.ts';
import { argsOf, callOf, itemsOf } from './evaluateCall.ts';
import { chosenByName } from './dispatch.ts';
import { isValue, type Machine, moduleOf, placeOf } from './machine.ts';
import { boundTo, memberOf } from './members.ts';
import type { Held, Run } from './scope.ts';
import { object, spreadable } from './objectValues.ts';
import * as make from './values.ts';

/** What an expression gives where it stands; calls that are awaited become effects on the way. */
export function evaluateExpression(machine: Machine, run: Run, node: Expression): Held {
  const at = placeOf(run, node);
  if (machine.exhausted()) return make.opaque('too long', at);
  const value = (inner: Expression): Value => machine.plain(run, machine.expression(run, inner));
  switch (node.kind) {
    case 'literal': return make.literal(node.value, at);
    case 'regex': return make.regex(node.source, node.flags, at);
    case 'identifier': return identifierOf(machine, run, node.name, at);
    case 'this': return run.self ?? make.symbol('this', at);
    case 'function': return { kind: 'closure', node, scope: run.scope, self: node.arrow ? run.self : undefined };
    case 'class': return { kind: 'instance', class: () => node, scope: run.scope, args: undefined, name: make.symbol('class', at), declaration: undefined };
    case 'object': return objectOf(machine, run, node);
    case 'array': return make.array(node.items.flatMap((item) => itemsOf(machine, run, item)), at);
    case 'member': return memberOf(machine, run, machine.expression(run, node.object), node.optional ? `?.${node.name}` : node.name, at);
    case 'index': return indexOf(machine, run, node);
    case 'call': return callOf(machine, run, node);
    case 'new': return newOf(machine, run, node);
    case 'template': return templateOf(machine, run, node, undefined);
    case 'taggedTemplate': return templateOf(machine, run, node.template, value(node.tag));
    case 'unary': return unaryOf(machine, run, node);
    case 'binary': return binaryOf(machine, run, node);
    case 'assign': return assignTo(machine, run, node);
    case 'conditional': return choiceOf(machine, run, node);
    case 'await': return awaited(machine, run, value(node.value));
    case 'spread': return make.spread(value(node.value), at);
    case 'other': return make.opaque(node.text, at);
  }
}

function identifierOf(machine: Machine, run: Run, name: string, at: Value['at']): Held {
  if (name === 'undefined') return make.literal(undefined, at);
  const local = run.scope.find(name)?.get(name);
  if (local !== undefined) return isValue(local) ? make.usedAt(local, at) : local;
  const binding = machine.program.resolve(moduleOf(run), name);
  return binding === undefined ? make.symbol(`global#${name}`, at) : boundTo(machine, binding, at);
}

function objectOf(machine: Machine, run: Run, node: ObjectNode): Value {
  const entries = node.entries.map((entry): ObjectEntryValue => {
    const at = placeOf(run, entry);
    if (entry.kind === 'spread') return { kind: 'spread', value: spreadable(machine.plain(run, machine.expression(run, entry.value))), at };
    const inner = entry.kind === 'accessor' ? entry.function : entry.value;
    const value = machine.plain(run, machine.expression(run, inner));
    if (typeof entry.key.name === 'string') return { kind: 'property', name: entry.key.name, value, at };
    const name = machine.plain(run, machine.expression(run, entry.key.name));
    return name.kind === 'literal' ? { kind: 'property', name: String(name.value), value, at } : { kind: 'computed', name, value, at };
  });
  return object(entries, placeOf(run, node));
}

function indexOf(machine: Machine, run: Run, node: Extract<Expression, { kind: 'index' }>): Held {
  const index = machine.plain(run, machine.expression(run, node.index));
  return itemAt(machine, run, { object: machine.expression(run, node.object), index, at: placeOf(run, node) });
}

/** What stands under an index; where that depends on a condition, the choice of what stands under either. */
function itemAt(machine: Machine, run: Run, { object, index, at }: { readonly object: Held; readonly index: Value; readonly at: Value['at'] }): Held {
  if (index.kind === 'conditional') {
    const side = (one: Value): Value => machine.plain(run, itemAt(machine, run, { object, index: one, at }));
    return make.conditional(index.test, side(index.then), side(index.else), at);
  }
  const name = index.kind === 'literal' && (typeof index.value === 'string' || typeof index.value === 'boolean') ? String(index.value) : undefined;
  if (name !== undefined) return memberOf(machine, run, object, name, at);
  const chosen = index.kind === 'literal' ? undefined : chosenByName(machine, run, { object, index, at });
  if (chosen !== undefined) return chosen;
  const value = machine.plain(run, object);
  if (value.kind === 'array' && index.kind === 'literal' && typeof index.value === 'number') {
    const item = value.items[index.value];
    if (item !== undefined && !value.items.some((other) => other.kind === 'spread')) return make.usedAt(item, at);
  }
  return make.indexed(value, index, at);
}

function newOf(machine: Machine, run: Run, node: Extract<Expression, { kind: 'new' }>): Held {
  const callee = machine.expression(run, node.callee);
  const args = argsOf(machine, run, node.args);
  const at = placeOf(run, node);
  const made = make.construct(machine.plain(run, callee), args.map((arg) => machine.plain(run, arg)), at);
  return callee.kind === 'instance' && callee.args === undefined ? { ...callee, args, name: made } : made;
}

function templateOf(machine: Machine, run: Run, node: TemplateNode, tag: Value | undefined): Value {
  const parts = node.texts.flatMap((text, index): readonly (string | Value)[] => {
    const inner = node.values[index];
    return inner === undefined ? [text] : [text, machine.plain(run, machine.expression(run, inner))];
  });
  return make.template(tag, parts, placeOf(run, node));
}

function unaryOf(machine: Machine, run: Run, node: Extract<Expression, { kind: 'unary' }>): Value {
  const at = placeOf(run, node);
  if (/^x?(\+\+|--)$/.test(node.operator)) {
    const one: Expression = { kind: 'literal', start: node.start, end: node.end, value: 1 };
    const operator = node.operator.endsWith('++') ? '+=' : '-=';
    return machine.plain(run, assignTo(machine, run, { kind: 'assign', start: node.start, end: node.end, operator, target: node.operand, value: one }));
  }
  const operand = machine.plain(run, machine.expression(run, node.operand));
  if (node.operator === '!') return { ...make.not(operand), at };
  if (node.operator === 'void') return make.literal(undefined, at);
  if (node.operator === '-' && operand.kind === 'literal' && typeof operand.value === 'number') return make.literal(-operand.value, at);
  return make.operation(node.operator, [operand], at);
}

function binaryOf(machine: Machine, run: Run, node: Extract<Expression, { kind: 'binary' }>): Value {
  const at = placeOf(run, node);
  const left = machine.plain(run, machine.expression(run, node.left));
  if (node.operator !== '&&' && node.operator !== '||' && node.operator !== '??') {
    return make.operation(node.operator, [left, machine.plain(run, machine.expression(run, node.right))], at);
  }
  let right: Value | undefined;
  const effects = run.flow.collect(() => {
    right = machine.plain(run, machine.expression(run, node.right));
  });
  const test = node.operator === '&&' ? left : node.operator === '||' ? make.not(left) : make.operation('==', [left, make.literal(null, at)], at);
  if (effects.length > 0) run.flow.effects.push(...branch(test, normalised(effects), [], at));
  // What cannot come back gives nothing: `row ?? raise(...)` is the row.
  if (node.operator === '??' && leaves(effects)) return left;
  return right === undefined ? left : make.operation(node.operator, [left, right], at);
}

function choiceOf(machine: Machine, run: Run, node: Extract<Expression, { kind: 'conditional' }>): Value {
  const at = placeOf(run, node);
  const test = make.truth(machine.plain(run, machine.expression(run, node.test)));
  const sides = [node.then, node.else].map((side) => {
    let value: Value = make.literal(undefined, at);
    const effects = run.flow.collect(() => {
      value = machine.plain(run, machine.expression(run, side));
    });
    return { value, effects: normalised(effects) };
  });
  const [then, otherwise] = sides;
  if (then === undefined || otherwise === undefined) return test;
  if (then.effects.length + otherwise.effects.length > 0 && !leaves(then.effects)) run.flow.effects.push(...branch(test, then.effects, otherwise.effects, at));
  return make.conditional(test, then.value, otherwise.value, at);
}

/** Is it sure that the value is not undefined? */
function isThere(value: Value): boolean {
  return value.kind === 'literal' || value.kind === 'regex' || value.kind === 'object' || value.kind === 'array' || value.kind === 'template' || value.kind === 'function';
}

/** Of what was just asked for only the first counts: `.limit(1)` says nothing more. */
function withoutLimitOfOne(run: Run, held: Held): Held {
  const last = run.flow.effects.at(-1);
  if (!isValue(held) || last?.kind !== 'call' || last.value.kind !== 'call' || resultOf(last.value, last.at).key !== held.key) return held;
  const { callee, args: [most] } = last.value;
  if (callee.kind !== 'member' || callee.name !== 'limit' || most?.key !== '1' || callee.object.kind !== 'call') return held;
  run.flow.effects.splice(-1, 1, callEffect(callee.object, last.at));
  return resultOf(callee.object, held.at);
}

/** Gives the names of a pattern their values. */
export function bind(machine: Machine, run: Run, pattern: Pattern, held: Held): void {
  const at = placeOf(run, pattern);
  if (pattern.kind === 'name') {
    run.scope.set(pattern.name, held);
    return;
  }
  const withDefault = (inner: Held, otherwise: Expression | undefined): Held => {
    if (otherwise === undefined || !isValue(inner)) return inner;
    if (inner.key === 'undefined') return machine.expression(run, otherwise);
    return isThere(inner) ? inner : make.operation('??', [inner, machine.plain(run, machine.expression(run, otherwise))], at);
  };
  if (pattern.kind === 'arrayPattern') {
    if (pattern.items.length === 1 && pattern.items[0]?.rest !== true) held = withoutLimitOfOne(run, held);
    pattern.items.forEach((item, index) => {
      if (item === undefined) return;
      const value = machine.plain(run, held);
      const inner = item.rest ? make.call(make.member(value, 'slice', at), [make.literal(index, at)], at)
        : value.kind === 'array' && value.items[index] !== undefined ? value.items[index] : make.indexed(value, make.literal(index, at), placeOf(run, item));
      bind(machine, run, item.pattern, withDefault(inner, item.default));
    });
    return;
  }
  for (const entry of pattern.entries) {
    const name = typeof entry.key.name === 'string' ? entry.key.name : undefined;
    const inner = name === undefined ? make.opaque('computed', at) : memberOf(machine, run, held, name, placeOf(run, entry));
    bind(machine, run, entry.pattern, withDefault(inner, entry.default));
  }
  if (pattern.rest !== undefined) {
    const names = pattern.entries.map((entry) => make.literal(typeof entry.key.name === 'string' ? entry.key.name : null, at));
    bind(machine, run, pattern.rest, make.call(make.symbol('global#rest', at), [machine.plain(run, held), ...names], at));
  }
}
