import type { Json } from '../../../base/json.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Attribute, Entity, SeedRow } from '../../../ir/entity.ts';
import { columnOf, primaryKeyOf, type Column } from '../columns.ts';
import { TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { quoteName, quoteText, sqlName } from '../sqlNames.ts';

const path = 'src/db/seed.ts';

/** Emits the rows that are there after the first start. */
export const seedEmitter: Emitter = {
  name: 'seed',
  declare(application, symbols) {
    if (seeded(application).length > 0) symbols.declare('seed', path, 'seed');
  },
  emit(application, symbols) {
    const entities = seeded(application);
    if (entities.length === 0) return [];
    const file = new TsFile(symbols, {
      path,
      emitter: this.name,
      milestone: 'database',
      stratum: 'ast',
      reason: 'The rows stand in the spec.',
    });
    const nodes = entities.map(({ name }) => name);
    file.add({ name: 'seed', nodes }, () => seedText(file, application, entities));
    return [file.finish()];
  },
};

/** Entities with seed rows, each after those that it refers to. */
function seeded(application: ApplicationIR): readonly Entity[] {
  const ordered: Entity[] = [];
  const visit = (entity: Entity, path: readonly string[]): void => {
    if (ordered.includes(entity) || path.includes(entity.name)) return;
    for (const relation of entity.relations) {
      const target = application.entities.find(({ name }) => name === relation.target);
      if (relation.kind === 'belongsTo' && target !== undefined) visit(target, [...path, entity.name]);
    }
    ordered.push(entity);
  };
  for (const entity of application.entities) visit(entity, []);
  return ordered.filter(({ seed }) => seed.length > 0);
}

function seedText(file: TsFile, application: ApplicationIR, entities: readonly Entity[]): string {
  const database = file.use('runtime:Database');
  const inTransaction = file.use('runtime:inTransaction');
  const systemCaller = file.use('runtime:systemCaller');
  return `/** Inserts the example rows into every table that is empty. */
export function seed(database: ${database}): Promise<void> {
  return ${inTransaction}(database, ${systemCaller}, async ({ tx }) => {
${entities.map((entity) => insertion(file, application, entity)).join('\n')}
  });
}`;
}

function insertion(file: TsFile, application: ApplicationIR, entity: Entity): string {
  const table = file.use(`table:${entity.name}`);
  const rows = entity.seed.map((row) => rowText(file, application, entity, row));
  return `if ((await tx.select().from(${table}).limit(1)).length === 0) {
  await tx.insert(${table}).values([${rows.join(', ')}]);${identityText(file, entity)}
}`;
}

/** Keys that the spec gives must not be handed out again. */
function identityText(file: TsFile, entity: Entity): string {
  const key = primaryKeyOf(entity);
  if (key.generated !== 'identity' || entity.seed.every((row) => row.values[key.name] === undefined)) return '';
  const sql = file.importFrom('drizzle-orm', 'sql');
  const table = quoteName(sqlName(entity.table));
  const column = sqlName(key.column);
  const sequence = `pg_get_serial_sequence(${quoteText(table)}, ${quoteText(column)})`;
  return `\n  await tx.execute(${sql}\`select setval(${templateText(sequence)}, max(${templateText(quoteName(column))})) from ${templateText(table)}\`);`;
}

function rowText(file: TsFile, application: ApplicationIR, entity: Entity, row: SeedRow): string {
  const entries = entity.attributes.flatMap((attribute) => {
    const value = row.values[attribute.name];
    const text = value === undefined ? generatedValue(file, attribute) : valueText(columnOf(application, entity, attribute), value);
    return text === undefined ? [] : [`${JSON.stringify(attribute.name)}: ${text}`];
  });
  return `{ ${entries.join(', ')} }`;
}

function generatedValue(file: TsFile, attribute: Attribute): string | undefined {
  return attribute.generated === 'uuid' ? `${file.use('runtime:uuidv7')}()` : undefined;
}

function valueText(column: Column, value: Json): string {
  if (value === null) return 'null';
  if (column.type.row === 'Date') return `new Date(${JSON.stringify(value)})`;
  return JSON.stringify(column.type.builder === 'numeric' && typeof value === 'number' ? String(value) : value);
}

function templateText(text: string): string {
  return text.replace(/[\\`$]/g, '\\$&');
}
