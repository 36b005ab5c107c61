import { camelCase, sentenceCase } from '../../../base/names.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Flow } from '../../../ir/behavior.ts';
import type { Entity } from '../../../ir/entity.ts';
import { failureCaseOf, failureLabels, invariantCaseOf, type PlannedFlowCase } from '../../../semantics/scenarios.ts';
import { type Caller, type FlowCase, type PlannedStep, Reference } from '../../../semantics/types.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import { mentions } from '../code/mentions.ts';
import type { Emitter } from '../emitter.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { answerSource, assertFrom, expectSuccess } from './answers.ts';
import { type Beginning, beginningOf, commonBeginnings } from './beginnings.ts';
import { eventFlowFile } from './eventFlows.ts';
import { callerOfSteps, effectLines, lastChanges, readerOf } from './effects.ts';
import { happyCaseOf } from './happyCases.ts';
import { hasHandlers } from './jobs.ts';
import { literal } from './literal.ts';
import { PlanPrinter } from './planSource.ts';
import { listedAfter } from './rehearsal.ts';
import { openStatuses } from './openStatuses.ts';
import { pathSource } from './requestPath.ts';
import { testSource } from './sendSource.ts';
import { listingName } from './testNames.ts';
import { isOwned, objectOf, routeFor, successSchema, type TestModel, testModelOf } from './testModel.ts';
import { type Settled, settledCase } from './variation.ts';

/** Emits `workflow/<flow>.test.ts`: the happy path with its effects, and each way to fail with nothing changed; and `workflow/<entity>Invariants.test.ts`. */
export const workflowTestsEmitter: Emitter = {
  name: 'workflowTests',
  declare(): void {
    // Nobody refers to tests.
  },
  emit(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
    const model = testModelOf(application);
    const flows = application.flows.filter(({ trigger, synthesizedFrom }) => trigger.kind === 'http' && synthesizedFrom === undefined);
    const handlers = application.flows.flatMap((flow) => (flow.trigger.kind === 'event' ? eventFlowFile(model, symbols, flow, flow.trigger.event) : []));
    return [...flows.flatMap((flow) => workflowFile(model, symbols, flow)), ...handlers, ...application.entities.flatMap((entity) => invariantFile(model, symbols, entity))];
  },
};

function workflowFile(model: TestModel, symbols: SymbolTable, flow: Flow): readonly EmittedFile[] {
  const { application } = model;
  const labels = failureLabels(application, flow).filter((label) => !label.startsWith('transition '));
  const cases = [happyCaseOf(application, flow), ...labels.map((label) => failureCaseOf(application, flow, label, 0))].map((planned) => ('skipped' in planned ? planned : settledOr(model, planned)));
  const path = `tests/generated/workflow/${flow.name}.test.ts`;
  const missing = cases.filter((planned) => 'skipped' in planned);
  const reason = missing.length === 0 ? 'scenarios follow from the steps of the flow' : `scenarios follow from the steps of the flow; not covered: ${missing.map(skippedText).join(' ')}`;
  const file = new TsFile(symbols, { path, emitter: 'workflowTests', milestone: 'tests', stratum: 'ast', reason });
  const made = cases.filter((planned): planned is SettledFlowCase => !('skipped' in planned));
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

interface SettledFlowCase extends FlowCase {
  readonly settled: Settled;
}

/** The case with what is known of its outcome in a test, or why no test can be made of it. */
function settledOr(model: TestModel, planned: FlowCase): SettledFlowCase | Exclude<PlannedFlowCase, FlowCase> {
  const settled = settledCase(model, planned);
  return settled === undefined ? { flow: planned.flow, label: planned.label, skipped: 'What comes of it depends on values that are others in each test.' } : { ...planned, settled };
}

/** One test for each invariant that a request can break alone. */
function invariantFile(model: TestModel, symbols: SymbolTable, entity: Entity): readonly EmittedFile[] {
  const { application } = model;
  const made = application.invariants.filter((invariant) => invariant.entity === entity.name).flatMap((invariant) => {
    const planned = invariantCaseOf(application, invariant, 0);
    if ('skipped' in planned) return [];
    const settled = settledOr(model, planned);
    return 'skipped' in settled ? [] : [{ invariant, planned: settled }];
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

function titleOf(flow: Flow, { label, kind, call }: FlowCase): string {
  if (kind === 'happy' && call.expected.open !== undefined) return `${flow.name} answers within its contract`;
  return kind === 'happy' ? `${flow.name} does its work` : `${flow.name} fails, and nothing changes: ${label}`;
}

function caseSource(file: TsFile, model: TestModel, planned: SettledFlowCase, { name, beginning }: { readonly name: string; readonly beginning: Beginning | undefined }): string {
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

function happyLines(file: TsFile, model: TestModel, printer: PlanPrinter, { steps, call, settled }: SettledFlowCase): readonly (string | undefined)[] {
  const endpoint = indexOf(model.application).endpoint(call.call.endpoint);
  if (endpoint === undefined) return [];
  const { open } = call.expected;
  if (open !== undefined) {
    const statuses = openStatuses(endpoint, open.mayBeMissing ? { isPartial: true } : {});
    return [`${file.use('test:expectWithin')}(${printer.call(call)}, ${literal([...statuses])}, ${answerSource(file, model, endpoint)});`];
  }
  const success = expectSuccess(file, model, endpoint, printer.call(call));
  const hasBody = successSchema(model.application, endpoint) !== undefined;
  const answer = printer.keep(call.name);
  const shown = printer.known(settled.body);
  const isObject = objectOf(model.application, successSchema(model.application, endpoint)) !== undefined;
  const by = callerOfSteps(steps) ?? call.call.caller;
  const effects = lastChanges(model, settled.changes).flatMap((change) => effectLines(file, model, printer, { change, steps, call, by }));
  const events = call.expected.events.map(({ name }) => name);
  const handled = hasHandlers(model.application) && events.some((event) => model.application.flows.some(({ trigger }) => trigger.kind === 'event' && trigger.event === event));
  const checks = [hasBody && isObject && shown !== undefined ? `${file.use('test:expectFields')}(${answer}, ${shown});` : undefined, ...effects];
  const isUsed = checks.some((line) => line !== undefined && mentions(line, answer));
  return [hasBody && isUsed ? `const ${answer} = ${success};` : `${success};`, ...checks, ...(handled ? handlerLines(file, model, { events, by, printer, steps: [...steps, call] }) : [])];
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
    const isOthers = isOwned(resource.entity) && step.call.caller?.subject !== by?.subject;
    if (isOthers || readerOf(model, read.endpoint, by) !== by) continue;
    urls.push(pathSource(model.application, read.endpoint, () => printer.value(new Reference(index, `/${resource.key.name}`))));
  }
  if (by === undefined) return urls;
  for (const resource of model.resources.values()) {
    const list = isOwned(resource.entity) && resource.factory?.route === undefined ? routeFor(resource, 'list') : undefined;
    if (list !== undefined && list.crud.parents.length === 0) urls.push(pathSource(model.application, list.endpoint, () => "''"));
  }
  return urls;
}
