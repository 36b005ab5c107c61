import type { Json } from '../../../base/json.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Flow, LoadManyStep, Step } from '../../../ir/behavior.ts';
import type { Expression } from '../../../ir/expression.ts';
import { modelOf } from '../../../semantics/model.ts';
import { fixtureFor } from '../../../semantics/scenarios.ts';
import { allSteps, reachableSteps } from '../../../semantics/scenarios/flowFacts.ts';
import { type Fixture, type FlowCase, Generated, type PlannedCall, type Template } from '../../../semantics/types.ts';
import type { World } from '../../../semantics/world.ts';
import { expressionsOf, namesWritten, writtenBy } from '../behavior/reads.ts';
import { visit } from '../behavior/repositoryUses.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { objectTemplate } from './madeRows.ts';
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

/** The body of the case without what is computed from rows of others: nobody knows what rows there are when the test runs. */
export function withoutOthers({ application }: TestModel, { call }: FlowCase, body: Template): Template {
  const flow = flowOf(application, call);
  const uncertain = flow === undefined ? new Set<string>() : uncertainNames(application, flow);
  if (flow === undefined || uncertain.size === 0) return body;
  const values = allSteps(flow.steps).flatMap((step) => (step.kind === 'return' && step.value !== undefined ? [step.value] : []));
  const fields = objectTemplate(body);
  if (fields === undefined || values.some((value) => value.kind !== 'record')) return values.some((value) => isRead(value, uncertain)) ? new Generated('any') : body;
  const free = new Set(values.flatMap((value) => (value.kind === 'record' ? value.fields.flatMap(({ name, value: field }) => (isRead(field, uncertain) ? [name] : [])) : [])));
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, free.has(name) ? new Generated('any') : value]));
}

function flowOf(application: ApplicationIR, { call }: PlannedCall): Flow | undefined {
  const implementation = indexOf(application).endpoint(call.endpoint)?.implementation;
  return implementation?.kind === 'flow' ? modelOf(application).flows.get(implementation.flow) : undefined;
}

function isShared(application: ApplicationIR, step: Step): step is LoadManyStep {
  return step.kind === 'loadMany' && (step.anyOwner || modelOf(application).entities.get(step.entity)?.entity.owner === undefined);
}

/** The names of the flow whose values follow from rows that nothing ties to one of the flow's own. */
function uncertainNames(application: ApplicationIR, flow: Flow): ReadonlySet<string> {
  const model = modelOf(application);
  const isOpen = (step: Step): boolean => isShared(application, step) && !step.conditions.some(({ attribute, operator }) => operator === '==' && model.entities.get(step.entity)?.references.some((reference) => reference.attribute === attribute) === true);
  const names = new Set<string>();
  const steps = allSteps(flow.steps);
  for (let known = -1; known < names.size;) {
    known = names.size;
    for (const step of steps) {
      const called = step.kind === 'call' ? model.flows.get(step.flow) : undefined;
      const brings = isOpen(step) || (called !== undefined && reachableSteps(model, called).some(isOpen));
      const follows = step.kind === 'forEach' ? isRead(step.in, names) : expressionsOf(step).some((expression) => isRead(expression, names));
      if (!brings && !follows) continue;
      for (const name of step.kind === 'forEach' ? [step.item, ...namesWritten(step.steps)] : writtenBy(step)) names.add(name);
    }
  }
  return names;
}

function isRead(expression: Expression, names: ReadonlySet<string>): boolean {
  let found = false;
  visit(expression, (part) => {
    found ||= part.kind === 'name' && names.has(part.name);
  });
  return found;
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
