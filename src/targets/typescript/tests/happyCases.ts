import type { ApplicationIR } from '../../../ir/application.ts';
import type { Flow } from '../../../ir/behavior.ts';
import { happyCase, type PlannedFlowCase } from '../../../semantics/scenarios.ts';

const known = new WeakMap<Flow, PlannedFlowCase>();

/** The happy path of a flow over HTTP as the tests play it; planned once. */
export function happyCaseOf(application: ApplicationIR, flow: Flow): PlannedFlowCase {
  const found = known.get(flow) ?? happyCase(application, flow, 0);
  known.set(flow, found);
  return found;
}
