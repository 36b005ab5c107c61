import type { Json } from '../../../base/json.ts';
import type { Call } from '../../../semantics/types.ts';
import { isRecord } from '../inspectResponse.ts';
import type { NamedCall } from '../session.ts';
import { entityNamed, primaryKey } from '../scenes.ts';
import { type CrudEndpoint, type Suite } from '../suite.ts';

const unknownKeys: readonly Json[] = ['00000000-0000-7000-8000-00000000dead', 2_000_000_123, 'no-such-key'];

/** References to rows that do not exist, or that belong to somebody else. */
export async function checkReferences(suite: Suite, endpoint: CrudEndpoint, call: Call): Promise<void> {
  const { body } = call;
  if (!isRecord(body)) return;
  const entity = entityNamed(suite.application, endpoint.implementation.entity);
  const settable = new Set(Object.keys(body));
  const calls = entity.relations.flatMap((relation): readonly NamedCall[] => {
    if (relation.kind !== 'belongsTo' || !settable.has(relation.attribute)) return [];
    const refused = (value: Json): boolean => suite.session.preview({ ...call, body: { ...body, [relation.attribute]: value } }).code !== undefined;
    const target = entityNamed(suite.application, relation.target);
    const keyKind = target.attributes.find((attribute) => attribute.primaryKey)?.schema.kind;
    const unknown = unknownKeys[keyKind === 'integer' ? 1 : 0] ?? null;
    const cases: NamedCall[] = [{ check: `${relation.attribute} of no row`, call: { ...call, body: { ...body, [relation.attribute]: unknown } } }];
    const foreign = target.owner === undefined ? undefined : suite.session.model.rows(target.name).map((row) => row[primaryKey(suite.application, target.name)] ?? null).find((key) => key !== body[relation.attribute] && refused(key));
    if (foreign !== undefined) cases.push({ check: `${relation.attribute} of somebody else's row`, call: { ...call, body: { ...body, [relation.attribute]: foreign } } });
    return cases;
  });
  await suite.session.batch(calls);
}
