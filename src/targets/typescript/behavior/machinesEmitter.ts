import { groupBy } from '../../../base/groupBy.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Guard, StateMachine, Transition } from '../../../ir/behavior.ts';
import { camelCase, pascalCase } from '../../../base/names.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import { primaryKeyOf } from '../columns.ts';
import { level, member, property, quote } from '../expressions/code.ts';
import { noFacts } from '../expressions/facts.ts';
import { localNames } from '../expressions/localNames.ts';
import type { ExpressionScope } from '../expressions/scope.ts';
import { unless } from '../expressions/toTypescript.ts';
import { refusal } from './refusal.ts';
import { guardContract } from '../atoms/contract.ts';
import { addWordsUnit, type WordsUnit } from './wordsUnit.ts';

/** The literal table of each state machine, and the function that fires its events. */
export function emitMachines(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
  if (application.stateMachines.length === 0) return [];
  return [machineSupport(symbols), ...application.stateMachines.map((machine) => machineFile(machine, application, symbols))];
}

function machineFile(machine: StateMachine, application: ApplicationIR, symbols: SymbolTable): EmittedFile {
  const { name, path } = symbols.find(`machine:${machine.name}`);
  const file = new TsFile(symbols, { path, emitter: 'stateMachines', milestone: 'behavior', stratum: 'ast', reason: 'Follows from the states and transitions of the spec.' });
  const nodes = [`stateMachine:${machine.name}`, ...machine.transitions.map(({ from, to }) => `${machine.entity}.${machine.attribute}:${from}->${to}`)];
  file.add({ name, nodes }, () => table(machine, name, file));
  const event = symbols.find(`event:${machine.name}`).name;
  file.add({ name: event, nodes }, () => `export type ${event} = (typeof ${name})["transitions"][number]["event"];`);
  const words: WordsUnit[] = [];
  file.add({ name: symbols.find(`fire:${machine.name}`).name, nodes }, () => fire(machine, { application, symbols, file, words }));
  for (const unit of words) addWordsUnit(file, unit);
  return file.finish();
}

function table(machine: StateMachine, name: string, file: TsFile): string {
  const transitions = machine.transitions.map(({ event, from, to }) => `{ event: ${quote(event)}, from: ${quote(from)}, to: ${quote(to)} },\n`);
  return `export const ${name} = ${file.use('machines:defineMachine')}({
name: ${quote(machine.name)},
initial: ${quote(machine.initial)},
states: [${machine.states.map((state) => quote(state.name)).join(', ')}],
transitions: [
${transitions.join('')}],
});`;
}

interface Surroundings {
  readonly application: ApplicationIR;
  readonly symbols: SymbolTable;
  readonly file: TsFile;
  readonly words: WordsUnit[];
}

function fire(machine: StateMachine, surroundings: Surroundings): string {
  const { application, symbols, file } = surroundings;
  const entity = application.entities.find((candidate) => candidate.name === machine.entity);
  if (entity === undefined) throw new Error(`The application has no entity ${machine.entity}.`);
  const row = file.use(`row:${machine.entity}`);
  const repository = file.use(`repository:${machine.entity}`);
  const key = `row${member(primaryKeyOf(entity).name)}`;
  const state = `current${member(machine.attribute)}`;
  const guards = guardsOf(machine).map((guarded) => guardText(guarded, machine, surroundings));
  const names = `row: ${row}, event: ${symbols.find(`event:${machine.name}`).name}`;
  return `/** Fires the event on the row as it now is in the database; 409 when its state does not admit the event. */
export async function ${symbols.find(`fire:${machine.name}`).name}(context: ${file.use('runtime:CallContext')}, ${names}): Promise<${row}> {
  const current = await ${repository}.findForUpdate(context, ${key});
  if (current === undefined) throw ${file.use('runtime:notFound')}(${quote(machine.entity)}, ${key});
  const next = ${file.use('machines:nextState')}(${symbols.find(`machine:${machine.name}`).name}, ${state}, event);
${guards.map((guard) => `${guard}\n`).join('')}  return ${repository}.update(context, current, { ${property(machine.attribute, 'next')} });
}`;
}

interface Guarded {
  readonly event: string;
  readonly guard: Guard;
  /** The states in which the guard stands; undefined when it stands in all that admit the event. */
  readonly states?: readonly string[];
}

/** One entry for each guard of an event; a guard that several transitions share stands once. */
function guardsOf(machine: StateMachine): readonly Guarded[] {
  return [...groupBy(machine.transitions, ({ event }) => event)].flatMap(([event, transitions]) => {
    const groups = groupBy(transitions.filter(hasGuard), ({ guard }) => JSON.stringify(guard));
    return [...groups.values()].flatMap((group): readonly Guarded[] => {
      const [first] = group;
      if (first === undefined) return [];
      return [{ event, guard: first.guard, ...(group.length === transitions.length ? {} : { states: group.map(({ from }) => from) }) }];
    });
  });
}

function hasGuard(transition: Transition): transition is Transition & { readonly guard: Guard } {
  return transition.guard !== undefined;
}

function guardText({ event, guard, states }: Guarded, machine: StateMachine, { application, symbols, file, words }: Surroundings): string {
  const places = states?.map((state) => `current${member(machine.attribute)} === ${quote(state)}`) ?? [];
  const place = places.length === 0 ? [] : [places.length === 1 ? places.join('') : `(${places.join(' || ')})`];
  const isMachineOfOneEvent = new Set(machine.transitions.map((transition) => transition.event)).size === 1;
  const tests = [...(isMachineOfOneEvent ? [] : [`event === ${quote(event)}`]), ...place];
  if (guard.kind === 'words') {
    const name = `guard${pascalCase(event)}${states === undefined ? '' : states.map(pascalCase).join('')}`;
    words.push({
      name,
      title: `${machine.name}.${camelCase(name)}`,
      parameters: [`context: ${file.use('runtime:CallContext')}`, `row: ${file.use(`row:${machine.entity}`)}`],
      result: 'void',
      words: guard.text,
      reason: 'The spec states this guard in words only.',
      category: 'guard',
      nodes: [`stateMachine:${machine.name}`],
      span: guard.span,
      contract: guardContract(guard, { machine, event, states: states ?? machine.transitions.filter((transition) => transition.event === event).map(({ from }) => from) }, application),
    });
    const call = `await ${name}(context, current);`;
    return tests.length === 0 ? `  ${call}` : `  if (${tests.join(' && ')}) ${call}`;
  }
  const { status, code, message } = guard.failure;
  const scope = guardScope(application, symbols, file);
  const test = unless(guard.expression, scope);
  if (test === 'false') return '';
  const broken = tests.length > 0 && / \|\| | \?\? | \? /.test(test) ? `(${test})` : test;
  return refusal([...tests, broken].join(' && '), `${file.use('runtime:failure')}(${String(status)}, ${quote(code)}, ${quote(message)})`);
}

function guardScope(application: ApplicationIR, symbols: SymbolTable, file: TsFile): ExpressionScope {
  const variables = new Map([
    ['self', { text: 'current' }],
    ['now', { text: 'context.now', level: level.member }],
    ['caller', { text: 'context.caller', level: level.member, absent: 'undefined' as const }],
  ]);
  return { file, application, variables, facts: noFacts, local: localNames(symbols, ['context', 'row', 'event', 'current', 'next']) };
}

function machineSupport(symbols: SymbolTable): EmittedFile {
  const { path } = symbols.find('machines:defineMachine');
  const file = new TsFile(symbols, { path, emitter: 'stateMachines', milestone: 'behavior', stratum: 'template', reason: 'The same for every app with state machines.' });
  file.add({ name: 'Machine', nodes: [] }, `/** States of a row and the events that move it from one to another. */
export interface Machine<State extends string, Event extends string> {
  readonly name: string;
  readonly initial: NoInfer<State>;
  readonly states: readonly State[];
  readonly transitions: readonly Transition<NoInfer<State>, Event>[];
}

interface Transition<State extends string, Event extends string> {
  readonly event: Event;
  readonly from: State;
  readonly to: State;
}`);
  file.add({ name: 'defineMachine', nodes: [] }, `/** The machine as it is given, its states and events as literal types. */
export function defineMachine<const State extends string, const Event extends string>(machine: Machine<State, Event>): Machine<State, Event> {
  return machine;
}`);
  file.add({ name: 'nextState', nodes: [] }, () => `/** The state after the event; 409 when the state does not admit it. */
export function nextState<State extends string, Event extends string>(machine: Machine<State, Event>, state: State, event: Event): State {
  const transition = machine.transitions.find((candidate) => candidate.event === event && candidate.from === state);
  if (transition === undefined) throw ${file.use('runtime:illegalTransition')}(machine.name, state, event);
  return transition.to;
}`);
  return file.finish();
}
