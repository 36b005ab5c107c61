import type { Json } from '../../../base/json.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Entity } from '../../../ir/entity.ts';
import type { Expression } from '../../../ir/expression.ts';
import { fixtureFor, fixtureReferring } from '../../../semantics/scenarios.ts';
import { type Fixture, Generated, Reference, type Skipped, type Template } from '../../../semantics/types.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { literal, propertyName } from './literal.ts';

/** The attributes of a row that its invariants are about: samples of them cannot be chosen one by one. */
export function namesInInvariants(application: ApplicationIR, entity: Entity): ReadonlySet<string> {
  return new Set(namesByRule(application, entity).flatMap((names) => [...names]));
}

/** For each rule about rows of the entity the attributes that it reads. */
function namesByRule({ invariants }: ApplicationIR, entity: Entity): readonly ReadonlySet<string>[] {
  return invariants.flatMap(({ entity: owner, rule }) => {
    if (owner !== entity.name || rule.kind !== 'expression') return [];
    const names = new Set<string>();
    collectMembers(rule.expression, names);
    return [names];
  });
}

/** The attributes that hang together with this one by rules, itself among them; none when no rule reads it. */
function namesAround(application: ApplicationIR, entity: Entity, attribute: string): ReadonlySet<string> {
  const rules = namesByRule(application, entity);
  const around = new Set<string>(rules.some((names) => names.has(attribute)) ? [attribute] : []);
  for (const name of around) for (const names of rules) if (names.has(name)) for (const other of names) around.add(other);
  return around;
}

const known = new WeakMap<Entity, Readonly<Record<string, Json>>>();

/** Values of these attributes with which the row can be created, as the planner found them. */
export function valuesForInvariants(application: ApplicationIR, entity: Entity): Readonly<Record<string, Json>> {
  const before = known.get(entity);
  if (before !== undefined) return before;
  const names = namesInInvariants(application, entity);
  const body = names.size === 0 ? {} : (createBody(application, entity, fixtureFor(application, entity.name)) ?? {});
  const values = Object.fromEntries(Object.entries(body).flatMap(([name, value]) => (names.has(name) && isPlain(value) ? [[name, value] as const] : [])));
  known.set(entity, values);
  return values;
}

/**
 * What a row has to be given besides the key that `attribute` holds, so that its invariants are kept: sources of the
 * properties that the factory would choose otherwise. Undefined when no such row was found.
 */
export function fieldsBeside(application: ApplicationIR, entity: Entity, attribute: string): readonly string[] | undefined {
  const values = valuesBeside(application, entity, attribute);
  return values === undefined ? undefined : Object.entries(values).map(([name, value]) => {
    const isMember = entity.attributes.some((other) => other.name === name && other.schema.kind === 'enum');
    return `${propertyName(name)}: ${literal(value)}${isMember ? ' as const' : ''}`;
  });
}

function valuesBeside(application: ApplicationIR, entity: Entity, attribute: string): Readonly<Record<string, Json>> | undefined {
  const names = namesAround(application, entity, attribute);
  if (names.size === 0) return {};
  const body = createBody(application, entity, fixtureReferring(application, entity.name, attribute));
  if (body === undefined) return undefined;
  const usual = valuesForInvariants(application, entity);
  const keys = new Set(entity.attributes.flatMap(({ name, relation }) => (relation === undefined ? [] : [name])));
  return Object.fromEntries(Object.entries(body).flatMap(([name, value]) => (names.has(name) && !keys.has(name) && isPlain(value) && value !== usual[name] ? [[name, value] as const] : [])));
}

/** The create request of the entity in a plan that makes a row of it; undefined when there is no such plan. */
function createBody(application: ApplicationIR, entity: Entity, fixture: Fixture | Skipped): Readonly<Record<string, Template>> | undefined {
  if ('skipped' in fixture) return undefined;
  for (const step of fixture.steps.toReversed()) {
    if (step.kind !== 'call') continue;
    const implementation = indexOf(application).endpoint(step.call.endpoint)?.implementation;
    const creates = implementation?.kind === 'crud' && implementation.action === 'create' && implementation.entity === entity.name;
    const { body } = step.call;
    if (creates && typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Readonly<Record<string, Template>>;
  }
  return undefined;
}

function isPlain(value: Template): value is Exclude<Json, object> {
  return value === null || (typeof value !== 'object' && !((value as unknown) instanceof Reference) && !((value as unknown) instanceof Generated));
}

function collectMembers(expression: Expression, names: Set<string>): void {
  switch (expression.kind) {
    case 'select':
      names.add(expression.member);
      collectMembers(expression.target, names);
      return;
    case 'unary':
      collectMembers(expression.operand, names);
      return;
    case 'binary':
      for (const part of [expression.left, expression.right]) collectMembers(part, names);
      return;
    case 'conditional':
      for (const part of [expression.condition, expression.then, expression.otherwise]) collectMembers(part, names);
      return;
    case 'call':
      for (const part of expression.arguments) collectMembers(part, names);
      return;
    case 'macro':
      for (const part of [expression.target, expression.body]) collectMembers(part, names);
      return;
    case 'list':
      for (const part of expression.items) collectMembers(part, names);
      return;
    case 'record':
      for (const { value } of expression.fields) collectMembers(value, names);
      return;
    case 'literal':
    case 'name':
      return;
  }
}
