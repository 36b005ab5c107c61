import type { Flow, Step } from '../../ir/behavior.ts';
import type { Model } from '../model.ts';
import { remembered } from './flowFacts.ts';
import type { FailedStep, Plan } from './plan.ts';
import { type Solution, type SolveScope, sized } from './assignments.ts';
import { solve } from './solve.ts';

/** Where a call went by a step: one that was skipped on the way to it, or a loop over nothing. */
export interface Obstacle {
  readonly at: FailedStep;
  readonly waysAround: (scope: SolveScope) => readonly Solution[];
}

/** What kept the last call from steps of that kind; undefined when it came to one, or nothing is known that did. */
export function obstacleTo(plan: Plan, flow: Flow, wanted: (step: Step) => boolean): Obstacle | undefined {
  const ways = waysIn(plan.model, flow).filter((way) => way.some((step, index) => index === way.length - 1 && wanted(step)));
  if (ways.some((way) => way.some((step) => wanted(step) && plan.ranAt(step) !== undefined))) return undefined;
  for (const way of ways) {
    for (const [index, step] of way.entries()) {
      const obstacle = obstacleAt(plan, step, way[index + 1]);
      if (obstacle !== undefined) return obstacle;
    }
  }
  return undefined;
}

function obstacleAt(plan: Plan, step: Step, next: Step | undefined): Obstacle | undefined {
  const ran = plan.ranAt(step);
  const skipped = ran === undefined ? plan.skippedAt(step) : undefined;
  const { when } = step;
  if (skipped !== undefined && when !== undefined) return { at: skipped, waysAround: (scope) => solve(when, true, scope) };
  if (ran === undefined || step.kind !== 'forEach' || next === undefined || plan.ranAt(next) !== undefined || plan.skippedAt(next) !== undefined) return undefined;
  return { at: ran, waysAround: (scope) => sized(step.in, 1, Number.POSITIVE_INFINITY, scope) };
}

/** A step with the loops and calls around it, outermost first. */
type Way = readonly Step[];

const known = new WeakMap<Model, Map<Flow, readonly Way[]>>();

/** The ways to all steps of a flow, of its loops and of the flows that it calls. */
function waysIn(model: Model, flow: Flow): readonly Way[] {
  return remembered(known, model, flow, () => waysBelow(model, flow.steps, [], new Set([flow.name])));
}

function waysBelow(model: Model, steps: readonly Step[], around: Way, flows: ReadonlySet<string>): readonly Way[] {
  return steps.flatMap((step): readonly Way[] => {
    const way = [...around, step];
    if (step.kind === 'forEach') return [way, ...waysBelow(model, step.steps, way, flows)];
    const called = step.kind === 'call' && !flows.has(step.flow) ? model.flows.get(step.flow) : undefined;
    return called === undefined ? [way] : [way, ...waysBelow(model, called.steps, way, new Set([...flows, called.name]))];
  });
}
