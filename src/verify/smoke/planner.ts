import type { ApplicationIR } from '../../ir/application.ts';
import type { Flow, StateMachine } from '../../ir/behavior.ts';
import { failureCaseOf, failureLabels, fixtureFor, happyCase, type PlannedFlowCase, scheduleCaseOf, transitionCaseOf } from '../../semantics/scenarios.ts';
import type { ScheduleCase } from '../../semantics/scenarios/scheduleCase.ts';
import type { PlannedTransition } from '../../semantics/scenarios/transitionCase.ts';
import { eventsOf } from '../../semantics/transitions.ts';
import type { Fixture, Skipped } from '../../semantics/types.ts';

/** Where the smoke takes its scenarios from; plans with different `n` can be played against one app. */
export interface Planner {
  fixture(entity: string, n: number): Fixture | Skipped;
  happyCase(flow: Flow, n: number): PlannedFlowCase;
  failureLabels(flow: Flow): readonly string[];
  failureCase(flow: Flow, label: string, n: number): PlannedFlowCase;
  schedule(flow: Flow, n: number): ScheduleCase | Skipped;
  transitions(machine: StateMachine): readonly { readonly state: string; readonly event: string }[];
  transition(machine: StateMachine, pair: { readonly state: string; readonly event: string }, n: number): PlannedTransition;
}

/** Scenarios that the reference model finds for the application. */
export function plannerFor(application: ApplicationIR): Planner {
  return {
    fixture: (entity, n) => fixtureFor(application, entity, n),
    happyCase: (flow, n) => happyCase(application, flow, n),
    failureLabels: (flow) => failureLabels(application, flow),
    failureCase: (flow, label, n) => failureCaseOf(application, flow, label, n),
    schedule: (flow, n) => scheduleCaseOf(application, flow, n),
    transitions: (machine) => machine.states.flatMap(({ name }) => eventsOf(machine).map((event) => ({ state: name, event }))),
    transition: (machine, pair, n) => transitionCaseOf(application, machine, pair, n),
  };
}
