import type { DomainEvent, Flow, FlowInput, StateMachine } from '../../ir/behavior.ts';
import type { Entity } from '../../ir/entity.ts';
import type { ExpressionType } from '../../ir/expression.ts';
import type { Property, Schema } from '../../ir/schema.ts';
import type { CelModel, Scope } from '../cel/celScope.ts';
import { scalar, showType, unify, unknownType } from '../cel/celTypes.ts';
import { asString, asText, itemsOf, valueOf, type SourceNode } from '../source.ts';
import { type Context, didYouMean } from './context.ts';
import { readEvents, type EventTypes } from './events.ts';
import { eventsOfWords } from './eventsInWords.ts';
import { lockWritten } from './locks.ts';
import type { CallableFlow, Emission, StepSetting } from './stepContext.ts';
import { readSteps, resultType } from './steps.ts';
import type { FlowDraft } from './triggers.ts';
import type { SchemaReader } from './schemas.ts';
import { callerType, typeOfProperty, typeOfSchema } from './typeOfSchema.ts';

/** What all flows of a spec are read with. */
export interface FlowSetting {
  readonly root: SourceNode;
  readonly context: Context;
  readonly reader: SchemaReader;
  readonly model: CelModel;
  readonly entities: readonly Entity[];
  readonly machines: readonly StateMachine[];
  /** Schema of a path parameter that the spec does not describe. */
  pathSchema(draft: FlowDraft, name: string): Schema;
  /** Whether anonymous callers reach the flow. */
  isPublic(draft: FlowDraft): boolean;
}

export interface ReadFlows {
  readonly flows: readonly Flow[];
  readonly events: readonly DomainEvent[];
}

/**
 * Reads the steps of all flows, each after those whose types it needs: the flows that it calls, and for a handler of an event
 * those that emit it.
 */
export function readFlows(drafts: readonly FlowDraft[], setting: FlowSetting): ReadFlows {
  const events = readEvents(setting.root, setting.reader);
  const callable = new Map<string, CallableFlow>();
  const done = new Map<string, Flow>();
  let waiting = [...drafts];
  while (waiting.length > 0) {
    const ready = waiting.filter((draft) => isReady(draft, waiting));
    const batch = ready.length > 0 ? ready : waiting.slice(0, 1);
    if (ready.length === 0) reportCircle(waiting, setting.context);
    for (const draft of batch) {
      const flow = readFlow(draft, events, callable, setting);
      done.set(draft.name, flow);
      if (draft.trigger.kind === 'call') callable.set(draft.name, { inputs: flow.inputs, result: flow.result, defaults: defaultsOf(draft.trigger.arguments) });
    }
    waiting = waiting.filter((draft) => !batch.includes(draft));
  }
  const flows = drafts.flatMap((draft) => done.get(draft.name) ?? []);
  const spoken = new Set(flows.flatMap(({ steps }) => eventsOfWords(steps)));
  for (const { trigger } of drafts) {
    if (trigger.kind === 'event' && events.payload(trigger.event) !== undefined && !events.isEmitted(trigger.event) && !spoken.has(trigger.event.toLowerCase())) setting.context.report('DM1165', trigger.span, { name: trigger.event });
  }
  return { flows, events: events.declared() };
}

/** True when nothing that still waits gives the draft its types. */
function isReady(draft: FlowDraft, waiting: readonly FlowDraft[]): boolean {
  const needs = namesIn(valueOf(draft.node, 'steps'), 'call').map((name) => name);
  return waiting.every((other) => {
    if (other === draft) return !needs.includes(draft.specName);
    if (other.trigger.kind === 'call' && needs.includes(other.specName)) return false;
    return draft.trigger.kind !== 'event' || other.trigger.kind === 'event' || !namesIn(valueOf(other.node, 'steps'), 'emit').includes(draft.trigger.event);
  }) && !waitsForHandler(draft, waiting);
}

/** A handler waits for another handler that emits its event, unless the two wait for each other. */
function waitsForHandler(draft: FlowDraft, waiting: readonly FlowDraft[]): boolean {
  if (draft.trigger.kind !== 'event') return false;
  const { event } = draft.trigger;
  const emitters = waiting.filter((other) => other !== draft && other.trigger.kind === 'event' && namesIn(valueOf(other.node, 'steps'), 'emit').includes(event));
  const own = namesIn(valueOf(draft.node, 'steps'), 'emit');
  return emitters.some((other) => other.trigger.kind === 'event' && !own.includes(other.trigger.event));
}

/** The flows that steps of the draft call, by the names that the spec gives them. */
export function callsOf(draft: FlowDraft): readonly string[] {
  return namesIn(valueOf(draft.node, 'steps'), 'call');
}

function namesIn(steps: SourceNode | undefined, key: 'call' | 'emit'): readonly string[] {
  return itemsOf(steps).flatMap((step) => [asString(valueOf(step, key)) ?? '', ...namesIn(valueOf(step, 'steps'), key)]).filter((name) => name !== '');
}

function reportCircle(waiting: readonly FlowDraft[], context: Context): void {
  const callers = waiting.filter((draft) => namesIn(valueOf(draft.node, 'steps'), 'call').length > 0);
  const [first] = callers;
  if (first !== undefined) context.report('DM1156', first.span, { cycle: callers.map(({ specName }) => specName).join(', ') });
}

function readFlow(draft: FlowDraft, events: EventTypes, callable: ReadonlyMap<string, CallableFlow>, setting: FlowSetting): Flow {
  const inputs = inputsOf(draft, events, setting);
  const emitted: Emission[] = [];
  const results: StepSetting['results'] = [];
  const scope: Scope = {
    model: setting.model, facts: new Set(), relationsOfSelf: 'hidden',
    variables: new Map<string, ExpressionType>([
      ['input', draft.trigger.kind === 'event' && events.payload(draft.trigger.event) === undefined ? unknownType : { kind: 'record', nullable: false, fields: inputs.map(({ name, type }) => ({ name, type })) }],
      ['caller', callerType(setting.isPublic(draft) ? 'possible' : 'impossible')],
      ['now', scalar('timestamp')],
    ]),
  };
  const { steps } = readSteps(itemsOf(valueOf(draft.node, 'steps')), scope, { ...setting, flow: draft, callable, results, emitted });
  for (const emission of emitted) events.add(emission, setting.context);
  const result = resultOf(draft, results, setting);
  const description = asText(valueOf(draft.node, 'description'));
  const { trigger } = draft;
  return {
    kind: 'flow', name: draft.name, ...(description === undefined ? {} : { description }), inputs, steps: lockWritten(steps), span: draft.span,
    ...(result === undefined ? {} : { result }),
    trigger: trigger.kind === 'http' ? { kind: 'http', endpoint: `${trigger.http.method} ${trigger.http.path}`, span: trigger.span } : trigger.kind === 'call' ? { kind: 'call', span: trigger.span } : trigger,
  };
}

function inputsOf(draft: FlowDraft, events: EventTypes, setting: FlowSetting): readonly FlowInput[] {
  const { trigger } = draft;
  const of = (properties: readonly Property[], source: FlowInput['source']): readonly FlowInput[] => properties.map((property) => ({ name: property.name, source, type: typeOfProperty(property, 'received'), span: property.span }));
  switch (trigger.kind) {
    case 'schedule': return [];
    case 'call': return of(trigger.arguments, 'argument');
    case 'event': {
      const payload = events.payload(trigger.event);
      if (payload === undefined) setting.context.report('DM1157', trigger.span, { name: trigger.event, advice: didYouMean(trigger.event, events.names(), trigger.span).advice }, didYouMean(trigger.event, events.names(), trigger.span).extras);
      return (payload ?? []).map(({ name, type }) => ({ name, source: 'payload', type, span: trigger.span }));
    }
    case 'http': {
      const path = trigger.http.pathNames.map((name): FlowInput => ({ name, source: 'path', type: typeOfSchema(setting.pathSchema(draft, name)), span: trigger.http.span }));
      return [...path, ...of(trigger.http.query, 'query'), ...of(trigger.http.body ?? [], 'body')];
    }
  }
}

function defaultsOf(properties: readonly Property[]): CallableFlow['defaults'] {
  return new Map(properties.flatMap(({ name, schema }) => (schema.default === undefined ? [] : [[name, schema.default] as const])));
}

/** The type of what the flow returns: declared with `returns`, or that of its `return` steps. */
function resultOf(draft: FlowDraft, results: StepSetting['results'], setting: FlowSetting): ExpressionType | undefined {
  const declared = valueOf(draft.trigger.kind === 'http' ? draft.trigger.http.node : valueOf(draft.node, 'trigger'), 'returns') ?? valueOf(draft.node, 'returns');
  if (declared !== undefined) return resultType(declared, setting);
  let joined: ExpressionType | undefined;
  for (const { type, node } of results) {
    const both = joined === undefined ? type : unify(joined, type);
    if (both === undefined && joined !== undefined) setting.context.report('DM1161', node.span, { first: showType(joined), second: showType(type) });
    joined = both ?? joined;
  }
  // Who only ever ends gives nothing.
  return joined?.kind === 'null' ? undefined : joined;
}

