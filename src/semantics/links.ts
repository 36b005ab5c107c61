import type { Json } from '../base/json.ts';
import type { LinkImplementation } from '../ir/endpoint.ts';
import { type Answer, type ReadCall, findByKey } from './crud.ts';
import { type Cursors, listBody } from './lists.ts';
import { isOwn } from './ownership.ts';
import { presentRow, successSchema } from './present.ts';
import { Refused } from './refused.ts';
import { linkEnds, sameKey } from './rows.ts';
import type { Transaction } from './transaction.ts';

/** Lists, adds or removes links of a `manyToMany` relation. Throws Refused. */
export function runLink(tx: Transaction, call: ReadCall, link: LinkImplementation, cursors: Cursors): Answer {
  const entity = tx.entity(link.entity);
  const relation = entity.entity.relations.find((candidate) => candidate.name === link.relation);
  if (relation?.kind !== 'manyToMany') throw new Refused(500, `${link.entity}.${link.relation} is no such relation.`, { unpredictable: 'the relation is not declared' });
  const row = findByKey(tx, entity, link.key.attribute, call.path[link.key.parameter] ?? null);
  const key = tx.keyOf(link.entity, row);
  const isSource = relation.owning || linkEnds(tx, relation.through).source === '';
  const status = call.endpoint.successStatus;
  if (link.action === 'list') {
    const keys = tx.links(relation.through).filter((pair) => sameKey(pair[isSource ? 0 : 1], key)).map((pair) => pair[isSource ? 1 : 0]);
    const rows = keys.flatMap((other) => tx.find(relation.target, other) ?? []).filter((other) => isOwn(tx, relation.target, other));
    const behavior = link.list ?? { paging: { kind: 'none', max: rows.length }, envelope: { kind: 'array' }, filters: [] };
    return { status, ...listBody(tx, call.endpoint, tx.entity(relation.target), rows, behavior, call.query, cursors), headers: {} };
  }
  const targetEntity = tx.entity(relation.target);
  const wanted = link.target === undefined ? null : (call.path[link.target.parameter] ?? null);
  const target = findByKey(tx, targetEntity, link.target?.attribute ?? targetEntity.key.name, wanted);
  const pair = pairOf(key, tx.keyOf(relation.target, target), isSource);
  const others = tx.links(relation.through).filter((known) => !(sameKey(known[0], pair[0]) && sameKey(known[1], pair[1])));
  tx.setLinks(relation.through, link.action === 'add' ? [...others, pair] : others);
  const schema = successSchema(call.endpoint);
  return schema === undefined ? { status, headers: {} } : { status, body: presentRow(tx.model, targetEntity, target.values, schema), headers: {} };
}

function pairOf(own: Json, other: Json, isSource: boolean): readonly [Json, Json] {
  return isSource ? [own, other] : [other, own];
}
