import type { App } from '../app.ts';
import { type Operator, type Place, benign, placeOf } from '../operator.ts';

interface TableText {
  readonly file: string;
  readonly name: string;
  /** Of the list of columns and constraints. */
  readonly start: number;
  readonly end: number;
  /** After the statement. */
  readonly after: number;
  readonly lines: readonly string[];
}

function tablesOf(app: App): TableText[] {
  return [...app.texts].filter(([path]) => /^migrations\/(?!0000).*\.sql$/.test(path)).flatMap(([file, text]) => [...text.matchAll(/create table "(\w+)" \(\n([^;]*)\n\);/g)].map((match) => {
    const start = match.index + match[0].indexOf('(\n') + 2;
    return { file, name: match[1] ?? '', start, end: start + (match[2] ?? '').length, after: match.index + match[0].length, lines: (match[2] ?? '').split('\n').map((line) => line.replace(/,$/, '')) };
  }));
}

const list = (lines: readonly string[]): string => lines.join(',\n');

function onTables(make: (table: TableText, app: App) => Place | undefined) {
  return (app: App): Place[] => tablesOf(app).flatMap((table) => make(table, app) ?? []);
}

function replaced(app: App, find: RegExp, to: string | ((word: string) => string)): Place[] {
  return [...app.texts].filter(([path]) => /^migrations\/(?!0000).*\.sql$/.test(path)).flatMap(([file, text]) => [...text.matchAll(find)].map((match) => placeOf([{ file, start: match.index, end: match.index + match[0].length, text: typeof to === 'string' ? match[0].replace(new RegExp(find.source), to) : to(match[0]) }])));
}

/** A constraint at the place of a column, or after its table. */
const isConstraint = (line: string): boolean => line.startsWith('  constraint ');

function withoutLine(table: TableText, line: string, after: string): Place {
  return placeOf([{ file: table.file, start: table.start, end: table.end, text: list(table.lines.filter((other) => other !== line)) }, { file: table.file, start: table.after, end: table.after, text: `\n\n${after}` }]);
}

const lastTable = (app: App): TableText | undefined => tablesOf(app).at(-1);

export const migrationChanges: readonly Operator[] = [
  benign('migration.comment', onTables((table) => placeOf([{ file: table.file, start: table.start, end: table.start, text: '  -- kept small on purpose\n' }, { file: table.file, start: table.after, end: table.after, text: '\n/* the next table */' }]))),
  benign('migration.upperCase', (app) => replaced(app, /create table|not null|constraint|references|primary key|foreign key|default|check(?= \()|create index|on delete cascade/g, (word) => word.toUpperCase())),
  benign('migration.unquoted', (app) => replaced(app, /"([a-z_]+)"(?= (?:uuid|integer|text|numeric|timestamp|boolean) )/g, '$1').filter(({ edits }) => !/\b(?:user|order|table|group|read|text|number|name|status|date|start|end|position|active|value|type)\b/.test(edits[0]?.text ?? ''))),
  benign('migration.oneLine', onTables((table) => placeOf([{ file: table.file, start: table.start, end: table.end, text: table.lines.map((line) => line.trim()).join(', ') }]))),
  benign('migration.typeAlias', (app) => [...replaced(app, /timestamp\((\d)\) with time zone/g, 'timestamptz($1)'), ...replaced(app, /(?<=" )integer/g, 'int4'), ...replaced(app, /(?<=" )integer/g, 'int'), ...replaced(app, /(?<=" )numeric(?=\()/g, 'decimal'), ...replaced(app, /(?<=" )boolean/g, 'bool')]),
  benign('migration.constraints.reordered', onTables((table) => placeOf([{ file: table.file, start: table.start, end: table.end, text: list([...table.lines.filter((line) => !isConstraint(line)), ...table.lines.filter(isConstraint).reverse()]) }]))),
  benign('migration.columns.reordered', onTables((table) => placeOf([{ file: table.file, start: table.start, end: table.end, text: list([...table.lines.filter((line) => !isConstraint(line)).reverse(), ...table.lines.filter(isConstraint)]) }]))),
  benign('migration.constraint.addedLater', (app) => tablesOf(app).flatMap((table) => table.lines.filter(isConstraint).map((line) => withoutLine(table, line, `alter table "${table.name}" add ${line.trim()};`)))),
  benign('migration.column.addedLater', (app) => tablesOf(app).flatMap((table) => table.lines.filter((line) => !isConstraint(line) && !line.includes('"id"') && !table.lines.some((other) => isConstraint(other) && other.includes(line.trim().split(' ')[0] ?? line)) && !app.text(table.file).slice(table.after).includes(`on "${table.name}" (${line.trim().split(' ')[0] ?? ''}`)).map((line) => withoutLine(table, line, `alter table "${table.name}" add column ${line.trim()};`)))),
  benign('migration.primaryKey.inline', onTables((table) => {
    const key = table.lines.find((line) => /^ {2}constraint "\w+" primary key \("id"\)$/.test(line));
    const name = /constraint "(\w+)"/.exec(key ?? '')?.[1];
    return key === undefined || name === undefined ? undefined : placeOf([{ file: table.file, start: table.start, end: table.end, text: list(table.lines.filter((line) => line !== key).map((line) => (line.startsWith('  "id" ') ? `${line.replace(' not null', '')} constraint "${name}" primary key` : line))) }]);
  })),
  benign('migration.unique.inline', onTables((table) => {
    const key = table.lines.find((line) => /^ {2}constraint "\w+" unique \("\w+"\)$/.test(line));
    const [, name = '', column = ''] = /constraint "(\w+)" unique \("(\w+)"\)/.exec(key ?? '') ?? [];
    return key === undefined ? undefined : placeOf([{ file: table.file, start: table.start, end: table.end, text: list(table.lines.filter((line) => line !== key).map((line) => (line.startsWith(`  "${column}" `) ? `${line} constraint "${name}" unique` : line))) }]);
  })),
  benign('migration.foreignKey.inline', onTables((table) => {
    const key = table.lines.find((line) => /^ {2}constraint "\w+" foreign key/.test(line));
    const [, name = '', column = '', rest = ''] = /constraint "(\w+)" foreign key \("(\w+)"\) (references .*)$/.exec(key ?? '') ?? [];
    return key === undefined || column === '' ? undefined : placeOf([{ file: table.file, start: table.start, end: table.end, text: list(table.lines.filter((line) => line !== key).map((line) => (line.startsWith(`  "${column}" `) ? `${line} constraint "${name}" ${rest}` : line))) }]);
  })),
  benign('migration.filesSplit', (app) => {
    const table = lastTable(app);
    const text = table === undefined ? '' : app.text(table.file);
    const from = table === undefined ? 0 : text.lastIndexOf('create table', table.start);
    return table === undefined || from < 10 ? [] : [placeOf([{ file: table.file, start: from, end: text.length, text: '' }], { files: new Map([['migrations/0002_more.sql', text.slice(from)]]) })];
  }),
  benign('migration.indexMovedToNext', (app) => [...app.texts].filter(([path]) => /^migrations\/0001/.test(path)).flatMap(([file, text]) => [...text.matchAll(/\n\ncreate index[^;]*;/g)].map((match) => placeOf([{ file, start: match.index, end: match.index + match[0].length, text: '' }], { files: new Map([['migrations/0002_index.sql', `${match[0].trim()}\n`]]) })))),
  benign('migration.correctedLater', onTables((table) => {
    const column = table.lines.find((line) => / text not null$/.test(line));
    const name = /"(\w+)"/.exec(column ?? '')?.[1];
    return column === undefined || name === undefined ? undefined : placeOf([{ file: table.file, start: table.start, end: table.end, text: list(table.lines.map((line) => (line === column ? line.replace(' not null', '') : line))) }], { files: new Map([['migrations/0002_strict.sql', `alter table "${table.name}" alter column "${name}" set not null;\n`]]) });
  })),
];
