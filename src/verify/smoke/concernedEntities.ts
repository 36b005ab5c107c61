import type { ApplicationIR } from '../../ir/application.ts';
import type { Flow, Step } from '../../ir/behavior.ts';
import type { Endpoint } from '../../ir/endpoint.ts';

/** The entities whose rows an endpoint reads or writes. */
export function concernedEntities(application: ApplicationIR, endpoint: Endpoint): readonly string[] {
  const { implementation } = endpoint;
  switch (implementation.kind) {
    case 'crud': {
      // A deletion touches the rows that refer to the deleted one.
      if (implementation.action === 'delete') return application.entities.map((entity) => entity.name);
      return [implementation.entity, ...implementation.parents.map((parent) => parent.entity)];
    }
    case 'link': return [implementation.entity];
    case 'flow': return entitiesOf(application, implementation.flow, () => true);
    case 'words': return [];
  }
}

/** The entities that a flow creates rows of, changes or deletes. */
export function writtenEntities(application: ApplicationIR, flow: string): readonly string[] {
  return entitiesOf(application, flow, (step) => step.kind !== 'load' && step.kind !== 'loadMany');
}

/** The entities that a flow creates rows of. */
export function createdEntities(application: ApplicationIR, flow: string): readonly string[] {
  return entitiesOf(application, flow, (step) => step.kind === 'create');
}

function entitiesOf(application: ApplicationIR, flowName: string, wanted: (step: Step) => boolean): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (flow: Flow | undefined): void => {
    if (flow === undefined || seen.has(flow.name)) return;
    seen.add(flow.name);
    for (const step of flatten(flow.steps)) {
      if (step.kind === 'call') visit(application.flows.find((candidate) => candidate.name === step.flow));
      else if ('entity' in step && wanted(step)) found.add(step.entity);
    }
  };
  visit(application.flows.find((candidate) => candidate.name === flowName));
  return [...found];
}

function flatten(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => (step.kind === 'forEach' ? flatten(step.steps) : [step]));
}
