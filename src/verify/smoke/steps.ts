import type { Flow, StateMachine } from '../../ir/behavior.ts';
import { isOpenMachine, openFlows } from '../../semantics/openFlows.ts';
import type { CrudImplementation, Endpoint } from '../../ir/endpoint.ts';
import { checkAppWide } from './cases/appWide.ts';
import { checkCreate } from './cases/create.ts';
import { checkFlow } from './cases/flows.ts';
import { checkRelation, type LinkEndpoint, linkGroups } from './cases/links.ts';
import { checkListing } from './cases/list.ts';
import { checkMachine } from './cases/machines.ts';
import { checkMethods } from './cases/methods.ts';
import { checkReadOne } from './cases/readOne.ts';
import { checkRemove } from './cases/remove.ts';
import { checkSchedule } from './cases/schedules.ts';
import { checkWords } from './cases/words.ts';
import { checkWrite } from './cases/write.ts';
import { appOperation, machineOperation, scheduleOperation } from './operations.ts';
import type { Course } from './course.ts';
import type { Planner } from './planner.ts';
import type { CrudEndpoint, Suite } from './suite.ts';
import { WayPool } from './ways.ts';

/** A part of the smoke test that is run as one. */
export interface SmokeStep {
  /** What is done with when it has run: keys as in `OperationReport`. */
  readonly operations: readonly string[];
  run(): Promise<void>;
}

/** All steps in the order in which they help each other most; those of operations that nobody asks for are left out. */
export function smokeSteps(suite: Suite, planner: Planner, openApiText: string | undefined): readonly SmokeStep[] {
  const crud = (check: (suite: Suite, endpoint: CrudEndpoint) => Promise<void>, ...actions: readonly CrudImplementation['action'][]): readonly SmokeStep[] =>
    suite.application.endpoints.filter((endpoint): endpoint is CrudEndpoint => endpoint.implementation.kind === 'crud' && actions.includes(endpoint.implementation.action))
      .map((endpoint) => ({ operations: [endpoint.key], run: () => check(suite, endpoint) }));
  // What one flow has made often serves the next.
  const course: Course = { suite, planner, pool: new WayPool(suite.session, () => suite.scenes.nextPlan()) };
  const { flows, stateMachines } = suite.application;
  const open = openFlows(suite.application);
  const wordsStep = (endpoint: Endpoint): SmokeStep => ({ operations: [endpoint.key], run: () => checkWords(suite, endpoint) });
  const machineStep = (machine: StateMachine): SmokeStep => ({ operations: [machineOperation(machine.name)], run: () => checkMachine(course, machine) });
  const scheduleStep = (flow: Flow): SmokeStep => ({ operations: [scheduleOperation(flow.name)], run: () => checkSchedule(suite, planner, flow) });
  const words = suite.application.endpoints.filter((endpoint: Endpoint) => endpoint.implementation.kind === 'words');
  const steps: readonly SmokeStep[] = [
    { operations: [appOperation], run: () => checkAppWide(suite, openApiText) },
    ...words.filter((endpoint) => !writes(endpoint)).map(wordsStep),
    ...crud(checkCreate, 'create'),
    ...crud(checkReadOne, 'read'),
    ...crud(checkWrite, 'replace', 'update'),
    ...linkGroups(suite.application).map((endpoints: readonly LinkEndpoint[]) => ({ operations: endpoints.map(({ key }) => key), run: () => checkRelation(suite, endpoints) })),
    ...flows.filter((flow) => !open.has(flow.name)).flatMap((flow) => flowStep(course, flow)),
    ...stateMachines.filter((machine) => !isOpenMachine(machine)).map(machineStep),
    // Lists come late: by now there are rows of every kind to page through.
    ...crud(checkListing, 'list'),
    ...crud(checkRemove, 'delete'),
    // Schedules come last: they change rows of everybody.
    ...flows.filter(({ trigger, name }) => trigger.kind === 'schedule' && !open.has(name)).map(scheduleStep),
    // What code for words writes is not known: whatever may come to such code comes after all else.
    ...stateMachines.filter(isOpenMachine).map(machineStep),
    ...flows.filter((flow) => open.has(flow.name)).flatMap((flow) => flowStep(course, flow)),
    ...words.filter(writes).map(wordsStep),
    ...flows.filter(({ trigger, name }) => trigger.kind === 'schedule' && open.has(name)).map(scheduleStep),
  ];
  const wanted = steps.filter(({ operations }) => operations.some((operation) => suite.isWanted(operation)));
  return [{ operations: [], run: () => checkMethods(suite) }, ...wanted];
}

/** Whether code was written for it that may change rows. */
function writes({ implementation, method }: Endpoint): boolean {
  return implementation.kind === 'words' && implementation.isWritten === true && method !== 'GET';
}

function flowStep(course: Course, flow: Flow): readonly SmokeStep[] {
  const { trigger } = flow;
  return trigger.kind === 'http' ? [{ operations: [trigger.endpoint], run: () => checkFlow(course, flow, trigger.endpoint) }] : [];
}
