import { camelCase, pascalCase, plural, snakeCase } from '../../../base/names.ts';
import type { Attribute, BelongsTo, Entity } from '../../../ir/entity.ts';
import type { Schema } from '../../../ir/schema.ts';
import type { Extensions, PropertyExtension, SchemaExtension } from '../extensions.ts';
import { fingerprint } from '../names.ts';
import { attributeOf, distinctColumns, gatherFacets, hiddenKey } from './attributes.ts';
import type { Facets } from './attributes.ts';
import type { EntityPlan } from './plans.ts';
import type { Candidate } from './resources.ts';
import { loose, propertyLike, resembles } from './shapes.ts';
import type { Shapes } from './shapes.ts';

export interface BuildInput {
  readonly plans: readonly EntityPlan[];
  readonly shapes: Shapes;
  readonly extensions: Extensions;
  /** Operations that were found not to be CRUD: what they say does not count. */
  readonly rejected: ReadonlySet<string>;
}

/** An entity on its way, without relations. */
export interface DraftEntity {
  readonly plan: EntityPlan;
  readonly key: Attribute;
  attributes: readonly Attribute[];
  readonly extension: SchemaExtension | undefined;
  /** `belongsTo` relations; filled when all entities are known. */
  relations: BelongsTo[];
}

/** The entities with their attributes, by name. */
export function buildEntities({ plans, shapes, extensions, rejected }: BuildInput): Map<string, DraftEntity> {
  const entities = new Map<string, DraftEntity>();
  for (const plan of plans) {
    const live = plan.candidates.filter(({ draft }) => !rejected.has(draft.key));
    const shown = live.filter(({ action, answer }) => answer !== undefined && action !== 'delete');
    if (live.length === 0 || shown.length === 0) continue;
    const entity = buildEntity(plan, live, shapes, extensions);
    if (entity !== undefined) entities.set(plan.name, entity);
  }
  return entities;
}

function buildEntity(plan: EntityPlan, live: readonly Candidate[], shapes: Shapes, extensions: Extensions): DraftEntity | undefined {
  const extension = extensionOf(plan, live, extensions);
  const facets = gatherFacets([
    ...sorted(live).flatMap(({ action, answer }) => (answer === undefined || action === 'delete' || !resembles(answer.object, plan.row.object) ? [] : [{ action, role: 'read' as const, properties: answer.object.properties }])),
    ...live.flatMap(({ action, body }) => (body === undefined ? [] : [{ action, role: 'write' as const, properties: body.object.properties }])),
  ]);
  const readable = facets.flatMap(({ read }) => read ?? []);
  const parameters = plan.candidates.flatMap(({ keyParameter }) => keyParameter ?? []);
  const keyName = keyProperty(plan.name, parameters, readable.filter(({ schema }) => isKeySchema(shapes.resolve(schema))).map(({ name }) => name));
  const compared = new Set(parameters.map((parameter) => propertyLike(readable, parameter)?.name));
  const attributes = facets.flatMap((facet) => {
    const property = propertyExtension(extension, facet);
    const inPath = compared.has(facet.name) && isKeySchema(shapes.resolve((facet.read ?? facet.create)?.schema ?? plan.row.object));
    return attributeOf(facet, { shapes, isKey: facet.name === keyName, inPath, extension: property }) ?? [];
  });
  if (attributes.length === 0) return undefined;
  const key = attributes.find(({ primaryKey }) => primaryKey) ?? hiddenKey(attributes.map(({ name }) => name), plan.row.object.span);
  return { plan, key, attributes: distinctColumns([key, ...attributes.filter((attribute) => attribute !== key)]), extension, relations: [] };
}

/** What is said about a property; the owner is filled in by the server unless a request gives it. */
function propertyExtension(extension: SchemaExtension | undefined, facet: Facets): PropertyExtension | undefined {
  const stated = extension?.properties.get(facet.name);
  if (extension === undefined || extension.owner !== facet.name || facet.create !== undefined || stated?.generated !== undefined) return stated;
  return { ...(stated ?? { unique: false, immutable: false, secret: false, span: extension.span }), generated: 'owner' };
}

/** Reading one row says most, then lists, then answers to changes. */
function sorted(candidates: readonly Candidate[]): readonly Candidate[] {
  const rank = ({ action }: Candidate): number => (action === 'read' ? 0 : action === 'list' ? 1 : 2);
  return [...candidates].sort((a, b) => rank(a) - rank(b));
}

function extensionOf(plan: EntityPlan, live: readonly Candidate[], extensions: Extensions): SchemaExtension | undefined {
  const names = [plan.row.name, ...live.flatMap(({ answer, body }) => [answer?.name, body?.name])];
  const found = [...new Set(names)].flatMap((name) => (name === undefined ? [] : extensions.schemas.get(name) ?? []));
  const [first, ...others] = found;
  if (first === undefined) return undefined;
  return others.reduce((merged, other) => ({ ...other, ...merged, uniques: [...merged.uniques, ...other.uniques], properties: new Map([...other.properties, ...merged.properties]) }), first);
}

/** Text and integers can be keys. */
function isKeySchema(schema: Schema): boolean {
  return schema.kind === 'integer' || (schema.kind === 'string' && schema.format !== 'byte');
}

/** `id`, else what a path compares, else `petId`, `uuid`. */
function keyProperty(entity: string, parameters: readonly string[], names: readonly string[]): string | undefined {
  const like = (wanted: string): string | undefined => names.find((name) => loose(name) === loose(wanted));
  const compared = parameters.map(like).find((name) => name !== undefined);
  return like('id') ?? compared ?? like(`${entity}Id`) ?? like('uuid') ?? like('guid');
}

/** The attribute that a placeholder in the path of a row means: the one of its name, or the key for `{petId}`, `{pet}`, `{id}`. */
export function comparedAttribute(entity: DraftEntity, parameter: string): Attribute | undefined {
  const wanted = loose(parameter);
  const visible = entity.attributes.filter((attribute) => !attribute.secret && isKeySchema(attribute.schema));
  const exact = visible.find(({ name }) => loose(name) === wanted);
  if (exact !== undefined) return exact;
  if (entity.key.secret) return undefined;
  const name = loose(entity.plan.name);
  const stem = wanted.replace(/(id|uuid|key|identifier)$/, '');
  return stem !== wanted || wanted === name || name.endsWith(wanted) ? entity.key : undefined;
}

/** The finished entity. `tables` are the names of tables that are taken. */
export function finishEntity(draft: DraftEntity, relations: Entity['relations'], table: string): Entity {
  const { plan, extension } = draft;
  const span = draft.plan.row.object.span;
  const names = new Set(draft.attributes.map(({ name }) => name));
  const uniques = (extension?.uniques ?? []).filter((list) => list.length > 0 && list.every((name) => names.has(name)));
  const owner = ownerOf(extension?.owner, draft, relations);
  const single = new Set(uniques.filter((list) => list.length === 1).flat());
  return {
    kind: 'entity',
    name: plan.name,
    plural: pascalCase(plural(plan.name)),
    table,
    id: plan.name,
    ...(plan.row.object.description === undefined ? {} : { description: plan.row.object.description }),
    attributes: draft.attributes.map((attribute) => (single.has(attribute.name) ? { ...attribute, unique: true } : attribute)),
    relations,
    uniques: uniques.filter((list) => list.length > 1).map((attributes) => ({ attributes, span: extension?.span ?? span })),
    indexes: [],
    ...(owner === undefined ? {} : { owner }),
    seed: [],
    inferred: plan.inferred,
    span,
  };
}

function ownerOf(stated: string | undefined, draft: DraftEntity, relations: Entity['relations']): Entity['owner'] {
  if (stated === undefined) return undefined;
  const span = draft.extension?.span ?? draft.plan.row.object.span;
  if (relations.some(({ kind, name }) => kind === 'belongsTo' && name === stated)) return { kind: 'relation', relation: stated, span };
  return draft.attributes.some(({ name }) => name === stated) ? { kind: 'attribute', attribute: stated, span } : undefined;
}

/** Table names for entities: snake_case plurals, of which no two are equal. */
export function tableNames(drafts: Iterable<DraftEntity>): ReadonlyMap<string, string> {
  const wanted = [...drafts].map((draft) => ({ name: draft.plan.name, table: draft.extension?.table ?? snakeCase(plural(draft.plan.name)) }));
  const counts = new Map<string, number>();
  for (const { table } of wanted) counts.set(table, (counts.get(table) ?? 0) + 1);
  return new Map(wanted.map(({ name, table }) => [name, (counts.get(table) ?? 0) > 1 ? `${table}_${fingerprint(name)}` : table]));
}

/** A name for a relation beside the attributes: `customer` for `customerId`. */
export function relationName(attribute: string, taken: ReadonlySet<string>): string {
  const stem = camelCase(attribute.replace(/[_-]?(id|uuid|key)$/i, '')) || camelCase(attribute);
  return taken.has(stem) ? `${stem}Link` : stem;
}
