import { camelCase } from '../../../base/names.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Entity, ManyToMany } from '../../../ir/entity.ts';
import { docComment, member, propertyKey, quote, valueName } from '../code/identifiers.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import { type Column, columnsOf, drizzleColumn, linkColumns } from '../columns.ts';
import { type ForeignKey, type Table, tablesOf } from '../database/tables.ts';
import type { Emitter } from '../emitter.ts';
import { sqlName } from '../sqlNames.ts';
import { fileBase, linkTables, newRowTypeName, rowTypeName, schemaKey, tableName } from './names.ts';
import { schemaModelOf } from './schemaModel.ts';
import { stronglyConnected } from './stronglyConnected.ts';
import { tsType } from './tsType.ts';

const pgCore = 'drizzle-orm/pg-core';

/** Emits the drizzle tables with the types of their rows, and the tables of many-to-many links. */
export const entitiesEmitter: Emitter = {
  name: 'entities',
  declare(application, symbols) {
    for (const entity of application.entities) {
      const path = `src/models/entities/${fileBase(entity)}.ts`;
      symbols.declare(`table:${entity.name}`, path, tableName(entity));
      symbols.declare(`row:${entity.name}`, path, rowTypeName(entity), 'type');
      symbols.declare(`newRow:${entity.name}`, path, newRowTypeName(entity), 'type');
    }
    const files = new Set(application.entities.map(fileBase));
    for (const { relation } of linkTables(application)) {
      const base = camelCase(relation.through);
      symbols.declare(`linkTable:${relation.through}`, `src/models/entities/${files.has(base) ? `${base}Links` : base}.ts`, valueName(relation.through, 'Table'));
    }
  },
  emit(application, symbols) {
    const links = linkTables(application).map(({ entity, relation }) => linkFile(entity, relation, application, symbols));
    return [...application.entities.map((entity) => entityFile(entity, application, symbols)), ...links];
  },
};

function newFile(symbols: SymbolTable, path: string): TsFile {
  return new TsFile(symbols, { path, emitter: 'entities', milestone: 'model', stratum: 'ast', reason: 'Follows from the attributes and relations of the spec.' });
}

function entityFile(entity: Entity, application: ApplicationIR, symbols: SymbolTable): EmittedFile {
  const table = symbols.find(`table:${entity.name}`);
  const file = newFile(symbols, table.path);
  const nodes = [entity.name, ...entity.attributes.map((attribute) => `${entity.name}.${attribute.name}`)];
  file.add({ name: table.name, nodes }, () => {
    const columns = columnsOf(application, entity).map((column) => `    ${propertyKey(column.property)}: ${columnCode(column, application, file)},\n`);
    return `${docComment(entity.description)}export const ${table.name} = ${file.importFrom(pgCore, 'pgTable')}(
  ${quote(sqlName(entity.table))},
  {
${columns.join('')}  },
${constraintLines(entity.name, application, file)});`;
  });
  const row = symbols.find(`row:${entity.name}`).name;
  const newRow = symbols.find(`newRow:${entity.name}`).name;
  file.add({ name: row, nodes: [entity.name] }, `export type ${row} = typeof ${table.name}.$inferSelect;`);
  file.add({ name: newRow, nodes: [entity.name] }, `export type ${newRow} = typeof ${table.name}.$inferInsert;`);
  return file.finish();
}

/** The named constraints and indexes of a table, as the function that drizzle takes for them. */
function constraintLines(node: string, application: ApplicationIR, file: TsFile): string {
  const table = tableOf(application, node);
  if (table === undefined) return '';
  const properties = new Map(table.columns.map((column) => [column.name, column.property]));
  const columns = (names: readonly string[]): string => names.map((name) => member('table', properties.get(name) ?? name)).join(', ');
  const make = (name: string): string => file.importFrom(pgCore, name);
  const lines = [
    ...table.uniques.map((unique) => `${make('unique')}(${quote(unique.name)}).on(${columns(unique.columns)})`),
    ...table.foreignKeys.map((key) => foreignKeyCode(key, columns([key.column]), node, application, file)),
    ...table.indexes.map((index) => `${make('index')}(${quote(index.name)}).on(${columns(index.columns)})`),
    ...table.checks.map((check) => `${make('check')}(${quote(check.name)}, ${file.importFrom('drizzle-orm', 'sql')}\`${templateText(check.sql)}\`)`),
  ];
  const parameter = lines.some((line) => line.includes('table[') || line.includes('table.')) ? 'table' : '';
  // Tables that refer to each other have no type to infer: the annotation breaks the cycle.
  const result = refersToItself(application, node) ? `: ${file.importFrom(pgCore, 'PgTableExtraConfigValue', 'type')}[]` : '';
  return lines.length === 0 ? '' : `  (${parameter})${result} => [\n${lines.map((line) => `    ${line},\n`).join('')}  ],\n`;
}

/** Whether the references of an entity lead back to it through others. */
function refersToItself(application: ApplicationIR, name: string): boolean {
  const edges = new Map(application.entities.map((entity) => {
    const targets = entity.relations.flatMap((relation) => (relation.kind === 'belongsTo' && relation.target !== entity.name ? [relation.target] : []));
    return [entity.name, new Set(targets)];
  }));
  const components = stronglyConnected(edges);
  const own = components.get(name);
  return own !== undefined && [...components.values()].filter((component) => component === own).length > 1;
}

function foreignKeyCode(key: ForeignKey, column: string, node: string, application: ApplicationIR, file: TsFile): string {
  const target = application.entities.find((entity) => sqlName(entity.table) === key.table);
  if (target === undefined) throw new Error(`No entity has the table ${key.table}.`);
  const attribute = target.attributes.find(({ primaryKey }) => primaryKey)?.name ?? key.targetColumn;
  const foreign = target.name === node ? member('table', attribute) : member(file.use(`table:${target.name}`), attribute);
  const action = key.onDelete === 'no action' ? '' : `.onDelete(${quote(key.onDelete)})`;
  return `${file.importFrom(pgCore, 'foreignKey')}({ name: ${quote(key.name)}, columns: [${column}], foreignColumns: [${foreign}] })${action}`;
}

/** The text inside a template literal. */
function templateText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
}

const tables = new WeakMap<ApplicationIR, ReadonlyMap<string, Table>>();

/** The table of an IR node: an entity, or a many-to-many relation. */
function tableOf(application: ApplicationIR, node: string): Table | undefined {
  const known = tables.get(application) ?? new Map(tablesOf(application).map((table) => [table.node, table]));
  tables.set(application, known);
  return known.get(node);
}

/** The column with what only the app needs: the type of its JSON, and the maker of its keys. */
function columnCode(column: Column, application: ApplicationIR, file: TsFile): string {
  file.importFrom(pgCore, column.type.builder);
  const code = drizzleColumn(column);
  const { attribute } = column;
  if (attribute === undefined) return code;
  if (attribute.generated === 'uuid') return `${code}.$defaultFn(() => ${file.use('runtime:uuidv7')}())`;
  if (column.type.builder !== 'jsonb') return code;
  const head = `jsonb(${quote(column.name)})`;
  return `${head}.$type<${jsonType(attribute.schema, application, file)}>()${code.slice(head.length)}`;
}

/** The type of a JSON attribute, as responses show it. */
function jsonType(schema: Entity['attributes'][number]['schema'], application: ApplicationIR, file: TsFile): string {
  const model = schemaModelOf(application);
  return tsType({ ...schema, nullable: false }, 'response', (name, role) => file.use(`type:${schemaKey(name, role, model.roles)}`));
}

function linkFile(entity: Entity, relation: ManyToMany, application: ApplicationIR, symbols: SymbolTable): EmittedFile {
  const table = symbols.find(`linkTable:${relation.through}`);
  const file = newFile(symbols, table.path);
  const columns = linkColumns(application, entity, relation);
  const node = `${entity.name}.${relation.name}`;
  file.add({ name: table.name, nodes: [node] }, () => {
    const lines = columns.map((column) => `    ${propertyKey(column.property)}: ${columnCode(column, application, file)},\n`);
    const keys = columns.map((column) => member('table', column.property)).join(', ');
    return `export const ${table.name} = ${file.importFrom(pgCore, 'pgTable')}(
  ${quote(sqlName(relation.through))},
  {
${lines.join('')}  },
${constraintLines(node, application, file).replace('(table) => [\n', `(table) => [\n    ${file.importFrom(pgCore, 'primaryKey')}({ columns: [${keys}] }),\n`)});`;
  });
  return file.finish();
}

