import { groupBy } from '../../../base/groupBy.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Flow, StateMachine } from '../../../ir/behavior.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Attribute, BelongsTo, Entity } from '../../../ir/entity.ts';
import type { NamedSchema, Schema } from '../../../ir/schema.ts';
import type { ResolvedSchema } from '../resolveSchema.ts';

/** Look-ups in an application, each in constant time. Those that throw do so for a name that no checked IR has. */
export interface ApplicationIndex {
  readonly application: ApplicationIR;
  entity(name: string): Entity;
  attribute(entity: Entity, name: string): Attribute | undefined;
  key(entity: Entity): Attribute;
  schema(name: string): NamedSchema;
  hasSchema(name: string): boolean;
  flow(name: string): Flow;
  machineOf(entity: Entity, attribute: Attribute): StateMachine | undefined;
  /** The schema behind any chain of references, nullable when a link of the chain is. */
  resolve(schema: Schema): ResolvedSchema;
  belongsTo(entity: Entity, attribute: Attribute): BelongsTo | undefined;
  endpoint(key: string): Endpoint | undefined;
  endpointsOf(entity: Entity): readonly Endpoint[];
}

const indexes = new WeakMap<ApplicationIR, ApplicationIndex>();

/** The index of an application, made once. */
export function indexOf(application: ApplicationIR): ApplicationIndex {
  const known = indexes.get(application);
  if (known !== undefined) return known;
  const made = makeIndex(application);
  indexes.set(application, made);
  return made;
}

function makeIndex(application: ApplicationIR): ApplicationIndex {
  const entities = new Map(application.entities.map((entity) => [entity.name, entity]));
  const schemas = new Map(application.schemas.map((schema) => [schema.name, schema]));
  const flows = new Map(application.flows.map((flow) => [flow.name, flow]));
  const attributes = new Map(application.entities.map((entity) => [entity, new Map(entity.attributes.map((attribute) => [attribute.name, attribute]))]));
  const endpoints = new Map(application.endpoints.map((endpoint) => [endpoint.key, endpoint]));
  const byEntity = groupBy(application.endpoints, ({ implementation }) => ('entity' in implementation ? implementation.entity : undefined));
  const named = (name: string): NamedSchema => found(schemas.get(name), `schema ${name}`);
  return {
    application,
    entity: (name) => found(entities.get(name), `entity ${name}`),
    attribute: (entity, name) => attributes.get(entity)?.get(name),
    key: (entity) => found(entity.attributes.find(({ primaryKey }) => primaryKey), `primary key of ${entity.name}`),
    schema: named,
    hasSchema: (name) => schemas.has(name),
    flow: (name) => found(flows.get(name), `flow ${name}`),
    machineOf: (entity, attribute) =>
      application.stateMachines.find((machine) => machine.entity === entity.name && machine.attribute === attribute.name),
    resolve: (schema) => resolve(schema, named),
    belongsTo: (entity, attribute) =>
      entity.relations.find((relation) => relation.kind === 'belongsTo' && relation.attribute === attribute.name) as BelongsTo | undefined,
    endpoint: (key) => endpoints.get(key),
    endpointsOf: (entity) => byEntity.get(entity.name) ?? [],
  };
}

function resolve(schema: Schema, named: (name: string) => NamedSchema): ResolvedSchema {
  let current = schema;
  let nullable = schema.nullable;
  for (let steps = 0; current.kind === 'ref'; steps += 1) {
    if (steps > 100) throw new Error(`The schema ${current.name} refers to nothing but itself.`);
    current = named(current.name).schema;
    nullable ||= current.nullable;
  }
  return current.nullable === nullable ? current : { ...current, nullable };
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The application has no ${what}.`);
  return value;
}
