import * as ts from 'typescript';
import { type App, edit, isCallOf, nodesIn, pathOf, propertyOf } from '../app.ts';
import { type Operator, type Place, benign, placeOf } from '../operator.ts';

const schemas = /^src\/models\/schemas\/(?!support)/;
const entities = /^src\/models\/entities\//;
const routes = /^src\/api\/routes\//;

/** Every match in the files, each as a place of its own. */
function inTexts(app: App, paths: RegExp, find: RegExp, to: (match: RegExpExecArray) => string | undefined): Place[] {
  return [...app.texts].filter(([path]) => paths.test(path)).flatMap(([file, text]) => [...text.matchAll(find)].flatMap((match) => {
    const made = to(match);
    return made === undefined ? [] : [placeOf([{ file, start: match.index, end: match.index + match[0].length, text: made }])];
  }));
}

function isAlternatives(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && isCallOf(node, 'access') && node.arguments.length > 1;
}

/** Other words for what schemas, tables, migrations and settings declare. */
export const declarationChanges: readonly Operator[] = [
  benign('declaration.wholeNumber', (app) => inTexts(app, schemas, /z\.int32\(\)(?=\.min\(\d+\)\.max\(\d+\))/g, () => 'z.int()')),
  benign('declaration.pattern.digits', (app) => inTexts(app, schemas, /\/(?:[^/\n\\]|\\.)*\[0-9\](?:[^/\n\\]|\\.)*\/u/g, ([text]) => text.replaceAll('[0-9]', '\\d'))),
  benign('declaration.length.refined', (app) => inTexts(app, schemas, /z\.string\(\)\.max\((\d+)\)/g, ([, most = '']) => `z.string().refine((text) => text.length <= ${most}, "Too long")`)),
  benign('declaration.preprocess.same', (app) => app.nodes(ts.isPropertyAssignment, schemas).filter(({ initializer }) => /^z\.(?:string|int32|boolean)\(\)[\w.()]*$/.test(initializer.getText()) && !/\b(?:optional|nullish|default)\(/.test(initializer.getText())).map(({ initializer }) =>
    placeOf([edit.replace(initializer, `z.preprocess((value) => value, ${initializer.getText()})`)]))),
  benign('declaration.booleanText', (app) => inTexts(app, /^src\/models\/schemas\/support\.ts$/, /z\s*\.enum\(\["true", "false"\]\)\s*\.transform\(\(text\) => text === "true"\)/g, () => 'z.stringbool({ truthy: ["true"], falsy: ["false"], case: "sensitive" })')),
  benign('declaration.access.alternatives', (app) => app.nodes(isAlternatives, routes).map((call) => placeOf([edit.replace(call, `access(${[...call.arguments].reverse().map((arg) => arg.getText()).join(', ')})`)]))),
  benign('declaration.access.scopes', (app) => app.nodes(ts.isObjectLiteralExpression, routes).flatMap((node) => {
    const scopes = propertyOf(node, 'scopes')?.initializer;
    return scopes !== undefined && ts.isArrayLiteralExpression(scopes) && scopes.elements.length > 1 ? [placeOf([edit.replace(scopes, `[${[...scopes.elements].reverse().map((item) => item.getText()).join(', ')}]`)])] : [];
  })),
  benign('declaration.table.creator', (app) => app.trees(entities).flatMap((tree) => {
    const [call] = nodesIn(tree, ts.isCallExpression).filter((node) => isCallOf(node, 'pgTable'));
    const [name] = nodesIn(tree, ts.isImportSpecifier).filter((specifier) => specifier.name.text === 'pgTable');
    const statement = call === undefined ? undefined : tree.statements.find((candidate) => candidate.pos <= call.pos && call.end <= candidate.end);
    if (call === undefined || name === undefined || statement === undefined) return [];
    return [placeOf([edit.replace(name, 'pgTableCreator'), edit.before(statement, 'const inSchema = pgTableCreator((name) => name);\n\n'), edit.replace(call.expression, 'inSchema')], { file: pathOf(call) })];
  })),
  benign('declaration.migration.moreThan', (app) => inTexts(app, /^migrations\/0001.*\.sql$/, /(char_length\("\w+"\)) (>|<)= (\d+)/g, ([, length = '', sign = '', bound = '']) => `${length} ${sign} ${String(Number(bound) + (sign === '>' ? -1 : 1))}`)),
  benign('declaration.compose.longPorts', (app) => inTexts(app, /^docker\/compose\.yaml$/, /- "(127\.0\.0\.1):(\$\{\w+:-\d+\}):(\d+)"/g, ([, address = '', published = '', target = '']) => `- { target: ${target}, published: "${published}", host_ip: ${address} }`)),
];
