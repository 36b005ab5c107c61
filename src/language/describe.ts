import type { StateMachine } from '../ir/behavior.ts';
import type { Attribute, Entity, Relation } from '../ir/entity.ts';
import type { Schema } from '../ir/schema.ts';

/** A schema in a few words: `text, 1 to 80 characters`, `decimal(12, 2), more than 0`. */
export function describeSchema(schema: Schema): string {
  return [kindOf(schema), ...limitsOf(schema)].join(', ') + (schema.nullable ? ', or null' : '');
}

function kindOf(schema: Schema): string {
  switch (schema.kind) {
    case 'string': return schema.format ?? schema.annotation ?? 'text';
    case 'integer': return schema.bits === 64 ? 'integer (64 bits)' : 'integer';
    case 'number': return 'number';
    case 'decimal': return `decimal(${schema.precision}, ${schema.scale})`;
    case 'boolean': return 'true or false';
    case 'enum': return schema.values.length > 12 ? `one of ${schema.values.length} values` : `one of ${schema.values.join(', ')}`;
    case 'array': return `list of ${kindOf(schema.items)}`;
    case 'object': return schema.properties.length === 0 ? 'object' : `object with ${schema.properties.length} ${schema.properties.length === 1 ? 'property' : 'properties'}`;
    case 'union': return schema.variants.length === 0 ? 'nothing: no value fits' : `one of ${schema.variants.length} shapes`;
    case 'intersection': return `${schema.members.length} shapes at once`;
    case 'ref': return schema.name;
    case 'binary': return 'bytes';
    case 'any': return 'any JSON';
  }
}

function limitsOf(schema: Schema): readonly string[] {
  switch (schema.kind) {
    case 'string': return [...counts(schema.minLength, schema.maxLength, 'characters'), ...(schema.pattern === undefined ? [] : [`like ${schema.pattern}`])];
    case 'integer':
    case 'number':
    case 'decimal': return [
      ...(schema.minimum === undefined ? [] : [`at least ${schema.minimum}`]), ...(schema.exclusiveMinimum === undefined ? [] : [`more than ${schema.exclusiveMinimum}`]),
      ...(schema.maximum === undefined ? [] : [`at most ${schema.maximum}`]), ...(schema.exclusiveMaximum === undefined ? [] : [`less than ${schema.exclusiveMaximum}`]),
      ...(schema.multipleOf === undefined ? [] : [`a multiple of ${schema.multipleOf}`]),
    ];
    case 'array': return counts(schema.minItems, schema.maxItems, 'items');
    case 'object': return counts(schema.minProperties, schema.maxProperties, 'properties');
    case 'boolean':
    case 'enum':
    case 'union':
    case 'intersection':
    case 'ref':
    case 'binary':
    case 'any': return [];
  }
}

function counts(least: number | undefined, most: number | undefined, what: string): readonly string[] {
  if (least === undefined && most === undefined) return [];
  if (least === most) return [`${least ?? 0} ${what}`];
  return [least === undefined || least === 0 ? `at most ${most ?? 0} ${what}` : most === undefined ? `at least ${least} ${what}` : `${least} to ${most} ${what}`];
}

/** What an attribute holds and who gives it: `email, at most 254 characters, unique`. */
export function describeAttribute(attribute: Attribute): string {
  const notes = [
    describeSchema(attribute.schema),
    ...(attribute.primaryKey ? ['key'] : attribute.unique ? ['unique'] : []),
    ...(attribute.generated === undefined ? [] : [givers[attribute.generated]]),
    ...(attribute.schema.default === undefined ? [] : [`default ${JSON.stringify(attribute.schema.default)}`]),
    ...(attribute.generated === undefined && !attribute.updatable ? ['immutable'] : []),
    ...(attribute.secret ? ['never shown'] : []),
  ];
  return notes.join(', ');
}

const givers: Readonly<Record<NonNullable<Attribute['generated']>, string>> = {
  uuid: 'made by the server', identity: 'counted by the server', createdAt: 'set on creation', updatedAt: 'set on each change', owner: 'the id of the caller', state: 'changed by events only', flow: 'written by flows only',
};

/** What a relation leads to: `belongs to Customer`. */
export function describeRelation(relation: Relation): string {
  switch (relation.kind) {
    case 'belongsTo': return `belongs to ${relation.target}${relation.onDelete === 'restrict' ? '' : relation.onDelete === 'cascade' ? ', deleted with it' : ', set to null with it'}`;
    case 'hasMany': return `${relation.single ? 'has one' : 'has many'} ${relation.target}`;
    case 'manyToMany': return `linked to many ${relation.target}`;
  }
}

/** An entity as Markdown: what it is, its attributes and relations, its states and owner. */
export function describeEntity(entity: Entity, machines: readonly StateMachine[]): string {
  const lines = entity.attributes.map((attribute) => `- \`${attribute.name}\`: ${describeAttribute(attribute)}`);
  const relations = entity.relations.map((relation) => `- \`${relation.name}\`: ${describeRelation(relation)}`);
  const states = machines.filter((machine) => machine.entity === entity.name).map((machine) => `States \`${machine.name}\`: ${machine.states.map(({ name }) => name).join(', ')}.`);
  const owner = entity.owner === undefined ? [] : [entity.owner.kind === 'attribute' ? `Owned by the caller in \`${entity.owner.attribute}\`.` : `Owned by the owner of its \`${entity.owner.relation}\`.`];
  const uniques = entity.uniques.map(({ attributes }) => `Unique together: ${attributes.join(', ')}.`);
  return [
    `**${entity.name}**, table \`${entity.table}\``,
    ...(entity.description === undefined ? [] : [entity.description]),
    shortened(lines), ...(relations.length === 0 ? [] : [shortened(relations)]),
    ...[...owner, ...states, ...uniques],
    ...(entity.inferred === undefined ? [] : [`*Inferred:* ${entity.inferred}`]),
  ].join('\n\n');
}

/** At most thirty lines of a list. */
export function shortened(lines: readonly string[]): string {
  return (lines.length > 30 ? [...lines.slice(0, 30), `- and ${lines.length - 30} more`] : lines).join('\n');
}
