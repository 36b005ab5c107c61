import { camelCase } from '../../../base/names.ts';
import type { Flow, StateMachine, Trigger } from '../../../ir/behavior.ts';
import { endpointOfTrigger } from '../extensions.ts';
import type { Extensions, LogicExtension } from '../extensions.ts';
import type { DraftEntity } from './entities.ts';

/** The state machines that properties state in `x-devmatrix`. */
export function stateMachines(entities: Iterable<DraftEntity>): readonly StateMachine[] {
  return [...entities].flatMap((entity) => entity.attributes.flatMap((attribute) => {
    const state = entity.extension?.properties.get(attribute.name)?.state;
    const { schema } = attribute;
    if (state === undefined || schema.kind !== 'enum') return [];
    const values = schema.values.map(String);
    const states = values.includes(state.initial) ? values : [state.initial, ...values];
    const known = new Set(states);
    const transitions = state.transitions.flatMap(({ event, from, to, guard, span }) => from.filter((source) => known.has(source) && known.has(to)).map((source) => ({
      event, from: source, to, span,
      ...(guard === undefined ? {} : { guard: { kind: 'words' as const, text: guard, span } }),
    })));
    return [{ kind: 'stateMachine' as const, name: camelCase(`${entity.plan.name} ${attribute.name}`), entity: entity.plan.name, attribute: attribute.name, states: states.map((name) => ({ name, span: state.span })), initial: state.initial, transitions, span: state.span }];
  }));
}

/** The flows of `x-business-logic` that no operation starts: their steps are words. */
export function logicFlows(extensions: Extensions, endpoints: ReadonlySet<string>): readonly Flow[] {
  return extensions.logic.filter((logic) => !endpoints.has(endpointOfTrigger(logic.trigger) ?? '') && logic.steps.length > 0).map((logic): Flow => ({
    kind: 'flow',
    name: camelCase(logic.name) || 'flow',
    ...(logic.description === undefined ? {} : { description: logic.description }),
    trigger: triggerOf(logic),
    inputs: [],
    steps: logic.steps.map(({ text, span }) => ({ kind: 'words', text, bindings: [], span })),
    span: logic.span,
  }));
}

function triggerOf({ trigger, span }: LogicExtension): Trigger {
  const cron = /^\s*((?:[\d*/,-]+\s+){4}[\d*/,-]+)\s*$/.exec(trigger ?? '')?.[1];
  return cron === undefined ? { kind: 'call', span } : { kind: 'schedule', cron, span };
}

/** What `x-business-logic` says about operations, by their key. */
export function logicOfEndpoints(extensions: Extensions): ReadonlyMap<string, string> {
  return new Map(extensions.logic.flatMap((logic) => {
    const key = endpointOfTrigger(logic.trigger);
    const text = [logic.description, ...logic.steps.map((step) => step.text)].filter((part) => part !== undefined).join('\n');
    return key === undefined || text === '' ? [] : [[key, text] as const];
  }));
}
