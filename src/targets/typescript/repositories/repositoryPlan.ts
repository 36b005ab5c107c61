import type { ApplicationIR } from '../../../ir/application.ts';
import type { Step } from '../../../ir/behavior.ts';
import type { ManyToMany } from '../../../ir/entity.ts';
import { notedCalls } from '../atoms/repositoryCalls.ts';
import { allSteps, repositoryUses } from '../behavior/repositoryUses.ts';
import { type ApplicationIndex, indexOf } from '../models/applicationIndex.ts';
import { type Finder, finderName, type Operation, operationsOf, ownFinder, parentFinder, referenceFinder } from '../services/operations.ts';
import { bodyReferences } from '../services/references.ts';

/** What the repository of an entity must offer. */
export interface RepositoryPlan {
  /** By name of the function. */
  readonly finders: Map<string, Finder>;
  readonly lists: Operation[];
  readonly links: { readonly relation: ManyToMany; readonly action: 'add' | 'remove' }[];
  /** Whether others ask for the condition of the caller's rows. */
  owned: boolean;
  insert: boolean;
  /** `versioned`: callers state the version that they have seen. */
  update: 'no' | 'plain' | 'versioned';
  remove: 'no' | 'plain' | 'versioned';
  where: WhereUses | undefined;
}

/** Which options of `where` are in use. */
export interface WhereUses {
  orderBy: boolean;
  limit: boolean;
  lock: boolean;
}

const plans = new WeakMap<ApplicationIR, ReadonlyMap<string, RepositoryPlan>>();

/** The plans of all repositories by entity; an entity without one needs no repository. */
export function repositoryPlans(application: ApplicationIR): ReadonlyMap<string, RepositoryPlan> {
  const known = plans.get(application) ?? makePlans(application);
  plans.set(application, known);
  return known;
}

class Plans {
  readonly #index: ApplicationIndex;
  readonly made = new Map<string, RepositoryPlan>();

  constructor(index: ApplicationIndex) {
    this.#index = index;
  }

  of(entity: string): RepositoryPlan {
    const known = this.made.get(entity);
    if (known !== undefined) return known;
    const plan: RepositoryPlan = { finders: new Map(), lists: [], links: [], owned: false, insert: false, update: 'no', remove: 'no', where: undefined };
    this.made.set(entity, plan);
    return plan;
  }

  find(entity: string, finder: Finder): void {
    this.of(entity).finders.set(finderName(finder, this.#index.entity(entity), this.#index), finder);
    if (finder.owned) this.askOwner(entity);
  }

  /** The entity's rows are asked for their owner, and with them the rows that they hang on. */
  askOwner(entity: string): void {
    const { owner, relations } = this.#index.entity(entity);
    const plan = this.of(entity);
    if (owner === undefined || plan.owned) return;
    plan.owned = true;
    const relation = owner.kind === 'relation' ? relations.find(({ name }) => name === owner.relation) : undefined;
    if (relation !== undefined) this.askOwner(relation.target);
  }
}

function makePlans(application: ApplicationIR): ReadonlyMap<string, RepositoryPlan> {
  const index = indexOf(application);
  const planned = new Plans(index);
  for (const operations of operationsOf(application).values()) for (const operation of operations) planOperation(operation, planned, index);
  planBehaviour(application, planned, index);
  planWritten(application, planned);
  return planned.made;
}

/** What code calls that was written for units. */
function planWritten(application: ApplicationIR, planned: Plans): void {
  for (const [{ name: entity }, calls] of notedCalls(application)) {
    const plan = planned.of(entity);
    for (const call of calls) {
      if (call.kind === 'finder') planned.find(entity, call.finder);
      else if (call.kind === 'link') {
        if (!plan.links.some(({ relation, action }) => relation === call.relation && action === call.action)) plan.links.push(call);
      } else if (call.kind === 'insert') plan.insert = true;
      else if (call.kind === 'update' || call.kind === 'remove') plan[call.kind] = plan[call.kind] === 'no' ? 'plain' : plan[call.kind];
      else planned.askOwner(entity);
      if (call.kind === 'where') plan.where = { orderBy: true, limit: true, lock: true };
    }
  }
}

function planOperation(operation: Operation, planned: Plans, index: ApplicationIndex): void {
  const { implementation, entity } = operation;
  const finder = ownFinder(operation);
  if (finder !== undefined) planned.find(entity.name, finder);
  if (implementation.kind === 'link') {
    planLink(operation, planned, index);
    return;
  }
  for (const parent of implementation.parents) planned.find(parent.entity, parentFinder(operation, index.entity(parent.entity), index));
  for (const { relation } of bodyReferences(operation, index)) planned.find(relation.target, referenceFinder(index.entity(relation.target), index));
  const plan = planned.of(entity.name);
  switch (implementation.action) {
    case 'list':
      plan.lists.push(operation);
      if (operation.asksOwner) planned.askOwner(entity.name);
      break;
    case 'create':
      plan.insert = true;
      break;
    case 'replace':
    case 'update':
      plan.update = 'versioned';
      break;
    case 'delete':
      plan.remove = 'versioned';
      break;
    case 'read':
      break;
  }
}

function planLink(operation: Operation, planned: Plans, index: ApplicationIndex): void {
  const { implementation, entity } = operation;
  if (implementation.kind !== 'link') return;
  const relation = entity.relations.find((candidate) => candidate.kind === 'manyToMany' && candidate.name === implementation.relation);
  if (relation?.kind !== 'manyToMany') return;
  const plan = planned.of(entity.name);
  const target = index.entity(relation.target);
  const { action } = implementation;
  if (action === 'list') {
    plan.lists.push(operation);
    if (operation.asksOwner) planned.askOwner(target.name);
    return;
  }
  const attribute = implementation.target?.attribute ?? index.key(target).name;
  planned.find(target.name, { attribute, owned: target.owner !== undefined, lock: false });
  if (!plan.links.some((link) => link.relation === relation && link.action === action)) plan.links.push({ relation, action });
}

function planBehaviour(application: ApplicationIR, planned: Plans, index: ApplicationIndex): void {
  for (const [name, uses] of repositoryUses(application)) {
    const attribute = index.key(index.entity(name)).name;
    const plan = planned.of(name);
    for (const use of uses) {
      if (use === 'insert') plan.insert = true;
      else if (use === 'update' || use === 'remove') plan[use] = plan[use] === 'no' ? 'plain' : plan[use];
      else if (use === 'where') {
        plan.where = { orderBy: false, limit: false, lock: false };
        planned.askOwner(name);
      } else planned.find(name, { attribute, owned: use.includes('Owned'), lock: use.endsWith('ForUpdate') });
    }
  }
  for (const flow of application.flows) for (const step of allSteps(flow.steps)) planWhere(step, planned);
}

function planWhere(step: Step, planned: Plans): void {
  if (step.kind !== 'loadMany' && !(step.kind === 'load' && step.by.kind === 'where')) return;
  const { where } = planned.of(step.entity);
  if (where === undefined) return;
  where.lock ||= step.lock;
  where.limit ||= step.kind === 'load';
  where.orderBy ||= step.kind === 'loadMany' && step.orderBy !== undefined;
}
