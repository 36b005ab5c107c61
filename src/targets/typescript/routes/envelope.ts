import type { ApplicationIR } from '../../../ir/application.ts';
import type { Constant, Endpoint, Envelope, PageFacts, Paging } from '../../../ir/endpoint.ts';
import type { ObjectSchema } from '../../../ir/schema.ts';
import { member, propertyKey } from '../code/identifiers.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { objectOf, successOf } from '../models/responses.ts';
import { jsonLiteral } from '../models/zod.ts';
import { behaviorOf } from '../repositories/listFunction.ts';
import type { Operation } from '../services/operations.ts';

/** The object around the items of a list, as TypeScript; what the envelope may be without is left out when there is none. */
export function enveloped(envelope: Envelope & { kind: 'object' }, items: string, operation: Operation, application: ApplicationIR): string {
  const { endpoint } = operation;
  const { within } = envelope;
  const index = indexOf(application);
  const { json } = successOf(endpoint);
  const body = json === undefined ? undefined : objectOf(json, index);
  const holder = body?.properties.find(({ name }) => name === within)?.schema;
  const object = within === undefined ? body : holder === undefined ? undefined : objectOf(holder, index);
  const facts = factParts(envelope, behaviorOf(operation).paging, endpoint, (name) => mayBeLeftOut(name, object, application));
  const parts = [`${propertyKey(envelope.items)}: ${items}`, ...(within === undefined ? facts : [`${propertyKey(within)}: ${objectSource(facts)}`]), ...constantParts(envelope.constants ?? [])];
  return objectSource(parts);
}

/** An object literal on one line. */
export function objectSource(parts: readonly string[]): string {
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

/** The properties of an answer that are the same in every success. */
export function constantParts(constants: readonly Constant[]): readonly string[] {
  return constants.map(({ property, value }) => `${propertyKey(property)}: ${jsonLiteral(value)}`);
}

function factParts(facts: PageFacts, paging: Paging, endpoint: Endpoint, isOptional: (name: string) => boolean): readonly string[] {
  const parts: string[] = [];
  const put = (name: string | undefined, value: string): void => {
    if (name === undefined) return;
    const omits = value === 'nextCursor' && isOptional(name);
    parts.push(omits ? `...(nextCursor === null ? {} : { ${propertyKey(name)}: nextCursor })` : propertyKey(name) === value ? value : `${propertyKey(name)}: ${value}`);
  };
  const limit = paging.kind === 'none' ? String(paging.max) : clamped(asked(endpoint, paging.limit, paging.default), paging.limit, paging.max, endpoint);
  put(facts.nextCursor, paging.kind === 'keyset' ? 'nextCursor' : 'null');
  put(facts.total, 'total');
  put(facts.limit, limit);
  put(facts.offset, paging.kind === 'offset' ? asked(endpoint, paging.offset, 0) : '0');
  put(facts.page, paging.kind === 'page' ? asked(endpoint, paging.page, paging.first) : '1');
  put(facts.pages, `Math.ceil(total / ${/^\d+$/.test(limit) ? limit : `Math.max(${limit}, 1)`})`);
  put(facts.hasMore, 'hasMore');
  return parts;
}

/** What the caller asks for by a parameter of the query, or what holds without. */
function asked(endpoint: Endpoint, name: string | undefined, fallback: number): string {
  const parameter = endpoint.parameters.find((candidate) => candidate.in === 'query' && candidate.name === name);
  if (name === undefined || parameter === undefined) return String(fallback);
  return parameter.required || parameter.schema.default !== undefined ? member('request.query', name) : `${member('request.query', name)} ?? ${String(fallback)}`;
}

/** Whether an object may be without the property, and must be when it has no value. */
function mayBeLeftOut(name: string, object: ObjectSchema | undefined, application: ApplicationIR): boolean {
  const property = object?.properties.find((candidate) => candidate.name === name);
  return property !== undefined && !property.required && !indexOf(application).resolve(property.schema).nullable;
}

function clamped(value: string, name: string | undefined, max: number, endpoint: Endpoint): string {
  const schema = endpoint.parameters.find((candidate) => candidate.in === 'query' && candidate.name === name)?.schema;
  if (schema === undefined || ('maximum' in schema && schema.maximum <= max)) return value;
  return `Math.min(${value}, ${String(max)})`;
}
