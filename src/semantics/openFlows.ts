import type { ApplicationIR } from '../ir/application.ts';
import type { Flow, StateMachine, Step } from '../ir/behavior.ts';

const known = new WeakMap<ApplicationIR, ReadonlySet<string>>();

/** Names of the flows that can come to code for words: a step, a guard of an event that they fire, or a flow that they call. */
export function openFlows(application: ApplicationIR): ReadonlySet<string> {
  const before = known.get(application);
  if (before !== undefined) return before;
  const machines = new Set(application.stateMachines.filter(isOpenMachine).map(({ name }) => name));
  const open = new Set<string>();
  for (let size = -1; size !== open.size;) {
    size = open.size;
    for (const { name, steps } of application.flows) if (steps.some((step) => isOpenStep(step, machines, open))) open.add(name);
  }
  known.set(application, open);
  return open;
}

/** Whether the machine has a guard in words for which code was written. */
export function isOpenMachine({ transitions }: StateMachine): boolean {
  return transitions.some(({ guard }) => guard?.kind === 'words' && guard.isWritten === true);
}

/** Whether an event starts a flow, directly or through further events, that can come to code for words. */
export function isOpenEvent(name: string, application: ApplicationIR, seen: ReadonlySet<string> = new Set()): boolean {
  if (seen.has(name)) return false;
  const open = openFlows(application);
  const handlers = application.flows.filter(({ trigger }: Flow) => trigger.kind === 'event' && trigger.event === name);
  const further = (steps: readonly Step[]): readonly string[] => steps.flatMap((step) => (step.kind === 'emit' ? [step.event] : step.kind === 'forEach' ? further(step.steps) : []));
  return handlers.some((flow) => open.has(flow.name) || further(flow.steps).some((event) => isOpenEvent(event, application, new Set([...seen, name]))));
}

function isOpenStep(step: Step, machines: ReadonlySet<string>, open: ReadonlySet<string>): boolean {
  switch (step.kind) {
    case 'words': return step.isWritten === true;
    case 'transition': return machines.has(step.machine);
    case 'call': return open.has(step.flow);
    case 'forEach': return step.steps.some((inner) => isOpenStep(inner, machines, open));
    case 'load':
    case 'loadMany':
    case 'require':
    case 'let':
    case 'create':
    case 'update':
    case 'delete':
    case 'emit':
    case 'return':
      return false;
  }
}
