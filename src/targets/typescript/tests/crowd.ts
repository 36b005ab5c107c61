import type { Json } from '../../../base/json.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Flow, LoadManyStep, Step } from '../../../ir/behavior.ts';
import { modelOf } from '../../../semantics/model.ts';
import { fixtureFor } from '../../../semantics/scenarios.ts';
import { reachableSteps } from '../../../semantics/scenarios/flowFacts.ts';
import type { Fixture, FlowCase, PlannedCall } from '../../../semantics/types.ts';
import type { World } from '../../../semantics/world.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { callOf } from './rehearsal.ts';
import type { TestModel } from './testModel.ts';

/** Subject of the rows that stand for those of other tests. */
const others = 91;

/** Rows of other tests among which the flow looks for its own: those of which it loads all that match, whosever they are. */
export function crowdOf({ application }: TestModel, { call }: FlowCase): readonly Fixture[] {
  const flow = flowOf(application, call);
  const loads = flow === undefined ? [] : reachableSteps(modelOf(application), flow).filter((step) => isShared(application, step));
  return [...new Set(loads.map(({ entity }) => entity))].flatMap((entity) => {
    const fixture = fixtureFor(application, entity, others);
    return 'skipped' in fixture ? [] : [fixture];
  });
}

/** The flow that a call starts. */
export function flowOf(application: ApplicationIR, { call }: PlannedCall): Flow | undefined {
  const implementation = indexOf(application).endpoint(call.endpoint)?.implementation;
  return implementation?.kind === 'flow' ? modelOf(application).flows.get(implementation.flow) : undefined;
}

/** Whether the step loads rows whosever they are. */
export function isShared(application: ApplicationIR, step: Step): step is LoadManyStep {
  return step.kind === 'loadMany' && (step.anyOwner || modelOf(application).entities.get(step.entity)?.entity.owner === undefined);
}

/** Makes the row of a fixture in the world, as far as it can be made there. */
export function letIn(world: World, { steps }: Fixture): void {
  const answers: (Json | undefined)[] = [];
  for (const step of steps) {
    if (step.kind === 'deliver') world.deliver();
    if (step.kind === 'schedule') world.runSchedule(step.flow);
    answers.push(step.kind === 'call' ? world.predict(callOf(step.call, answers, undefined)).body : undefined);
  }
}

/** The keys of all rows in the world. */
export function keysIn(model: TestModel, world: World): readonly string[] {
  return [...model.resources.values()].flatMap(({ entity: { name } }) => world.rows(name).map((row) => keyIn(model, name, row)));
}

/** The key of a row as no row of another entity has it. */
export function keyIn({ resources }: TestModel, entity: string, row: Readonly<Record<string, Json>>): string {
  return `${entity} ${JSON.stringify(row[resources.get(entity)?.key.name ?? 'id'])}`;
}
