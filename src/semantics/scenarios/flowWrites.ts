import type { Json } from '../../base/json.ts';
import type { Assignment, Flow, Step } from '../../ir/behavior.ts';
import type { RowChange, RowValues } from '../types.ts';
import { applySolution, scopeOf } from './demands.ts';
import { equalTo } from './assignments.ts';
import { inputsOf } from './inputs.ts';
import { type HttpFlow, httpFlows, reachableSteps } from './flowFacts.ts';
import { canPlan, CannotPlan, type Plan } from './plan.ts';
import type { Goal, Planner, WantedValue } from './planner.ts';
import { solve } from './solve.ts';

type Write = Extract<Step, { kind: 'update' }>;

/** Calls the flow that writes the attribute of the row, aiming at the value; false when no flow over HTTP changes it that way. */
export function writtenByFlow(planner: Planner, plan: Plan, wanted: WantedValue): boolean {
  const circle = `write ${wanted.entity}.${wanted.attribute}`;
  if (plan.making.includes(circle)) return false;
  plan.making.push(circle);
  try {
    return httpFlows(plan.model).some((way) => writesOf(plan, way.flow, wanted).some(({ step, assignment }) => isWritten(planner, plan, way, { step, assignment, wanted })));
  } finally {
    plan.making.pop();
  }
}

function writesOf(plan: Plan, flow: Flow, { entity, attribute }: WantedValue): readonly { readonly step: Write; readonly assignment: Assignment }[] {
  return reachableSteps(plan.model, flow).flatMap((step) => {
    const assignment = step.kind === 'update' && step.entity === entity ? step.values.find((candidate) => candidate.attribute === attribute) : undefined;
    return step.kind !== 'update' || assignment === undefined ? [] : [{ step, assignment }];
  });
}

interface Writing {
  readonly step: Write;
  readonly assignment: Assignment;
  readonly wanted: WantedValue;
}

function isWritten(planner: Planner, plan: Plan, { flow, endpoint }: HttpFlow, { step, assignment, wanted }: Writing): boolean {
  const { entity, row, attribute, value, state } = wanted;
  const key = plan.keyOf(entity, row);
  const current = (): Json => plan.rowByKey(entity, key)?.[attribute] ?? null;
  const before = current();
  const mark = plan.mark();
  try {
    const pinned = { entity, row: plan.rowByKey(entity, key) ?? row, state };
    const through = (candidate: Step): boolean => candidate === step;
    const { call } = planner.callFlow(plan, flow, endpoint, { kind: 'success', through }, pinned);
    if (current() === value) return true;
    const after = plan.mark();
    plan.replay(plan.steps.slice(0, -1));
    const at = plan.visit(step, call);
    const search = { planner, plan, flow, endpoint, pinned, inputs: inputsOf(call), overrides: {} as Record<string, Json> };
    for (const solution of at === undefined ? [] : solve(equalTo(assignment.value, value), true, scopeOf({ plan, flow }, at))) {
      if (at === undefined || solution.length === 0 || solution.some((demand) => demand.kind !== 'input')) continue;
      search.overrides = {};
      const begin = plan.mark();
      if (!canPlan(() => { applySolution(search, at, solution); })) continue;
      const given = { ...search.overrides };
      if (canPlan(() => { planner.callFlow(plan, flow, endpoint, { kind: 'success', through, given }, pinned); }) && current() === value) return true;
      plan.reset(begin);
    }
    plan.reset(after);
    // Whoever asked looks again whether another value does as well.
    if (current() !== before && (current() === null) === (value === null)) return true;
  } catch (error) {
    if (!(error instanceof CannotPlan)) throw error;
  }
  plan.reset(mark);
  return false;
}

/** Calls the flow that creates a row, aiming at the values that the row should have; gives what the call changed. Throws CannotPlan. */
export function createdByFlow(planner: Planner, plan: Plan, { flow, endpoint }: HttpFlow, { entity, fixed }: { readonly entity: string; readonly fixed: RowValues }): readonly RowChange[] {
  const step = reachableSteps(plan.model, flow).find((candidate) => candidate.kind === 'create' && candidate.entity === entity);
  const goal: Goal = flow.steps.some((candidate) => candidate === step && candidate.when === undefined) ? { kind: 'success' } : { kind: 'success', through: (candidate) => candidate === step };
  const { call, outcome } = planner.callFlow(plan, flow, endpoint, goal);
  const made = outcome.changes.findLast((change) => change.kind === 'created' && change.entity === entity);
  const missed = Object.entries(fixed).filter(([name, value]) => made !== undefined && made.values[name] !== value);
  if (made === undefined || step?.kind !== 'create' || missed.length === 0) return outcome.changes;
  const after = plan.mark();
  plan.replay(plan.steps.slice(0, -1));
  const at = plan.visit(step, call);
  const search = { planner, plan, flow, endpoint, pinned: undefined, inputs: inputsOf(call), overrides: {} as Record<string, Json> };
  for (const [name, value] of at === undefined ? [] : missed) {
    const assignment = step.values.find((candidate) => candidate.attribute === name);
    const solutions = assignment === undefined || at === undefined ? [] : solve(equalTo(assignment.value, value), true, scopeOf({ plan, flow }, at));
    const solution = solutions.find((each) => each.length > 0 && each.every((demand) => demand.kind === 'input'));
    if (solution !== undefined && at !== undefined) canPlan(() => { applySolution(search, at, solution); });
  }
  const given = search.overrides;
  let changes = outcome.changes;
  if (canPlan(() => { changes = planner.callFlow(plan, flow, endpoint, { ...goal, given }).outcome.changes; })) return changes;
  plan.reset(after);
  return outcome.changes;
}
