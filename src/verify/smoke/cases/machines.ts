import type { Json } from '../../../base/json.ts';
import type { StateMachine } from '../../../ir/behavior.ts';
import type { Call, TransitionCase } from '../../../semantics/types.ts';
import { machineOperation } from '../operations.ts';
import type { Planner } from '../planner.ts';
import { resolveCall } from '../resolveTemplate.ts';
import { playSteps, primaryKey } from '../scenes.ts';
import { bodyOf, type NamedCall } from '../session.ts';
import { asAdmin, type Suite } from '../suite.ts';
import { checkConsequences, checkRows, differences, observe, type Touched } from './consequences.ts';

type Pair = ReturnType<Planner['transitions']>[number];

/**
 * All pairs of state and event of a machine. What is illegal changes nothing, so the illegal events of a state are
 * tried on one row, and a legal one after them.
 */
export async function checkMachine(suite: Suite, planner: Planner, machine: StateMachine): Promise<void> {
  for (const state of machine.states) {
    let pairs: readonly Pair[] = planner.transitions(machine).filter((pair) => pair.state === state.name);
    while (pairs.length > 0) pairs = await checkState(suite, planner, machine, pairs);
  }
}

/** Plays the way to the state once, and on it as many of the pairs as it carries; gives the others. */
async function checkState(suite: Suite, planner: Planner, machine: StateMachine, pairs: readonly Pair[]): Promise<readonly Pair[]> {
  const n = suite.scenes.nextPlan();
  const planned = pairs.map((pair) => ({ pair, case: planner.transition(machine, pair, n) }));
  const cases: { readonly pair: Pair; readonly transition: TransitionCase }[] = [];
  for (const { pair, case: found } of planned) {
    if ('skipped' in found) suite.session.recorder.skip(machineOperation(machine.name), `${machine.name}: ${pair.event} in ${pair.state}`, found.skipped);
    else cases.push({ pair, transition: found });
  }
  const first = cases.find(({ transition }) => !transition.legal) ?? cases[0];
  if (first === undefined) return [];
  const way = JSON.stringify(first.transition.steps);
  const same = cases.filter(({ transition }) => JSON.stringify(transition.steps) === way);
  const now = [...same.filter(({ transition }) => !transition.legal), ...same.filter(({ transition }) => transition.legal).slice(0, 1)];
  await play(suite, machine, now.map(({ transition }) => transition));
  return cases.filter((each) => !now.includes(each)).map(({ pair }) => pair);
}

async function play(suite: Suite, machine: StateMachine, transitions: readonly TransitionCase[]): Promise<void> {
  const [first] = transitions;
  if (first === undefined) return;
  const start = observe(suite);
  const played = await playSteps(suite.session, first.steps, `prepares ${machine.name} in ${first.state}`);
  if (played.broken !== undefined) {
    for (const transition of transitions) suite.session.recorder.skip(operationOf(transition), nameOf(transition), played.broken);
    return;
  }
  const bodies = played.answers.map((answer) => (answer === undefined ? undefined : bodyOf(answer)));
  const rows = differences(start, observe(suite)).filter(({ entity }) => entity === machine.entity);
  await fireIllegal(suite, transitions.filter(({ legal }) => !legal), { bodies, rows });
  for (const transition of transitions) {
    if (!transition.legal) continue;
    await suite.session.batch(guardedElsewhere(suite, machine, transition, resolveCall(transition.fire.call, bodies)), operationOf(transition));
    await fireLegal(suite, transition, bodies);
  }
}

/** The legal event on another row that is there, in the same state, whose guard fails. */
function guardedElsewhere(suite: Suite, machine: StateMachine, transition: TransitionCase, call: Call): readonly NamedCall[] {
  const key = primaryKey(suite.application, machine.entity);
  const rows = suite.session.model.rows(machine.entity);
  const parameter = Object.entries(call.path).find(([, value]) => rows.some((row) => row[key] === value))?.[0];
  if (parameter === undefined || call.caller === undefined) return [];
  const caller = asAdmin(call.caller, suite.application) ?? call.caller;
  const guarded = rows
    .filter((row) => row[machine.attribute] === transition.state)
    .map((row): Call => ({ ...call, caller, path: { ...call.path, [parameter]: row[key] ?? null } }))
    .find((each) => [409, 422].includes(suite.session.preview(each).status));
  return guarded === undefined ? [] : [{ check: `${nameOf(transition)} on a row that its guard refuses`, call: guarded }];
}

/** Illegal events are 409, and none of them changes anything. */
async function fireIllegal(suite: Suite, transitions: readonly TransitionCase[], at: { readonly bodies: readonly (Json | undefined)[]; readonly rows: readonly Touched[] }): Promise<void> {
  const [first] = transitions;
  if (first === undefined) return;
  const named = transitions.map((transition) => ({ check: nameOf(transition), call: resolveCall(transition.fire.call, at.bodies) }));
  await suite.session.batch(named, operationOf(first));
  await suite.session.settled();
  const [call] = named;
  await checkRows(suite, { check: `${first.machine}: what is illegal in ${first.state} changes nothing`, operation: operationOf(first), caller: call?.call.caller, rows: at.rows });
}

/** A legal event moves the row. */
async function fireLegal(suite: Suite, transition: TransitionCase, bodies: readonly (Json | undefined)[]): Promise<void> {
  const check = nameOf(transition);
  const call = resolveCall(transition.fire.call, bodies);
  const before = observe(suite);
  await suite.session.call(check, call, operationOf(transition));
  await checkConsequences(suite, { check, operation: operationOf(transition), caller: call.caller, before });
}

/** Machines are reported by themselves, whichever operations fire their events. */
function operationOf({ machine }: TransitionCase): string {
  return machineOperation(machine);
}

function nameOf({ machine, event, state }: TransitionCase): string {
  return `${machine}: ${event} in ${state}`;
}
