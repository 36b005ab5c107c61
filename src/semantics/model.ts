import { snakeCase } from '../base/names.ts';
import type { ApplicationIR } from '../ir/application.ts';
import type { DomainEvent, Flow, Invariant, StateMachine } from '../ir/behavior.ts';
import type { Endpoint, SchemeUse } from '../ir/endpoint.ts';
import type { Attribute, BelongsTo, Entity } from '../ir/entity.ts';
import { type SchemaContext, schemaContext } from './schemaContext.ts';
import type { Caller } from './types.ts';

/** An application with look-ups; the same object for the same application. */
export interface Model {
  readonly application: ApplicationIR;
  readonly context: SchemaContext;
  readonly entities: ReadonlyMap<string, EntityModel>;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly flows: ReadonlyMap<string, Flow>;
  readonly machines: ReadonlyMap<string, StateMachine>;
  readonly events: ReadonlyMap<string, DomainEvent>;
}

export interface EntityModel {
  readonly entity: Entity;
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly key: Attribute;
  /** References to other rows that this entity holds. */
  readonly references: readonly BelongsTo[];
  /** References of other entities, or of itself, to its rows. */
  readonly inbound: readonly { readonly entity: string; readonly relation: BelongsTo }[];
  /** Sets of attributes whose values must not repeat. */
  readonly uniques: readonly (readonly string[])[];
  readonly invariants: readonly Invariant[];
  readonly machines: readonly StateMachine[];
}

const models = new WeakMap<ApplicationIR, Model>();

/** The look-ups of an application; made once for each. */
export function modelOf(application: ApplicationIR): Model {
  const known = models.get(application);
  if (known !== undefined) return known;
  const entities = new Map<string, EntityModel>();
  for (const entity of application.entities) {
    const model = entityModel(application, entity);
    if (model !== undefined) entities.set(entity.name, model);
  }
  const model: Model = {
    application,
    context: schemaContext(application),
    entities,
    endpoints: new Map(application.endpoints.map((endpoint) => [endpoint.key, endpoint])),
    flows: new Map(application.flows.map((flow) => [flow.name, flow])),
    machines: new Map(application.stateMachines.map((machine) => [machine.name, machine])),
    events: new Map(application.events.map((event) => [event.name, event])),
  };
  models.set(application, model);
  return model;
}

function entityModel(application: ApplicationIR, entity: Entity): EntityModel | undefined {
  const key = entity.attributes.find((attribute) => attribute.primaryKey);
  if (key === undefined) return undefined;
  const belongsTo = (of: Entity): readonly BelongsTo[] => of.relations.filter((relation) => relation.kind === 'belongsTo');
  return {
    entity,
    attributes: new Map(entity.attributes.map((attribute) => [attribute.name, attribute])),
    key,
    references: belongsTo(entity),
    inbound: application.entities.flatMap((other) =>
      belongsTo(other).filter((relation) => relation.target === entity.name).map((relation) => ({ entity: other.name, relation }))),
    uniques: [
      ...entity.attributes.filter((attribute) => attribute.unique || attribute.primaryKey).map((attribute) => [attribute.name]),
      ...entity.uniques.map((unique) => unique.attributes),
    ],
    invariants: application.invariants.filter((invariant) => invariant.entity === entity.name),
    machines: application.stateMachines.filter((machine) => machine.entity === entity.name),
  };
}

/** The entity of that name. Throws on a name that the application does not have: the IR was checked before. */
export function entityOf(model: Model, name: string): EntityModel {
  const found = model.entities.get(name);
  if (found === undefined) throw new Error(`The application has no entity ${name} with a primary key.`);
  return found;
}

/** The problem code of a broken invariant. */
export function invariantCode(invariant: Invariant): string {
  return `invariant_${snakeCase(invariant.name)}`;
}

/** A caller that the endpoint admits: all scopes of its first alternative; undefined when it admits everybody. */
export function callerFor(endpoint: Endpoint, subject: string): Caller | undefined {
  if (endpoint.access.kind === 'public') return undefined;
  const alternative = alternativeOf(endpoint);
  return alternative.length === 0 ? undefined : { subject, scopes: [...new Set(alternative.flatMap((use) => use.scopes))] };
}

/** The alternative of an endpoint's access that tests use: the first. */
export function alternativeOf(endpoint: Endpoint): readonly SchemeUse[] {
  return endpoint.access.kind === 'public' ? [] : (endpoint.access.alternatives[0] ?? []);
}

/** Whether the endpoint admits the caller, or the status that it answers instead. */
export function admission(endpoint: Endpoint, caller: Caller | undefined): 'admitted' | 401 | 403 {
  if (endpoint.access.kind === 'public') return 'admitted';
  const { alternatives } = endpoint.access;
  if (alternatives.length === 0 || alternatives.some((uses) => uses.length === 0)) return 'admitted';
  if (caller === undefined) return 401;
  return alternatives.some((uses) => uses.every((use) => use.scopes.every((scope) => caller.scopes.includes(scope)))) ? 'admitted' : 403;
}

/** True when the caller passes every ownership check. */
export function isAdmin(application: ApplicationIR, caller: Caller | undefined): boolean {
  const scope = application.auth.adminScope;
  return scope !== undefined && caller !== undefined && caller.scopes.includes(scope);
}
