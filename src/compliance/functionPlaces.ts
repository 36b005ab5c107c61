import type { Invariant, StateMachine } from '../ir/behavior.ts';
import type { Entity } from '../ir/entity.ts';
import { snakeCase } from '../base/names.ts';
import type { FunctionFact } from '../targets/facts/appFacts.ts';
import type { Difference } from './differences.ts';
import { spanInStep, stepsOfEffects } from './flowSteps.ts';
import type { FunctionCodes, FunctionPlace } from './functionGaps.ts';
import type { FunctionNode } from './functionNodes.ts';
import { textsIn } from './walkValues.ts';

const flowCodes: FunctionCodes = { missing: 'DM4502', changed: 'DM4503', moved: 'DM4504', conditional: 'DM4505', more: 'DM4506' };
const operationCodes: FunctionCodes = { missing: 'DM4512', changed: 'DM4513', moved: 'DM4514', conditional: 'DM4515', more: 'DM4516' };
const checkCodes: FunctionCodes = { missing: 'DM4531', changed: 'DM4532', moved: undefined, conditional: undefined, more: undefined };
const guardCodes: FunctionCodes = { missing: 'DM4409', changed: 'DM4410', moved: undefined, conditional: undefined, more: undefined };
const fireCodes: FunctionCodes = { missing: 'DM4411', changed: 'DM4412', moved: undefined, conditional: undefined, more: undefined };
const runtimeCodes: FunctionCodes = { missing: 'DM4562', changed: 'DM4563', moved: undefined, conditional: undefined, more: undefined };

/** Tells what a difference in a function is about in the spec. */
export function placesIn(fact: FunctionFact, node: FunctionNode): (difference: Difference) => FunctionPlace {
  const whole = { key: node.key, spec: node.spec, name: fact.id, missing: 'partial' } as const;
  switch (node.kind) {
    case 'flow': return flowPlaces(fact, node);
    case 'fire': return (difference) => firePlace(difference, node.machine, fact.id);
    case 'check': return (difference) => checkPlace(difference, node.invariants, whole);
    case 'presenter': return () => ({ ...whole, codes: operationCodes });
    case 'operation': return () => ({ ...whole, codes: operationCodes });
    case 'runtime': return () => ({ ...whole, codes: runtimeCodes });
  }
}

function flowPlaces(fact: FunctionFact, { flow, key, spec }: Extract<FunctionNode, { readonly kind: 'flow' }>): (difference: Difference) => FunctionPlace {
  const steps = stepsOfEffects(flow, fact.value.effects);
  return (difference) => {
    const place = [...difference.effects].reverse().map((effect) => steps.get(effect)).find((found) => found !== undefined);
    const common = { name: flow.name, codes: flowCodes, missing: 'missing' } as const;
    return place === undefined ? { ...common, key, spec } : { ...common, key: place.key, spec: spanInStep(place, difference) };
  };
}

/** A condition with the name of an event that throws is a guard. */
function firePlace({ effects }: Difference, machine: StateMachine, name: string): FunctionPlace {
  const key = `${machine.entity}.${machine.attribute}`;
  const texts = textsIn(effects);
  const guarded = effects.some(({ kind }) => kind === 'if') ? machine.transitions.find(({ event, guard }) => guard !== undefined && texts.includes(event)) : undefined;
  const only = machine.transitions.filter(({ guard }) => guard !== undefined);
  const isRefusal = effects.some((effect) => effect.kind === 'if' && effect.then.some(({ kind }) => kind === 'throw') && texts.includes('guard_failed'));
  const transition = guarded ?? (isRefusal && only.length === 1 ? only[0] : undefined);
  if (transition?.guard === undefined) return { key, spec: machine.span, name, codes: fireCodes, missing: 'partial' };
  const { guard, event } = transition;
  const spec = guard.kind === 'expression' ? guard.expression.span : guard.span;
  return { key: `${key}:${event}.guard`, spec, name: `${key}:${event}`, codes: guardCodes, missing: 'missing' };
}

/** The invariant whose failure is thrown there. */
function checkPlace({ effects }: Difference, invariants: readonly Invariant[], whole: Pick<FunctionPlace, 'key' | 'spec'>): FunctionPlace {
  const texts = textsIn(effects);
  const invariant = invariants.find(({ name, message }) => texts.includes(message) || texts.includes(`invariant_${snakeCase(name)}`)) ?? (invariants.length === 1 ? invariants[0] : undefined);
  const spec = invariant === undefined ? whole.spec : invariant.rule.kind === 'expression' ? invariant.rule.expression.span : invariant.span;
  return { key: invariant === undefined ? whole.key : `invariant:${invariant.name}`, spec, name: invariant?.name ?? whole.key, codes: checkCodes, missing: 'missing' };
}

/** The attribute that a difference in the answer is about: the outermost property of what a presenter returns. */
export function answeredAttribute({ effects, within }: Difference, entity: Entity): { readonly key: string; readonly attribute: Entity['attributes'][number] | undefined } | undefined {
  const [property] = within;
  if (property === undefined || effects.length > 1 || (effects[0] !== undefined && effects[0].kind !== 'return')) return undefined;
  return { key: `${entity.name}.${within.join('.')}`, attribute: entity.attributes.find(({ name }) => name === property) };
}
