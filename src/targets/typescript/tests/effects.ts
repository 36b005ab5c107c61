import type { Json } from '../../../base/json.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Entity } from '../../../ir/entity.ts';
import { isIntegerPlaceholder } from '../../../semantics/placeholders.ts';
import { type Caller, type FlowCase, type PlannedStep, Reference, type RowChange, type Template } from '../../../semantics/types.ts';
import type { TsFile } from '../code/tsFile.ts';
import { expectSuccess } from './answers.ts';
import { propertyName } from './literal.ts';
import { isKnown, type PlanPrinter } from './planSource.ts';
import { pathSource } from './requestPath.ts';
import { listingName } from './testNames.ts';
import { isOwned, objectOf, type Resource, routeFor, successSchema, type TestModel } from './testModel.ts';
import type { SettledChange } from './variation.ts';

/** The changes with one entry for each row: how it is in the end. */
export function lastChanges(model: TestModel, changes: readonly SettledChange[]): readonly SettledChange[] {
  const rows = new Map<string, SettledChange>();
  for (const change of changes) {
    const row = JSON.stringify([change.entity, change.values[model.resources.get(change.entity)?.key.name ?? 'id']]);
    const first = rows.get(row);
    if (first?.kind === 'created' && change.kind === 'deleted') rows.delete(row);
    else rows.set(row, first?.kind === 'created' ? { ...change, kind: 'created' } : change);
  }
  return [...rows.values()];
}

/** A change by a call, with what was called before. */
export interface Effect {
  readonly change: SettledChange;
  readonly steps: readonly PlannedStep[];
  readonly call: FlowCase['call'];
  readonly by: Caller | undefined;
}

/** What the change looks like to who reads the row: by its key when an answer showed it, else among the caller's rows. */
export function effectLines(file: TsFile, model: TestModel, printer: PlanPrinter, { change, steps, call, by }: Effect): readonly string[] {
  const resource = model.resources.get(change.entity);
  if (resource === undefined) return [];
  const known = knownValues(change, [...steps, call]);
  const key = known[resource.key.name];
  const read = routeFor(resource, 'read');
  const owner = key instanceof Reference && isOwned(resource.entity) ? (callerOfStep(steps[key.step]) ?? by) : by;
  const caller = printer.callerOf(read === undefined ? owner : readerOf(model, read.endpoint, owner));
  const options = caller === undefined ? '' : `, { ${caller === 'by' ? 'by' : `by: ${caller}`} }`;
  const send = file.use('test:send');
  const fields = fieldsSource(model, resource, known, printer);
  if (key instanceof Reference && read !== undefined && read.crud.parents.length === 0 && read.crud.key?.attribute === resource.key.name) {
    const path = pathSource(model.application, read.endpoint, () => printer.value(key));
    if (change.kind === 'deleted') return [`${file.use('test:expectProblem')}(await ${send}('GET', ${path}${options}), 404, 'not_found');`];
    return fields === undefined ? [] : [`${file.use('test:expectFields')}(${expectSuccess(file, model, read.endpoint, `await ${send}('GET', ${path}${options})`)}, ${fields});`];
  }
  const list = routeFor(resource, 'list');
  if (change.kind !== 'created' || list === undefined || list.crud.parents.length > 0 || list.crud.list === undefined || !isOwned(resource.entity) || caller === undefined || fields === undefined) return [];
  return [`${file.use('test:expectAmong')}(await ${file.use('test:listAll')}(${pathSource(model.application, list.endpoint, () => "''")}, ${file.use(`test:${listingName(list.endpoint)}`)}, ${caller}), ${fields});`];
}

/** The values of a changed row, those that the app generated as references to the answers that show them. */
function knownValues(change: SettledChange, steps: readonly PlannedStep[]): Readonly<Record<string, Template>> {
  const references = referencesOf(steps);
  const known: Record<string, Template> = {};
  for (const [name, value] of Object.entries(change.values)) {
    const shown = references.get(value) ?? (isGenerated(value) || !isKnown(value) ? undefined : value);
    if (shown !== undefined) known[name] = shown;
  }
  return known;
}

/** Generated keys and instants stand in changes as the model's own. */
function isGenerated(value: Template): boolean {
  if (typeof value !== 'string') return typeof value === 'number' && isIntegerPlaceholder(value);
  return /d0d0d0d0-0000-7000-8000-/.test(value) || /^\d{4}-\d\d-\d\dT.*\.\d{4}Z$/.test(value) || /^-?P.*\.\d{3}25S$/.test(value);
}

/** For each key that the model made up: the answer that shows it. */
function referencesOf(steps: readonly PlannedStep[]): ReadonlyMap<Template, Reference> {
  const references = new Map<Json, Reference>();
  for (const [index, step] of steps.entries()) {
    if (step.kind !== 'call') continue;
    for (const change of step.expected.changes) {
      const body = step.expected.body;
      if (change.kind !== 'created' || typeof body !== 'object' || body === null) continue;
      for (const [name, value] of Object.entries(change.values)) {
        if (isGenerated(value) && Object.hasOwn(body, name) && !references.has(value) && isAbout(body, change)) references.set(value, new Reference(index, `/${name}`));
      }
    }
  }
  return references;
}

/** Whether the answer is the created row: every plain value of the row that it shows is the row's. */
export function isAbout(body: Template, { values }: RowChange): boolean {
  const shown = Object.entries(body as Readonly<Record<string, Template>>);
  return shown.every(([name]) => Object.hasOwn(values, name)) && shown.some(([name, value]) => value === values[name]);
}

function fieldsSource(model: TestModel, { entity, key }: Resource, known: Readonly<Record<string, Template>>, printer: PlanPrinter): string | undefined {
  const shown = visibleNames(model, entity);
  const fields = Object.entries(known).filter(([name]) => shown.has(name) && name !== key.name).map(([name, value]) => `${propertyName(name)}: ${printer.value(value)}`);
  return fields.length === 0 ? undefined : `{ ${fields.join(', ')} }`;
}

function visibleNames(model: TestModel, entity: Entity): ReadonlySet<string> {
  const resource = model.resources.get(entity.name);
  const read = resource === undefined ? undefined : (routeFor(resource, 'read') ?? resource.factory?.route);
  const properties = objectOf(model.application, read === undefined ? undefined : successSchema(model.application, read.endpoint))?.properties ?? [];
  const writeOnly = new Set(entity.attributes.filter(({ secret }) => secret).map(({ name }) => name));
  return new Set(properties.filter((property) => !property.writeOnly && !writeOnly.has(property.name)).map(({ name }) => name));
}

/** Who reads what the caller has changed: an administrator where nobody else may. */
export function readerOf({ application }: TestModel, { access }: Endpoint, by: Caller | undefined): Caller | undefined {
  const { adminScope } = application.auth;
  if (adminScope === undefined || access.kind === 'public' || by?.scopes.includes(adminScope) === true) return by;
  const isForAdmins = access.alternatives.length > 0 && access.alternatives.every((uses) => uses.some(({ scopes }) => scopes.includes(adminScope)));
  return isForAdmins ? { subject: by?.subject ?? 'reader', scopes: [adminScope] } : by;
}

/** The caller who makes rows that belong to somebody. */
export function callerOfSteps(steps: readonly PlannedStep[]): Caller | undefined {
  for (const step of steps) if (callerOfStep(step) !== undefined) return callerOfStep(step);
  return undefined;
}

/** Who makes the call of a step; undefined for nobody. */
function callerOfStep(step: PlannedStep | undefined): Caller | undefined {
  return step?.kind === 'call' ? step.call.caller : undefined;
}
