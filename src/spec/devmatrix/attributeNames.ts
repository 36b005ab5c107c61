import type { Attribute, Relation } from '../../ir/entity.ts';

/** The attribute that a name means: its own, or the key of the `belongsTo` relation of that name. */
export function attributeFor(name: string, attributes: readonly Attribute[], relations: readonly Relation[]): Attribute | undefined {
  const relation = relations.find((candidate) => candidate.kind === 'belongsTo' && candidate.name === name);
  const wanted = relation?.kind === 'belongsTo' ? relation.attribute : name;
  return attributes.find((attribute) => attribute.name === wanted);
}

/** All names that `attributeFor` knows. */
export function attributeNames(attributes: readonly Attribute[], relations: readonly Relation[]): readonly string[] {
  return [...attributes.map(({ name }) => name), ...relations.filter(({ kind }) => kind === 'belongsTo').map(({ name }) => name)];
}
