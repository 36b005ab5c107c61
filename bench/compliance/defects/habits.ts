import * as ts from 'typescript';
import { type App, edit, pathOf } from '../app.ts';
import { type ExpectedGap, type Operator, defect, placeOf } from '../operator.ts';

const initial = 'migrations/0001_init.sql';

/** Statements that a migration of its own runs behind the first one. */
function laterMigrations(found: RegExp, statements: (match: RegExpExecArray) => string, expected: readonly ExpectedGap[]): Operator['places'] {
  return (app: App) => [...app.text(initial).matchAll(found)].map((match) =>
    placeOf([], { file: initial, start: match.index, files: new Map([['migrations/0002_later.sql', statements(match)]]), expected }));
}

const schemas = /^src\/models\/schemas\/(?!support)/;

/** What people and their assistants break by the way, and what a second migration breaks. */
export const habitDefects: readonly Operator[] = [
  defect('habit.routes.registeredTwice', (app) => app.nodes(ts.isExpressionStatement, /^src\/app\.ts$/).filter((node) => /^\w+Routes\(app\);$/.test(node.getText())).map((node) =>
    placeOf([edit.after(node, `\n  ${node.getText()}`)], { expected: [{ keys: [/./], code: /^DM4202$/, files: ['src/app.ts'] }] }))),
  defect('habit.environment.renamed', (app) => app.trees(/^src\/config\.ts$/).map((tree) => {
    const places = [...tree.text.matchAll(/ {2}PORT:|environment\.PORT\b/g)];
    return placeOf(places.map(({ 0: text, index }) => ({ file: tree.fileName, start: index, end: index + text.length, text: text.replace('PORT', 'HTTP_PORT') })), {
      expected: [{ keys: ['setting:environment.PORT'], code: /^DM4601$/ }, { keys: ['runtime:loadConfig'], code: /^DM4563$/ }],
    });
  })),
  defect('habit.list.everySome', (app) => app.nodes(ts.isPropertyAccessExpression, /^src\/(?:workflows|validators)\//).filter(({ name }) => name.text === 'every').map((node) =>
    placeOf([edit.replace(node.name, 'some')], { expected: [{ keys: [/./], code: /^DM45/, files: [pathOf(node)] }] }))),
  defect('habit.body.coerced', (app) => app.nodes(ts.isCallExpression, schemas).filter((node) => node.getText() === 'z.boolean()' && /(?:Create|Update|Replace|Body)Schema = /.test(statementOf(node))).map((node) =>
    placeOf([edit.replace(node, 'z.coerce.boolean()')], { expected: [{ keys: [/./], code: /^DM4207$/, files: [pathOf(node)] }] }))),
  defect('habit.migration.constraintDropped', laterMigrations(/create table "(?<table>\w+)"[^;]*?constraint "(?<name>\w+__(?:minimum|maximum|max_length|key|values))"/g,
    ({ groups }) => `-- it was in the way\nalter table ${groups?.['table'] ?? ''} drop constraint ${groups?.['name'] ?? ''};\n`, [{ keys: [/./], code: /^DM41(?:08|14)$/ }])),
  defect('habit.migration.nullable', laterMigrations(/create table "(?<table>\w+)" \(\n(?:[^;]*?\n)?? {2}"(?<column>name|title|text|quantity|amount)" [^\n]* not null/g,
    ({ groups }) => `alter table ${groups?.['table'] ?? ''} alter column ${groups?.['column'] ?? ''} drop not null;\n`, [{ keys: [/\.nullable$/], code: /^DM4106$/ }])),
  defect('habit.migration.tableRenamed', laterMigrations(/create table "(?<table>\w+)"/g,
    ({ groups }) => `alter table ${groups?.['table'] ?? ''} rename to ${groups?.['table'] ?? ''}_old;\n`, [{ keys: [/./], code: /^DM41(?:01|12)$/ }, { keys: [/^table:/], code: /^DM4102$/ }])),
];

function statementOf(node: ts.Node): string {
  let current = node;
  while (!ts.isSourceFile(current.parent)) current = current.parent;
  return current.getText();
}
