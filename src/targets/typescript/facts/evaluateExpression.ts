import type { CallNode, Expression, ObjectNode, Pattern, TemplateNode } from '../../../ast/syntax.ts';
import type { ObjectEntryValue, Value } from '../../facts/value.ts';
import { assignTo } from './assign.ts';
import { callEffect, branch, leaves, normalised, resultOf, resultOfList } from './effects.ts';
import { isValue, type Machine, moduleOf, placeOf } from './machine.ts';
import { memberOf } from './members.ts';
import type { Held, Run } from './scope.ts';
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
    case 'class': return { kind: 'instance', class: node, scope: run.scope, args: undefined, name: make.symbol('class', at), declaration: undefined };
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
    case 'await': return awaited(run, value(node.value));
    case 'spread': return make.spread(value(node.value), at);
    case 'other': return make.opaque(node.text, at);
  }
}

function identifierOf(machine: Machine, run: Run, name: string, at: Value['at']): Held {
  if (name === 'undefined') return make.literal(undefined, at);
  const local = run.scope.find(name)?.get(name);
  if (local !== undefined) return isValue(local) ? make.usedAt(local, at) : local;
  const binding = machine.program.resolve(moduleOf(run), name);
  if (binding === undefined) return make.symbol(`global#${name}`, at);
  switch (binding.kind) {
    case 'declared': return machine.declared(binding.declaration, at);
    case 'library': return make.symbol(binding.id, at);
    case 'namespace': return make.symbol(`module#${binding.module.path}`, at);
    case 'missing': return make.symbol(`app#${machine.options.rename(binding.name)}`, at);
  }
}

/** Pushes an awaited call as an effect and gives its result. */
function awaited(run: Run, value: Value): Value {
  if (value.kind !== 'call') return value;
  run.flow.effects.push(callEffect(value, value.at));
  return resultOf(value, value.at);
}

function objectOf(machine: Machine, run: Run, node: ObjectNode): Value {
  const entries = node.entries.map((entry): ObjectEntryValue => {
    const at = placeOf(run, entry);
    if (entry.kind === 'spread') return { kind: 'spread', value: machine.plain(run, machine.expression(run, entry.value)), at };
    const inner = entry.kind === 'accessor' ? entry.function : entry.value;
    const value = machine.plain(run, machine.expression(run, inner));
    if (typeof entry.key.name === 'string') return { kind: 'property', name: entry.key.name, value, at };
    const name = machine.plain(run, machine.expression(run, entry.key.name));
    return name.kind === 'literal' ? { kind: 'property', name: String(name.value), value, at } : { kind: 'computed', name, value, at };
  });
  return make.object(entries, placeOf(run, node));
}

/** An item, or the items of a spread array that is known. */
function itemsOf(machine: Machine, run: Run, node: Expression): readonly Value[] {
  const value = machine.plain(run, machine.expression(run, node));
  return value.kind === 'spread' && value.value.kind === 'array' ? value.value.items : [value];
}

function indexOf(machine: Machine, run: Run, node: Extract<Expression, { kind: 'index' }>): Held {
  const index = machine.plain(run, machine.expression(run, node.index));
  const object = machine.expression(run, node.object);
  const at = placeOf(run, node);
  if (index.kind === 'literal' && typeof index.value === 'string') return memberOf(machine, run, object, index.value, at);
  const value = machine.plain(run, object);
  if (value.kind === 'array' && index.kind === 'literal' && typeof index.value === 'number') {
    const item = value.items[index.value];
    if (item !== undefined && !value.items.some((other) => other.kind === 'spread')) return make.usedAt(item, at);
  }
  return make.indexed(value, index, at);
}

/** Calls of functions that are followed give what those return; others are calls. */
function callOf(machine: Machine, run: Run, node: CallNode): Held {
  const continued = continuedWith(machine, run, node);
  if (continued !== undefined) return continued;
  const callee = machine.expression(run, node.callee);
  const args = argsOf(machine, run, node.args);
  const at = placeOf(run, node);
  if (callee.kind === 'closure') {
    const inside = machine.enter(run, callee, args);
    if (inside !== undefined) {
      const effects = normalised(inside.flow.collect(() => {
        machine.statements(inside, callee.node.body);
      }));
      machine.leave(callee);
      const result = resultOfList(effects);
      if (result !== undefined) {
        run.flow.effects.push(...result.effects);
        return result.value === undefined ? make.literal(undefined, at) : make.usedAt(result.value, at);
      }
    }
  }
  const called = machine.plain(run, callee);
  const values = args.map((arg) => machine.plain(run, arg));
  return knownCall(called, values, at) ?? make.call(withOneName(called, values.length), values, at);
}

/** `work().then((result) => rest)` waits for the work, and goes on with its result. */
function continuedWith(machine: Machine, run: Run, { callee, args: [next, ...more] }: CallNode): Held | undefined {
  if (callee.kind !== 'member' || callee.name !== 'then' || callee.optional || next?.kind !== 'function' || more.length > 0) return undefined;
  const { at, value } = { at: placeOf(run, callee.object), value: machine.plain(run, machine.expression(run, callee.object)) };
  if (value.kind !== 'call') return undefined;
  const flow = run.flow.collect(() => { run.flow.effects.push(callEffect(value, at)); });
  const inside = machine.enter(run, { kind: 'closure', node: next, scope: run.scope, self: next.arrow ? run.self : undefined }, [resultOf(value, at)]);
  if (inside === undefined) return undefined;
  const result = resultOfList(normalised(inside.flow.collect(() => { machine.statements(inside, next.body); })));
  machine.leave({ kind: 'closure', node: next, scope: run.scope, self: undefined });
  if (result === undefined) return undefined;
  run.flow.effects.push(...flow, ...result.effects);
  return result.value ?? make.literal(undefined, at);
}

/** Calls that change nothing, and those that have another form. */
function knownCall(callee: Value, args: readonly Value[], at: Value['at']): Value | undefined {
  const [first, ...more] = args;
  if (callee.key === 'global#Object.freeze') return first;
  if (callee.key === 'drizzle-orm#and' || callee.key === 'drizzle-orm#or') {
    const conditions = args.flatMap(whereGiven);
    return conditions.every((condition, index) => condition === args[index]) ? undefined : make.call(callee, conditions, at);
  }
  const isItem = callee.kind === 'member' && callee.name === 'at' && first?.kind === 'literal' && typeof first.value === 'number' && first.value >= 0 && more.length === 0;
  return isItem ? make.indexed(callee.object, first, at) : undefined;
}

/** Conditions that are undefined do not count: `...(given ? [condition] : [])` is `given ? condition : undefined`. */
function whereGiven(value: Value): readonly Value[] {
  const list = value.kind === 'spread' ? value.value : undefined;
  if (list?.kind === 'array') return list.items;
  const side = (part: Value): Value | undefined => part.kind !== 'array' || part.items.length > 1 ? undefined : part.items[0] ?? make.literal(undefined, part.at);
  if (list?.kind !== 'conditional') return [value];
  const [then, otherwise] = [side(list.then), side(list.else)];
  return then === undefined || otherwise === undefined ? [value] : [make.conditional(list.test, then, otherwise, list.at)];
}

/** Methods with two names have one: Fastify's `reply.status(201)` is `reply.code(201)`. */
function withOneName(callee: Value, count: number): Value {
  return callee.kind === 'member' && callee.name === 'status' && count === 1 ? make.member(callee.object, 'code', callee.at) : callee;
}

export function argsOf(machine: Machine, run: Run, nodes: readonly Expression[]): readonly Held[] {
  return nodes.flatMap((node): readonly Held[] => node.kind === 'spread' ? itemsOf(machine, run, node) : [machine.expression(run, node)]);
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
