import type { Attribute, Entity } from '../../ir/entity.ts';
import { asString, valueOf } from '../../spec/source.ts';
import { writeProblem } from '../../spec/devmatrix/writeSteps.ts';
import { describeAttribute, describeRelation } from '../describe.ts';
import type { Candidate } from '../shape/candidate.ts';
import { entityAt, entityNamed, type Place, stepAt } from './place.ts';

type Use = 'create' | 'update' | 'seed' | 'list' | 'columns';

/** The attributes that can be named at a place; a foreign key goes by the name of its relation. */
export function attributeNamesAt(place: Place): readonly Candidate[] {
  const entity = entityAt(place);
  if (entity === undefined) return [];
  const use = useOf(place);
  const named = entity.attributes.filter((attribute) => isNamed(attribute, use));
  const first = use === 'create' ? (attribute: Attribute) => isMissed(attribute) : () => false;
  return [...named.filter(first), ...named.filter((attribute) => !first(attribute))].map((attribute) => attributeCandidate(entity, attribute));
}

/** An attribute as a name: its own, or that of the relation whose key it is. */
export function attributeCandidate(entity: Entity, attribute: Attribute): Candidate {
  const relation = entity.relations.find(({ name }) => name === attribute.relation);
  const description = attribute.schema.description;
  const documentation = description === undefined ? {} : { documentation: description };
  if (relation !== undefined) return { name: relation.name, kind: 'relation', detail: describeRelation(relation), ...documentation, target: relation.span };
  return { name: attribute.name, kind: 'attribute', detail: describeAttribute(attribute), ...documentation, target: attribute.span };
}

/** Every name of an entity, foreign keys by both of their names. */
export function allNamesOf(entity: Entity): readonly Candidate[] {
  return [
    ...entity.attributes.map((attribute): Candidate => ({ ...attributeCandidate(entity, { ...attribute, relation: '' }), target: attribute.span })),
    ...entity.relations.map((relation): Candidate => ({ name: relation.name, kind: 'relation', detail: describeRelation(relation), target: relation.span })),
  ];
}

function useOf(place: Place): Use {
  const step = stepAt(place)?.node;
  if (step !== undefined) return valueOf(step, 'create') === undefined ? 'update' : 'create';
  const parts = place.levels.map(({ part }) => part);
  return parts.includes('seed') ? 'seed' : parts.includes('filter') || parts.includes('sort') ? 'list' : 'columns';
}

function isNamed(attribute: Attribute, use: Use): boolean {
  const isServers = attribute.generated === 'uuid' || attribute.generated === 'identity' || attribute.generated === 'createdAt' || attribute.generated === 'updatedAt';
  switch (use) {
    case 'create':
    case 'update': return writeProblem(attribute, use) === undefined;
    case 'seed': return !isServers && attribute.generated !== 'state';
    case 'list': return !attribute.secret && !attribute.primaryKey && isPlain(attribute);
    case 'columns': return !isServers && isPlain(attribute);
  }
}

/** Whether a create step has to give it. */
function isMissed({ schema, generated }: Attribute): boolean {
  return !schema.nullable && schema.default === undefined && (generated === undefined || generated === 'flow');
}

/** Whether values can be compared and ordered. */
function isPlain({ schema }: Attribute): boolean {
  return !['object', 'array', 'any', 'union', 'intersection', 'ref', 'binary'].includes(schema.kind);
}

/** The attributes that a list can be ordered by, each also in descending order. */
export function orderNames(place: Place): readonly Candidate[] {
  const entity = entityAt(place);
  const plain = (entity?.attributes ?? []).filter((attribute) => isPlain(attribute) && !attribute.secret).map((attribute) => (entity === undefined ? undefined : attributeCandidate(entity, attribute))).filter((candidate) => candidate !== undefined);
  return [...plain, ...plain.map((candidate) => ({ ...candidate, name: `-${candidate.name}`, detail: `descending; ${candidate.detail ?? ''}` }))];
}

/** What can say who owns a row: relations to owned entities first, then texts. */
export function ownerNames(place: Place): readonly Candidate[] {
  const entity = entityAt(place);
  if (entity === undefined) return [];
  const relations = entity.relations.filter(({ kind }) => kind === 'belongsTo');
  const owned = relations.filter(({ target }) => entityNamed(place, target)?.owner !== undefined);
  const texts = entity.attributes.filter(({ schema, primaryKey, relation }) => schema.kind === 'string' && schema.format === undefined && !schema.nullable && !primaryKey && relation === undefined);
  return [
    ...owned.map((relation): Candidate => ({ name: relation.name, kind: 'relation', detail: `owned like its ${relation.target}`, target: relation.span })),
    ...texts.map((attribute) => attributeCandidate(entity, attribute)),
  ];
}

/** The relations of the other entity that lead back here. */
export function viaNames(place: Place): readonly Candidate[] {
  const relation = place.levels.at(-2)?.node;
  const target = entityNamed(place, asString(valueOf(relation, 'hasMany')) ?? asString(valueOf(relation, 'hasOne')));
  const own = entityAt(place)?.name;
  return (target?.relations ?? []).filter((other) => other.kind === 'belongsTo' && other.target === own).map((other) => ({ name: other.name, kind: 'relation', detail: `${target?.name ?? ''} ${describeRelation(other)}`, target: other.span }));
}
