import type { Json } from '../../../base/json.ts';
import type { Call, RowValues } from '../../../semantics/types.ts';
import { rowIn } from '../inspectResponse.ts';
import { stranger } from '../otherCallers.ts';
import { entityNamed, primaryKey, type Scene } from '../scenes.ts';
import type { Sent } from '../session.ts';
import { acceptedBody, bodyObject, bodySchema, callOnRow, checkRow, crudEndpoint, type CrudEndpoint, ruleBreakers, type Suite } from '../suite.ts';
import { acceptedReferences, freshBody } from '../variations.ts';
import { edgesOf, playEdges } from '../edges.ts';
import { checkAccess } from './access.ts';
import { checkInput } from './input.ts';
import { checkReferences } from './references.ts';
import { checkWithoutRow } from './words.ts';

const staleTag = '"999999"';

/** PUT and PATCH of one row: refused writes change nothing, accepted ones are stored and leave the rest as it was. */
export async function checkWrite(suite: Suite, endpoint: CrudEndpoint): Promise<void> {
  const { session } = suite;
  const scene = await suite.scenes.row(endpoint.implementation.entity, 0);
  const call = 'skipped' in scene ? undefined : validWrite(suite, endpoint, scene);
  if ('skipped' in scene || call === undefined) {
    await checkWithoutRow(suite, endpoint, 'skipped' in scene ? scene.skipped : 'no body was found that the model accepts');
    return;
  }
  await checkAccess(suite, call);
  await checkInput(suite, call);
  await checkReferences(suite, endpoint, call);
  await session.batch([
    ...(scene.caller === call.caller ? [{ check: 'as another caller', call: { ...call, caller: stranger(scene.caller, suite.application) } }].filter((named) => session.preview(named.call).status >= 400) : []),
    { check: 'stale If-Match', call: { ...call, headers: { ...call.headers, 'if-match': staleTag } } },
  ]);
  await checkTaken(suite, scene, call);
  const schema = bodySchema(endpoint);
  const edges = schema === undefined || call.body === undefined ? [] : edgesOf(suite, schema, { base: call.body, key: scene.entity });
  await session.batch(ruleBreakers(suite, endpoint, call, { row: suite.scenes.values(scene) ?? {}, bodies: edges.map(({ value }) => value) }));
  session.dispatch.fence(endpoint.key);
  await checkStored(suite, endpoint, scene, 'refused writes change nothing');
  await session.call(endpoint.implementation.action === 'replace' ? 'replaces' : 'updates', call);
  await checkStored(suite, endpoint, scene, 'what was written is stored');
  if (endpoint.implementation.action === 'replace') await checkReplace(suite, endpoint, scene, call);
  else await checkPatch(suite, endpoint, scene);
  for (const { attribute, call: moved } of acceptedReferences(suite, endpoint, validWrite(suite, endpoint, scene) ?? call)) {
    await session.call(`sets another ${attribute}`, moved);
    await checkStored(suite, endpoint, scene, `another ${attribute} is stored`);
  }
  await checkMatching(suite, endpoint, scene);
  await checkBoundaries(suite, endpoint, scene);
  await checkStored(suite, endpoint, scene, 'the last write is stored');
}

/** A write that the model accepts, with new values everywhere. */
function validWrite(suite: Suite, endpoint: CrudEndpoint, scene: Scene, fill: 'full' | 'minimal' = 'full'): Call | undefined {
  const call = callOnRow(suite, endpoint, scene);
  const row = suite.scenes.values(scene);
  if (call === undefined || row === undefined) return undefined;
  if (bodySchema(endpoint) === undefined) return call;
  const body = acceptedBody(suite, endpoint, call, { row, fill });
  return body === undefined ? undefined : { ...call, body };
}

async function checkStored(suite: Suite, endpoint: CrudEndpoint, scene: Scene, check: string): Promise<void> {
  const row = suite.scenes.values(scene);
  if (row !== undefined) await checkRow(suite, check, { entity: scene.entity, row, caller: scene.caller, operation: endpoint.key });
}

/** The same PUT again gives the same; a PUT of the required values alone resets the others. */
async function checkReplace(suite: Suite, endpoint: CrudEndpoint, scene: Scene, call: Call): Promise<void> {
  await suite.session.call('replaces again with the same', call);
  await checkStored(suite, endpoint, scene, 'replacing twice gives the same');
  const minimal = validWrite(suite, endpoint, scene, 'minimal');
  if (minimal === undefined) return;
  await suite.session.call('replaces with required values only', minimal);
  await checkStored(suite, endpoint, scene, 'values that were left out are reset');
  const full = validWrite(suite, endpoint, scene);
  if (full !== undefined) await suite.session.call('replaces everything', full);
}

/** Each attribute alone: it changes and the rest stays; null where it may be null; nothing at all. */
async function checkPatch(suite: Suite, endpoint: CrudEndpoint, scene: Scene): Promise<void> {
  const call = callOnRow(suite, endpoint, scene);
  const object = bodyObject(suite, endpoint);
  if (call === undefined || object === undefined) return;
  await suite.session.call('an empty patch changes nothing', { ...call, body: {} });
  for (const property of object.properties) {
    if (property.readOnly) continue;
    const current = validWrite(suite, endpoint, scene)?.body as Readonly<Record<string, Json>> | undefined;
    if (current === undefined || !Object.hasOwn(current, property.name)) continue;
    await suite.session.call(`patches ${property.name} alone`, { ...call, body: { [property.name]: current[property.name] ?? null } });
  }
}

/** Unique values of another row are refused. */
async function checkTaken(suite: Suite, scene: Scene, call: Call): Promise<void> {
  const entity = entityNamed(suite.application, scene.entity);
  const key = primaryKey(suite.application, scene.entity);
  const body = call.body as Readonly<Record<string, Json>> | undefined;
  if (typeof body !== 'object') return;
  await suite.scenes.row(scene.entity, 1);
  const others = suite.session.model.rows(scene.entity).filter((row) => row[key] !== scene.key);
  const uniques = [...entity.attributes.filter((attribute) => attribute.unique && !attribute.primaryKey).map((attribute) => [attribute.name]), ...entity.uniques.map((unique) => unique.attributes)];
  for (const unique of uniques) {
    const settable = unique.filter((name) => Object.hasOwn(body, name));
    if (settable.length === 0) continue;
    const taken = others.map((other): Call => ({ ...call, body: { ...body, ...Object.fromEntries(settable.map((name) => [name, other[name] ?? null])) } }))
      .find((candidate) => suite.session.preview(candidate).status === 409);
    if (taken !== undefined) await suite.session.batch([{ check: `${unique.join(' and ')} of another row`, call: taken }]);
  }
}

/** The current ETag admits the write and changes with it; the one before is stale then. */
async function checkMatching(suite: Suite, endpoint: CrudEndpoint, scene: Scene): Promise<void> {
  const read = crudEndpoint(suite.application, scene.entity, 'read');
  const row = suite.scenes.values(scene);
  const call = validWrite(suite, endpoint, scene);
  const readCall = read === undefined ? undefined : callOnRow(suite, read, scene);
  if (readCall === undefined || row === undefined || call === undefined) return;
  const before = await suite.session.call('reads the ETag', readCall);
  const { etag } = before.outcome.headers;
  if (etag === undefined) return;
  const written = await suite.session.call('current If-Match', { ...call, headers: { ...call.headers, 'if-match': etag } });
  await suite.session.call('If-Match from before the last write', { ...call, headers: { ...call.headers, 'if-match': etag } });
  suite.session.whenAnswered(endpoint.key, [before, written], (number) => {
    checkTouched(suite, endpoint, { before: rowOf(before, read ?? endpoint), after: rowOf(written, endpoint), number });
  });
}

/** The row that the answer to the call shows, if any. */
function rowOf(sent: Sent, endpoint: CrudEndpoint): RowValues | undefined {
  const response = sent.response();
  return response === undefined ? undefined : rowIn(response, endpoint);
}

/** The server's own timestamp of the last change moves with a write. */
function checkTouched(suite: Suite, endpoint: CrudEndpoint, { before, after, number }: { readonly before: RowValues | undefined; readonly after: RowValues | undefined; readonly number: number }): void {
  const entity = entityNamed(suite.application, endpoint.implementation.entity);
  const touched = entity.attributes.find((attribute) => attribute.generated === 'updatedAt')?.name;
  if (touched === undefined) return;
  const [earlier, later] = [before?.[touched], after?.[touched]];
  if (typeof earlier !== 'string' || typeof later !== 'string') return;
  suite.session.recorder.check(endpoint.key, later > earlier ? undefined : { check: `${touched} moves with a write`, expected: `${touched} after ${earlier}`, actual: later }, number);
}

async function checkBoundaries(suite: Suite, endpoint: CrudEndpoint, scene: Scene): Promise<void> {
  const schema = bodySchema(endpoint);
  const first = validWrite(suite, endpoint, scene);
  if (schema === undefined || first?.body === undefined) return;
  const another = (): Promise<Call> => Promise.resolve({ ...first, body: freshBody(suite, endpoint, first.body) ?? first.body ?? null });
  await playEdges(suite, schema, { key: endpoint.implementation.entity, another });
}
