import type { Json } from '../../../base/json.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Entity } from '../../../ir/entity.ts';
import type { Expression } from '../../../ir/expression.ts';
import { fixtureFor } from '../../../semantics/scenarios.ts';
import { Generated, Reference, type Template } from '../../../semantics/types.ts';
import { indexOf } from '../models/applicationIndex.ts';

/** The attributes of a row that its invariants are about: samples of them cannot be chosen one by one. */
export function namesInInvariants({ invariants }: ApplicationIR, entity: Entity): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { entity: owner, rule } of invariants) {
    if (owner === entity.name && rule.kind === 'expression') collectMembers(rule.expression, names);
  }
  return names;
}

const known = new WeakMap<Entity, Readonly<Record<string, Json>>>();

/** Values of these attributes with which the row can be created, as the planner found them. */
export function valuesForInvariants(application: ApplicationIR, entity: Entity): Readonly<Record<string, Json>> {
  const before = known.get(entity);
  if (before !== undefined) return before;
  const names = namesInInvariants(application, entity);
  const body = names.size === 0 ? {} : plannedBody(application, entity);
  const values = Object.fromEntries(Object.entries(body).flatMap(([name, value]) => (names.has(name) && isPlain(value) ? [[name, value] as const] : [])));
  known.set(entity, values);
  return values;
}

/** The create request of the entity in the plan that makes a row of it. */
function plannedBody(application: ApplicationIR, entity: Entity): Readonly<Record<string, Template>> {
  const fixture = fixtureFor(application, entity.name);
  if ('skipped' in fixture) return {};
  for (const step of fixture.steps.toReversed()) {
    if (step.kind !== 'call') continue;
    const implementation = indexOf(application).endpoint(step.call.endpoint)?.implementation;
    const creates = implementation?.kind === 'crud' && implementation.action === 'create' && implementation.entity === entity.name;
    const { body } = step.call;
    if (creates && typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Readonly<Record<string, Template>>;
  }
  return {};
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
