import { isJson } from '../../../base/mediaTypes.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { CrudImplementation, Endpoint } from '../../../ir/endpoint.ts';
import type { Attribute, Entity } from '../../../ir/entity.ts';
import type { ObjectSchema, Property, Schema } from '../../../ir/schema.ts';
import { fixtureFor } from '../../../semantics/scenarios.ts';
import { rowPointer, rowSchema } from '../../../semantics/present.ts';
import { schemaContext } from '../../../semantics/schemaContext.ts';
import { type Call, type Caller, type PlannedStep, Reference, type Template } from '../../../semantics/types.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { resolveSchema } from '../resolveSchema.ts';
import { callerNeeded } from './access.ts';
import { profileAttribute } from './profiles.ts';

export type CrudAction = CrudImplementation['action'];

/** An endpoint that is one of the six operations on an entity. */
export interface CrudRoute {
  readonly endpoint: Endpoint;
  readonly crud: CrudImplementation;
}

/** A part of a request that points to a row that has to be there first. */
export interface RowReference {
  /** Name in the body, or of the path parameter. */
  readonly name: string;
  readonly target: Entity;
}

/** A valid request body that the tests can make. */
export interface Input {
  readonly schema: Schema;
  /** The schema as an object, when it is one. */
  readonly object: ObjectSchema | undefined;
  /** The required references in it. */
  readonly references: readonly RowReference[];
  /** Some of the referred rows have to be the caller's own. */
  readonly usesCaller: boolean;
}

/** How the tests come to rows of an entity over HTTP. */
export interface Factory {
  /** The create endpoint; undefined when only a flow makes rows. */
  readonly route: CrudRoute | undefined;
  /** The calls that make a row, for an entity without a create endpoint. */
  readonly fixture: FixturePlan | undefined;
  readonly input: Input | undefined;
  /** Schema of the answer. */
  readonly answer: Schema;
  /** Rows that have to be named in the path. */
  readonly parents: readonly RowReference[];
  /** The row belongs to the caller, or a required reference does. */
  readonly needsOwner: boolean;
  /** The factory can be told a reference to a row of the caller: then it has to be the caller who creates. */
  readonly mayNeedOwner: boolean;
}

/** Calls after which one answer shows a new row: at `pointer` in the body of step `step`. */
export interface FixturePlan {
  readonly steps: readonly PlannedStep[];
  readonly subject: string;
  readonly step: number;
  readonly pointer: string;
}

/** What the tests know of one entity. */
export interface Resource {
  readonly entity: Entity;
  readonly key: Attribute;
  readonly routes: readonly CrudRoute[];
  readonly factory: Factory | undefined;
  /** The body that a replace endpoint takes. */
  readonly replacement: Input | undefined;
  /** A caller has at most one row: the attribute with the owner is unique. */
  readonly oneEach: boolean;
  /** The attribute by which flows find the caller's row, though nobody owns it. */
  readonly profile: string | undefined;
}

/** The application as the tests see it. */
export interface TestModel {
  readonly application: ApplicationIR;
  readonly resources: ReadonlyMap<string, Resource>;
}

const models = new WeakMap<ApplicationIR, TestModel>();

/** The view of an application that all emitters of tests share; made once. */
export function testModelOf(application: ApplicationIR): TestModel {
  const known = models.get(application);
  if (known !== undefined) return known;
  const factories = new FactoryFinder(application);
  const resources = new Map<string, Resource>();
  for (const entity of application.entities) {
    const key = entity.attributes.find((attribute) => attribute.primaryKey);
    if (key === undefined) continue;
    const owner = entity.owner;
    const ownerAttribute = owner?.kind === 'attribute' ? entity.attributes.find(({ name }) => name === owner.attribute) : undefined;
    resources.set(entity.name, {
      entity,
      key,
      routes: factories.routesOf(entity),
      factory: factories.find(entity),
      replacement: factories.replacement(entity),
      oneEach: ownerAttribute?.unique ?? false,
      profile: undefined,
    });
  }
  const fixtures = [...resources.values()].flatMap(({ factory }) => factory?.fixture ?? []);
  for (const resource of resources.values()) resources.set(resource.entity.name, { ...resource, profile: profileAttribute(resource.entity, fixtures) });
  const model: TestModel = { application, resources };
  models.set(application, model);
  return model;
}

/** The route for an action, one without parents in the path if there is a choice. */
export function routeFor(resource: Resource, action: CrudAction): CrudRoute | undefined {
  const routes = resource.routes.filter(({ crud }) => crud.action === action);
  return routes.find(({ crud }) => crud.parents.length === 0) ?? routes[0];
}

/** The JSON body's schema of a request. */
export function requestSchema(endpoint: Endpoint): Schema | undefined {
  return endpoint.requestBody?.contents.find(({ mediaType }) => isJson(mediaType))?.schema;
}

/** The schema of what the successful answer shows: the row where it shows one, else its JSON body. */
export function successSchema(application: ApplicationIR, endpoint: Endpoint): Schema | undefined {
  return rowSchema(endpoint, schemaContext(application));
}

/** A pointer into the body of an answer as one into the row that tests take from it. */
export function pointerInAnswer(pointer: string, endpoint: Endpoint): string {
  const row = rowPointer(endpoint);
  return pointer.startsWith(`${row}/`) ? pointer.slice(row.length) : pointer;
}

/** The object behind a schema, members of an intersection merged; undefined for anything else. */
export function objectOf(application: ApplicationIR, schema: Schema | undefined): ObjectSchema | undefined {
  const resolved = schema === undefined ? undefined : resolveSchema(application, schema);
  if (resolved?.kind === 'object') return resolved;
  if (resolved?.kind !== 'intersection') return undefined;
  const members = resolved.members.map((member) => objectOf(application, member));
  const properties: Property[] = [];
  for (const member of members) {
    if (member === undefined) return undefined;
    properties.push(...member.properties);
  }
  return { kind: 'object', properties, additional: 'keep', nullable: resolved.nullable, span: resolved.span };
}

/** The properties that a request may carry. */
export function writableProperties(body: ObjectSchema | undefined): readonly Property[] {
  return body?.properties.filter(({ readOnly }) => !readOnly) ?? [];
}

/** Whether rows of the entity belong to callers. */
export function isOwned(entity: Entity): boolean {
  return entity.owner !== undefined;
}

/** The attribute of an entity behind a property of a request or answer. */
export function attributeOf(entity: Entity, name: string): Attribute | undefined {
  return entity.attributes.find((attribute) => attribute.name === name);
}

/** The entity that a foreign key attribute points to. */
export function targetOf(application: ApplicationIR, entity: Entity, attribute: Attribute | undefined): Entity | undefined {
  if (attribute?.relation === undefined) return undefined;
  const relation = entity.relations.find(({ name }) => name === attribute.relation);
  return application.entities.find(({ name }) => name === relation?.target);
}

/** Whether one of these attributes points to rows that belong to somebody. */
export function refersToOwned(application: ApplicationIR, entity: Entity, attributes: readonly string[]): boolean {
  return attributes.some((name) => {
    const target = targetOf(application, entity, attributeOf(entity, name));
    return target !== undefined && isOwned(target);
  });
}

/** Finds which entities can be made over HTTP; a cycle of required references makes none of them creatable. */
class FactoryFinder {
  readonly #application: ApplicationIR;
  readonly #found = new Map<string, Factory | undefined>();
  readonly #open = new Set<string>();

  constructor(application: ApplicationIR) {
    this.#application = application;
  }

  routesOf(entity: Entity): readonly CrudRoute[] {
    return indexOf(this.#application).endpointsOf(entity).flatMap((endpoint) => {
      const crud = endpoint.implementation;
      return crud.kind === 'crud' ? [{ endpoint, crud }] : [];
    });
  }

  find(entity: Entity): Factory | undefined {
    if (this.#found.has(entity.name)) return this.#found.get(entity.name);
    if (this.#open.has(entity.name)) return undefined;
    this.#open.add(entity.name);
    const routes = this.routesOf(entity).filter(({ crud }) => crud.action === 'create');
    const sorted = [...routes].sort((a, b) => a.crud.parents.length - b.crud.parents.length);
    let factory: Factory | undefined;
    for (const route of sorted) factory ??= this.#factory(entity, route);
    factory ??= this.#fixture(entity);
    this.#open.delete(entity.name);
    this.#found.set(entity.name, factory);
    return factory;
  }

  /** The body of the entity's replace endpoint, when all rows that it refers to can be made. */
  replacement(entity: Entity): Input | undefined {
    const route = this.routesOf(entity).find(({ crud }) => crud.action === 'replace');
    const input = route === undefined ? undefined : this.#input(entity, route.endpoint);
    return input?.references.every(({ target }) => this.find(target) !== undefined) === true ? input : undefined;
  }

  #factory(entity: Entity, route: CrudRoute): Factory | undefined {
    const answer = successSchema(this.#application, route.endpoint);
    const key = entity.attributes.find(({ primaryKey }) => primaryKey);
    const shown = objectOf(this.#application, answer)?.properties.some(({ name, required }) => name === key?.name && required);
    if (answer === undefined || shown !== true) return undefined;
    const input = this.#input(entity, route.endpoint);
    const parents = this.#parents(route);
    const references = [...parents, ...(input?.references ?? [])];
    if (references.some(({ target }) => this.find(target) === undefined)) return undefined;
    const needsOwner = isOwned(entity) || this.#anyOwned(references);
    return {
      route,
      fixture: undefined,
      input,
      answer,
      parents,
      needsOwner,
      mayNeedOwner: needsOwner || (callerNeeded(this.#application, route.endpoint) === 'someone' && refersToOwned(this.#application, entity, writableProperties(input?.object).map(({ name }) => name))),
    };
  }

  /** An entity that only flows make: the plan of calls that leads to a row, when somebody may read rows at all. */
  #fixture(entity: Entity): Factory | undefined {
    if (!isOwned(entity) || this.routesOf(entity).length === 0) return undefined;
    const planned = fixtureFor(this.#application, entity.name);
    if ('skipped' in planned || !(planned.key instanceof Reference)) return undefined;
    const { steps, key: { step, pointer } } = this.#endingWithRow(entity, planned.steps, planned.key, planned.caller);
    const shown = steps[step];
    const endpoint = shown?.kind === 'call' ? indexOf(this.#application).endpoint(shown.call.endpoint) : undefined;
    const inside = endpoint === undefined ? pointer : pointerInAnswer(pointer, endpoint);
    const parent = inside.slice(0, inside.lastIndexOf('/'));
    const answer = endpoint === undefined ? undefined : this.#schemaAt(successSchema(this.#application, endpoint), parent);
    const subjects = new Set(steps.flatMap((each) => (each.kind === 'call' && each.call.caller !== undefined ? [each.call.caller.subject] : [])));
    if (answer === undefined || subjects.size !== 1 || objectOf(this.#application, answer) === undefined) return undefined;
    return { route: undefined, fixture: { steps, subject: planned.caller.subject, step, pointer: parent }, input: undefined, answer, parents: [], needsOwner: true, mayNeedOwner: true };
  }

  /** The plan as it is when an answer shows the row itself; where one shows its key only, the row is read at the end. */
  #endingWithRow(entity: Entity, steps: readonly PlannedStep[], key: Reference, caller: Caller): { readonly steps: readonly PlannedStep[]; readonly key: Reference } {
    const name = entity.attributes.find(({ primaryKey }) => primaryKey)?.name ?? 'id';
    const read = this.routesOf(entity).find(({ crud }) => crud.action === 'read' && crud.parents.length === 0 && crud.key?.attribute === name);
    if (key.pointer.endsWith(`/${name}`) || read?.crud.key === undefined) return { steps, key };
    const call: Call<Template> = { endpoint: read.endpoint.key, caller: read.endpoint.access.kind === 'public' ? undefined : caller, path: { [read.crud.key.parameter]: key }, query: {}, headers: {} };
    const expected = { status: read.endpoint.successStatus, paths: [], headers: {}, reason: '', changes: [], events: [] };
    return { steps: [...steps, { kind: 'call', name: 'row', call, expected }], key: new Reference(steps.length, `/${name}`) };
  }

  #schemaAt(schema: Schema | undefined, pointer: string): Schema | undefined {
    return pointer.split('/').slice(1).reduce<Schema | undefined>((current, key) => {
      const resolved = current === undefined ? undefined : resolveSchema(this.#application, current);
      if (resolved?.kind === 'array') return resolved.items;
      return resolved?.kind === 'object' ? resolved.properties.find(({ name }) => name === key)?.schema : undefined;
    }, schema);
  }

  #input(entity: Entity, endpoint: Endpoint): Input | undefined {
    const schema = requestSchema(endpoint);
    if (schema === undefined) return undefined;
    const object = objectOf(this.#application, schema);
    const references = writableProperties(object).flatMap((property): readonly RowReference[] => {
      const target = targetOf(this.#application, entity, attributeOf(entity, property.name));
      return target === undefined || !property.required || property.schema.nullable ? [] : [{ name: property.name, target }];
    });
    return { schema, object, references, usesCaller: this.#anyOwned(references) };
  }

  #parents({ crud }: CrudRoute): readonly RowReference[] {
    return crud.parents.flatMap(({ parameter, entity: name }) => {
      const target = this.#application.entities.find((candidate) => candidate.name === name);
      return target === undefined ? [] : [{ name: parameter, target }];
    });
  }

  #anyOwned(references: readonly RowReference[]): boolean {
    return references.some(({ target }) => this.find(target)?.needsOwner);
  }
}
