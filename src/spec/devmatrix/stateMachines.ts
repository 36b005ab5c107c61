import type { Failure, Guard, StateMachine, Transition } from '../../ir/behavior.ts';
import type { Entity } from '../../ir/entity.ts';
import { snakeCase } from '../../base/names.ts';
import type { CelModel, Scope } from '../cel/celScope.ts';
import { scalar } from '../cel/celTypes.ts';
import { asString, asText, entriesOf, entryOf, itemsOf, valueOf, type SourceEntry, type SourceNode } from '../source.ts';
import { type Context, didYouMean } from './context.ts';
import { type Drafts, type MachineDraft, resolveEntity } from './drafts.ts';
import { readFailure } from './failures.ts';
import { callerType } from './typeOfSchema.ts';
import { readCondition } from './values.ts';

/** A transition that gets an endpoint of its own. */
export interface Exposed {
  readonly machine: StateMachine;
  readonly event: string;
  /** The value of `expose`. */
  readonly node: SourceNode;
  readonly entry: SourceEntry | undefined;
}

export interface Machines {
  readonly machines: readonly StateMachine[];
  readonly exposed: readonly Exposed[];
}

/** Reads the state machines with their transitions and guards. */
export function readStateMachines(drafts: Drafts, entities: readonly Entity[], model: CelModel, context: Context): Machines {
  const machines: StateMachine[] = [];
  const exposed: Exposed[] = [];
  for (const draft of drafts.machines) {
    const entityNode = valueOf(draft.node, 'entity');
    const name = entityNode === undefined ? entityWithState(drafts, draft) : resolveEntity(entityNode, entities.map((entity) => entity.name), context);
    const entity = entities.find((candidate) => candidate.name === name);
    const attribute = entity === undefined ? undefined : stateAttribute(entity, draft, drafts, context);
    if (entity === undefined || attribute === undefined) continue;
    const scope: Scope = {
      model, facts: new Set(), relationsOfSelf: 'hidden',
      variables: new Map([['self', { kind: 'entity', entity: entity.name, nullable: false }], ['caller', callerType('possible')], ['now', scalar('timestamp')]]),
    };
    const before = context.diagnostics.length;
    const found = declaredTransitions(draft).map((declared) => ({ ...declared, transitions: readTransitions(declared, draft, scope, context) }));
    const machine: StateMachine = {
      kind: 'stateMachine', name: draft.name, entity: entity.name, attribute, states: draft.states, initial: draft.initial,
      transitions: found.flatMap(({ transitions }) => transitions), span: draft.span,
    };
    const isComplete = context.diagnostics.length === before && found.every(({ node }) => valueOf(node, 'to') !== undefined && valueOf(node, 'from') !== undefined);
    checkMachine(machine, isComplete ? 'complete' : 'broken', context);
    machines.push(machine);
    for (const { event, node, entry } of found) {
      const expose = valueOf(node, 'expose');
      if (expose === undefined || (expose.kind === 'scalar' && expose.value !== true) || exposed.some((other) => other.machine === machine && other.event === event)) continue;
      exposed.push({ machine, event, node: expose, entry });
    }
  }
  return { machines, exposed };
}

function entityWithState(drafts: Drafts, draft: MachineDraft): string | undefined {
  return drafts.entities.find((entity) => entity.attributes.some((entry) => asString(valueOf(entry.value, 'state')) === draft.specName))?.name;
}

function stateAttribute(entity: Entity, draft: MachineDraft, drafts: Drafts, context: Context): string | undefined {
  const entries = drafts.entities.find(({ name }) => name === entity.name)?.attributes ?? [];
  const holders = entries.filter((entry) => asString(valueOf(entry.value, 'state')) === draft.specName);
  if (holders.length === 1) return holders[0]?.key;
  const problem = holders.length === 0 ? `No attribute of ${entity.name} holds the state of "${draft.specName}": add \`status: { state: ${draft.specName} }\` to its attributes.` : `More than one attribute of ${entity.name} holds the state of "${draft.specName}".`;
  context.report('DM1144', draft.span, { problem });
  return undefined;
}

interface Declared {
  readonly event: string;
  readonly node: SourceNode;
  readonly entry: SourceEntry | undefined;
  readonly span: Transition['span'];
}

/** `transitions` as a map from event to one or more transitions, or as a list with `event`. */
function declaredTransitions(draft: MachineDraft): readonly Declared[] {
  const node = valueOf(draft.node, 'transitions');
  if (node?.kind === 'seq') return node.items.map((item) => ({ event: asText(valueOf(item, 'event')) ?? '', node: item, entry: undefined, span: item.span }));
  return entriesOf(node).flatMap((entry) => (entry.value.kind === 'seq' ? entry.value.items : [entry.value]).map((item) => ({ event: entry.key, node: item, entry, span: entry.keySpan })));
}

function readTransitions(declared: Declared, draft: MachineDraft, scope: Scope, context: Context): readonly Transition[] {
  const to = stateOf(valueOf(declared.node, 'to'), draft, context);
  const fromNode = valueOf(declared.node, 'from');
  const from = asString(fromNode) === '*'
    ? draft.states.map(({ name }) => name).filter((name) => name !== to)
    : (fromNode?.kind === 'seq' ? itemsOf(fromNode) : [fromNode]).map((node) => stateOf(node, draft, context));
  const guardNode = valueOf(declared.node, 'guard');
  const beside = entryOf(declared.node, 'otherwise');
  if (beside !== undefined && guardNode === undefined) context.report('DM1100', beside.keySpan, { place: 'A transition without a guard', key: beside.key, advice: '' });
  const guard = guardNode === undefined ? undefined : readGuard(guardNode, beside?.value, declared.event, scope, context);
  return from.flatMap((state) => (state === undefined || to === undefined ? [] : [{ event: declared.event, from: state, to, ...(guard === undefined ? {} : { guard }), span: declared.span }]));
}

function stateOf(node: SourceNode | undefined, draft: MachineDraft, context: Context): string | undefined {
  const name = asString(node);
  if (node === undefined || name === undefined) return undefined;
  if (draft.states.some((state) => state.name === name)) return name;
  const { advice, extras } = didYouMean(name, draft.states.map((state) => state.name), node.span);
  context.report('DM1141', node.span, { machine: draft.specName, name, advice }, extras);
  return undefined;
}

/** A guard with the failure in it, else with the one that stands beside it. */
function readGuard(node: SourceNode, beside: SourceNode | undefined, event: string, scope: Scope, context: Context): Guard | undefined {
  const failureOf = (failed: SourceNode | undefined): Failure => {
    const failure = readFailure(failed, { status: 409, code: 'guard_failed', message: `"${event}" is not allowed now.` });
    return { ...failure, code: snakeCase(failure.code) };
  };
  const words = asString(valueOf(node, 'do'));
  if (words !== undefined) {
    const also = entryOf(node, 'rule');
    if (also !== undefined) context.report('DM1150', also.keySpan, { place: 'A guard', first: 'do', second: also.key });
    const otherwise = valueOf(node, 'otherwise') ?? beside;
    return { kind: 'words', text: words, ...(otherwise === undefined ? {} : { failure: failureOf(otherwise) }), span: node.span };
  }
  const rule = node.kind === 'map' ? valueOf(node, 'rule') : node;
  const condition = rule === undefined ? undefined : readCondition(rule, 'A guard', scope, context);
  if (condition === undefined) return undefined;
  const inside = valueOf(node, 'otherwise') ?? (valueOf(node, 'message') === undefined ? undefined : node);
  return { kind: 'expression', expression: condition.expression, failure: failureOf(inside ?? beside) };
}

function checkMachine(machine: StateMachine, read: 'complete' | 'broken', context: Context): void {
  const seen = new Set<string>();
  for (const transition of machine.transitions) {
    const key = `${transition.event} ${transition.from}`;
    if (seen.has(key)) context.report('DM1143', transition.span, { event: transition.event, machine: machine.name, state: transition.from });
    seen.add(key);
  }
  if (read === 'broken' || !machine.states.some(({ name }) => name === machine.initial)) return;
  const reached = new Set([machine.initial]);
  for (const state of reached) for (const { from, to } of machine.transitions) if (from === state) reached.add(to);
  for (const state of machine.states) if (!reached.has(state.name)) context.report('DM1142', state.span, { name: state.name, machine: machine.name });
}
