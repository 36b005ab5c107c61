import type { Span } from '../base/span.ts';
import type { Flow, Step } from '../ir/behavior.ts';
import type { Effect } from '../targets/facts/value.ts';
import { align } from './align.ts';
import { comparable, hasTry } from './effectForms.ts';
import type { Difference } from './differences.ts';
import { calleeOf } from './resemblance.ts';
import { innerEffects, textsIn, visitValue } from './walkValues.ts';

/** A step of a flow: `flow:checkout.steps[6].steps[2]`. */
export interface StepPlace {
  readonly key: string;
  readonly step: Step;
}

/** The step that each effect of a flow's function comes from. */
export function stepsOfEffects(flow: Flow, effects: readonly Effect[]): ReadonlyMap<Effect, StepPlace> {
  const steps = [...flatSteps(flow.steps, `flow:${flow.name}`)];
  const flat = [...flatEffects(effects)];
  const found = new Map<Effect, StepPlace>();
  for (const [step, effect] of align(steps, flat, (place, candidate) => comesFrom(place.step, candidate)).pairs) {
    if (steps[step] !== undefined && flat[effect] !== undefined) found.set(flat[effect], steps[step]);
  }
  let last: StepPlace | undefined;
  for (const effect of flat) {
    const own = found.get(effect) ?? firstInside(effect, found) ?? last;
    if (own !== undefined) found.set(effect, own);
    last = own;
  }
  return found;
}

/** The place in the spec that a difference inside of a step is about: the condition, the written attribute, else the whole step. */
export function spanInStep({ step }: StepPlace, { effects, within, kind }: Difference): Span {
  if (step.kind === 'require') return effects.at(-1)?.kind === 'if' && kind === 'changed' ? step.condition.span : step.span;
  if (step.kind === 'create' || step.kind === 'update') return step.values.find(({ attribute }) => within.includes(attribute))?.span ?? step.span;
  if (step.kind === 'emit') return step.payload.find(({ name }) => within.includes(name))?.span ?? step.span;
  if (step.kind === 'call') return step.arguments.find(({ name }) => within.includes(name))?.span ?? step.span;
  return step.kind === 'return' ? step.value?.span ?? step.span : step.span;
}

function* flatSteps(steps: readonly Step[], key: string): Iterable<StepPlace> {
  for (const [index, step] of steps.entries()) {
    const own = `${key}.steps[${String(index)}]`;
    yield { key: own, step };
    if (step.kind === 'forEach') yield* flatSteps(step.steps, own);
  }
}

function* flatEffects(effects: readonly Effect[]): Iterable<Effect> {
  for (const effect of comparable(effects, hasTry(effects))) {
    yield effect;
    for (const list of innerEffects(effect)) yield* flatEffects(list);
  }
}

/** A condition around a step belongs to that step. */
function firstInside(effect: Effect, found: ReadonlyMap<Effect, StepPlace>): StepPlace | undefined {
  for (const list of innerEffects(effect)) {
    for (const inner of flatEffects(list)) {
      const place = found.get(inner);
      if (place?.step.when !== undefined) return place;
    }
  }
  return undefined;
}

const methods: Readonly<Record<'load' | 'loadMany' | 'create' | 'update' | 'delete', RegExp>> = {
  load: /^find|^where/, loadMany: /^where/, create: /^insert/, update: /^update/, delete: /^remove/,
};

/** How surely an effect comes from a step: 1 surely, 0 surely not. */
function comesFrom(step: Step, effect: Effect): number {
  switch (step.kind) {
    case 'load':
    case 'loadMany':
    case 'create':
    case 'update':
    case 'delete': return calls(effect, (callee) => callee.startsWith(`app#${step.entity.toLowerCase()}repository.`) && methods[step.kind].test(callee.slice(callee.lastIndexOf('.') + 1))) ? 1 : 0;
    case 'transition': return calls(effect, (callee) => callee === `app#fire${step.machine.toLowerCase()}`) ? 0.5 + (saysText(effect, step.event) ? 0.5 : 0) : 0;
    case 'emit': return calls(effect, (callee) => callee === 'app#emitevent') ? 0.5 + (saysText(effect, step.event) ? 0.5 : 0) : 0;
    case 'call': return calls(effect, (callee) => callee === `app#${step.flow.toLowerCase()}`) ? 1 : 0;
    case 'require': return effect.kind === 'if' && textsIn(effect.then).includes(step.failure.code) ? 1 : 0;
    case 'forEach': return effect.kind === 'loop' ? 1 : 0;
    case 'return': return effect.kind === 'return' ? 0.9 : 0;
    case 'let': return effect.kind === 'set' ? 0.4 : 0;
    case 'words': return calls(effect, (callee) => callee.startsWith('app#') && !callee.includes('.')) ? 0.3 : 0;
  }
}

/** The call of the effect itself; what is returned at once is called too. */
function calls(effect: Effect, matches: (callee: string) => boolean): boolean {
  const value = effect.kind === 'call' || effect.kind === 'return' ? effect.value : effect.kind === 'set' ? effect.value : undefined;
  return value?.kind === 'call' && matches(calleeOf(value).toLowerCase());
}

function saysText(effect: Effect, text: string): boolean {
  if (effect.kind !== 'call' && effect.kind !== 'return' && effect.kind !== 'set') return false;
  let found = false;
  if (effect.value !== undefined) visitValue(effect.value, (value) => { found ||= value.kind === 'literal' && value.value === text; });
  return found;
}
