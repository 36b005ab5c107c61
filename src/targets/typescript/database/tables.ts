import { snakeCase } from '../../../base/names.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { BelongsTo, Entity, ManyToMany } from '../../../ir/entity.ts';
import { columnsOf, linkColumns, primaryKeyOf, type Column } from '../columns.ts';
import { constraintName, sqlName } from '../sqlNames.ts';
import { checksOf, type Check } from './checks.ts';

interface Unique {
  readonly name: string;
  readonly columns: readonly string[];
  readonly attributes: readonly string[];
  readonly code: string;
}

export interface ForeignKey {
  readonly name: string;
  readonly column: string;
  readonly attributes: readonly string[];
  readonly table: string;
  readonly targetColumn: string;
  readonly onDelete: 'no action' | 'cascade' | 'set null';
}

/** A table of the database with all that holds for its rows. */
export interface Table {
  readonly name: string;
  /** Key of the IR node that it comes from. */
  readonly node: string;
  readonly columns: readonly Column[];
  readonly primaryKey: { readonly name: string; readonly columns: readonly string[] };
  readonly uniques: readonly Unique[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly indexes: readonly { readonly name: string; readonly columns: readonly string[] }[];
  readonly checks: readonly Check[];
}

/** The tables of all entities in spec order, then the link tables. */
export function tablesOf(application: ApplicationIR): readonly Table[] {
  const entities = application.entities.map((entity) => entityTable(application, entity));
  const taken = new Set(entities.map(({ name }) => name));
  const links = application.entities.flatMap((entity) =>
    entity.relations
      .filter((relation): relation is ManyToMany => relation.kind === 'manyToMany' && relation.owning && !taken.has(sqlName(relation.through)))
      .flatMap((relation) => linkTable(application, entity, relation)),
  );
  return [...entities, ...links];
}

function entityTable(application: ApplicationIR, entity: Entity): Table {
  const name = sqlName(entity.table);
  const uniques = uniquesOf(entity, name);
  const foreignKeys = entity.relations.flatMap((relation) => (relation.kind === 'belongsTo' ? foreignKey(application, entity, relation) : []));
  const primaryKey = columnName(entity, primaryKeyOf(entity).name);
  return {
    name,
    node: entity.name,
    columns: columnsOf(application, entity),
    primaryKey: { name: constraintName(name, 'pkey'), columns: [primaryKey] },
    uniques,
    foreignKeys,
    indexes: indexesOf(entity, name, [[primaryKey], ...uniques.map(({ columns }) => columns)], foreignKeys),
    checks: checksOf(application, entity),
  };
}

function uniquesOf(entity: Entity, table: string): readonly Unique[] {
  const single = entity.attributes.filter(({ unique, primaryKey }) => unique && !primaryKey).map(({ name }) => [name]);
  return [...single, ...entity.uniques.map(({ attributes }) => attributes)].map((attributes) => {
    const columns = attributes.map((attribute) => columnName(entity, attribute));
    return { name: constraintName(table, ...columns, 'key'), columns, attributes, code: ['duplicate', ...attributes.map(snakeCase)].join('_') };
  });
}

function foreignKey(application: ApplicationIR, entity: Entity, relation: BelongsTo): readonly ForeignKey[] {
  const target = application.entities.find(({ name }) => name === relation.target);
  const attribute = entity.attributes.find(({ name }) => name === relation.attribute);
  if (target === undefined || attribute === undefined) return [];
  const column = sqlName(attribute.column);
  const clearable = attribute.schema.nullable;
  return [{
    name: constraintName(sqlName(entity.table), column, 'fkey'),
    column,
    attributes: [attribute.name],
    table: sqlName(target.table),
    targetColumn: columnName(target, primaryKeyOf(target).name),
    onDelete: relation.onDelete === 'cascade' ? 'cascade' : relation.onDelete === 'setNull' && clearable ? 'set null' : 'no action',
  }];
}

/** Foreign keys, the owner and what the spec asks for, unless a key or unique constraint begins with the same columns. */
function indexesOf(entity: Entity, table: string, covered: readonly (readonly string[])[], foreignKeys: readonly ForeignKey[]): Table['indexes'] {
  const owner = entity.owner?.kind === 'attribute' ? [[columnName(entity, entity.owner.attribute)]] : [];
  const asked = entity.indexes.map((attributes) => attributes.map((attribute) => columnName(entity, attribute)));
  const known = [...covered];
  const indexes: { name: string; columns: readonly string[] }[] = [];
  for (const columns of [...asked, ...owner, ...foreignKeys.map(({ column }) => [column])]) {
    if (known.some((other) => columns.every((column, at) => other[at] === column))) continue;
    known.push(columns);
    indexes.push({ name: constraintName(table, ...columns, 'idx'), columns });
  }
  return indexes;
}

function linkTable(application: ApplicationIR, source: Entity, relation: ManyToMany): readonly Table[] {
  const target = application.entities.find(({ name }) => name === relation.target);
  if (target === undefined) return [];
  const name = sqlName(relation.through);
  const columns = linkColumns(application, source, relation);
  const [sourceColumn, targetColumn] = columns;
  const reference = (column: Column, entity: Entity): ForeignKey => ({
    name: constraintName(name, column.name, 'fkey'),
    column: column.name,
    attributes: [],
    table: sqlName(entity.table),
    targetColumn: columnName(entity, primaryKeyOf(entity).name),
    onDelete: 'cascade',
  });
  return [{
    name,
    node: `${source.name}.${relation.name}`,
    columns,
    primaryKey: { name: constraintName(name, 'pkey'), columns: [sourceColumn.name, targetColumn.name] },
    uniques: [],
    foreignKeys: [reference(sourceColumn, source), reference(targetColumn, target)],
    indexes: [{ name: constraintName(name, targetColumn.name, 'idx'), columns: [targetColumn.name] }],
    checks: [],
  }];
}

function columnName(entity: Entity, attribute: string): string {
  const found = entity.attributes.find(({ name }) => name === attribute);
  return sqlName(found?.column ?? attribute);
}
