import type { Json } from '../base/json.ts';
import type { Invariant, WrittenMark } from '../ir/behavior.ts';
import type { Attribute } from '../ir/entity.ts';
import { type Scope, evaluate, holds } from './evaluate.ts';
import { type EntityModel, invariantCode } from './model.ts';
import { isOwn } from './ownership.ts';
import { Refused } from './refused.ts';
import { type Row, keyText } from './state.ts';
import { fitsColumn, fitsType, stored } from './stored.ts';
import type { Transaction } from './transaction.ts';
import type { RowValues } from './types.ts';

/** Values by attribute name; undefined where the writer says nothing. */
export type Patch = Readonly<Record<string, Json | undefined>>;

/** Stores a new row: generated values and defaults, references, row invariants, unique values. Throws Refused. */
export function insertRow(tx: Transaction, entity: string, given: Patch, checks: 'ownedReferences' | 'anyReferences'): Row {
  const model = tx.entity(entity);
  const values: Record<string, Json> = {};
  for (const attribute of model.attributes.values()) {
    const value = Object.hasOwn(given, attribute.name) ? given[attribute.name] : undefined;
    values[attribute.name] = value === undefined ? initialValue(tx, model, attribute) : stored(value, attribute.schema, tx.model.context);
  }
  checkReferences(tx, model, values, Object.keys(values), checks);
  checkRow(tx, model, values, undefined);
  const row = tx.put(entity, values, undefined);
  tx.changed('created', entity, values);
  touch(tx, model, row.values);
  return row;
}

/** Writes attributes of a row; an empty patch changes nothing. Throws Refused. */
export function updateRow(tx: Transaction, entity: string, row: Row, patch: Patch, checks: 'ownedReferences' | 'anyReferences'): Row {
  const model = tx.entity(entity);
  const values: Record<string, Json> = { ...row.values };
  const written: string[] = [];
  for (const [name, value] of Object.entries(patch)) {
    const attribute = model.attributes.get(name);
    if (attribute === undefined || value === undefined) continue;
    values[name] = stored(value, attribute.schema, tx.model.context);
    written.push(name);
  }
  if (written.length === 0) return row;
  for (const attribute of model.attributes.values()) if (attribute.generated === 'updatedAt') values[attribute.name] = tx.now;
  checkReferences(tx, model, values, written, checks);
  checkRow(tx, model, values, row);
  const next = tx.put(entity, values, row);
  tx.changed('updated', entity, values);
  touch(tx, model, row.values);
  touch(tx, model, values);
  return next;
}

/** Removes a row and what its relations say: refused while others refer to it, they go too, or forget it. Throws Refused. */
export function removeRow(tx: Transaction, entity: string, row: Row): void {
  const leaving = new Map<string, Set<Row>>();
  collectLeaving(tx, entity, row, leaving);
  removeWith(tx, entity, row, leaving);
}

/** Adds the row and all that go with it by `cascade`: these do not stand against the removal, as in PostgreSQL. */
function collectLeaving(tx: Transaction, entity: string, row: Row, leaving: Map<string, Set<Row>>): void {
  const known = leaving.get(entity) ?? new Set<Row>();
  leaving.set(entity, known.add(row));
  for (const { other, relation, dependents } of dependentsOf(tx, entity, row)) {
    if (relation.onDelete !== 'cascade') continue;
    for (const dependent of dependents) if (leaving.get(other)?.has(dependent) !== true) collectLeaving(tx, other, dependent, leaving);
  }
}

function dependentsOf(tx: Transaction, entity: string, row: Row): readonly { readonly other: string; readonly relation: EntityModel['inbound'][number]['relation']; readonly dependents: readonly Row[] }[] {
  const key = tx.keyOf(entity, row);
  return tx.entity(entity).inbound.map(({ entity: other, relation }) => ({
    other, relation, dependents: [...tx.rows(other)].filter((candidate) => sameKey(candidate.values[relation.attribute] ?? null, key)),
  }));
}

function removeWith(tx: Transaction, entity: string, row: Row, leaving: ReadonlyMap<string, ReadonlySet<Row>>): void {
  const model = tx.entity(entity);
  const key = tx.keyOf(entity, row);
  if (tx.find(entity, key) === undefined) return;
  tx.drop(entity, row);
  tx.changed('deleted', entity, row.values);
  for (const { other, relation, dependents } of dependentsOf(tx, entity, row)) {
    for (const dependent of dependents) {
      const leaves = leaving.get(other)?.has(dependent) === true;
      if (relation.onDelete === 'restrict' && !leaves) throw new Refused(409, `${other} rows still refer to the ${entity}.`);
      if (leaves) removeWith(tx, other, dependent, leaving);
      else forget(tx, other, dependent, relation.attribute);
    }
  }
  for (const relation of model.entity.relations) {
    if (relation.kind !== 'manyToMany') continue;
    const ends = linkEnds(tx, relation.through);
    tx.setLinks(relation.through, tx.links(relation.through).filter(([source, target]) =>
      !(ends.source === entity && sameKey(source, key)) && !(ends.target === entity && sameKey(target, key))));
  }
  touch(tx, model, row.values);
}

/** The entities whose keys stand first and second in the pairs of a link table: as the owning side declares it. */
export function linkEnds(tx: Transaction, through: string): { readonly source: string; readonly target: string } {
  for (const { entity } of tx.model.entities.values()) {
    for (const relation of entity.relations) {
      if (relation.kind === 'manyToMany' && relation.through === through && relation.owning) return { source: entity.name, target: relation.target };
    }
  }
  return { source: '', target: '' };
}

/** True when two key values are the same key. */
export function sameKey(a: Json, b: Json): boolean {
  return a !== null && b !== null && keyText(a) === keyText(b);
}

/** Checks the aggregate invariants of every row that the transaction touched. Throws Refused. */
export function checkAggregates(tx: Transaction): void {
  for (const { entity, key } of tx.touched.values()) {
    const row = tx.find(entity, key);
    if (row === undefined) continue;
    for (const invariant of tx.entity(entity).invariants) {
      if (invariant.rule.kind === 'expression' && invariant.rule.scope === 'aggregate') checkInvariant(tx, invariant, row.values, []);
    }
  }
}

/** What an expression over rows of this transaction can read. */
export function scopeOf(tx: Transaction, variables: Readonly<Record<string, Json>>): Scope {
  return {
    variables,
    now: tx.now,
    uuid: () => tx.newUuid(),
    relation: (entity, row, name) => relatedRows(tx, entity, row, name),
  };
}

function relatedRows(tx: Transaction, entity: string, row: Json, name: string): readonly Json[] | undefined {
  const model = tx.entity(entity);
  const relation = model.entity.relations.find((candidate) => candidate.name === name);
  if (relation?.kind !== 'hasMany') return undefined;
  const via = tx.entity(relation.target).references.find((reference) => reference.name === relation.via);
  const key = (row as RowValues)[model.key.name] ?? null;
  return via === undefined ? undefined : [...tx.rows(relation.target)].filter((other) => sameKey(other.values[via.attribute] ?? null, key)).map((other) => other.values);
}

function forget(tx: Transaction, entity: string, row: Row, attribute: string): void {
  const values = { ...row.values, [attribute]: null };
  tx.putSilently(entity, values, row);
  tx.changed('updated', entity, values);
}

function initialValue(tx: Transaction, model: EntityModel, attribute: Attribute): Json {
  switch (attribute.generated) {
    case 'uuid':
      return tx.newUuid();
    case 'identity':
      return tx.newInteger();
    case 'createdAt':
    case 'updatedAt':
      return tx.now;
    case 'owner':
      return tx.actor.subject ?? null;
    case 'state':
      return model.machines.find((machine) => machine.attribute === attribute.name)?.initial ?? null;
    case 'flow':
    case undefined:
      break;
  }
  return stored(attribute.schema.default ?? null, attribute.schema, tx.model.context);
}

function checkReferences(tx: Transaction, model: EntityModel, values: RowValues, written: readonly string[], checks: 'ownedReferences' | 'anyReferences'): void {
  for (const reference of model.references) {
    const key = values[reference.attribute] ?? null;
    if (key === null || !written.includes(reference.attribute)) continue;
    const self = reference.target === model.entity.name && sameKey(key, values[model.key.name] ?? null);
    const target = tx.find(reference.target, key);
    const admitted = self || (target !== undefined && (checks === 'anyReferences' || isOwn(tx, reference.target, target)));
    if (!admitted) throw new Refused(422, `${reference.attribute} names no ${reference.target} of this caller.`);
  }
}

function checkRow(tx: Transaction, model: EntityModel, values: RowValues, previous: Row | undefined): void {
  for (const attribute of model.attributes.values()) {
    if (values[attribute.name] === null && !attribute.schema.nullable && attribute.generated !== undefined) {
      throw new Refused(500, `${model.entity.name}.${attribute.name} has no value and cannot be null.`, { unpredictable: `nothing gives ${model.entity.name}.${attribute.name} a value` });
    }
  }
  const refuseUnless = (fits: typeof fitsColumn): void => {
    for (const attribute of model.attributes.values()) {
      if (!fits(values[attribute.name] ?? null, attribute, tx.model.context)) throw new Refused(422, `${model.entity.name}.${attribute.name} does not take that value.`, { code: 'invalid_value' });
    }
  };
  refuseUnless(fitsType);
  for (const invariant of model.invariants) {
    const { rule } = invariant;
    if (isOfRow(invariant)) checkInvariant(tx, invariant, values, model.invariants);
    if (rule.kind === 'words' && rule.isWritten === true) noteRefusals(tx, invariant, rule);
  }
  refuseUnless(fitsColumn);
  for (const unique of model.uniques) {
    const clash = [...tx.rows(model.entity.name)].find((other) => other !== previous && unique.every((name) => sameKey(values[name] ?? null, other.values[name] ?? null) && sameText(values[name], other.values[name])));
    if (clash !== undefined) throw new Refused(409, `${unique.join(' and ')} of ${model.entity.name} must be unique.`);
  }
}

/** `keyText` is blind to case, which is right for uuids only. */
function sameText(a: Json | undefined, b: Json | undefined): boolean {
  return typeof a !== 'string' || typeof b !== 'string' || a === b || /^[0-9a-f-]{36}$/i.test(a);
}

function isOfRow({ rule }: Invariant): boolean {
  return rule.kind === 'expression' && rule.scope === 'row';
}

/** Throws Refused when the row breaks the invariant; with the codes of those beside it that it breaks too. */
function checkInvariant(tx: Transaction, invariant: Invariant, values: RowValues, beside: readonly Invariant[]): void {
  if (invariant.rule.kind !== 'expression') return;
  const result = evaluate(invariant.rule.expression, scopeOf(tx, { self: values }));
  if (!result.ok) throw new Refused(422, `${invariant.name}: ${result.failure.message}`, { code: result.failure.code });
  if (result.value === true) return;
  const others = beside.filter((other) => other !== invariant && isOfRow(other) && other.rule.kind === 'expression' && !holds(other.rule.expression, scopeOf(tx, { self: values })));
  throw new Refused(422, invariant.message, { code: invariantCode(invariant), otherCodes: others.map(invariantCode), cause: { span: invariant.span } });
}

/** Notes how code for an invariant in words may refuse the write. */
function noteRefusals({ mayRefuse }: Transaction, invariant: Invariant, { isPartial }: WrittenMark): void {
  const code = invariantCode(invariant);
  mayRefuse.set(code, { status: 422, code });
  if (isPartial === true) mayRefuse.set('not_implemented', { status: 501, code: 'not_implemented' });
}

/** Remembers the rows whose aggregate invariants this row takes part in: itself and the rows that it refers to. */
function touch(tx: Transaction, model: EntityModel, values: RowValues): void {
  const remember = (entity: string, key: Json): void => {
    if (key !== null) tx.touched.set(`${entity} ${keyText(key)}`, { entity, key });
  };
  remember(model.entity.name, values[model.key.name] ?? null);
  for (const reference of model.references) remember(reference.target, values[reference.attribute] ?? null);
}
