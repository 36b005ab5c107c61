import type { Expression, FunctionNode, Pattern, Statement } from '../../../ast/syntax.ts';
import type { Effect, FunctionValue, Value } from '../../facts/value.ts';
import { isVariable } from './assign.ts';
import { branch, leaves, loopEffect, normalised, returnEffect, setEffect, withoutEnds } from './effects.ts';
import { bind } from './evaluateExpression.ts';
import { isValue, type Machine, placeOf } from './machine.ts';
import { type Run, Scope } from './scope.ts';
import { argumentsGiven, listsOf, Substitution } from './substitute.ts';
import { separated } from './sums.ts';
import * as make from './values.ts';
import { assignedNames, awaits, mentions } from './walk.ts';

/** Variables of the outside that code assigns get a name of their own, because their value depends on how often it runs. */
export function asVariables(run: Run, code: readonly Statement[], machine: Machine): readonly Begun[] {
  const begun: Begun[] = [];
  // In the order in which they were declared: it does not matter which is assigned first.
  for (const name of run.scope.inOrder(assignedNames(code))) {
    const scope = run.scope.find(name);
    const old = scope?.get(name);
    if (scope === undefined || old === undefined || (isValue(old) && isVariable(old))) continue;
    const before = machine.plain(run, old);
    const variable = make.symbol(`variable#${String(run.depth)}.${String(run.flow.nextVariable())}`, before.at);
    run.flow.effects.push(setEffect(variable, before, before.at));
    run.flow.assign(scope, name, variable);
    begun.push({ scope, name, variable, before });
  }
  return begun;
}

/** `for (const item of list)`. */
export function loop(machine: Machine, run: Run, node: Extract<Statement, { kind: 'forOf' }>): void {
  const at = placeOf(run, node);
  const list = machine.plain(run, machine.expression(run, node.over));
  if (collected(machine, run, node, list) || unrolled(machine, run, node, list)) return;
  const numbered = node.pattern.kind === 'arrayPattern' ? numberedItems(list) : undefined;
  const { over, tests } = numbered === undefined ? unfiltered(list) : { over: numbered, tests: [] };
  const begun = asVariables(run, node.body, machine);
  const inner: Run = { ...run, scope: new Scope(run.scope.module, run.scope), loops: run.loops + 1 };
  const body = run.flow.collect(() => {
    const at = placeOf(run, node.pattern);
    const number = `${String(run.depth)}.${String(run.loops)}`;
    const item = make.symbol(`item#${number}`, at);
    bind(machine, inner, node.pattern, numbered === undefined ? item : make.array([make.symbol(`index#${number}`, at), item], at));
    machine.statements(inner, node.body);
  });
  const item = make.symbol(`item#${String(run.depth)}.${String(run.loops)}`, at);
  const chosen = tests.reduceRight((rest, test) => branch(testFor(test, item), rest, [], test.at), bodyOfLoop(body));
  const found = numbered === undefined && tests.length === 0 ? firstFound(over, chosen, { depth: run.depth, item, at }) : undefined;
  run.flow.effects.push(...(found ?? separated(over, chosen, { depth: run.depth, at })));
  for (const one of begun) settle(run, one);
}

/** A variable in which a loop only counted holds a number that can be said: it is no variable then. */
function settle(run: Run, { scope, name, variable, before }: Begun): void {
  const { effects } = run.flow;
  const last = effects.at(-1);
  const start = effects.findLastIndex((effect) => effect.kind === 'set' && effect.target.key === variable.key && effect.value === before);
  if (last?.kind !== 'set' || last.target.key !== variable.key || start === -1 || start === effects.length - 1 || effects.slice(start + 1, -1).some(({ key }) => key.includes(variable.key))) return;
  effects.splice(start, 1);
  effects.pop();
  run.flow.assign(scope, name, new Substitution((part) => (part.key === variable.key ? before : undefined)).value(last.value));
}

/** A name of the outside that a loop assigns, and what it held before. */
interface Begun {
  readonly scope: Scope;
  readonly name: string;
  readonly variable: Value;
  readonly before: Value;
}

/** A loop that only returns something of the first item that passes a test, as the search for that. */
function firstFound(over: Value, body: readonly Effect[], { depth, item, at }: { readonly depth: number; readonly item: Value; readonly at: Value['at'] }): readonly Effect[] | undefined {
  const [only, ...more] = body;
  if (only?.kind !== 'if' || more.length > 0 || only.else.length > 0 || only.then.length !== 1 || only.then[0]?.kind !== 'return' || only.then[0].value === undefined) return undefined;
  const { value } = only.then[0];
  const own = make.symbol(`param#${String(depth + 1)}.0`, at);
  const test = new Substitution((part) => (part.key === item.key ? own : undefined)).value(only.test);
  const search = (name: string): Value => make.call(make.member(over, name, at), [make.functionValue(1, [returnEffect(test, only.test.at)], only.test.at, depth + 1)], at);
  if (value.kind === 'literal' && value.value === true) return branch(search('some'), [returnEffect(value, value.at)], [], at);
  if (value.kind === 'literal' && value.value === false) return branch(make.not(search('every')), [returnEffect(value, value.at)], [], at);
  const found = search('find');
  const given = new Substitution((part) => (part.key === item.key ? found : undefined)).value(value);
  return given.key === value.key ? undefined : branch(make.operation('!==', [found, make.literal(undefined, at)], at), [returnEffect(given, value.at)], [], at);
}

/** Lists of more items are not taken one by one. */
const mostUnrolled = 24;

/** A loop over a list that is written down, as what happens for each of its items. */
function unrolled(machine: Machine, run: Run, { await: isAsync, pattern, body }: Extract<Statement, { kind: 'forOf' }>, list: Value): boolean {
  if (isAsync || list.kind !== 'array' || list.items.length === 0 || list.items.length > mostUnrolled || list.items.some(({ kind }) => kind === 'spread')) return false;
  return run.flow.attempt(() => {
    for (const item of list.items) {
      const inner: Run = { ...run, scope: new Scope(run.scope.module, run.scope) };
      const effects = withoutEnds(normalised(run.flow.collect(() => {
        bind(machine, inner, pattern, item);
        machine.statements(inner, body);
      })), 'continue');
      if (effects === undefined || effects.some(breaks)) return undefined;
      run.flow.effects.push(...effects);
      if (leaves(run.flow.effects)) break;
    }
    return true;
  }) === true;
}

/** Does it end the loop around it? */
function breaks(effect: Effect): boolean {
  if (effect.kind === 'jump') return true;
  return effect.kind !== 'loop' && listsOf(effect).some((list) => list.some(breaks));
}

/** A loop over `list.filter(test)` is one over the list with a condition around its body. */
function unfiltered(list: Value): { readonly over: Value; readonly tests: readonly FunctionValue[] } {
  const [test, ...more] = list.kind === 'call' && list.callee.kind === 'member' && list.callee.name === 'filter' ? list.args : [];
  const [only] = test?.kind === 'function' ? test.effects : [];
  const isPlain = test?.kind === 'function' && test.params <= 1 && test.effects.length === 1 && only?.kind === 'return' && only.value !== undefined;
  if (!isPlain || more.length > 0 || list.kind !== 'call' || list.callee.kind !== 'member') return { over: list, tests: [] };
  const { over, tests } = unfiltered(list.callee.object);
  return { over, tests: [...tests, test] };
}

function testFor(test: FunctionValue, item: Value): Value {
  const [only] = argumentsGiven(test, [item]);
  return only?.kind === 'return' && only.value !== undefined ? make.truth(only.value) : make.literal(true, item.at);
}

/** `for (const item of list) found.push(item.name)`, where `found` was begun beside the loop, as `list.map((item) => item.name)`; with an `if`, as that of `list.filter(...)`. */
function collected(machine: Machine, run: Run, { await: isAsync, pattern, body }: Extract<Statement, { kind: 'forOf' }>, list: Value): boolean {
  if (isAsync || body.length === 0) return false;
  const lists = body.map((statement) => collectedList(machine, run, { pattern, only: statement, list }));
  const names = new Set(lists.map((found) => found?.name));
  if (names.has(undefined) || names.size < lists.length || body.some((statement) => [...names].some((name) => mentionsBeside(statement, name ?? '')))) return false;
  for (const found of lists) if (found !== undefined) run.flow.assign(run.scope, found.name, found.value);
  return true;
}

/** The list that one statement of a loop collects. */
function collectedList(machine: Machine, run: Run, { pattern, only, list }: { readonly pattern: Pattern; readonly only: Statement; readonly list: Value }): { readonly name: string; readonly value: Value } | undefined {
  const test = only.kind === 'if' && only.else.length === 0 && only.then.length === 1 ? only.test : undefined;
  const statement = only.kind === 'if' && test !== undefined ? only.then[0] : only;
  if (statement?.kind !== 'expression' || statement.value.kind !== 'call') return undefined;
  const { callee, args: [item, ...others] } = statement.value;
  if (callee.kind !== 'member' || callee.name !== 'push' || callee.object.kind !== 'identifier' || item === undefined || item.kind === 'spread' || others.length > 0) return undefined;
  const { name } = callee.object;
  const begun = run.scope.get(name);
  if (begun === undefined || !isValue(begun) || begun.kind !== 'array' || [item, ...(test === undefined ? [] : [test])].some((part) => awaits(part) || mentions(part, name))) return undefined;
  const given = (result: Expression): Value => machine.plain(run, { kind: 'closure', node: arrowOf(pattern, result), scope: run.scope, self: run.self });
  const method = (of: Value, called: string, result: Expression): Value => make.call(make.member(of, called, of.at), [given(result)], of.at);
  const chosen = test === undefined ? list : method(list, 'filter', test);
  const isItem = pattern.kind === 'name' && item.kind === 'identifier' && item.name === pattern.name;
  const made = isItem && test !== undefined ? chosen : method(chosen, 'map', item);
  return { name, value: begun.items.length === 0 ? { ...made, at: begun.at } : make.array([...begun.items, make.spread(made, made.at)], begun.at) };
}

/** Is a list mentioned in a statement otherwise than as that to which something is added? */
function mentionsBeside(statement: Statement, name: string): boolean {
  const pushed = statement.kind === 'if' ? statement.then[0] : statement;
  const args = pushed?.kind === 'expression' && pushed.value.kind === 'call' ? pushed.value.args : [];
  return [...args, ...(statement.kind === 'if' ? [statement.test] : [])].some((part) => mentions(part, name));
}

function arrowOf(pattern: Pattern, result: Expression): FunctionNode {
  const { start, end } = result;
  const params = [{ start: pattern.start, end: pattern.end, pattern, default: undefined, rest: false, property: false }];
  const body: readonly Statement[] = [{ kind: 'return', start, end, value: result }];
  return { kind: 'function', name: undefined, async: false, generator: false, arrow: true, params, body, bodyStart: start, bodyEnd: end, expressionBody: true, assigned: new Set(), assignedInside: new Set(), start, end };
}

/** The list in `list.entries()`. */
function numberedItems(value: Value): Value | undefined {
  return value.kind === 'call' && value.callee.kind === 'member' && value.callee.name === 'entries' && value.args.length === 0 ? value.callee.object : undefined;
}

function bodyOfLoop(effects: readonly Effect[]): readonly Effect[] {
  const body = normalised(effects);
  return withoutEnds(body, 'continue') ?? body;
}

/** `for (;;)` and `while`. */
export function countedLoop(machine: Machine, run: Run, node: Extract<Statement, { kind: 'for' | 'while' }>): void {
  const at = placeOf(run, node);
  const counted = node.kind === 'for' ? countedList(node) : undefined;
  if (counted !== undefined) {
    countedItems(machine, run, { ...counted, body: node.body, at });
    return;
  }
  const inner: Run = { ...run, scope: new Scope(run.scope.module, run.scope), loops: run.loops + 1 };
  if (node.kind === 'for') machine.statements(inner, node.init);
  const update: readonly Statement[] = node.kind === 'for' && node.update !== undefined ? [{ kind: 'expression', start: node.update.start, end: node.update.end, value: node.update }] : [];
  asVariables(inner, [...node.body, ...update], machine);
  const test = node.test === undefined ? make.literal(true, at) : machine.plain(inner, machine.expression(inner, node.test));
  const body = run.flow.collect(() => {
    machine.statements(inner, node.body);
    if (!leaves(inner.flow.effects)) machine.statements(inner, update);
  });
  run.flow.effects.push(loopEffect(test, bodyOfLoop(body), at));
}

/** The list and the counter of `for (let i = 0; i < list.length; i += 1)`. */
function countedList({ init, test, update, body }: Extract<Statement, { kind: 'for' }>): { readonly list: Expression; readonly counter: string } | undefined {
  const [begin, ...more] = init;
  const declared = begin?.kind === 'variables' && more.length === 0 && begin.declarations.length === 1 ? begin.declarations[0] : undefined;
  if (declared?.pattern.kind !== 'name' || declared.init?.kind !== 'literal' || declared.init.value !== 0) return undefined;
  const counter = declared.pattern.name;
  const isCounter = (node: Expression): boolean => node.kind === 'identifier' && node.name === counter;
  const goesOn = update?.kind === 'unary' ? /^x?\+\+$/.test(update.operator) && isCounter(update.operand)
    : update?.kind === 'assign' && update.operator === '+=' && update.value.kind === 'literal' && update.value.value === 1 && update.target.kind === 'identifier' && update.target.name === counter;
  if (!goesOn || test?.kind !== 'binary' || test.operator !== '<' || !isCounter(test.left) || test.right.kind !== 'member' || test.right.name !== 'length') return undefined;
  const list = test.right.object;
  const changed = assignedNames(body);
  return list.kind === 'identifier' && !changed.has(counter) && !changed.has(list.name) ? { list, counter } : undefined;
}

/** A loop that counts through a list is one over its items, which are all there. */
function countedItems(machine: Machine, run: Run, { list, counter, body, at }: { readonly list: Expression; readonly counter: string; readonly body: readonly Statement[]; readonly at: Value['at'] }): void {
  const over = machine.plain(run, machine.expression(run, list));
  asVariables(run, body, machine);
  const inner: Run = { ...run, scope: new Scope(run.scope.module, run.scope), loops: run.loops + 1 };
  const number = `${String(run.depth)}.${String(run.loops)}`;
  const index = make.symbol(`index#${number}`, at);
  const item = make.indexed(over, index, at).key;
  inner.scope.set(counter, index);
  const effects = run.flow.collect(() => { machine.statements(inner, body); });
  // Numbers, texts and truth may be falsy and there.
  const areRows = effects.some(({ key }) => key.includes(`${item}.`));
  const isNothing = ({ key }: Value): boolean => key === 'undefined' || key === 'null';
  const items = new Substitution((value) => {
    if (value.key === item) return make.symbol(`item#${number}`, value.at);
    if (value.kind !== 'operation' || !value.operands.some(({ key }) => key === item)) return undefined;
    if (value.operator === '!') return areRows ? make.literal(false, value.at) : undefined;
    return /^[!=]==?$/.test(value.operator) && value.operands.some(isNothing) ? make.literal(value.operator.startsWith('!'), value.at) : undefined;
  });
  run.flow.effects.push(...separated(over, bodyOfLoop(items.effects(effects)), { depth: run.depth, at }));
}
