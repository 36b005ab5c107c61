import type { ApplicationIR } from '../../../ir/application.ts';
import type { StateMachine } from '../../../ir/behavior.ts';
import { modelOf } from '../../../semantics/model.ts';
import { transitionCases } from '../../../semantics/scenarios.ts';
import { keyInputs } from '../../../semantics/scenarios/flowFacts.ts';
import type { PlannedTransition } from '../../../semantics/scenarios/transitionCase.ts';
import { type Caller, Reference, type TransitionCase } from '../../../semantics/types.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { assertFrom, expectSuccess } from './answers.ts';
import { isAbout } from './effects.ts';
import { movesSource, type TableCase, tabled } from './firing.ts';
import { literal, memberAccess, propertyName } from './literal.ts';
import { type Beginning, beginningsOf } from './beginnings.ts';
import { PlanPrinter } from './planSource.ts';
import { pathSource } from './requestPath.ts';
import { sendSource, testSource } from './sendSource.ts';
import { type CrudRoute, routeFor, successSchema, objectOf, type TestModel, testModelOf } from './testModel.ts';

/** Emits `stateMachine/<machine>.test.ts`: every event in every state, on the table and over HTTP. */
export const stateMachineTestsEmitter: Emitter = {
  name: 'stateMachineTests',
  declare(): void {
    // Nobody refers to tests.
  },
  emit(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
    const model = testModelOf(application);
    return application.stateMachines.map((machine) => machineFile(model, symbols, machine));
  },
};

function machineFile(model: TestModel, symbols: SymbolTable, machine: StateMachine): EmittedFile {
  const cases = transitionCases(model.application, machine).map((planned) => ('skipped' in planned || planned.fire.expected.open === undefined ? planned : openCase(planned)));
  const missing = cases.filter((planned) => 'skipped' in planned);
  const notCovered = missing.map(skippedText);
  const file = new TsFile(symbols, {
    path: `tests/generated/stateMachine/${machine.name}.test.ts`,
    emitter: 'stateMachineTests',
    milestone: 'tests',
    stratum: 'ast',
    reason: `states and events follow from the machine${missing.length === 0 ? '' : `; not reached over HTTP: ${notCovered.join(' ')}`}`,
  });
  const nodes = [`stateMachine:${machine.name}`];
  file.add({ name: `${machine.name} table`, nodes }, () => tableSource(file, machine));
  const comment = notCovered.map((text) => `// Not reached over HTTP: ${text}\n`).join('');
  const made = cases.filter((planned): planned is TransitionCase => !('skipped' in planned));
  const beginnings = beginningsOf(new TsFile(symbols, file.options), model, machine, made);
  const table = tabled(made.flatMap((planned) => tableCase(file, model, machine, planned, beginnings.get(planned.state)) ?? []));
  if (table.length > 0) file.add({ name: `${machine.name} moves`, nodes }, () => `${comment === '' ? '' : `${comment}\n`}${movesSource(file, model, machine, table)}`);
  const listed = new Set(table.map(({ planned }) => planned));
  for (const planned of made.filter((each) => !listed.has(each))) {
    const target = machine.transitions.find(({ from, event }) => from === planned.state && event === planned.event)?.to;
    const name = target === undefined || !planned.legal ? `${machine.name}: ${planned.event} is refused in ${planned.state}` : `${machine.name}: ${planned.event} leads from ${planned.state} to ${target}`;
    file.add({ name, nodes }, () => caseSource(file, model, machine, planned, { name, target, beginning: beginnings.get(planned.state) }));
  }
  for (const beginning of [...beginnings.values()].toReversed()) if (beginning.isUsed) file.add({ name: beginning.name, nodes }, () => beginning.source(file));
  return file.finish();
}

/** What code for words decides is tested by its examples. */
function openCase({ machine, state, event, fire }: TransitionCase): PlannedTransition {
  return { machine, state, event, skipped: fire.expected.reason };
}

/** The case as a row of the table; undefined when more has to be done in it than to fire the event. */
function tableCase(file: TsFile, model: TestModel, machine: StateMachine, planned: TransitionCase, beginning: Beginning | undefined): TableCase | undefined {
  const { steps, shared, fire } = planned;
  if (beginning === undefined || shared === 0 || steps.length !== shared) return undefined;
  const printer = beginning.fork(file);
  const read = readOf(file, model, machine, printer, planned);
  const call = printer.call(fire);
  return printer.variables.length === beginning.variables.length ? { planned, beginning, call, read } : undefined;
}

function skippedText(planned: PlannedTransition): string {
  return 'skipped' in planned ? `${planned.event} in ${planned.state}: ${planned.skipped.replaceAll('\n', ' ')}` : '';
}

/** The whole table, stated once more and compared event by event. */
function tableSource(file: TsFile, machine: StateMachine): string {
  const rows = machine.states.map(({ name }) => {
    const legal = machine.transitions.filter(({ from }) => from === name).map(({ event, to }) => `${propertyName(event)}: ${literal(to)}`);
    return `  ${propertyName(name)}: { ${legal.join(', ')} },\n`;
  });
  return `${file.use('test:hasTable')}(${literal(machine.name)}, ${file.use(`machine:${machine.name}`)}, ${literal(machine.initial)}, {\n${rows.join('')}});`;
}

interface CaseNames {
  readonly name: string;
  readonly target: string | undefined;
  readonly beginning: Beginning | undefined;
}

function caseSource(file: TsFile, model: TestModel, machine: StateMachine, planned: TransitionCase, { name, target, beginning }: CaseNames): string {
  const { steps, shared, fire, legal } = planned;
  const printer = shared === 0 || beginning === undefined ? new PlanPrinter(file, model) : beginning.fork(file);
  printer.play(steps.slice(printer.stepsPlayed));
  const endpoint = indexOf(model.application).endpoint(fire.call.endpoint);
  const get = readOf(file, model, machine, printer, planned);
  const call = printer.call(fire);
  if (endpoint === undefined) return '';
  if (legal && target !== undefined) {
    const success = expectSuccess(file, model, endpoint, call);
    const after = get === undefined ? undefined : `${file.use('test:expectFields')}((${get}).body as object, { ${propertyName(machine.attribute)}: ${literal(target)} });`;
    const isShown = entityAnswer(model, machine, endpoint.key) && objectOf(model.application, successSchema(model.application, endpoint))?.properties.some(({ name: property }) => property === machine.attribute) === true;
    const fired = isShown ? `${assertFrom(file)}.equal((${success})${memberAccess(machine.attribute)}, ${literal(target)});` : `${success};`;
    return testSource(file, name, printer.finish([fired, after]));
  }
  const { status, code } = fire.expected;
  const refused = `${file.use('test:expectProblem')}(${call}, ${status}${code === undefined ? '' : `, ${literal(code)}`});`;
  if (get === undefined) return testSource(file, name, printer.finish([refused]));
  return testSource(file, name, printer.finish([`const before = (${get}).body;`, refused, `${assertFrom(file)}.deepEqual((${get}).body, before);`]));
}

/** Source of reading the row again, where the answers show its key. */
function readOf(file: TsFile, model: TestModel, machine: StateMachine, printer: PlanPrinter, { steps, fire }: TransitionCase): string | undefined {
  const resource = model.resources.get(machine.entity);
  const read = resource === undefined ? undefined : routeFor(resource, 'read');
  const row = rowOf(steps, machine.entity, resource?.key.name ?? 'id') ?? namedRow(model, machine, fire);
  if (read === undefined || row === undefined || resource === undefined || read.crud.parents.length > 0 || !showsKey(read, resource.key.name, row)) return undefined;
  return readSource(file, model, read, printer, row, ownerOf(steps, row) ?? fire.call.caller);
}

function entityAnswer(model: TestModel, { entity }: StateMachine, endpointKey: string): boolean {
  const flow = model.application.flows.find(({ trigger }) => trigger.kind === 'http' && trigger.endpoint === endpointKey);
  return flow?.result?.kind === 'entity' && flow.result.entity === entity;
}

function showsKey({ crud }: CrudRoute, key: string, { pointer }: Reference): boolean {
  return crud.key?.attribute === key && pointer.endsWith(`/${key}`);
}

function readSource(file: TsFile, model: TestModel, { endpoint }: CrudRoute, printer: PlanPrinter, row: Reference, caller: Caller | undefined): string {
  const by = printer.callerOf(caller);
  return sendSource(file, 'GET', pathSource(model.application, endpoint, () => printer.value(row)), { by });
}

/** Who was shown the row while it was made, and may read it again. */
function ownerOf(steps: TransitionCase['steps'], { step }: Reference): Caller | undefined {
  const shown = steps[step];
  return shown?.kind === 'call' ? shown.call.caller : undefined;
}

/** Where the answers show the key of the row that the machine works on. */
function rowOf(steps: TransitionCase['steps'], entity: string, key: string): Reference | undefined {
  const step = steps.findIndex((each) => {
    if (each.kind !== 'call' || !each.call.endpoint.startsWith('POST ')) return false;
    const { body, changes } = each.expected;
    return typeof body === 'object' && body !== null && Object.hasOwn(body, key) && changes.some((change) => change.kind === 'created' && change.entity === entity && isAbout(body, change));
  });
  return step === -1 ? undefined : new Reference(step, `/${key}`);
}

/** The row that the call names in its path: an answer before showed its key. */
function namedRow({ application }: TestModel, { entity }: StateMachine, { call }: TransitionCase['fire']): Reference | undefined {
  const flow = application.flows.find(({ trigger }) => trigger.kind === 'http' && trigger.endpoint === call.endpoint);
  const named = flow === undefined ? [] : keyInputs(modelOf(application), flow).filter((input) => input.entity === entity && input.path.length === 1);
  const [key] = named.flatMap(({ path: [name = ''] }) => call.path[name] ?? []);
  return key instanceof Reference ? key : undefined;
}
