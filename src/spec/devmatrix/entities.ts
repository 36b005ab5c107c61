import { pascalCase, plural, snakeCase } from '../../base/names.ts';
import type { Attribute, Entity, Owner, Relation } from '../../ir/entity.ts';
import type { Schema } from '../../ir/schema.ts';
import { asString, asText, itemsOf, valueOf, type SourceNode } from '../source.ts';
import { attributeFor, attributeNames } from './attributeNames.ts';
import { keyKind, readAttributes } from './attributes.ts';
import { didYouMean, type Context } from './context.ts';
import type { Drafts, EntityDraft } from './drafts.ts';
import { readRelations } from './relations.ts';
import type { SchemaReader } from './schemas.ts';

/** Builds the entities of a spec. */
export function readEntities(drafts: Drafts, reader: SchemaReader): readonly Entity[] {
  const keys = new Map(drafts.entities.map((draft) => [draft.name, keySchema(draft)]));
  const relations = readRelations(drafts.entities, keys, reader.context);
  return drafts.entities.map((draft) => {
    const declared = readAttributes(draft.attributes, drafts.machines, reader);
    const attributes = [keyAttribute(draft), ...declared, ...relations.foreignKeys(draft.name), clock(draft, 'createdAt'), clock(draft, 'updatedAt')];
    return buildEntity(draft, attributes, relations.of(draft.name), reader.context);
  });
}

function buildEntity(draft: EntityDraft, read: readonly Attribute[], relations: readonly Relation[], context: Context): Entity {
  const owner = readOwner(draft, read, relations, context);
  // The attribute that `owner` names is filled by the server, said or not.
  const attributes = read.map((attribute): Attribute => (owner?.kind === 'attribute' && owner.attribute === attribute.name ? { ...attribute, generated: 'owner', requiredOnCreate: false, updatable: false } : attribute));
  const pluralName = pascalCase(asString(valueOf(draft.node, 'plural')) ?? plural(draft.name));
  const description = asText(valueOf(draft.node, 'description'));
  return {
    kind: 'entity', name: draft.name, plural: pluralName,
    table: asString(valueOf(draft.node, 'table')) ?? snakeCase(pluralName),
    id: asString(valueOf(draft.node, 'id')) ?? draft.name,
    ...(description === undefined ? {} : { description }),
    attributes, relations,
    uniques: itemsOf(valueOf(draft.node, 'unique')).map((node) => ({ attributes: columnsOf(node, draft, attributes, relations, context), span: node.span })),
    indexes: itemsOf(valueOf(draft.node, 'indexes')).map((node) => columnsOf(node, draft, attributes, relations, context)),
    ...(owner === undefined ? {} : { owner }),
    seed: [],
    span: draft.span,
  };
}

function keySchema(draft: EntityDraft): Schema {
  const entry = draft.attributes.find(({ key }) => key === 'id');
  const span = entry?.keySpan ?? draft.span;
  return keyKind(entry) === 'identity' ? { kind: 'integer', bits: 64, minimum: 1, nullable: false, span } : { kind: 'string', format: 'uuid', nullable: false, span };
}

function keyAttribute(draft: EntityDraft): Attribute {
  const entry = draft.attributes.find(({ key }) => key === 'id');
  return { ...serverSet(draft, 'id', keySchema(draft)), primaryKey: true, unique: true, generated: keyKind(entry) ?? 'uuid' };
}

function clock(draft: EntityDraft, name: 'createdAt' | 'updatedAt'): Attribute {
  return { ...serverSet(draft, name, { kind: 'string', format: 'date-time', nullable: false, span: draft.span }), generated: name };
}

function serverSet(draft: EntityDraft, name: string, schema: Schema): Attribute {
  return { kind: 'attribute', name, column: snakeCase(name), id: name, schema, unique: false, primaryKey: false, requiredOnCreate: false, updatable: false, secret: false, span: draft.span };
}

function columnsOf(node: SourceNode, draft: EntityDraft, attributes: readonly Attribute[], relations: readonly Relation[], context: Context): readonly string[] {
  const names = node.kind === 'seq' ? node.items : [node];
  return names.flatMap((item) => {
    const name = asString(item) ?? '';
    const attribute = attributeFor(name, attributes, relations);
    if (attribute !== undefined) return [attribute.name];
    if (draft.broken.includes(name)) return [];
    const { advice, extras } = didYouMean(name, attributeNames(attributes, relations), item.span);
    context.report('DM1121', item.span, { entity: draft.name, kind: 'attribute or relation', name, advice }, extras);
    return [];
  });
}

function readOwner(draft: EntityDraft, attributes: readonly Attribute[], relations: readonly Relation[], context: Context): Owner | undefined {
  const node = valueOf(draft.node, 'owner');
  const name = asString(node);
  if (node === undefined || name === undefined) return undefined;
  const relation = relations.find((candidate) => candidate.name === name && candidate.kind === 'belongsTo');
  if (relation !== undefined) return { kind: 'relation', relation: name, span: node.span };
  const attribute = attributes.find((candidate) => candidate.name === name);
  if (attribute === undefined && draft.broken.includes(name)) return undefined;
  if (attribute === undefined) {
    const { advice, extras } = didYouMean(name, attributeNames(attributes, relations).filter((known) => !['id', 'createdAt', 'updatedAt'].includes(known)), node.span);
    context.report('DM1121', node.span, { entity: draft.name, kind: 'attribute or belongsTo relation', name, advice }, extras);
    return undefined;
  }
  if (attribute.schema.kind !== 'string' || attribute.schema.nullable || attribute.relation !== undefined || attribute.primaryKey) {
    context.report('DM1125', node.span, { problem: `"${name}" cannot hold the owner of ${draft.name}: it must be a text that is not nullable.` });
    return undefined;
  }
  return { kind: 'attribute', attribute: name, span: node.span };
}
