import type { ApplicationIR } from '../../../ir/application.ts';
import type { Flow } from '../../../ir/behavior.ts';
import type { Entity } from '../../../ir/entity.ts';
import type { Expression } from '../../../ir/expression.ts';
import { modelOf } from '../../../semantics/model.ts';
import { reachableSteps } from '../../../semantics/scenarios/flowFacts.ts';
import type { PlannedStep } from '../../../semantics/types.ts';
import { expressionsOf } from '../behavior/reads.ts';
import { visit } from '../behavior/repositoryUses.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { callerNeeded } from './access.ts';

/** The unique attribute by which flows find the row that stands for the caller, though nobody owns it: `Vet.userId == caller.id`; undefined when no factory makes such rows on its way. */
export function profileAttribute(entity: Entity, ways: readonly { readonly steps: readonly PlannedStep[]; readonly subject: string }[]): string | undefined {
  const own = entity.attributes.filter(({ unique, generated, schema }) => unique && generated === undefined && schema.kind === 'string');
  return own.length === 0 ? undefined : own.find(({ name }) => ways.some(({ steps, subject }) => steps.some((step) => step.kind === 'call' && step.expected.changes.some(({ kind, entity: made, values }) => kind === 'created' && made === entity.name && values[name] === subject))))?.name;
}

/** Whether a flow that only administrators start asks who calls: it is the administrator then. */
export function adminsAreAsked(application: ApplicationIR): boolean {
  return application.flows.some((flow) => {
    const endpoint = flow.trigger.kind === 'http' ? indexOf(application).endpoint(flow.trigger.endpoint) : undefined;
    return endpoint !== undefined && callerNeeded(application, endpoint) === 'admin' && readsCaller(application, flow);
  });
}

function readsCaller(application: ApplicationIR, flow: Flow): boolean {
  let isRead = false;
  for (const step of reachableSteps(modelOf(application), flow)) {
    for (const expression of expressionsOf(step)) {
      visit(expression, (part) => {
        isRead ||= isCallerId(part);
      });
    }
  }
  return isRead;
}

function isCallerId(e: Expression): boolean {
  return e.kind === 'select' && e.member === 'id' && e.target.kind === 'name' && e.target.name === 'caller';
}
