import type { StateMachine, Transition } from '../ir/behavior.ts';
import { evaluate } from './evaluate.ts';
import { byWords, Refused } from './refused.ts';
import { scopeOf, updateRow } from './rows.ts';
import type { Row } from './state.ts';
import type { Transaction } from './transaction.ts';

/** Moves the row by an event of its machine. Throws Refused: 409 for an illegal event, the guard's own failure, 501 for a guard in words. */
export function fireEvent(tx: Transaction, machineName: string, row: Row, event: string): Row {
  const machine = tx.model.machines.get(machineName);
  if (machine === undefined) throw new Refused(500, `There is no machine ${machineName}.`, { unpredictable: 'the machine is not declared' });
  const state = row.values[machine.attribute];
  const from = typeof state === 'string' ? state : '';
  const transition = transitionOf(machine, from, event);
  if (transition === undefined) throw new Refused(409, `${event} is illegal in ${from}.`, { code: 'illegal_transition', cause: { span: machine.span } });
  checkGuard(tx, transition, row);
  tx.cause = { span: transition.span };
  return updateRow(tx, machine.entity, row, { [machine.attribute]: transition.to }, 'anyReferences');
}

/** The transition of an event in a state; undefined when it is illegal there. */
export function transitionOf(machine: StateMachine, state: string, event: string): Transition | undefined {
  return machine.transitions.find((candidate) => candidate.event === event && candidate.from === state);
}

/** The events of a machine in the order of their first transition. */
export function eventsOf(machine: StateMachine): readonly string[] {
  return [...new Set(machine.transitions.map((transition) => transition.event))];
}

function checkGuard(tx: Transaction, transition: Transition, row: Row): void {
  const { guard } = transition;
  if (guard === undefined) return;
  if (guard.kind === 'words') throw byWords(`The guard "${guard.text}"`, guard, 'write');
  const { subject, scopes, passes } = tx.actor;
  const caller = subject === undefined ? null : { subject, id: subject, scopes, isAdmin: passes };
  const result = evaluate(guard.expression, scopeOf(tx, { self: row.values, caller }));
  if (!result.ok) throw new Refused(422, result.failure.message, { code: result.failure.code });
  if (result.value !== true) throw new Refused(guard.failure.status, guard.failure.message, { code: guard.failure.code, cause: { span: transition.span } });
}
