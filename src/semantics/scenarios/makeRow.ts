import type { Json } from '../../base/json.ts';
import type { CrudImplementation, Endpoint } from '../../ir/endpoint.ts';
import { type EntityModel, entityOf } from '../model.ts';
import { objectOf } from '../present.ts';
import { headerValue } from '../headers.ts';
import { serialiseParameter } from '../parameters.ts';
import { type Sampled, sampleOf } from '../samples.ts';
import { isOwned } from '../ownershipFacts.ts';
import type { Call, Outcome, RowChange, RowValues } from '../types.ts';
import { makeOwnOrAnothers } from './demands.ts';
import { httpFlows, jsonBody, makersOf, reachableSteps } from './flowFacts.ts';
import { createdByFlow } from './flowWrites.ts';
import { CannotPlan, type Plan } from './plan.ts';
import type { Planner } from './planner.ts';
import { invariantRepairs } from './repair.ts';

type Way = () => RowValues;

/** A new row of the entity: by its create endpoint, by a flow that creates it, by an event or a schedule. Throws CannotPlan. */
export function makeRow(planner: Planner, plan: Plan, entity: string, fixed: RowValues): RowValues {
  if (plan.making.filter((other) => other === entity).length > 1) throw new CannotPlan(`${entity} needs another ${entity} first.`);
  plan.making.push(entity);
  const reasons: string[] = [];
  try {
    for (const way of waysToMake(planner, plan, entity, fixed)) {
      const mark = plan.mark();
      try {
        const row = fitted(planner, plan, entity, way(), fixed);
        if (isAs(row, fixed)) return row;
        reasons.push(`the ${entity} made has another ${Object.keys(fixed).join(', ')}`);
      } catch (error) {
        if (!(error instanceof CannotPlan)) throw error;
        reasons.push(error.message);
      }
      plan.reset(mark);
    }
  } finally {
    plan.making.pop();
  }
  // That a row needs another of its kind tells less than why that one could not be made.
  throw new CannotPlan(reasons.find((reason) => !/ needs another .* first\.$/.test(reason)) ?? reasons[0] ?? `Nothing reachable over HTTP creates a ${entity}.`);
}

function isAs(row: RowValues, fixed: RowValues): boolean {
  return Object.entries(fixed).every(([name, value]) => row[name] === value);
}

/** The new row with what its creation cannot give: states and what flows write. */
function fitted(planner: Planner, plan: Plan, entity: string, row: RowValues, fixed: RowValues): RowValues {
  if (isAs(row, fixed)) return row;
  const { attributes } = entityOf(plan.model, entity);
  const key = plan.keyOf(entity, row);
  let current = row;
  for (const [name, value] of Object.entries(fixed)) {
    const by = attributes.get(name)?.generated;
    if (current[name] === value || (by !== 'state' && by !== 'flow')) continue;
    planner.change(plan, { entity, row: current, attribute: name, value, state: 'free' });
    current = plan.rowByKey(entity, key) ?? current;
  }
  return current;
}

function waysToMake(planner: Planner, plan: Plan, entity: string, fixed: RowValues): readonly Way[] {
  const { model } = plan;
  const ways: Way[] = [];
  for (const endpoint of model.application.endpoints) {
    const { implementation } = endpoint;
    if (implementation.kind === 'crud' && implementation.action === 'create' && implementation.entity === entity) {
      ways.push(() => createByEndpoint(planner, plan, endpoint, implementation, fixed));
    }
  }
  const makers = makersOf(model, entity);
  for (const { flow, endpoint } of httpFlows(model)) {
    if (makers.includes(flow)) ways.push(() => createdRow(plan, createdByFlow(planner, plan, { flow, endpoint }, { entity, fixed }), entity));
  }
  for (const maker of makers) {
    const { trigger } = maker;
    if (trigger.kind === 'event') ways.push(() => createByEvent(planner, plan, entity, trigger.event));
    if (trigger.kind === 'schedule') ways.push(() => createBySchedule(planner, plan, entity, maker.name));
  }
  return ways;
}

function createByEvent(planner: Planner, plan: Plan, entity: string, event: string): RowValues {
  const reasons: string[] = [];
  for (const { flow, endpoint } of httpFlows(plan.model)) {
    if (!reachableSteps(plan.model, flow).some((step) => step.kind === 'emit' && step.event === event)) continue;
    const mark = plan.mark();
    try {
      planner.callFlow(plan, flow, endpoint, { kind: 'success' });
      return createdRow(plan, plan.deliver(), entity);
    } catch (error) {
      if (!(error instanceof CannotPlan)) throw error;
      reasons.push(error.message);
      plan.reset(mark);
    }
  }
  throw new CannotPlan(reasons[0] ?? `No call over HTTP emits ${event}.`);
}

function createBySchedule(planner: Planner, plan: Plan, entity: string, flowName: string): RowValues {
  const flow = plan.model.flows.get(flowName);
  if (flow === undefined) throw new CannotPlan(`There is no flow ${flowName}.`);
  for (const step of reachableSteps(plan.model, flow)) if ((step.kind === 'loadMany' || step.kind === 'load') && step.entity !== entity) planner.ensure(plan, step.entity);
  const before = new Set(plan.world.rows(entity));
  plan.steps.push({ kind: 'schedule', flow: flowName });
  const failure = plan.world.runSchedule(flowName);
  if (failure !== undefined) throw new CannotPlan(`The schedule ${flowName} fails: ${failure}`);
  const row = plan.world.rows(entity).find((candidate) => !before.has(candidate));
  if (row === undefined) throw new CannotPlan(`The schedule ${flowName} created no ${entity}.`);
  return row;
}

function createdRow(plan: Plan, changes: readonly RowChange[], entity: string): RowValues {
  const made = changes.findLast((change) => change.kind === 'created' && change.entity === entity);
  if (made === undefined) throw new CannotPlan(`No ${entity} was created.`);
  return plan.rowByKey(entity, plan.keyOf(entity, made.values)) ?? made.values;
}

const maxAttempts = 20;

function createByEndpoint(planner: Planner, plan: Plan, endpoint: Endpoint, crud: CrudImplementation, fixed: RowValues): RowValues {
  const entity = entityOf(plan.model, crud.entity);
  const path = parentPath(planner, plan, endpoint, crud, fixed);
  const caller = plan.callerOf(endpoint, entity.entity.owner === undefined ? 'asNeeded' : 'asOwner');
  let references = referenceValues(planner, plan, endpoint, entity, fixed, 'reuse');
  let overrides: RowValues = {};
  let alternatives: readonly RowValues[] = [];
  let sampleNumber = plan.nextSample();
  let last: Outcome | undefined;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const body = bodyFor(plan, endpoint, entity, sampleNumber, { ...wishesFor(plan, entity), ...references, ...overrides, ...fixed });
    const call: Call = { endpoint: endpoint.key, caller, path, query: requiredQuery(plan, endpoint, 'query'), headers: requiredQuery(plan, endpoint, 'header'), ...(body === undefined ? {} : { body }) };
    const outcome = plan.attempt(crud.entity, call);
    last = outcome;
    if (outcome.unpredictable !== undefined) break;
    if (outcome.status < 400) return createdRow(plan, outcome.changes, crud.entity);
    if (outcome.status === 422) {
      const repairs = outcome.code?.startsWith('invariant_') === true ? invariantRepairs(plan, entity, { code: outcome.code, body, fixed: { ...references, ...fixed } }) : [];
      const [next, ...rest] = [...repairs.map((repair) => ({ ...overrides, ...repair })), ...alternatives];
      alternatives = rest;
      if (next !== undefined) {
        overrides = next;
        continue;
      }
    }
    sampleNumber = plan.nextSample();
    overrides = {};
    const namesRows = outcome.status === 409 || outcome.code?.startsWith('invariant_') === true;
    if (namesRows && attempt >= 1) references = referenceValues(planner, plan, endpoint, entity, fixed, 'fresh');
    if (outcome.status !== 409 && attempt >= 4) break;
  }
  throw new CannotPlan(`${endpoint.key} does not accept a sample: ${last?.unpredictable ?? last?.reason ?? 'nothing was tried'}`);
}

/** What rows of the entity should be made with; of a value that only one of them can have, as long as none has it. */
function wishesFor(plan: Plan, { entity, attributes }: EntityModel): RowValues {
  const wishes = Object.entries(plan.wishes.get(entity.name) ?? {});
  return Object.fromEntries(wishes.filter(([name, value]) => attributes.get(name)?.unique !== true || plan.world.rows(entity.name).every((row) => row[name] !== value)));
}

/** Values of path parameters: keys of the parents; samples where a parameter is none. */
function parentPath(planner: Planner, plan: Plan, endpoint: Endpoint, crud: CrudImplementation, fixed: RowValues): Record<string, Json> {
  const path: Record<string, Json> = {};
  for (const parameter of endpoint.parameters) {
    if (parameter.in !== 'path') continue;
    const parent = crud.parents.find((candidate) => candidate.parameter === parameter.name);
    const given = parent === undefined ? undefined : fixed[parent.attribute];
    path[parameter.name] = given ?? (parent === undefined ? sampled(plan, parameter.schema, parameter.name) : plan.keyOf(parent.entity, planner.ensure(plan, parent.entity)));
  }
  return path;
}

/** Required query parameters or headers, sampled. */
export function requiredQuery(plan: Plan, endpoint: Endpoint, place: 'query' | 'header'): Record<string, Json> {
  const values: Record<string, Json> = {};
  for (const parameter of endpoint.parameters) {
    if (parameter.in !== place || !parameter.required) continue;
    for (const [name, value] of Object.entries(serialiseParameter(parameter, place === 'header' ? valueIn(headerValue(parameter, plan.model.context, plan.n)) : sampled(plan, parameter.schema, parameter.name)))) values[place === 'header' ? name.toLowerCase() : name] = value;
  }
  return values;
}

function sampled(plan: Plan, schema: Parameters<typeof sampleOf>[0], name: string): Json {
  return valueIn(sampleOf(schema, plan.model.context, plan.n, { name }));
}

function valueIn(result: Sampled): Json {
  if ('skipped' in result) throw new CannotPlan(result.skipped);
  return result.value;
}

/** Foreign keys of the body: required ones name rows, the others stay out. */
function referenceValues(planner: Planner, plan: Plan, endpoint: Endpoint, entity: EntityModel, fixed: RowValues, use: 'reuse' | 'fresh'): Record<string, Json> {
  const schema = jsonBody(endpoint);
  const object = schema === undefined ? undefined : objectOf(schema, plan.model.context);
  const values: Record<string, Json> = {};
  const wishes = plan.wishes.get(entity.entity.name) ?? {};
  for (const reference of entity.references) {
    const property = object?.properties.find((candidate) => candidate.name === reference.attribute);
    if (property === undefined || Object.hasOwn(fixed, reference.attribute) || (Object.hasOwn(wishes, reference.attribute) && wishes[reference.attribute] !== null)) continue;
    const isOwner = entity.entity.owner?.kind === 'relation' && entity.entity.owner.relation === reference.name;
    if (!property.required && !isOwner) continue;
    if (!isOwner && property.schema.nullable && reference.target === entity.entity.name) {
      values[reference.attribute] = null;
      continue;
    }
    const target = use === 'fresh' && !isOwner ? anotherRow(planner, plan, reference.target, Object.values(values)) : planner.ensure(plan, reference.target);
    values[reference.attribute] = plan.keyOf(reference.target, target);
  }
  return values;
}

/** A new row, by somebody else where the caller can make no more; or one that is there and not named yet. */
function anotherRow(planner: Planner, plan: Plan, entity: string, named: readonly Json[]): RowValues {
  const mark = plan.mark();
  try {
    return makeOwnOrAnothers({ planner, plan }, entity, {}, false);
  } catch (error) {
    const known = isOwned(plan.model, entity) ? undefined : plan.world.rows(entity).findLast((row) => !named.includes(plan.keyOf(entity, row)));
    if (!(error instanceof CannotPlan) || known === undefined) throw error;
    plan.reset(mark);
    return known;
  }
}

/** A body: a sample with the given values in the place of its own; optional foreign keys without a value are left out. */
function bodyFor(plan: Plan, endpoint: Endpoint, entity: EntityModel, n: number, given: RowValues): Json | undefined {
  const schema = jsonBody(endpoint);
  if (schema === undefined) return endpoint.requestBody === undefined ? undefined : {};
  const result = sampleOf(schema, plan.model.context, n);
  if ('skipped' in result) throw new CannotPlan(result.skipped);
  if (typeof result.value !== 'object' || result.value === null || Array.isArray(result.value)) return result.value;
  const object = objectOf(schema, plan.model.context);
  const body: Record<string, Json> = { ...(result.value as RowValues) };
  for (const property of object?.properties ?? []) {
    const value = Object.hasOwn(given, property.name) ? given[property.name] : undefined;
    if (value !== undefined && !property.readOnly) body[property.name] = value;
    else if (entity.references.some((reference) => reference.attribute === property.name) && !property.required) Reflect.deleteProperty(body, property.name);
  }
  return body;
}
