import { camelCase, kebabCase } from '../../base/names.ts';
import type { Span } from '../../base/span.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Entity } from '../../ir/entity.ts';
import type { Context } from './context.ts';

/** Checks what entities say about each other: names that collide, owners that lead nowhere, references that form a circle. */
export function checkEntities(entities: readonly Entity[], context: Context): void {
  const tables = new Map<string, string>();
  for (const entity of entities) {
    if (!isTypeName(entity.name)) context.report('DM1105', entity.span, { name: entity.name, what: 'the name of an entity', advice: 'It begins with a letter.' });
    claim(tables, entity.table, `the table of ${entity.name}`, 'The table of', entity.name, entity.span, context);
    checkMembers(entity, context);
    checkOwner(entity, entities, context);
  }
  checkRequiredCircles(entities, context);
}

/** The expression that knows all scripts takes long to compile, and few names need it. */
function isTypeName(name: string): boolean {
  return /^[A-Z][A-Za-z0-9]*$/.test(name) || /^\p{Lu}[\p{L}\p{N}]*$/u.test(name);
}

function claim(taken: Map<string, string>, result: string, owner: string, what: string, name: string, span: Span, context: Context): void {
  const other = taken.get(result);
  if (other === undefined) taken.set(result, owner);
  else context.report('DM1104', span, { what, name, other, result });
}

function checkMembers(entity: Entity, context: Context): void {
  const columns = new Map<string, string>([['row_version', 'a column of DevMatrix']]);
  const members = new Map<string, string>();
  for (const attribute of entity.attributes) {
    claim(columns, attribute.column, `"${attribute.name}"`, 'The attribute', attribute.name, attribute.span, context);
    members.set(attribute.name, `the attribute "${attribute.name}"`);
  }
  for (const relation of entity.relations) {
    claim(members, relation.name, `the relation "${relation.name}"`, 'The relation', relation.name, relation.span, context);
    if (kebabCase(relation.name) === '') context.report('DM1105', relation.span, { name: relation.name, what: 'the name of a relation', advice: 'It begins with a letter.' });
  }
}

/** Follows `owner` from relation to relation to the attribute with the caller. */
function checkOwner(entity: Entity, entities: readonly Entity[], context: Context): void {
  const seen = [entity.name];
  let at = entity;
  while (at.owner?.kind === 'relation') {
    const relation: string = at.owner.relation;
    const name: string | undefined = at.relations.find((candidate) => candidate.name === relation)?.target;
    const next: Entity | undefined = entities.find((candidate) => candidate.name === name);
    if (next === undefined) return;
    if (next.owner === undefined) {
      if (at === entity) context.report('DM1125', at.owner.span, { problem: `The owner of ${at.name} is that of its ${relation}, but ${next.name} has no owner. Give ${next.name} an \`owner\`, too, or leave that of ${at.name} out.` });
      return;
    }
    if (seen.includes(next.name)) {
      if (next === entity) context.report('DM1125', entity.owner?.span ?? entity.span, { problem: `The owners of ${[...seen, next.name].join(' -> ')} refer to each other in a circle.` });
      return;
    }
    seen.push(next.name);
    at = next;
  }
}

/** Entities of which no first row can be created. */
function checkRequiredCircles(entities: readonly Entity[], context: Context): void {
  const needs = new Map(entities.map((entity) => [entity.name, entity.relations.flatMap((relation) => (relation.kind === 'belongsTo' && entity.attributes.some((attribute) => attribute.name === relation.attribute && !attribute.schema.nullable) ? [relation] : []))]));
  const reported = new Set<string>();
  for (const entity of entities) {
    const path = circleFrom(entity.name, entity.name, needs, [entity.name], new Set());
    if (path === undefined || path.some((name) => reported.has(name))) continue;
    for (const name of path) reported.add(name);
    const span = needs.get(entity.name)?.find(({ target }) => target === path[1])?.span ?? entity.span;
    context.report('DM1124', span, { cycle: path.join(' -> ') });
  }
}

function circleFrom(start: string, at: string, needs: ReadonlyMap<string, readonly { readonly target: string }[]>, path: readonly string[], seen: Set<string>): readonly string[] | undefined {
  for (const { target } of needs.get(at) ?? []) {
    if (target === start) return [...path, target];
    if (seen.has(target)) continue;
    seen.add(target);
    const found = circleFrom(start, target, needs, [...path, target], seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Checks names that a whole application shares: schemas, operations, routes, flows, machines. */
export function checkApplication(application: ApplicationIR, routes: readonly { readonly route: string; readonly key: string; readonly span: Span }[], context: Context): void {
  const schemas = new Map<string, string>();
  for (const schema of application.schemas) claim(schemas, schema.name.toLowerCase(), `the schema "${schema.name}"`, 'The schema', schema.name, schema.span, context);
  const flows = new Map<string, string>();
  for (const flow of application.flows) {
    const { synthesizedFrom } = flow;
    claim(flows, camelCase(flow.name).toLowerCase(), `the flow "${flow.name}"`, synthesizedFrom === undefined ? 'The flow' : `The flow of the exposed transition ${synthesizedFrom},`, flow.name, flow.span, context);
  }
  const machines = new Map<string, string>();
  for (const machine of application.stateMachines) claim(machines, machine.name.toLowerCase(), `the state machine "${machine.name}"`, 'The state machine', machine.name, machine.span, context);
  const operations = new Set<string>();
  for (const endpoint of application.endpoints) {
    if (operations.has(endpoint.operationId)) context.report('DM1131', endpoint.span, { name: endpoint.operationId });
    operations.add(endpoint.operationId);
  }
  checkKeyParameters(application, context);
  const seen = new Set<string>();
  for (const { route, key, span } of routes) {
    if (seen.has(route)) context.report('DM1130', span, { key });
    seen.add(route);
  }
}

/** An API key in the query must not have the name of what an endpoint asks for there: nobody could send both. */
function checkKeyParameters({ auth, endpoints }: ApplicationIR, context: Context): void {
  for (const scheme of auth.schemes) {
    if (scheme.kind !== 'apiKey' || scheme.in !== 'query') continue;
    const endpoint = endpoints.find(({ parameters }) => parameters.some((parameter) => parameter.in === 'query' && parameter.name === scheme.parameter));
    if (endpoint !== undefined) context.report('DM1106', scheme.span, { name: scheme.parameter, key: endpoint.key });
  }
}
