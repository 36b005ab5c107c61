import type { Step } from '../../../ir/behavior.ts';
import { boundBy } from '../../../ir/boundBy.ts';
import type { Expression } from '../../../ir/expression.ts';
import { visit } from './repositoryUses.ts';

/** Names that the steps read; those that they bind for themselves too. */
export function namesRead(steps: readonly Step[]): ReadonlySet<string> {
  return new Set(steps.flatMap((step) => [...readBy(step)]));
}

/** Names that the steps give a value, with `nested` those inside loops too. */
export function namesWritten(steps: readonly Step[]): ReadonlySet<string> {
  return new Set(steps.flatMap((step) => (step.kind === 'forEach' ? [...namesWritten(step.steps)] : writtenBy(step))));
}

/** All names that the steps bind, the items of loops among them. */
export function namesBound(steps: readonly Step[]): ReadonlySet<string> {
  return new Set(steps.flatMap((step) => (step.kind === 'forEach' ? [step.item, ...namesBound(step.steps)] : writtenBy(step))));
}

/** Names that the step itself gives a value. */
export function writtenBy(step: Step): readonly string[] {
  if (step.kind === 'update' || step.kind === 'transition') return [step.target];
  const name = boundBy(step);
  return name === undefined ? [] : [name];
}

function readBy(step: Step): ReadonlySet<string> {
  const names = new Set<string>(step.kind === 'forEach' ? namesRead(step.steps) : []);
  for (const expression of expressionsOf(step)) {
    visit(expression, (e) => {
      if (e.kind === 'name') names.add(e.name);
    });
  }
  if (step.kind === 'update' || step.kind === 'transition' || step.kind === 'delete') names.add(step.target);
  if (step.kind === 'words') for (const { name } of step.bindings) names.add(name);
  return names;
}

/** The expressions that stand in the step itself. */
export function expressionsOf(step: Step): readonly Expression[] {
  const own = step.when === undefined ? [] : [step.when];
  switch (step.kind) {
    case 'load':
      return [...own, ...(step.by.kind === 'key' ? [step.by.value] : step.by.conditions.map(({ value }) => value))];
    case 'loadMany':
      return [...own, ...step.conditions.map(({ value }) => value)];
    case 'require':
      return [...own, step.condition];
    case 'forEach':
      return [...own, step.in];
    case 'let':
      return [...own, step.value];
    case 'create':
    case 'update':
      return [...own, ...step.values.map(({ value }) => value)];
    case 'emit':
      return [...own, ...step.payload.map(({ value }) => value)];
    case 'call':
      return [...own, ...step.arguments.map(({ value }) => value)];
    case 'return':
      return step.value === undefined ? own : [...own, step.value];
    case 'delete':
    case 'transition':
    case 'words':
      return own;
  }
}
