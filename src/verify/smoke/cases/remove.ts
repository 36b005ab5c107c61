import type { BelongsTo } from '../../../ir/entity.ts';
import type { Call, Caller, RowValues, Skipped } from '../../../semantics/types.ts';
import { isRecord } from '../inspectResponse.ts';
import { stranger } from '../otherCallers.ts';
import { primaryKey, type Scene } from '../scenes.ts';
import { acceptedBody, bodySchema, callOnRow, checkList, checkRow, crudEndpoint, type CrudEndpoint, pathForRow, plainCall, type Suite } from '../suite.ts';
import { anotherCreation } from '../variations.ts';
import { checkAccess } from './access.ts';
import { checkInput } from './input.ts';
import { checkWithoutRow } from './words.ts';

/** DELETE of one row: refused ones leave it there, after an accepted one it is gone for every operation. */
export async function checkRemove(suite: Suite, endpoint: CrudEndpoint): Promise<void> {
  const { session } = suite;
  const scene = await suite.scenes.fresh(endpoint.implementation.entity);
  const call = 'skipped' in scene ? undefined : callOnRow(suite, endpoint, scene);
  const row = 'skipped' in scene ? undefined : suite.scenes.values(scene);
  if ('skipped' in scene || call === undefined || row === undefined) {
    await checkWithoutRow(suite, endpoint, 'skipped' in scene ? scene.skipped : 'the row is gone');
    return;
  }
  const at = { entity: scene.entity, row, caller: scene.caller, operation: endpoint.key };
  await checkAccess(suite, call);
  await checkInput(suite, call);
  await session.batch([
    { check: 'as another caller', call: { ...call, caller: stranger(scene.caller, suite.application) } },
    { check: 'stale If-Match', call: { ...call, headers: { ...call.headers, 'if-match': '"999999"' } } },
  ].filter((named) => session.preview(named.call).status >= 400));
  session.dispatch.fence(endpoint.key);
  await checkRow(suite, 'refused deletions leave the row', at);
  const afterwards = callsAfterwards(suite, scene);
  await session.call('deletes', call);
  await session.batch(afterwards.map(([check, later]) => ({ check, call: later })), endpoint.key);
  await checkList(suite, 'gone from the list', at);
  await checkReferrers(suite, endpoint);
}

/** What could be done with the row while it was there. */
function callsAfterwards(suite: Suite, scene: Scene): readonly (readonly [string, Call])[] {
  const row = suite.scenes.values(scene);
  if (row === undefined) return [];
  return (['read', 'replace', 'update', 'delete'] as const).flatMap((action) => {
    const endpoint = crudEndpoint(suite.application, scene.entity, action);
    const call = endpoint === undefined ? undefined : callOnRow(suite, endpoint, scene);
    if (endpoint === undefined || call === undefined) return [];
    const body = bodySchema(endpoint) === undefined ? undefined : acceptedBody(suite, endpoint, call, { row, fill: 'full' });
    return [[`${endpoint.method} after DELETE`, body === undefined ? call : { ...call, body }] as const];
  });
}

/** Rows that refer to the deleted one: they forbid it, go with it, or forget it, as the relation says. */
async function checkReferrers(suite: Suite, endpoint: CrudEndpoint): Promise<void> {
  const target = endpoint.implementation.entity;
  for (const entity of suite.application.entities) {
    for (const relation of entity.relations) {
      if (relation.kind !== 'belongsTo' || relation.target !== target) continue;
      const check = `${entity.name}.${relation.name} ${relation.onDelete}`;
      const found = await referrerOf(suite, entity.name, relation);
      if ('skipped' in found) {
        suite.session.recorder.skip(endpoint.key, check, found.skipped);
        continue;
      }
      const caller = callerWithScopes(found.caller, endpoint);
      const at = { caller, operation: endpoint.key };
      await suite.session.call(check, plainCall(suite, endpoint, caller, pathForRow(endpoint.implementation, found.target)));
      await checkRow(suite, `${check}: the ${target} afterwards`, { ...at, entity: target, row: found.target });
      await checkRow(suite, `${check}: the ${entity.name} afterwards`, { ...at, entity: entity.name, row: found.referrer, caller: found.caller });
    }
  }
}

interface Referrer {
  readonly referrer: RowValues;
  readonly target: RowValues;
  readonly caller: Caller;
}

/** A row with that relation set, and the row that it points to. */
async function referrerOf(suite: Suite, entity: string, relation: BelongsTo): Promise<Referrer | Skipped> {
  const scene = await suite.scenes.fresh(entity);
  if ('skipped' in scene) return scene;
  const key = primaryKey(suite.application, relation.target);
  const targetOf = (row: RowValues | undefined): RowValues | undefined => suite.session.model.rows(relation.target).find((candidate) => candidate[key] === row?.[relation.attribute]);
  const made = suite.scenes.values(scene);
  const target = targetOf(made);
  if (made !== undefined && target !== undefined) return { referrer: made, target, caller: scene.caller };
  const create = crudEndpoint(suite.application, entity, 'create');
  const { creation } = scene;
  const wanted = await suite.scenes.fresh(relation.target);
  if ('skipped' in wanted) return wanted;
  if (create === undefined || creation?.endpoint !== create.key || !isRecord(creation.body)) return { skipped: `no ${entity} refers to a ${relation.target}` };
  const further = anotherCreation(suite, create, { ...creation, body: { ...creation.body, [relation.attribute]: wanted.key } }, [relation.attribute]);
  if (further === undefined) return { skipped: `no ${entity} that refers to a ${relation.target} could be made` };
  await suite.session.call('prepares another operation', further);
  const referrer = suite.session.model.rows(entity).find((row) => row[relation.attribute] === wanted.key);
  const row = targetOf(referrer);
  return referrer === undefined || row === undefined ? { skipped: `no ${entity} refers to a ${relation.target}` } : { referrer, target: row, caller: scene.caller };
}

/** The caller with the scopes that the endpoint asks for as well. */
function callerWithScopes(caller: Caller, endpoint: CrudEndpoint): Caller {
  if (endpoint.access.kind === 'public') return caller;
  const scopes = (endpoint.access.alternatives[0] ?? []).flatMap((use) => use.scopes);
  return { subject: caller.subject, scopes: [...new Set([...caller.scopes, ...scopes])] };
}
