import * as ts from 'typescript';
import { type App, edit, nameOf, nodesIn, pathOf } from '../app.ts';
import { type ExpectedGap, type Operator, type Place, defect, placeOf } from '../operator.ts';

const code = /^DM46/;
const gapIn = (file: string): ExpectedGap => ({ keys: [/./], code, files: [file] });

function onText(paths: RegExp, find: RegExp, to: string, more: Partial<ExpectedGap> = {}) {
  return (app: App): Place[] => [...app.texts].filter(([path]) => paths.test(path)).flatMap(([file, text]) => [...text.matchAll(find)].map((match) => placeOf(
    [{ file, start: match.index, end: match.index + match[0].length, text: match[0].replace(new RegExp(find.source), to) }],
    { expected: [{ ...gapIn(file), ...more }] },
  )));
}

const constraintFile = /^src\/db\/constraints\.ts$/;

/** The entries of the table of what callers are told when the database refuses a row. */
function entriesOf(app: App): ts.PropertyAssignment[] {
  return app.nodes(ts.isVariableDeclaration, constraintFile).filter((declaration) => nameOf(declaration) === 'constraints')
    .flatMap(({ initializer }) => (initializer !== undefined && ts.isObjectLiteralExpression(initializer) ? initializer.properties.filter(ts.isPropertyAssignment) : []));
}

export const settingDefects: readonly Operator[] = [
  defect('setting.port.changed', onText(/^src\/application\.ts$/, /port: \d+/g, 'port: 9999')),
  defect('setting.name.changed', onText(/^src\/application\.ts$/, /name: "\w+"/g, 'name: "other"')),
  defect('setting.adminScope.changed', onText(/^src\/application\.ts$/, /= "(\w+)";/g, '= "root";')),
  defect('setting.securityScheme.changed', onText(/^src\/application\.ts$/, /(?<=\w: \{ )kind: "(?:jwt|apiKey|basic)"/g, 'kind: "none"', { code: /^DM4[26]/ })),
  defect('setting.securityScheme.parameter', onText(/^src\/application\.ts$/, /parameter: "[\w-]+"/g, 'parameter: "X-Other"', { code: /^DM4[26]/ })),
  defect('setting.compose.port', onText(/^docker\/compose\.yaml$/, /(?<=APP_PORT:-\d+\}:)\d+/g, '9999')),
  defect('setting.compose.databaseDropped', onText(/^docker\/compose\.yaml$/, /\n {2}database:\n(?: {4}.*\n)+/g, '\n', { many: true })),
  defect('setting.constraintMessage.code', (app) => entriesOf(app).flatMap((entry) => nodesIn(entry.initializer, ts.isPropertyAssignment).filter((property) => nameOf(property) === 'code').map((property) => placeOf([edit.replace(property.initializer, '"other"')], { expected: [{ ...gapIn(pathOf(entry)), code: /^DM4/ }] })))),
  defect('setting.constraintMessage.dropped', (app) => entriesOf(app).map((entry) => placeOf([edit.remove(entry)], { expected: [{ ...gapIn(pathOf(entry)), code: /^DM4/ }] }))),
  defect('setting.openapi.pathDropped', (app) => [...app.texts].filter(([path]) => path === 'openapi.json').flatMap(([file, text]) => [...text.matchAll(/\n {4}"\/[^"]*": \{\n(?: {6}.*\n)+ {4}\},/g)].map((match) => placeOf(
    [{ file, start: match.index, end: match.index + match[0].length, text: '' }], { expected: [gapIn(file)] },
  )))),
];
