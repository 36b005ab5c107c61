import type { AssignNode } from '../../../ast/syntax.ts';
import type { Value } from '../../facts/value.ts';
import { setEffect } from './effects.ts';
import { isValue, type Machine, placeOf } from './machine.ts';
import type { Held, Run } from './scope.ts';
import { object } from './objectValues.ts';
import * as make from './values.ts';

/** Writes a variable or a property; gives the written value. */
export function assignTo(machine: Machine, run: Run, node: AssignNode): Held {
  const at = placeOf(run, node);
  const { target } = node;
  const current = (): Value => machine.plain(run, machine.expression(run, target));
  const written = machine.expression(run, node.value);
  const held = node.operator === '=' ? written : make.operation(node.operator.slice(0, -1), [current(), machine.plain(run, written)], at);
  if (target.kind === 'identifier') {
    const scope = run.scope.find(target.name);
    const old = scope?.get(target.name);
    if (scope !== undefined && old !== undefined && !(isValue(old) && isVariable(old))) {
      run.flow.assign(scope, target.name, held);
      return held;
    }
  }
  if (node.operator === '=' && grown(run, target, machine.plain(run, held))) return held;
  const place = target.kind === 'object' || target.kind === 'array' ? make.opaque('pattern', placeOf(run, target)) : ownField(machine, run, target) ?? current();
  run.flow.effects.push(setEffect(place, machine.plain(run, held), at));
  return held;
}

/** A property that an object gets before anything else is done with it: the object with the property. */
function grown(run: Run, target: AssignNode['target'], value: Value): boolean {
  if (target.kind !== 'member' || target.object.kind !== 'identifier' || target.optional) return false;
  const scope = run.scope.find(target.object.name);
  const known = scope?.get(target.object.name);
  if (scope === undefined || known?.kind !== 'object' || !scope.hasGrowing(target.object.name)) return false;
  run.flow.assign(scope, target.object.name, object([...known.entries, { kind: 'property', name: target.name, value, at: placeOf(run, target) }], known.at));
  return true;
}

/** `this.name`, which is no name for what it holds where it is written. */
function ownField(machine: Machine, run: Run, target: AssignNode['target']): Value | undefined {
  if (target.kind !== 'member' || target.object.kind !== 'this') return undefined;
  const at = placeOf(run, target);
  return make.member(run.self === undefined ? make.symbol('this', at) : machine.plain(run, run.self), target.name, at);
}

/** A variable whose value depends on how often something ran. */
export function isVariable(value: Value): boolean {
  return value.kind === 'symbol' && value.id.startsWith('variable#');
}
