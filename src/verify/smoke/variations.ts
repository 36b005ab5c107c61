import type { Json } from '../../base/json.ts';
import type { BelongsTo } from '../../ir/entity.ts';
import { sampleOf } from '../../semantics/samples.ts';
import type { Call } from '../../semantics/types.ts';
import { entityNamed, primaryKey } from './scenes.ts';
import { edgesOf } from './edges.ts';
import { isRecord } from './inspectResponse.ts';
import { bodySchema, type CrudEndpoint, renewed, type Suite } from './suite.ts';

type Body = Readonly<Record<string, Json>>;

/** A body with new values for everything but references and what is in `keep`. */
export function freshBody(suite: Suite, endpoint: CrudEndpoint, body: Json | undefined, keep: readonly string[] = []): Json | undefined {
  const schema = bodySchema(endpoint);
  if (schema === undefined || typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const sampled = sampleOf(schema, suite.context, suite.nextNumber());
  if ('skipped' in sampled || typeof sampled.value !== 'object' || sampled.value === null) return body;
  const entity = entityNamed(suite.application, endpoint.implementation.entity);
  const fixed = new Set([...keep, ...entity.attributes.filter((attribute) => attribute.relation !== undefined).map((attribute) => attribute.name)]);
  const given = body as Body;
  return Object.fromEntries(Object.entries(sampled.value as Body).flatMap(([name, value]) => {
    if (!fixed.has(name)) return [[name, value]];
    return Object.hasOwn(given, name) ? [[name, given[name] ?? null]] : [];
  }));
}

/** A further creation like `call` that the model accepts: other values, else other references, else another caller. */
export function anotherCreation(suite: Suite, endpoint: CrudEndpoint, call: Call, keep: readonly string[] = []): Call | undefined {
  const accepted = (candidate: Call): boolean => suite.session.preview(candidate).status === endpoint.successStatus;
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const body = freshBody(suite, endpoint, call.body, keep);
    const candidate: Call = body === undefined ? call : { ...call, body };
    if (accepted(candidate)) return candidate;
    const varied = otherReferences(suite, endpoint, candidate, keep).find(accepted);
    if (varied !== undefined) return varied;
    const other: Call = candidate.caller === undefined ? candidate : { ...candidate, caller: { ...candidate.caller, subject: `caller-${suite.nextNumber()}` } };
    if (accepted(other)) return other;
  }
  return composedCreation(suite, endpoint, call, { keep, accepted });
}

/** The creation as it was once accepted, with other values where they must differ and the least where values add up, and new ones elsewhere as far as they are accepted. */
function composedCreation(suite: Suite, endpoint: CrudEndpoint, call: Call, options: { readonly keep: readonly string[]; readonly accepted: (candidate: Call) => boolean }): Call | undefined {
  const { keep, accepted } = options;
  const fresh = freshBody(suite, endpoint, call.body, keep);
  const schema = bodySchema(endpoint);
  if (!isRecord(fresh) || !isRecord(call.body) || schema === undefined) return undefined;
  const entity = entityNamed(suite.application, endpoint.implementation.entity);
  const single = new Set([...entity.attributes.filter(({ unique }) => unique).map(({ name }) => name), ...entity.uniques.flatMap(({ attributes }) => attributes)]);
  const moved = { ...call.body, ...Object.fromEntries(Object.entries(fresh).filter(([name]) => single.has(name))) };
  const least = edgesOf(suite, schema, { base: moved, key: '' }).filter(({ key }) => /\.(minimum|exclusiveMinimum)$/.test(key)).map(({ value }) => value).filter(isRecord);
  const smallest = least.reduce((made, value) => ({ ...made, ...Object.fromEntries(Object.entries(value).filter(([name, item]) => item !== moved[name] && !keep.includes(name))) }), moved);
  const isAccepted = (body: Json): boolean => accepted({ ...call, body });
  const start = [moved, smallest].find(isAccepted);
  return start === undefined ? undefined : { ...call, body: renewed(start, fresh, isAccepted) };
}

/** The call with one of its references pointing to each other row there is, one relation after the other. */
function otherReferences(suite: Suite, endpoint: CrudEndpoint, call: Call, keep: readonly string[]): readonly Call[] {
  return entityNamed(suite.application, endpoint.implementation.entity).relations.flatMap((relation) =>
    relation.kind === 'belongsTo' && !keep.includes(relation.attribute) ? redirected(suite, call, relation) : []);
}

/** For each reference in the body the call with another row there, as far as the model accepts one. */
export function acceptedReferences(suite: Suite, endpoint: CrudEndpoint, call: Call): readonly { readonly attribute: string; readonly call: Call }[] {
  return entityNamed(suite.application, endpoint.implementation.entity).relations.flatMap((relation) => {
    if (relation.kind !== 'belongsTo') return [];
    const accepted = redirected(suite, call, relation).find((candidate) => suite.session.preview(candidate).status === endpoint.successStatus);
    return accepted === undefined ? [] : [{ attribute: relation.attribute, call: accepted }];
  });
}

function redirected(suite: Suite, call: Call, relation: BelongsTo): readonly Call[] {
  const body = call.body as Body | undefined;
  if (typeof body !== 'object' || !Object.hasOwn(body, relation.attribute)) return [];
  const key = primaryKey(suite.application, relation.target);
  return suite.session.model.rows(relation.target)
    .filter((row) => row[key] !== body[relation.attribute])
    .map((row): Call => ({ ...call, body: { ...body, [relation.attribute]: row[key] ?? null } }));
}
