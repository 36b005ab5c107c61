import type { Flow } from '../../../ir/behavior.ts';
import { instantOf, instantText } from '../../../semantics/time.ts';
import { scheduleOperation } from '../operations.ts';
import { asAdmin } from '../otherCallers.ts';
import type { Planner } from '../planner.ts';
import { playSteps, primaryKey } from '../scenes.ts';
import { checkList, type Suite } from '../suite.ts';
import { checkRows, differences, observe, type Touched } from './consequences.ts';

/** So many of the rows that a schedule has changed are read back: the latest, and some of the others. */
const mostRead = 8;

/** Runs a schedule after rows were made for it to find, at a time that suits them, and reads back what it has done. */
export async function checkSchedule(suite: Suite, planner: Planner, flow: Flow): Promise<void> {
  const { session } = suite;
  const operation = scheduleOperation(flow.name);
  const found = planner.schedule(flow, suite.scenes.nextPlan());
  if ('skipped' in found) {
    session.recorder.skip(operation, 'runs', found.skipped);
    return;
  }
  const { broken } = await playSteps(session, found.steps, `prepares the schedule ${flow.name}`);
  if (broken !== undefined) {
    session.recorder.skip(operation, 'runs', broken);
    return;
  }
  const before = observe(suite);
  const later = instantText(Math.floor(instantOf(session.model.now)) + found.afterMs);
  const at = [found.at, later].find((time) => session.changesBySchedule(flow.name, time)) ?? later;
  const caller = asAdmin(found.caller, suite.application) ?? found.caller;
  await session.schedule(flow.name, at, { operation, caller });
  const touched = differences(before, observe(suite));
  const moved = new Map(touched.filter(({ how }) => how !== 'updated').map((each) => [each.entity, each.row]));
  for (const [entity, row] of moved) await checkList(suite, `runs: the list of ${entity} afterwards`, { entity, row, caller, operation });
  await checkRows(suite, { check: 'runs', operation, caller, rows: sampleOf(suite, touched) });
}

/** The last rows, which were made for the schedule, and the first ones. */
function sampleOf(suite: Suite, touched: readonly Touched[]): readonly Touched[] {
  const keys = new Map(touched.map((each) => [`${each.entity} ${JSON.stringify(each.row[primaryKey(suite.application, each.entity)] ?? null)}`, each]));
  const rows = [...keys.values()];
  return rows.length <= mostRead ? rows : [...rows.slice(0, mostRead / 2), ...rows.slice(-mostRead / 2)];
}
