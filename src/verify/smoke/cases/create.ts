import { callerFor } from '../../../semantics/model.ts';
import type { Call, RowValues } from '../../../semantics/types.ts';
import { type Finding, describeResponse, isRecord, rowIn, rowInBody } from '../inspectResponse.ts';
import { withQuery } from '../requestOf.ts';
import type { Sent } from '../session.ts';
import { entityNamed, primaryKey } from '../scenes.ts';
import { bodySchema, checkList, checkRow, crudEndpoint, type CrudEndpoint, pathForRow, plainCall, ruleBreakers, type Suite } from '../suite.ts';
import { acceptedReferences, anotherCreation, freshBody } from '../variations.ts';
import { edgesOf, playEdges } from '../edges.ts';
import { checkAccess } from './access.ts';
import { checkIdempotency } from './idempotency.ts';
import { checkInput } from './input.ts';
import { checkReferences } from './references.ts';
import { checkWithoutRow } from './words.ts';

/** POST: what must be refused leaves nothing behind; what is accepted is stored as it was sent. */
export async function checkCreate(suite: Suite, endpoint: CrudEndpoint): Promise<void> {
  const { entity } = endpoint.implementation;
  const prepared = await suite.scenes.beforeCreation(entity, endpoint);
  if ('skipped' in prepared) {
    await checkWithoutRow(suite, endpoint, prepared.skipped);
    return;
  }
  const { call } = prepared;
  await checkAccess(suite, call);
  await checkInput(suite, call);
  await checkReferences(suite, endpoint, call);
  const schema = bodySchema(endpoint);
  const edges = schema === undefined || call.body === undefined ? [] : edgesOf(suite, schema, { base: call.body, key: entity });
  await suite.session.batch(ruleBreakers(suite, endpoint, call, { row: isRecord(call.body) ? call.body : {}, bodies: edges.map(({ value }) => value) }));
  const caller = call.caller ?? { subject: 'nobody', scopes: [] };
  suite.session.dispatch.fence(endpoint.key);
  await checkList(suite, 'refused creations leave nothing behind', { entity, row: parentsOf(endpoint, call), caller, operation: endpoint.key });
  const sent = await suite.session.call('creates', call);
  const row = createdRow(suite, endpoint, sent);
  if (row === undefined) return;
  await checkLocation(suite, endpoint, sent, call);
  await checkRow(suite, 'what was created is there', { entity, row, caller, operation: endpoint.key });
  await checkList(suite, 'what was created is in the list', { entity, row, caller, operation: endpoint.key });
  await checkDuplicates(suite, endpoint, call);
  await checkMinimal(suite, endpoint, call);
  const further = await furtherCreation(suite, endpoint, call);
  for (const { attribute, call: moved } of further === undefined ? [] : acceptedReferences(suite, endpoint, further)) {
    // Two references of one row may exclude each other once the first was used.
    if (suite.session.preview(moved).status === endpoint.successStatus) await suite.session.call(`creates with another ${attribute}`, moved);
  }
  await checkBoundaries(suite, endpoint, call);
  if (!endpoint.idempotencyKey) return;
  const once = await furtherCreation(suite, endpoint, call);
  const body = freshBody(suite, endpoint, once?.body);
  if (once !== undefined) await checkIdempotency(suite, once, body === undefined ? undefined : { ...once, body });
}

/** The row that the call makes, as the model knows it. */
function createdRow(suite: Suite, endpoint: CrudEndpoint, { outcome }: Sent): RowValues | undefined {
  const { entity } = endpoint.implementation;
  const key = primaryKey(suite.application, entity);
  const made = rowInBody(outcome.body, endpoint)?.[key];
  return suite.session.model.rows(entity).find((row) => row[key] === made) ?? (outcome.changes.length > 0 ? suite.session.model.rows(entity).at(-1) : undefined);
}

function parentsOf(endpoint: CrudEndpoint, call: Call): RowValues {
  return Object.fromEntries(endpoint.implementation.parents.map((parent) => [parent.attribute, call.path[parent.parameter] ?? null]));
}

/** `Location` leads to what was created. */
async function checkLocation(suite: Suite, endpoint: CrudEndpoint, sent: Sent, call: Call): Promise<void> {
  if (sent.outcome.headers['location'] === undefined) return;
  const { entity } = endpoint.implementation;
  const key = primaryKey(suite.application, entity);
  const location = (): string | undefined => sent.response()?.headers['location'];
  const reader = crudEndpoint(suite.application, entity, 'read') ?? endpoint;
  const scopes = [...new Set([...(call.caller?.scopes ?? []), ...(callerFor(reader, '')?.scopes ?? [])])];
  const caller = call.caller === undefined ? callerFor(reader, 'smoke-reader') : { ...call.caller, scopes };
  const credentials = suite.session.credentials.valid(reader, suite.session.credentials.effective(reader, caller));
  const row = createdRow(suite, endpoint, sent);
  const shown = row === undefined || caller === undefined ? undefined : plainCall(suite, reader, caller, pathForRow(reader.implementation, row));
  await suite.session.exchange({
    operation: call.endpoint,
    check: 'Location resolves',
    request: () => {
      const path = location()?.replace(/^https?:\/\/[^/]+/, '');
      return path === undefined ? undefined : { method: 'GET', path: withQuery(path, credentials.query), headers: { ...credentials.headers } };
    },
    after: [sent],
    ...(shown === undefined ? {} : { like: shown }),
    inspect: (response): readonly Finding[] => {
      const answered = sent.response();
      const found = rowIn(response, reader);
      const made = answered === undefined ? undefined : rowIn(answered, endpoint);
      // A creation that is answered without a body does not tell its key.
      return response.status === 200 && (made === undefined || found?.[key] === made[key]) ? [] : [{ expected: `GET ${location() ?? ''} shows what was created`, actual: describeResponse(response) }];
    },
  });
}

/** The same unique values again are refused; a composite is unique as a whole only. */
async function checkDuplicates(suite: Suite, endpoint: CrudEndpoint, call: Call): Promise<void> {
  const entity = entityNamed(suite.application, endpoint.implementation.entity);
  const uniques = [...entity.attributes.filter((attribute) => attribute.unique && !attribute.primaryKey).map((attribute) => [attribute.name]), ...entity.uniques.map((unique) => unique.attributes)];
  for (const unique of uniques) {
    // New values elsewhere, unless they break another rule first: then the very same body again.
    const again = [freshBody(suite, endpoint, call.body, unique), call.body].map((body): Call => (body === undefined ? call : { ...call, body })).find((each) => suite.session.preview(each).status === 409);
    if (again !== undefined) await suite.session.batch([{ check: `duplicate ${unique.join(' and ')}`, call: again }]);
    if (unique.length < 2) continue;
    for (const kept of unique) {
      const near = anotherCreation(suite, endpoint, call, [kept]);
      if (near !== undefined) await suite.session.call(`same ${kept}, another ${unique.filter((name) => name !== kept).join(' and ')}`, near);
    }
  }
}

/** Only what is required: the rest takes its default or null. */
async function checkMinimal(suite: Suite, endpoint: CrudEndpoint, call: Call): Promise<void> {
  const schema = bodySchema(endpoint);
  const entity = entityNamed(suite.application, endpoint.implementation.entity);
  const further = await furtherCreation(suite, endpoint, call);
  if (schema === undefined || further === undefined || typeof further.body !== 'object' || further.body === null) return;
  const required = new Set(entity.attributes.filter((attribute) => attribute.requiredOnCreate).map((attribute) => attribute.name));
  const body = Object.fromEntries(Object.entries(further.body).filter(([name]) => required.has(name)));
  const minimal: Call = { ...further, body };
  const row = createdRow(suite, endpoint, await suite.session.call('creates with required values only', minimal));
  if (row !== undefined && minimal.caller !== undefined) await checkRow(suite, 'defaults are stored', { entity: entity.name, row, caller: minimal.caller, operation: endpoint.key });
}

/** The outermost values that the schema still allows. */
async function checkBoundaries(suite: Suite, endpoint: CrudEndpoint, call: Call): Promise<void> {
  const schema = bodySchema(endpoint);
  if (schema === undefined || call.body === undefined) return;
  await playEdges(suite, schema, { key: endpoint.implementation.entity, another: () => furtherCreation(suite, endpoint, call) });
}

/** A further creation that is accepted; prepares what it needs when nothing that is there allows one. */
async function furtherCreation(suite: Suite, endpoint: CrudEndpoint, call: Call): Promise<Call | undefined> {
  const near = anotherCreation(suite, endpoint, call);
  if (near !== undefined) return near;
  const prepared = await suite.scenes.beforeCreation(endpoint.implementation.entity, endpoint);
  return 'skipped' in prepared ? undefined : prepared.call;
}
