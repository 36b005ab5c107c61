import type { Json } from '../../base/json.ts';
import type { Assignment, Flow, Step } from '../../ir/behavior.ts';
import type { RowValues } from '../types.ts';
import { applySolution, scopeOf } from './demands.ts';
import { equalTo } from './assignments.ts';
import { inputsOf, withOverrides } from './inputs.ts';
import { type HttpFlow, httpFlows, reachableSteps } from './flowFacts.ts';
import { CannotPlan, type Plan } from './plan.ts';
import type { Planner } from './planner.ts';
import { solve } from './solve.ts';

/** An attribute of a row that should get a value. */
export interface WantedValue {
  readonly entity: string;
  readonly row: RowValues;
  readonly attribute: string;
  readonly value: Json;
}

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
  const { entity, row, attribute, value } = wanted;
  const key = plan.keyOf(entity, row);
  const current = (): Json => plan.rowByKey(entity, key)?.[attribute] ?? null;
  const before = current();
  const mark = plan.mark();
  try {
    const pinned = { entity, row: plan.rowByKey(entity, key) ?? row };
    const { call } = planner.callFlow(plan, flow, endpoint, { kind: 'success', through: (candidate) => candidate === step }, pinned);
    if (current() === value) return true;
    const after = plan.mark();
    plan.replay(plan.steps.slice(0, -1));
    const at = plan.visit(step, call);
    const search = { planner, plan, flow, endpoint, pinned, inputs: inputsOf(call), overrides: {} as Record<string, Json> };
    for (const solution of at === undefined ? [] : solve(equalTo(assignment.value, value), true, scopeOf({ plan, flow }, at))) {
      if (at === undefined || solution.length === 0 || solution.some((demand) => demand.kind !== 'input')) continue;
      search.overrides = {};
      if (isApplied(() => { applySolution(search, at, solution); }) && plan.attempt(flow.name, withOverrides(call, search.overrides)).status < 400 && current() === value) return true;
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

function isApplied(apply: () => void): boolean {
  try {
    apply();
    return true;
  } catch (error) {
    if (error instanceof CannotPlan) return false;
    throw error;
  }
}
