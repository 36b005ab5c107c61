import type { CallNode } from '../../../ast/syntax.ts';
import type { Effect, Value } from '../../facts/value.ts';
import { branch, normalised, resultOfList, setEffect } from './effects.ts';
import { type Machine, placeOf } from './machine.ts';
import type { Closure, Run } from './scope.ts';
import { Substitution } from './substitute.ts';
import { separated } from './sums.ts';
import * as make from './values.ts';

/** `list.reduce((sum, item) => ..., begin)`, where each step only makes a value: the variable that a loop would add up in. */
export function reduced(machine: Machine, run: Run, node: CallNode): Value | undefined {
  const { callee, args: [step, begin, ...more] } = node;
  if (callee.kind !== 'member' || callee.name !== 'reduce' || callee.optional || step?.kind !== 'function' || step.async || step.generator || step.params.length !== 2 || begin === undefined || more.length > 0) return undefined;
  const at = placeOf(run, node);
  const over = machine.plain(run, machine.expression(run, callee.object));
  const first = machine.plain(run, machine.expression(run, begin));
  const variable = make.symbol(`variable#${String(run.depth)}.${String(run.flow.nextVariable())}`, first.at);
  const item = make.symbol(`item#${String(run.depth)}.${String(run.loops)}`, at);
  const closure: Closure = { kind: 'closure', node: step, scope: run.scope, self: step.arrow ? run.self : undefined };
  const inside = machine.enter({ ...run, loops: run.loops + 1 }, closure, [variable, item]);
  if (inside === undefined) return undefined;
  const result = resultOfList(normalised(inside.flow.collect(() => { machine.statements(inside, step.body); })));
  machine.leave(closure);
  if (result?.value === undefined || result.effects.length > 0) return undefined;
  const sums = separated(over, normalised(branchesOf(variable, result.value, at)), { depth: run.depth, at });
  const [only, ...others] = sums;
  const isCounted = only?.kind === 'set' && others.length === 0;
  if (isCounted) return new Substitution((part) => (part.key === variable.key ? first : undefined)).value(only.value);
  run.flow.effects.push(setEffect(variable, first, first.at), ...sums);
  return variable;
}

/** `sum = chosen ? sum + 1 : sum` as what happens where something is chosen. */
function branchesOf(variable: Value, value: Value, at: Value['at']): readonly Effect[] {
  if (value.key === variable.key) return [];
  return value.kind === 'conditional' ? branch(value.test, branchesOf(variable, value.then, at), branchesOf(variable, value.else, at), at) : [setEffect(variable, value, at)];
}
