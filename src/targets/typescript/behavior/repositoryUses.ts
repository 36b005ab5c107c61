import type { ApplicationIR } from '../../../ir/application.ts';
import type { LoadManyStep, LoadStep, Step } from '../../../ir/behavior.ts';
import type { HasMany } from '../../../ir/entity.ts';
import type { Expression } from '../../../ir/expression.ts';
import { partsOf } from '../../../ir/partsOf.ts';

export type RepositoryFunction = 'find' | 'findForUpdate' | 'findOwned' | 'findOwnedForUpdate' | 'where' | 'insert' | 'update' | 'remove';

/** By entity: the functions of its repository that flows, state machines and invariants call. */
export function repositoryUses(application: ApplicationIR): ReadonlyMap<string, ReadonlySet<RepositoryFunction>> {
  const uses = new Map<string, Set<RepositoryFunction>>();
  const use = (entity: string, name: RepositoryFunction): void => {
    const known = uses.get(entity) ?? new Set();
    uses.set(entity, known.add(name));
  };
  for (const flow of application.flows) {
    for (const step of allSteps(flow.steps)) useStep(step, application, use);
  }
  for (const machine of application.stateMachines) {
    use(machine.entity, 'findForUpdate');
    use(machine.entity, 'update');
  }
  for (const { entity, rule } of application.invariants) {
    if (rule.kind === 'words' && rule.isWritten === true) use(entity, 'find');
    if (rule.kind !== 'expression' || rule.scope !== 'aggregate') continue;
    use(entity, 'find');
    for (const relation of selectedRelations(rule.expression, entity, application)) use(relation.target, 'where');
  }
  return uses;
}

function useStep(step: Step, application: ApplicationIR, use: (entity: string, name: RepositoryFunction) => void): void {
  switch (step.kind) {
    case 'load':
      use(step.entity, step.by.kind === 'key' ? loadFunction(step, application) : 'where');
      break;
    case 'loadMany':
      use(step.entity, 'where');
      break;
    case 'create':
      use(step.entity, 'insert');
      break;
    case 'update':
      use(step.entity, 'update');
      break;
    case 'delete':
      use(step.entity, 'remove');
      break;
    case 'require':
    case 'forEach':
    case 'let':
    case 'transition':
    case 'emit':
    case 'call':
    case 'return':
    case 'words':
      break;
  }
}

/** The repository function that reads the row of a `load` by key. */
export function loadFunction(step: LoadStep, application: ApplicationIR): 'find' | 'findForUpdate' | 'findOwned' | 'findOwnedForUpdate' {
  if (checksOwner(step, application)) return step.lock ? 'findOwnedForUpdate' : 'findOwned';
  return step.lock ? 'findForUpdate' : 'find';
}

/** True when the step sees only rows of the caller. */
export function checksOwner(step: LoadStep | LoadManyStep, application: ApplicationIR): boolean {
  return !step.anyOwner && isOwned(step.entity, application);
}

/** True for entities whose rows belong to somebody. */
export function isOwned(entity: string, application: ApplicationIR): boolean {
  return application.entities.find(({ name }) => name === entity)?.owner !== undefined;
}

/** All steps, those inside loops too. */
export function allSteps(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => (step.kind === 'forEach' ? [step, ...allSteps(step.steps)] : [step]));
}

/** The `hasMany` relations of `self` that an invariant reads. */
export function selectedRelations(rule: Expression, entity: string, application: ApplicationIR): readonly HasMany[] {
  const relations = application.entities.find(({ name }) => name === entity)?.relations ?? [];
  const names = new Set<string>();
  visit(rule, (e) => {
    if (e.kind === 'select' && e.target.kind === 'name' && e.target.name === 'self') names.add(e.member);
  });
  return relations.filter((relation): relation is HasMany => relation.kind === 'hasMany' && names.has(relation.name));
}

/** Calls `look` with the expression and with all inside it. */
export function visit(e: Expression, look: (e: Expression) => void): void {
  look(e);
  for (const part of partsOf(e)) visit(part, look);
}
