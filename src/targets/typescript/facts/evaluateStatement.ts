import type { CallNode, Expression, Statement } from '../../../ast/syntax.ts';
import type { Effect, Value } from '../../facts/value.ts';
import { chosenItems, chosenSide, longer } from './chosenParts.ts';
import { inBlock } from './blocks.ts';
import { bareCallEffect, branch, callEffect, jumpEffect, leaves, normalised, returnEffect, throwEffect, tryEffect, unawaited, withoutEnds } from './effects.ts';
import { argsOf } from './evaluateCall.ts';
import { bind } from './evaluateExpression.ts';
import { effectsOfCall, isKnownFunction } from './dispatch.ts';
import { switched } from './evaluateSwitch.ts';
import { asVariables, countedLoop, loop } from './evaluateLoop.ts';
import { loopIn } from './iterations.ts';
import { calledTogether } from './knownCalls.ts';
import { isValue, type Machine, placeOf } from './machine.ts';
import { replySettings, sentEffects, statusSent } from './replies.ts';
import { type Run, Scope } from './scope.ts';
import { throwEither, thrownValue } from './thrown.ts';
import * as make from './values.ts';
import { grownLists } from './walk.ts';

/** Follows statements until one of them leaves. */
export function evaluateStatements(machine: Machine, run: Run, statements: readonly Statement[]): void {
  for (const name of grownLists(statements)) run.scope.grows(name);
  for (const statement of statements) {
    if (statement.kind === 'functionDeclaration' && statement.function.name !== undefined) {
      run.scope.set(statement.function.name, { kind: 'closure', node: statement.function, scope: run.scope, self: undefined });
    }
  }
  for (const statement of statements) {
    if (machine.exhausted()) return;
    evaluateStatement(machine, run, statement);
    if (leaves(run.flow.effects)) return;
  }
}

function evaluateStatement(machine: Machine, run: Run, node: Statement): void {
  const at = placeOf(run, node);
  const value = (inner: Expression): Value => machine.plain(run, machine.expression(run, inner));
  const push = (...effects: readonly Effect[]): void => {
    run.flow.effects.push(...effects);
  };
  switch (node.kind) {
    case 'variables':
      for (const { pattern, init } of node.declarations) bind(machine, run, pattern, init === undefined ? make.literal(undefined, at) : machine.expression(run, init));
      return;
    case 'expression': expressionStatement(machine, run, node.value); return;
    case 'return': returned(machine, run, node.value, at); return;
    case 'throw': push(...throwEither(thrownValue(machine, run, machine.expression(run, node.value)), at)); return;
    case 'if': choose(machine, run, value(node.test), { then: node.then, else: node.else, at }); return;
    case 'block': push(...normalised(inBlock(machine, run, node.body))); return;
    case 'forOf': loop(machine, run, node); return;
    case 'for':
    case 'while': countedLoop(machine, run, node); return;
    case 'try': attempt(machine, run, node); return;
    case 'switch': switched(machine, run, node.value, node.cases); return;
    case 'jump': push(jumpEffect(node.jump, at)); return;
    case 'classDeclaration':
      if (node.class.name !== undefined) run.scope.set(node.class.name, machine.expression(run, node.class));
      return;
    case 'other': push(bareCallEffect(make.opaque(node.text, at), at)); return;
    case 'functionDeclaration':
    case 'types': return;
  }
}

/** A call that stands alone is an effect; so is what stands in one side of `&&` or `? :`. */
function expressionStatement(machine: Machine, run: Run, node: Expression): void {
  const inner = node.kind === 'await' || (node.kind === 'unary' && node.operator === 'void') ? (node.kind === 'await' ? node.value : node.operand) : node;
  const at = placeOf(run, node);
  const isAwaited = node.kind === 'await';
  const statement = (side: Expression): readonly Statement[] => {
    const { start, end } = side;
    return [{ kind: 'expression', start, end, value: isAwaited ? { kind: 'await', start, end, value: side } : side }];
  };
  if (inner.kind === 'conditional') {
    choose(machine, run, machine.plain(run, machine.expression(run, inner.test)), { then: statement(inner.then), else: statement(inner.else), at });
    return;
  }
  if (inner.kind === 'binary' && (inner.operator === '&&' || inner.operator === '||')) {
    const test = machine.plain(run, machine.expression(run, inner.left));
    const side = statement(inner.right);
    choose(machine, run, inner.operator === '&&' ? test : make.not(test), { then: side, else: [], at });
    return;
  }
  if (inner.kind === 'call' && grown(machine, run, inner)) return;
  const iterated = inner.kind === 'call' ? loopIn(inner, isAwaited) : undefined;
  if (iterated !== undefined) {
    const effects = run.flow.collect(() => { loop(machine, run, iterated.loop); });
    run.flow.effects.push(...(iterated.isWaitedFor ? effects : unawaited(effects)));
    return;
  }
  if (inner.kind === 'call') {
    const whole = (effects: readonly Effect[]): readonly Effect[] | undefined => withoutEnds(isAwaited ? effects : unawaited(effects), 'return');
    if (followed(machine, run, inner, whole)) return;
  }
  const value = machine.expression(run, inner);
  const all = isAwaited && isValue(value) ? calledTogether(value) : undefined;
  if (all !== undefined) {
    run.flow.effects.push(...all.flatMap((one) => (one.kind === 'call' ? [callEffect(one, at)] : [])));
    return;
  }
  const set = isValue(value) ? replySettings(value) : undefined;
  if (set !== undefined) run.flow.effects.push(...set);
  else if (inner.kind !== 'assign' && isValue(value) && (value.kind === 'call' || value.kind === 'opaque')) run.flow.effects.push(isAwaited ? callEffect(value, at) : bareCallEffect(value, at));
}

/** `list.push(item)` of a list that is only spread afterwards: the list with the item. */
function grown(machine: Machine, run: Run, { callee, args }: CallNode): boolean {
  if (callee.kind !== 'member' || callee.name !== 'push' || callee.object.kind !== 'identifier') return false;
  const { name } = callee.object;
  const scope = run.scope.find(name);
  const list = scope?.get(name);
  if (scope === undefined || list?.kind !== 'array' || !scope.hasGrowing(name)) return false;
  const items = argsOf(machine, run, args).map((arg) => machine.plain(run, arg));
  run.flow.assign(scope, name, make.array([...list.items, ...items], list.at));
  return true;
}

/** Follows a call to its end and takes over its effects as `adapt` says; false when it cannot be followed, and nothing is done then. */
function followed(machine: Machine, run: Run, { callee, args }: CallNode, adapt: (effects: readonly Effect[]) => readonly Effect[] | undefined): boolean {
  return run.flow.attempt(() => {
    const closure = machine.expression(run, callee);
    if (isValue(closure) && isKnownFunction(closure)) {
      const values = argsOf(machine, run, args).map((arg) => machine.plain(run, arg));
      const given = adapt(normalised(effectsOfCall(run, closure, values, placeOf(run, callee))));
      if (given === undefined) return undefined;
      run.flow.effects.push(...given);
      return true;
    }
    const inside = closure.kind === 'closure' ? machine.enter(run, closure, argsOf(machine, run, args)) : undefined;
    if (closure.kind !== 'closure' || inside === undefined) return undefined;
    const effects = adapt(normalised(inside.flow.collect(() => {
      machine.statements(inside, closure.node.body);
    })));
    machine.leave(closure);
    if (effects === undefined) return undefined;
    run.flow.effects.push(...effects);
    return true;
  }) === true;
}

function returned(machine: Machine, run: Run, node: Expression | undefined, at: Value['at']): void {
  const inner = node?.kind === 'await' ? node.value : node;
  if (inner === undefined) {
    run.flow.effects.push(returnEffect(undefined, at));
    return;
  }
  if (inner.kind === 'conditional') {
    const statement = (side: Expression): readonly Statement[] => [{ kind: 'return', start: side.start, end: side.end, value: side }];
    choose(machine, run, machine.plain(run, machine.expression(run, inner.test)), { then: statement(inner.then), else: statement(inner.else), at });
    return;
  }
  if (inner.kind === 'call') {
    const whole = (effects: readonly Effect[]): readonly Effect[] => leaves(effects) ? effects : [...effects, returnEffect(undefined, at)];
    if (followed(machine, run, inner, whole)) return;
  }
  const value = machine.plain(run, machine.expression(run, inner));
  const sent = sentEffects(value, at);
  const chain = statusSent(value, run.flow.effects.at(-1));
  if (chain !== undefined) run.flow.effects.splice(-1, 1, returnEffect(chain, at));
  else if (sent !== undefined) run.flow.effects.push(...sent);
  else if (value.kind === 'conditional') {
    run.flow.effects.push(...normalised(branch(value.test, [returnEffect(value.then, value.then.at)], [returnEffect(value.else, value.else.at)], at)));
  } else run.flow.effects.push(returnEffect(value, at));
}

interface Sides {
  readonly then: readonly Statement[];
  readonly else: readonly Statement[];
  readonly at: Value['at'];
}

/** Both sides from the same beginning; a variable that they leave different depends on the condition. */
function choose(machine: Machine, run: Run, condition: Value, { then, else: otherwise, at }: Sides): void {
  const test = make.truth(condition);
  let thenEffects: readonly Effect[] = [];
  let elseEffects: readonly Effect[] = [];
  const inThen = run.flow.tentatively(() => {
    assume(run, test);
    thenEffects = normalised(inBlock(machine, run, then));
  });
  const inElse = run.flow.tentatively(() => {
    assume(run, make.not(test));
    elseEffects = normalised(inBlock(machine, run, otherwise));
  });
  const scopes = new Set([...inThen.keys(), ...inElse.keys()]);
  for (const scope of scopes) {
    const names = new Set([...(inThen.get(scope)?.keys() ?? []), ...(inElse.get(scope)?.keys() ?? [])]);
    for (const name of names) {
      const old = scope.get(name);
      const a = inThen.get(scope)?.get(name) ?? old;
      const b = inElse.get(scope)?.get(name) ?? old;
      if (a === undefined || b === undefined) continue;
      const merged = leaves(thenEffects) ? b : leaves(elseEffects) ? a : scope.hasGrowing(name) ? longer(test, machine.plain(run, a), machine.plain(run, b)) : make.conditional(test, machine.plain(run, a), machine.plain(run, b), at);
      run.flow.assign(scope, name, merged);
    }
  }
  run.flow.effects.push(...branch(test, thenEffects, elseEffects, at));
}

/** Where a condition holds, a variable that depends on it is what it is then. */
function assume(run: Run, test: Value): void {
  if (test.kind === 'operation' && test.operator === '&&') for (const part of test.operands) assume(run, part);
  // What changes in a loop says nothing of what the condition was before.
  if (test.key.includes('variable#')) return;
  const opposite = make.not(test).key;
  for (let scope: Scope | undefined = run.scope; scope !== undefined; scope = scope.parent) {
    for (const [name, held] of scope.choices()) {
      const known = held.kind === 'conditional' ? chosenSide(held, test.key, opposite) : chosenItems(held, test.key, opposite);
      if (known !== undefined) run.flow.assign(scope, name, known);
    }
  }
}

function attempt(machine: Machine, run: Run, node: Extract<Statement, { kind: 'try' }>): void {
  const at = placeOf(run, node);
  // After a mistake that is passed on nobody asks what a variable holds.
  const end = node.catch?.body.at(-1)?.kind;
  if (node.catch !== undefined && end !== 'throw' && end !== 'return') asVariables(run, node.body, machine);
  const body = normalised(inBlock(machine, run, node.body));
  const caughtRun: Run = { ...run, scope: new Scope(run.scope.module, run.scope) };
  const error = make.symbol(`caught#${String(run.depth)}`, at);
  const caught = node.catch === undefined ? [throwEffect(error, at)] : normalised(run.flow.collect(() => {
    if (node.catch?.pattern !== undefined) bind(machine, caughtRun, node.catch.pattern, error);
    machine.statements(caughtRun, node.catch?.body ?? []);
  }));
  const last = caught.at(-1);
  const rethrows = last?.kind === 'throw' && last.value.key === error.key;
  const finallyEffects = normalised(inBlock(machine, run, node.finally));
  if (rethrows && finallyEffects.length === 0) run.flow.effects.push(...body);
  else run.flow.effects.push(tryEffect({ body, caught, finally: finallyEffects }, at));
}
