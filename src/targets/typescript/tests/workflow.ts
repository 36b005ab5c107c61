import type { Json } from '../../../base/json.ts';
import { camelCase, sentenceCase } from '../../../base/names.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Flow } from '../../../ir/behavior.ts';
import type { Entity } from '../../../ir/entity.ts';
import { isIntegerPlaceholder } from '../../../semantics/placeholders.ts';
import { failureCaseOf, failureLabels, happyCase, invariantCaseOf, type PlannedFlowCase } from '../../../semantics/scenarios.ts';
import type { Caller, FlowCase, PlannedStep, RowChange, Template } from '../../../semantics/types.ts';
import { Reference } from '../../../semantics/types.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import { mentions } from '../code/mentions.ts';
import type { Emitter } from '../emitter.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { assertFrom, expectSuccess } from './answers.ts';
import { type Beginning, beginningOf, commonBeginnings } from './beginnings.ts';
import { hasHandlers } from './jobs.ts';
import { literal, propertyName } from './literal.ts';
import { isKnown, PlanPrinter } from './planSource.ts';
import { listedAfter } from './rehearsal.ts';
import { pathSource } from './requestPath.ts';
import { testSource } from './sendSource.ts';
import { listingName } from './testNames.ts';
import { isOwned, type Resource, routeFor, successSchema, type TestModel, testModelOf, objectOf } from './testModel.ts';

/** Emits `workflow/<flow>.test.ts`: the happy path with its effects, and each way to fail with nothing changed; and `workflow/<entity>Invariants.test.ts`. */
export const workflowTestsEmitter: Emitter = {
  name: 'workflowTests',
  declare(): void {
    // Nobody refers to tests.
  },
  emit(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
    const model = testModelOf(application);
    const flows = application.flows.filter(({ trigger, synthesizedFrom }) => trigger.kind === 'http' && synthesizedFrom === undefined);
    return [...flows.flatMap((flow) => workflowFile(model, symbols, flow)), ...application.entities.flatMap((entity) => invariantFile(model, symbols, entity))];
  },
};

function workflowFile(model: TestModel, symbols: SymbolTable, flow: Flow): readonly EmittedFile[] {
  const { application } = model;
  const labels = failureLabels(application, flow).filter((label) => !label.startsWith('transition '));
  const cases = [happyCase(application, flow, 0), ...labels.map((label) => failureCaseOf(application, flow, label, 0))];
  const path = `tests/generated/workflow/${flow.name}.test.ts`;
  const missing = cases.filter((planned) => 'skipped' in planned);
  const reason = missing.length === 0 ? 'scenarios follow from the steps of the flow' : `scenarios follow from the steps of the flow; not covered: ${missing.map(skippedText).join(' ')}`;
  const file = new TsFile(symbols, { path, emitter: 'workflowTests', milestone: 'tests', stratum: 'ast', reason });
  const made = cases.filter((planned): planned is FlowCase => !('skipped' in planned));
  if (made.length === 0) return [];
  const comment = missing.map((planned) => `// Not covered: ${skippedText(planned)}`).join('\n');
  const beginnings = commonBeginnings(new TsFile(symbols, file.options), model, made.map(({ steps }) => steps));
  const nodes = [`flow:${flow.name}`];
  for (const [index, planned] of made.entries()) {
    const name = titleOf(flow, planned);
    file.add({ name, nodes }, () => `${index === 0 && comment !== '' ? `${comment}\n\n` : ''}${caseSource(file, model, planned, { name, beginning: beginningOf(beginnings, planned.steps) })}`);
  }
  for (const beginning of [...beginnings.values()].toReversed()) if (beginning.isUsed) file.add({ name: beginning.name, nodes }, () => beginning.source(file));
  return [file.finish()];
}

/** One test for each invariant that a request can break alone. */
function invariantFile(model: TestModel, symbols: SymbolTable, entity: Entity): readonly EmittedFile[] {
  const { application } = model;
  const made = application.invariants.filter((invariant) => invariant.entity === entity.name).flatMap((invariant) => {
    const planned = invariantCaseOf(application, invariant, 0);
    return 'skipped' in planned ? [] : [{ invariant, planned }];
  });
  if (made.length === 0) return [];
  const path = `tests/generated/workflow/${camelCase(entity.name)}Invariants.test.ts`;
  const file = new TsFile(symbols, { path, emitter: 'workflowTests', milestone: 'tests', stratum: 'ast', reason: 'values that break them follow from the invariants' });
  for (const { invariant, planned } of made) {
    const name = `${sentenceCase(entity.name)}: ${invariant.message.replace(/\.$/, '')}`;
    file.add({ name, nodes: [`invariant:${entity.name}.${invariant.name}`] }, () => caseSource(file, model, planned, { name, beginning: undefined }));
  }
  return [file.finish()];
}

function skippedText(planned: PlannedFlowCase): string {
  return 'skipped' in planned ? `${planned.label}: ${planned.skipped.replaceAll('\n', ' ')}` : '';
}

function titleOf(flow: Flow, { label, kind }: FlowCase): string {
  return kind === 'happy' ? `${flow.name} does its work` : `${flow.name} fails, and nothing changes: ${label}`;
}

function caseSource(file: TsFile, model: TestModel, planned: FlowCase, { name, beginning }: { readonly name: string; readonly beginning: Beginning | undefined }): string {
  const printer = beginning?.fork(file) ?? new PlanPrinter(file, model);
  printer.play(planned.steps.slice(printer.stepsPlayed));
  const lines = planned.kind === 'happy' ? happyLines(file, model, printer, planned) : failureLines(file, model, printer, planned);
  return testSource(file, name, printer.finish(lines));
}

function failureLines(file: TsFile, model: TestModel, printer: PlanPrinter, { steps, call }: FlowCase): readonly (string | undefined)[] {
  const by = callerOfSteps(steps);
  const witnesses = witnessesOf(model, printer, steps, by);
  const { status, code } = call.expected;
  const failure = `${file.use('test:expectProblem')}(${printer.call(call)}, ${status}${code === undefined ? '' : `, ${literal(code)}`});`;
  if (witnesses.length === 0) return [failure];
  return [`await ${file.use('test:leavesUnchanged')}([${witnesses.join(', ')}], ${printer.callerOf(by) ?? 'undefined'}, async () => {\n${failure}\n});`];
}

function happyLines(file: TsFile, model: TestModel, printer: PlanPrinter, { steps, call }: FlowCase): readonly (string | undefined)[] {
  const endpoint = indexOf(model.application).endpoint(call.call.endpoint);
  if (endpoint === undefined) return [];
  const success = expectSuccess(file, model, endpoint, printer.call(call));
  const hasBody = successSchema(model.application, endpoint) !== undefined;
  const answer = printer.keep(call.name);
  const shown = printer.known(call.expected.body);
  const isObject = objectOf(model.application, successSchema(model.application, endpoint)) !== undefined;
  const by = callerOfSteps(steps) ?? call.call.caller;
  const effects = lastChanges(model, call.expected.changes).flatMap((change) => effectLines(file, model, printer, { change, steps, call, by }));
  const events = call.expected.events.map(({ name }) => name);
  const handled = hasHandlers(model.application) && events.some((event) => model.application.flows.some(({ trigger }) => trigger.kind === 'event' && trigger.event === event));
  const checks = [hasBody && isObject && shown !== undefined ? `${file.use('test:expectFields')}(${answer}, ${shown});` : undefined, ...effects];
  const isUsed = checks.some((line) => line !== undefined && mentions(line, answer));
  return [hasBody && isUsed ? `const ${answer} = ${success};` : `${success};`, ...checks, ...(handled ? handlerLines(file, model, { events, by, printer, steps: [...steps, call] }) : [])];
}

/** The changes with one entry for each row: how it is in the end. */
function lastChanges(model: TestModel, changes: readonly RowChange[]): readonly RowChange[] {
  const rows = new Map<string, RowChange>();
  for (const change of changes) {
    const row = JSON.stringify([change.entity, change.values[model.resources.get(change.entity)?.key.name ?? 'id']]);
    const first = rows.get(row);
    if (first?.kind === 'created' && change.kind === 'deleted') rows.delete(row);
    else rows.set(row, first?.kind === 'created' ? { ...change, kind: 'created' } : change);
  }
  return [...rows.values()];
}

interface Handled {
  readonly events: readonly string[];
  readonly by: Caller | undefined;
  readonly printer: PlanPrinter;
  /** All calls of the test. */
  readonly steps: readonly PlannedStep[];
}

/** Rows that the handlers of the events create appear among the caller's, once for each event however often it is delivered. */
function handlerLines(file: TsFile, model: TestModel, { events, by, printer, steps }: Handled): readonly string[] {
  const deliver = `await ${file.use('test:deliverEvents')}();`;
  const caller = printer.callerOf(by);
  const handlers = events.flatMap((event) => model.application.flows.filter(({ trigger }) => trigger.kind === 'event' && trigger.event === event));
  const created = handlers.flatMap((handler) => handler.steps.flatMap((step) => (step.kind === 'create' && step.when === undefined ? [step.entity] : [])));
  const counts = [...new Set(created)].flatMap((name) => {
    const resource = model.resources.get(name);
    const list = resource === undefined ? undefined : routeFor(resource, 'list');
    if (resource === undefined || caller === undefined || list?.crud.list === undefined || list.crud.parents.length > 0 || !isOwned(resource.entity)) return [];
    const count = by === undefined ? undefined : listedAfter(model, steps, list, by);
    if (count === undefined || count === 0) return [];
    const rows = `await ${file.use('test:listAll')}(${pathSource(model.application, list.endpoint, () => "''")}, ${file.use(`test:${listingName(list.endpoint)}`)}, ${caller})`;
    return [`${assertFrom(file)}.equal((${rows}).length, ${count});`];
  });
  return [deliver, ...counts, ...(counts.length === 0 ? [] : [deliver, ...counts])];
}

interface Effect {
  readonly change: RowChange;
  readonly steps: readonly PlannedStep[];
  readonly call: FlowCase['call'];
  readonly by: Caller | undefined;
}

/** What the change looks like to who reads the row: by its key when an answer showed it, else among the caller's rows. */
function effectLines(file: TsFile, model: TestModel, printer: PlanPrinter, { change, steps, call, by }: Effect): readonly string[] {
  const resource = model.resources.get(change.entity);
  if (resource === undefined) return [];
  const known = knownValues(change, [...steps, call]);
  const key = known[resource.key.name];
  const read = routeFor(resource, 'read');
  const caller = printer.callerOf(read === undefined ? by : readerOf(model, read.endpoint, by));
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
function knownValues(change: RowChange, steps: readonly PlannedStep[]): Readonly<Record<string, Template>> {
  const references = referencesOf(steps);
  const known: Record<string, Template> = {};
  for (const [name, value] of Object.entries(change.values)) {
    const shown: unknown = references.get(value) ?? (isGenerated(value) || !isKnown(value) ? undefined : value);
    if (shown !== undefined) known[name] = shown as Template;
  }
  return known;
}

/** Generated keys and instants stand in changes as the model's own. */
function isGenerated(value: Json): boolean {
  if (typeof value !== 'string') return isIntegerPlaceholder(value);
  return /d0d0d0d0-0000-7000-8000-/.test(value) || /^\d{4}-\d\d-\d\dT.*\.\d{4}Z$/.test(value) || /^-?P.*\.\d{3}25S$/.test(value);
}

/** For each key that the model made up: the answer that shows it. */
function referencesOf(steps: readonly PlannedStep[]): ReadonlyMap<Json, Reference> {
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
function isAbout(body: Template, { values }: RowChange): boolean {
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

/** Addresses that show the rows of the steps and the caller's lists. */
function witnessesOf(model: TestModel, printer: PlanPrinter, steps: readonly PlannedStep[], by: Caller | undefined): readonly string[] {
  const urls: string[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.kind !== 'call') continue;
    const endpoint = indexOf(model.application).endpoint(step.call.endpoint);
    if (endpoint?.implementation.kind !== 'crud' || endpoint.implementation.action !== 'create') continue;
    const resource = model.resources.get(endpoint.implementation.entity);
    const read = resource === undefined ? undefined : routeFor(resource, 'read');
    if (resource === undefined || read === undefined || read.crud.parents.length > 0 || read.crud.key?.attribute !== resource.key.name) continue;
    if (readerOf(model, read.endpoint, by) !== by) continue;
    urls.push(pathSource(model.application, read.endpoint, () => printer.value(new Reference(index, `/${resource.key.name}`))));
  }
  if (by === undefined) return urls;
  for (const resource of model.resources.values()) {
    const list = isOwned(resource.entity) && resource.factory?.route === undefined ? routeFor(resource, 'list') : undefined;
    if (list !== undefined && list.crud.parents.length === 0) urls.push(pathSource(model.application, list.endpoint, () => "''"));
  }
  return urls;
}

/** Who reads what the caller has changed: an administrator where nobody else may. */
function readerOf({ application }: TestModel, { access }: Endpoint, by: Caller | undefined): Caller | undefined {
  const { adminScope } = application.auth;
  if (adminScope === undefined || access.kind === 'public' || by?.scopes.includes(adminScope) === true) return by;
  const isForAdmins = access.alternatives.length > 0 && access.alternatives.every((uses) => uses.some(({ scopes }) => scopes.includes(adminScope)));
  return isForAdmins ? { subject: by?.subject ?? 'reader', scopes: [adminScope] } : by;
}

/** The caller who makes rows that belong to somebody. */
function callerOfSteps(steps: readonly PlannedStep[]): Caller | undefined {
  for (const step of steps) if (step.kind === 'call' && step.call.caller !== undefined) return step.call.caller;
  return undefined;
}
