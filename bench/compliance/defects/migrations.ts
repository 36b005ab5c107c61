import type { TextEdit } from '../../../src/base/textEdit.ts';
import type { Entity } from '../../../src/ir/entity.ts';
import type { App } from '../app.ts';
import { attributeKeys, keysBelow } from '../keys.ts';
import { type Operator, type Place, defect, placeOf } from '../operator.ts';
import { constraintKeys } from './tables.ts';

const code = /^DM41/;

interface Line {
  readonly file: string;
  readonly entity: Entity;
  readonly start: number;
  readonly text: string;
}

/** The lines of the app's tables in its migrations; each column and constraint has one. */
function linesOf(app: App): Line[] {
  return [...app.texts].filter(([path]) => /^migrations\/.*\.sql$/.test(path)).flatMap(([file, text]) =>
    [...text.matchAll(/create table "(\w+)" \(\n([^;]*)\n\);/gi)].flatMap((table) => {
      const entity = app.entityOfTable(table[1] ?? '');
      if (entity === undefined) return [];
      let start = table.index + table[0].indexOf('(\n') + 2;
      return (table[2] ?? '').split('\n').map((line) => {
        const found = { file, entity, start, text: line };
        start += line.length + 1;
        return found;
      });
    }));
}

const columnPattern = /^ {2}"(\w+)" (\S.*?)(,?)$/;

function columnsOf(app: App): (Line & { readonly column: string })[] {
  return linesOf(app).flatMap((line) => {
    const column = columnPattern.exec(line.text)?.[1];
    return column === undefined || line.entity.attributes.every((attribute) => attribute.column !== column || attribute.generated === 'createdAt' || attribute.generated === 'updatedAt') ? [] : [{ ...line, column }];
  });
}

/** A changed line; what is gone goes with its line, and the comma before the end of the list. */
function changed(app: App, { file, start, text }: Line, to: string | undefined): TextEdit[] {
  if (to !== undefined) return [{ file, start, end: start + text.length, text: to }];
  const isLast = !text.endsWith(',');
  const from = isLast ? app.text(file).lastIndexOf(',', start) : start;
  return [{ file, start: from, end: isLast ? start + text.length : start + text.length + 1, text: '' }];
}

function onColumns(find: RegExp, replacement: string, part: string) {
  return (app: App): Place[] => columnsOf(app).flatMap((line) => {
    const to = line.text.replace(find, replacement);
    return to === line.text ? [] : [placeOf(changed(app, line, to), { expected: [{ keys: attributeKeys(line.entity, line.column, part), code, files: [line.file] }] })];
  });
}

function onConstraints(kind: RegExp, change?: (text: string) => string) {
  return (app: App): Place[] => linesOf(app).flatMap((line) => {
    const match = /^ {2}constraint "(\w+)" (.*)$/.exec(line.text);
    const to = change?.(line.text);
    if (match === null || !kind.test(match[2] ?? '') || to === line.text) return [];
    return [placeOf(changed(app, line, to), { expected: [{ keys: constraintKeys(line.entity, match[1] ?? ''), code, files: [line.file] }] })];
  });
}

export const migrationDefects: readonly Operator[] = [
  defect('migration.column.deleted', (app) => columnsOf(app).filter(({ column, entity }) => entity.attributes.some((attribute) => attribute.column === column && !attribute.primaryKey && attribute.relation === undefined && !attribute.unique)).map((line) => placeOf(changed(app, line, undefined), {
    expected: [{ keys: attributeKeys(line.entity, line.column), code, files: [line.file] }], implied: [{ keys: keysBelow(line.entity.name), code }],
  }))),
  defect('migration.column.typeChanged', (app) => [['text', 'varchar(50)'], ['integer', 'smallint'], ['bigint', 'integer'], ['boolean', 'text'], ['uuid', 'text'], [String.raw`numeric\((\d+), \d+\)`, 'numeric($1, 3)'], [String.raw`timestamp\(3\) with time zone`, 'timestamp(3)'], ['jsonb', 'json'], ['date', 'timestamp']]
    .flatMap(([from = '', to = '']) => onColumns(new RegExp(String.raw`^( {2}"\w+" )${from}(?=[ ,]|$)`), `$1${to.replace('$1', '$2')}`, 'type|precision|scale')(app))),
  // A column of the primary key is never null, whatever else its line says.
  defect('migration.notNull.dropped', onColumns(/(?<!^ {2}"id".*) not null(?! default now| generated)/, '', 'nullable|required')),
  defect('migration.notNull.added', (app) => columnsOf(app).filter(({ text }) => !text.includes('not null')).map((line) => placeOf(changed(app, line, line.text.replace(/(,?)$/, ' not null$1')), { expected: [{ keys: attributeKeys(line.entity, line.column, 'nullable|required'), code, files: [line.file] }] }))),
  defect('migration.default.dropped', onColumns(/ default ('[^']*'|-?[\d.]+|true|false)/, '', '.*')),
  defect('migration.default.changed', (app) => [...onColumns(/ default true/, ' default false', '.*')(app), ...onColumns(/ default false/, ' default true', '.*')(app), ...onColumns(/ default (\d+)/, ' default 7$1', '.*')(app), ...onColumns(/ default '(\w+)'/, " default 'X$1'", '.*')(app)]),
  defect('migration.unique.dropped', onConstraints(/^unique/)),
  defect('migration.foreignKey.dropped', onConstraints(/^foreign key/)),
  defect('migration.check.dropped', onConstraints(/^check/)),
  defect('migration.check.changed', onConstraints(/^check/, (text) => text.replace(/ (>=|<=|<|>) (-?\d+)/, (_, operator: string, bound: string) => ` ${operator} ${String(Number(bound) + 1)}`))),
  defect('migration.check.operatorChanged', onConstraints(/^check/, (text) => text.replace(/ (>=|<=|<|>) (?=-?\d)/, (_, operator: string) => ` ${operator.endsWith('=') ? operator.slice(0, 1) : `${operator}=`} `))),
  defect('migration.enumValue.dropped', onConstraints(/^check/, (text) => text.replace(/ in \('\w+', /, ' in ('))),
  defect('migration.onDelete.changed', onConstraints(/^foreign key/, (text) => (text.includes('on delete') ? text.replace(/ on delete (?:cascade|set null)/, '') : text.replace(/(,?)$/, ' on delete cascade$1')))),
  defect('migration.index.dropped', (app) => [...app.texts].filter(([path]) => path.startsWith('migrations/')).flatMap(([file, text]) => [...text.matchAll(/\n\ncreate index "(\w+)" on "(\w+)"[^;]*;/g)].flatMap((match) => {
    const entity = app.entityOfTable(match[2] ?? '');
    return entity === undefined ? [] : [placeOf([{ file, start: match.index, end: match.index + match[0].length, text: '' }], { expected: [{ keys: constraintKeys(entity, match[1] ?? ''), code }] })];
  }))),
  defect('migration.table.dropped', (app) => [...app.texts].filter(([path]) => path.startsWith('migrations/')).flatMap(([file, text]) => [...text.matchAll(/create table "(\w+)" \(\n[^;]*\n\);\n(?:\ncreate index "\w+" on "\1"[^;]*;\n)*/g)].flatMap((match) => {
    const entity = app.entityOfTable(match[1] ?? '');
    return entity === undefined ? [] : [placeOf([{ file, start: match.index, end: match.index + match[0].length, text: '' }], { expected: [{ keys: [entity.name], code }] })];
  }))),
  defect('migration.column.added', (app) => linesOf(app).filter(({ text }) => text.startsWith('  "id" ')).map((line) => placeOf([{ file: line.file, start: line.start, end: line.start, text: '  "remark" text,\n' }], { expected: [{ keys: [`${line.entity.name}.remark`], code, files: [line.file] }] }))),
  defect('migration.columnRelaxedLater', (app) => columnsOf(app).filter(({ text }) => text.includes('not null') && !text.includes(' generated ') && !text.includes('"id"')).map((line) => placeOf([], {
    files: new Map([['migrations/0002_relaxed.sql', `alter table "${line.entity.table}" alter column "${line.column}" drop not null;\n`]]),
    expected: [{ keys: attributeKeys(line.entity, line.column, 'nullable|required'), code }],
  }))),
];
