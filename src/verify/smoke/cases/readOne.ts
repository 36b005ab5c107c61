import type { Call } from '../../../semantics/types.ts';
import { asAdmin, stranger } from '../otherCallers.ts';
import { callOnRow, type CrudEndpoint, type Suite } from '../suite.ts';
import { checkAccess } from './access.ts';
import { checkHead } from './head.ts';
import { checkInput } from './input.ts';
import { checkWithoutRow } from './words.ts';

/** GET of one row: by its owner, by others, conditionally. */
export async function checkReadOne(suite: Suite, endpoint: CrudEndpoint): Promise<void> {
  const { session } = suite;
  const scene = await suite.scenes.row(endpoint.implementation.entity, 0);
  const call = 'skipped' in scene ? undefined : callOnRow(suite, endpoint, scene);
  if ('skipped' in scene || call === undefined) {
    await checkWithoutRow(suite, endpoint, 'skipped' in scene ? scene.skipped : 'the row is gone');
    return;
  }
  const { outcome: { headers: { etag } } } = await session.call('reads', call);
  await checkAccess(suite, call);
  await checkInput(suite, call);
  await checkHead(suite, call);
  await session.batch([
    ...otherCallers(suite, call).map(([check, caller]) => ({ check, call: { ...call, caller } })),
    ...(etag === undefined ? [] : [
      { check: 'If-None-Match with the current ETag', call: { ...call, headers: { 'if-none-match': etag } } },
      { check: 'If-None-Match with another ETag', call: { ...call, headers: { 'if-none-match': '"999999"' } } },
    ]),
  ]);
}

/** Callers who are not the owner, as the model sees them: strangers, the admin, nobody at a public endpoint. */
export function otherCallers(suite: Suite, call: Call): readonly (readonly [string, Call['caller']])[] {
  if (call.caller === undefined) return [];
  const admin = asAdmin(call.caller, suite.application);
  const isPublic = suite.session.endpoint(call.endpoint).access.kind === 'public';
  return [
    ['as another caller', stranger(call.caller, suite.application)],
    ...(admin === undefined ? [] : [['as the admin', admin] as const]),
    ...(isPublic ? [['without credentials', undefined] as const] : []),
  ];
}
