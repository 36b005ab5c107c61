import type { StateMachine } from '../../../ir/behavior.ts';
import type { TransitionCase } from '../../../semantics/types.ts';
import type { TsFile } from '../code/tsFile.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { answerSource } from './answers.ts';
import type { Beginning } from './beginnings.ts';
import { literal, propertyName, quoted } from './literal.ts';
import { isRead } from './planSource.ts';
import { objectOf, successSchema, type TestModel } from './testModel.ts';

/** A case whose call can be made in the scene that its state's beginning gives. */
export interface TableCase {
  readonly planned: TransitionCase;
  readonly beginning: Beginning;
  /** Source of the call. */
  readonly call: string;
  /** Source of reading the row again. */
  readonly read: string | undefined;
}

/** The cases that one table can hold: each event is fired by the same call, the row read by the same, on the same variables of every beginning. */
export function tabled(cases: readonly TableCase[]): readonly TableCase[] {
  const read = cases[0]?.read;
  const calls = new Map<string, string>();
  const alike = cases.filter(({ planned: { event }, call, read: other }) => {
    if (other !== read) return false;
    const known = calls.get(event) ?? call;
    calls.set(event, known);
    return known === call;
  });
  const wanted = wantedBy(alike);
  return alike.filter(({ beginning }) => wanted.every((variable) => beginning.variables.includes(variable)));
}

/** The variables of the beginnings that calls and reads refer to. */
function wantedBy(cases: readonly TableCase[]): readonly string[] {
  const all = cases.flatMap(({ call, read = '' }) => [call, read]).join('\n');
  return [...new Set(cases.flatMap(({ beginning }) => beginning.variables))].filter((variable) => isRead(variable, all));
}

/** `movesRows('orderStatus', { ... })`: every event in every state as one table. */
export function movesSource(file: TsFile, model: TestModel, machine: StateMachine, cases: readonly TableCase[]): string {
  const beginnings = new Map(cases.map(({ planned, beginning }) => [planned.state, beginning]));
  const wanted = wantedBy(cases);
  for (const beginning of beginnings.values()) beginning.want(wanted);
  const scene = (source: string): string => {
    const used = wanted.filter((variable) => isRead(variable, source));
    return `(${used.length === 0 ? '' : `{ ${used.join(', ')} }`}) => ${source.replace(/^await /, '')}`;
  };
  const events = new Map(cases.map((each) => [each.planned.event, each]));
  const fire = [...events].map(([event, { planned, call }]) => `    ${propertyName(event)}: ${eventSource(file, model, machine, planned, scene(call))},\n`);
  const [first] = cases;
  const states = [...beginnings.keys()].map((state) => {
    const outcomes = cases.filter(({ planned }) => planned.state === state).map(({ planned }) => `${propertyName(planned.event)}: ${outcomeSource(file, machine, planned)}`);
    return `    ${propertyName(state)}: { ${outcomes.join(', ')} },\n`;
  });
  const parts = [
    `  attribute: ${quoted(machine.attribute)},\n`,
    `  reach: { ${[...beginnings].map(([state, { name }]) => `${propertyName(state)}: ${name}`).join(', ')} },\n`,
    `  fire: {\n${fire.join('')}  },\n`,
    first?.read === undefined ? '' : `  read: ${scene(first.read)},\n`,
    `  outcomes: {\n${states.join('')}  },\n`,
  ];
  return `${file.use('test:movesRows')}(${quoted(machine.name)}, {\n${parts.join('')}});`;
}

function eventSource(file: TsFile, model: TestModel, machine: StateMachine, { fire }: TransitionCase, call: string): string {
  const endpoint = indexOf(model.application).endpoint(fire.call.endpoint);
  if (endpoint === undefined) return '';
  const flow = model.application.flows.find(({ trigger }) => trigger.kind === 'http' && trigger.endpoint === endpoint.key);
  const isRow = flow?.result?.kind === 'entity' && flow.result.entity === machine.entity;
  const shows = isRow && objectOf(model.application, successSchema(model.application, endpoint))?.properties.some(({ name }) => name === machine.attribute) === true;
  return `{ call: ${call}, answer: ${answerSource(file, model, endpoint)}${shows ? ', shows: true' : ''} }`;
}

function outcomeSource(file: TsFile, machine: StateMachine, { state, event, legal, fire }: TransitionCase): string {
  const target = machine.transitions.find((transition) => transition.from === state && transition.event === event)?.to;
  if (legal && target !== undefined) return quoted(target);
  const { status, code } = fire.expected;
  if (status === 409 && code === 'illegal_transition') return file.use('test:illegal');
  return literal(code === undefined ? [status] : [status, code]);
}
