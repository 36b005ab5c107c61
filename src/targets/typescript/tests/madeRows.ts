import type { Entity } from '../../../ir/entity.ts';
import { Generated, type PlannedCall, type PlannedStep, Reference, type Template } from '../../../semantics/types.ts';
import { noImports } from './imports.ts';
import { type BodyField, bodyFields } from './requestBody.ts';
import { attributeOf, type Resource, targetOf, type TestModel } from './testModel.ts';

/** The body of a request as far as it is an object that is known. */
export type ObjectTemplate = Readonly<Record<string, Template>>;

/** The template as an object; undefined for everything else. */
export function objectTemplate(template: Template | undefined): ObjectTemplate | undefined {
  const isObject = typeof template === 'object' && template !== null && !Array.isArray(template) && !(template instanceof Reference) && !(template instanceof Generated);
  return isObject ? (template as ObjectTemplate) : undefined;
}

/** A row that the factory of its entity makes, with what the plan wants of it. */
export interface MadeRow {
  readonly resource: Resource;
  readonly body: ObjectTemplate;
}

/** The resource whose factory sends what the step sends; undefined when the step is something else, or more than a factory does. */
export function madeByFactory(model: TestModel, { call }: PlannedCall): MadeRow | undefined {
  const resource = [...model.resources.values()].find(({ factory }) => factory?.route?.endpoint.key === call.endpoint);
  const factory = resource?.factory;
  const { caller, body = {}, query, headers } = call;
  if (resource === undefined || factory === undefined || (caller === undefined && factory.needsOwner) || factory.parents.length > 0 || Object.keys({ ...query, ...headers }).length > 0) return undefined;
  if (factory.input !== undefined && factory.input.object === undefined) return undefined;
  const object = objectTemplate(body);
  const usual = usualFields(model, resource);
  const isVaried = [...usual.values()].some(({ kind }) => kind === 'unique');
  if (object === undefined || (!isVaried && [...usual.keys()].some((key) => !(key in object)))) return undefined;
  return { resource, body: object };
}

/** What a plan has that factories do not make up. */
export interface Planned {
  /** Whether it is a row that no other test has. */
  readonly isNew: (target: Entity) => boolean;
  /** Who calls in the plan: each test has callers of its own. */
  readonly subjects: ReadonlySet<unknown>;
}

/** The properties whose values the factory makes up at each call, whatever the plan says. */
export function madeUp(model: TestModel, resource: Resource, body: ObjectTemplate, { isNew, subjects }: Planned): readonly string[] {
  const usual = usualFields(model, resource);
  return Object.keys(body).filter((name) => usual.get(name)?.kind === 'unique' && !subjects.has(body[name]) && !isTold(model, resource, { name, body, isNew }));
}

/** Who calls in the steps. */
export function subjectsOf(steps: readonly PlannedStep[]): ReadonlySet<string> {
  return new Set(steps.flatMap((step) => (step.kind === 'call' && step.call.caller !== undefined ? [step.call.caller.subject] : [])));
}

interface Told {
  readonly name: string;
  readonly body: ObjectTemplate;
  readonly isNew: (target: Entity) => boolean;
}

/** Whether the planned value of a varied attribute can be told: each composite that asks for variety holds a new row too, or null, which is like nothing else. */
function isTold({ application }: TestModel, { entity }: Resource, { name, body, isNew }: Told): boolean {
  const attribute = attributeOf(entity, name);
  const composites = entity.uniques.filter(({ attributes }) => attributes.includes(name));
  if (attribute === undefined || attribute.unique || attribute.primaryKey || (attribute.schema.kind === 'string' && attribute.schema.format === undefined)) return false;
  return composites.length > 0 && composites.every(({ attributes }) => attributes.some((other) => {
    const member = attributeOf(entity, other);
    const value = body[other];
    if (value === null) return true;
    if (value === undefined) return member?.schema.nullable === true && member.schema.default === undefined && (member.generated ?? 'flow') === 'flow';
    const target = value instanceof Reference ? targetOf(application, entity, member) : undefined;
    return target !== undefined && isNew(target);
  }));
}

const usualOf = new WeakMap<Resource, ReadonlyMap<string, BodyField>>();

/** What the factory of the entity gives by itself, by property. */
export function usualFields(model: TestModel, resource: Resource): ReadonlyMap<string, BodyField> {
  const { entity, factory } = resource;
  const found = usualOf.get(resource) ?? new Map(bodyFields(noImports, model, factory?.input?.object, { entity, n: 0, by: 'by' }).map((field) => [field.name, field]));
  usualOf.set(resource, found);
  return found;
}
