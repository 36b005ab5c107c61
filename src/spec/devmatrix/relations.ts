import { camelCase, snakeCase } from '../../base/names.ts';
import type { Attribute, BelongsTo, HasMany, ManyToMany, Relation } from '../../ir/entity.ts';
import type { Schema } from '../../ir/schema.ts';
import { asBoolean, asString, valueOf } from '../source.ts';
import type { Context } from './context.ts';
import { didYouMean } from './context.ts';
import type { EntityDraft, RelationDraft } from './drafts.ts';

/** Relations of all entities and the foreign keys they need, by entity. */
export interface Relations {
  of(entity: string): readonly Relation[];
  foreignKeys(entity: string): readonly Attribute[];
}

/** Resolves every relation; `keys` gives the schema of each entity's primary key. */
export function readRelations(drafts: readonly EntityDraft[], keys: ReadonlyMap<string, Schema>, context: Context): Relations {
  const byEntity = new Map(drafts.map((draft) => [draft.name, draft]));
  const links = readLinks(drafts, context);
  const relations = new Map<string, readonly Relation[]>();
  const foreign = new Map<string, readonly Attribute[]>();
  for (const draft of drafts) {
    const own = draft.relations.flatMap((relation): readonly Relation[] => {
      switch (relation.kind) {
        case 'belongsTo': return [belongsTo(relation, context)];
        case 'hasMany':
        case 'hasOne': return hasMany(relation, byEntity, context);
        case 'manyToMany': return links.filter((link) => link.entity === draft.name && link.relation.name === relation.name).map((link) => link.relation);
      }
    });
    const mirrored = links.filter((link) => link.entity === draft.name && !own.includes(link.relation)).map((link) => link.relation);
    relations.set(draft.name, [...own, ...mirrored]);
    foreign.set(draft.name, draft.relations.filter(({ kind }) => kind === 'belongsTo').map((relation) => foreignKey(relation, drafts, keys)));
  }
  return { of: (entity) => relations.get(entity) ?? [], foreignKeys: (entity) => foreign.get(entity) ?? [] };
}

/** Name of the attribute that holds the key of a `belongsTo` relation. */
function foreignKeyName(relation: RelationDraft): string {
  return asString(valueOf(relation.node, 'attribute')) ?? `${relation.name}Id`;
}

function belongsTo(relation: RelationDraft, context: Context): BelongsTo {
  const node = valueOf(relation.node, 'onDelete');
  const wanted = asString(node);
  const onDelete = wanted === 'cascade' || wanted === 'setNull' ? wanted : 'restrict';
  if (node !== undefined && onDelete === 'setNull' && !isOptional(relation)) {
    context.report('DM1127', node.span, { problem: `"${relation.name}" cannot be set to null on delete, because it is required; add \`optional: true\`.` });
  }
  return { kind: 'belongsTo', name: relation.name, target: relation.target, attribute: foreignKeyName(relation), onDelete, span: relation.span };
}

function isOptional(relation: RelationDraft): boolean {
  return asBoolean(valueOf(relation.node, 'optional')) === true || asBoolean(valueOf(relation.node, 'nullable')) === true;
}

function foreignKey(relation: RelationDraft, drafts: readonly EntityDraft[], keys: ReadonlyMap<string, Schema>): Attribute {
  const name = foreignKeyName(relation);
  const nullable = isOptional(relation);
  const key = keys.get(relation.target) ?? { kind: 'string', format: 'uuid', nullable: false, span: relation.span };
  const description = asString(valueOf(relation.node, 'description'));
  const single = drafts.some((draft) => draft.relations.some((other) => other.kind === 'hasOne' && other.target === relation.entity && draft.name === relation.target && viaOf(other, relation.entity, drafts) === relation.name));
  const byFlow = asString(valueOf(relation.node, 'generated')) === 'flow';
  return {
    kind: 'attribute', name, column: snakeCase(name), id: asString(valueOf(relation.node, 'id')) ?? name,
    schema: { ...key, nullable, span: relation.node.span, ...(description === undefined ? {} : { description }) },
    unique: single || asBoolean(valueOf(relation.node, 'unique')) === true,
    primaryKey: false,
    ...(byFlow ? { generated: 'flow' as const } : {}),
    requiredOnCreate: !nullable && !byFlow,
    updatable: !byFlow && asBoolean(valueOf(relation.node, 'immutable')) !== true,
    secret: false, relation: relation.name, span: relation.span,
  };
}

/** The `belongsTo` on the other side: named in `via`, or the only one that points back. */
function viaOf(relation: RelationDraft, target: string, drafts: readonly EntityDraft[]): string | undefined {
  const named = asString(valueOf(relation.node, 'via'));
  if (named !== undefined) return named;
  const back = drafts.find(({ name }) => name === target)?.relations.filter((other) => other.kind === 'belongsTo' && other.target === relation.entity) ?? [];
  return back.length === 1 ? back[0]?.name : undefined;
}

function hasMany(relation: RelationDraft, drafts: ReadonlyMap<string, EntityDraft>, context: Context): readonly HasMany[] {
  const via = viaOf(relation, relation.target, [...drafts.values()]);
  const candidates = drafts.get(relation.target)?.relations.filter((other) => other.kind === 'belongsTo' && other.target === relation.entity).map(({ name }) => name) ?? [];
  const node = valueOf(relation.node, 'via');
  if ((via === undefined || !candidates.includes(via)) && (drafts.get(relation.target)?.broken.length ?? 0) > 0) return [];
  if (via === undefined || !candidates.includes(via)) {
    const span = node?.span ?? relation.span;
    const problem = candidates.length === 0
      ? `"${relation.name}" needs a \`belongsTo: ${relation.entity}\` on ${relation.target}, which has none.`
      : `"${relation.name}" must say which relation of ${relation.target} points back: \`via: ${candidates.join('` or `via: ')}\`.`;
    context.report('DM1123', span, { problem }, node === undefined ? {} : didYouMean(via ?? '', candidates, span).extras);
    return [];
  }
  return [{ kind: 'hasMany', name: relation.name, target: relation.target, via, single: relation.kind === 'hasOne', span: relation.span }];
}

interface Link { readonly entity: string; readonly relation: ManyToMany }

/** Both sides of every `manyToMany`: declared on both, or on one with the other named in `as`, or on one alone. */
function readLinks(drafts: readonly EntityDraft[], context: Context): readonly Link[] {
  const all = drafts.flatMap((draft) => draft.relations.filter(({ kind }) => kind === 'manyToMany'));
  const done = new Set<RelationDraft>();
  const taken = new Set(drafts.map(({ name }) => camelCase(name)));
  return all.flatMap((relation) => {
    if (done.has(relation)) return [];
    done.add(relation);
    const other = counterpart(relation, all.filter((candidate) => !done.has(candidate)));
    if (other !== undefined) done.add(other);
    return linkSides(relation, other, taken, context);
  });
}

function counterpart(relation: RelationDraft, others: readonly RelationDraft[]): RelationDraft | undefined {
  const back = others.filter((other) => other.entity === relation.target && other.target === relation.entity);
  const as = asString(valueOf(relation.node, 'as'));
  const through = asString(valueOf(relation.node, 'through'));
  const named = back.find((other) => other.name === as || asString(valueOf(other.node, 'as')) === relation.name || (through !== undefined && asString(valueOf(other.node, 'through')) === through));
  if (named !== undefined || as !== undefined || relation.entity === relation.target) return named;
  return back.length === 1 && others.filter((other) => other.entity === relation.entity && other.target === relation.target).length === 0 ? back[0] : undefined;
}

function linkSides(relation: RelationDraft, other: RelationDraft | undefined, taken: Set<string>, context: Context): readonly Link[] {
  const throughNode = valueOf(relation.node, 'through') ?? valueOf(other?.node, 'through');
  const declared = asString(throughNode);
  const wanted = snakeCase(declared ?? `${relation.entity} ${relation.name}`);
  if (taken.has(camelCase(wanted)) && declared !== undefined && throughNode !== undefined) {
    context.report('DM1127', throughNode.span, { problem: `"${declared}" is taken. A link with attributes of its own is an entity with two \`belongsTo\`, reached with \`hasMany\`.` });
  }
  const through = taken.has(camelCase(wanted)) ? `${wanted}_links` : wanted;
  taken.add(camelCase(through));
  const self = relation.entity === relation.target;
  const sourceColumn = `${snakeCase(relation.entity)}_id`;
  const targetColumn = self ? `${snakeCase(relation.name)}_id` === sourceColumn ? `other_${sourceColumn}` : `${snakeCase(relation.name)}_id` : `${snakeCase(relation.target)}_id`;
  const owning: Link = { entity: relation.entity, relation: { kind: 'manyToMany', name: relation.name, target: relation.target, through, sourceColumn, targetColumn, owning: true, span: relation.span } };
  const inverse = other?.name ?? asString(valueOf(relation.node, 'as'));
  if (inverse === undefined) return [owning];
  const span = other?.span ?? relation.span;
  return [owning, { entity: relation.target, relation: { kind: 'manyToMany', name: inverse, target: relation.entity, through, sourceColumn: targetColumn, targetColumn: sourceColumn, owning: false, span } }];
}
