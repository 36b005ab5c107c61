import type { Json } from '../../../base/json.ts';
import type { StateMachine } from '../../../ir/behavior.ts';
import type { Call, RowValues, TransitionCase } from '../../../semantics/types.ts';
import type { Course } from '../course.ts';
import { machineOperation } from '../operations.ts';
import { asAdmin } from '../otherCallers.ts';
import type { Planner } from '../planner.ts';
import { resolveCall } from '../resolveTemplate.ts';
import { primaryKey } from '../scenes.ts';
import type { NamedCall, Sent } from '../session.ts';
import type { Suite } from '../suite.ts';
import type { Rehearsal, Ways } from '../ways.ts';
import { checkConsequences, checkRows, observe, type Touched } from './consequences.ts';

type Pair = ReturnType<Planner['transitions']>[number];

/**
 * All pairs of state and event of a machine. What is illegal changes nothing, so the illegal events of a state are
 * tried on one row, and a legal one after them.
 */
export async function checkMachine(course: Course, machine: StateMachine): Promise<void> {
  for (const state of machine.states) {
    let pairs: readonly Pair[] = course.planner.transitions(machine).filter((pair) => pair.state === state.name);
    while (pairs.length > 0) pairs = await checkState({ ...course, machine }, pairs);
  }
}

interface MachineCourse extends Course {
  readonly machine: StateMachine;
}

/** Plays the way to the state once, and on it as many of the pairs as it carries; gives the others. */
async function checkState(course: MachineCourse, pairs: readonly Pair[]): Promise<readonly Pair[]> {
  const { suite, machine } = course;
  const turn = course.pool.choose((ways) => turnOf(course, pairs, ways));
  for (const { skipped, pair } of turn.skipped) suite.session.recorder.skip(machineOperation(machine.name), `${machine.name}: ${pair.event} in ${pair.state}`, skipped);
  await play(course, turn);
  return turn.later;
}

/** What is played on one way. */
interface Turn {
  readonly ways: Ways;
  readonly now: readonly TransitionCase[];
  readonly serves: (rehearsal: Rehearsal) => boolean;
  readonly later: readonly Pair[];
  readonly skipped: readonly { readonly pair: Pair; readonly skipped: string }[];
}

function turnOf({ suite, machine, planner }: MachineCourse, pairs: readonly Pair[], ways: Ways): { readonly value: Turn; readonly isOpen: boolean } {
  const planned = pairs.map((pair) => ({ pair, found: planner.transition(machine, pair, ways.n) }));
  const cases = planned.flatMap(({ pair, found }) => ('skipped' in found ? [] : [{ pair, transition: found }]));
  const skipped = planned.flatMap(({ pair, found }) => ('skipped' in found ? [{ pair, skipped: found.skipped }] : []));
  const first = cases.find(({ transition }) => !transition.legal) ?? cases[0];
  const way = JSON.stringify(first?.transition.steps);
  const same = cases.filter(({ transition }) => JSON.stringify(transition.steps) === way);
  const now = [...same.filter(({ transition }) => !transition.legal), ...same.filter(({ transition }) => transition.legal).slice(0, 1)];
  const transitions = now.map(({ transition }) => transition);
  const serves = (rehearsal: Rehearsal): boolean => transitions.every((transition) => isAsPlanned(suite, machine, transition, rehearsal));
  const later = cases.filter((each) => !now.includes(each)).map(({ pair }) => pair);
  return { value: { ways, now: transitions, serves, later, skipped }, isOpen: first === undefined || ways.isOpen(first.transition.steps, serves) };
}

async function play({ suite, machine }: MachineCourse, { ways, now: transitions, serves }: Turn): Promise<void> {
  const [first] = transitions;
  if (first === undefined) return;
  const { bodies, broken } = await ways.play(first.steps, serves, `prepares ${machine.name} in ${first.state}`);
  if (broken !== undefined) {
    for (const transition of transitions) suite.session.recorder.skip(operationOf(transition), nameOf(transition), broken);
    return;
  }
  const concerned = new Set(transitions.map(({ fire }) => rowOf(suite, machine, resolveCall(fire.call, bodies))));
  const rows = [...concerned].flatMap((row): readonly Touched[] => (row === undefined ? [] : [{ entity: machine.entity, row, how: 'updated' }]));
  await fireIllegal(suite, transitions.filter(({ legal }) => !legal), { bodies, rows });
  for (const transition of transitions) {
    if (!transition.legal) continue;
    await suite.session.batch(guardedElsewhere(suite, machine, transition, resolveCall(transition.fire.call, bodies)), operationOf(transition));
    const { outcome } = await fireLegal(suite, transition, bodies);
    if (outcome.open === undefined) ways.went(transition.fire, outcome.body);
  }
}

/** Whether the row is in the state and the call gets the answer that was planned. */
function isAsPlanned(suite: Suite, machine: StateMachine, { fire, state }: TransitionCase, { bodies, predict, reused }: Rehearsal): boolean {
  const call = resolveCall(fire.call, bodies);
  const row = rowOf(suite, machine, call);
  // Without a row in the path only a new one is known to be in the state.
  if (row === undefined ? reused > 0 : row[machine.attribute] !== state) return false;
  const { status, code } = predict(call);
  return status === fire.expected.status && code === fire.expected.code;
}

/** The row of the machine's entity that the path of the call names. */
function rowOf(suite: Suite, machine: StateMachine, call: Call): RowValues | undefined {
  const key = primaryKey(suite.application, machine.entity);
  const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
  const named = new Set(Object.values(call.path).map(textOf));
  return suite.session.model.rows(machine.entity).find((row) => named.has(textOf(row[key])));
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
  suite.session.dispatch.fence(operationOf(first));
  const [call] = named;
  await checkRows(suite, { check: `${first.machine}: what is illegal in ${first.state} changes nothing`, operation: operationOf(first), caller: call?.call.caller, rows: at.rows });
}

/** A legal event moves the row. */
async function fireLegal(suite: Suite, transition: TransitionCase, bodies: readonly (Json | undefined)[]): Promise<Sent> {
  const check = nameOf(transition);
  const call = resolveCall(transition.fire.call, bodies);
  const before = observe(suite);
  const sent = await suite.session.call(check, call, operationOf(transition));
  await checkConsequences(suite, { check, operation: operationOf(transition), caller: call.caller, before });
  return sent;
}

/** Machines are reported by themselves, whichever operations fire their events. */
function operationOf({ machine }: TransitionCase): string {
  return machineOperation(machine);
}

function nameOf({ machine, event, state }: TransitionCase): string {
  return `${machine}: ${event} in ${state}`;
}
