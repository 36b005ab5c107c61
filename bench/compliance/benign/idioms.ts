import * as ts from 'typescript';
import type { TextEdit } from '../../../src/base/textEdit.ts';
import { type App, around, edit, isCallOf, nameOf, nodesIn, propertyOf, stringOf } from '../app.ts';
import { type Operator, type Place, benign, placeOf } from '../operator.ts';
import { freshName, isTopLevel } from '../scopes.ts';

const services = /^src\/services\/(?!operations\/)/;
const repositories = /^src\/repositories\/\w+Repository\.ts$/;
const flows = /^src\/(?:workflows|services|state-machines)\//;
const routes = /^src\/api\/routes\//;
const schemas = /^src\/models\/schemas\/(?!support)/;

function onNodes<T extends ts.Node>(paths: RegExp, is: (node: ts.Node) => node is T, change: (node: T, app: App) => TextEdit | readonly TextEdit[] | undefined) {
  return (app: App): Place[] => app.nodes(is, paths).flatMap((node) => {
    const edits = change(node, app);
    return edits === undefined ? [] : [placeOf('file' in edits ? [edits] : edits)];
  });
}

/** The first statement of a file that is no import. */
const top = (node: ts.Node): ts.Statement | undefined => node.getSourceFile().statements.find((statement) => !ts.isImportDeclaration(statement));

/** `row === undefined` where the row was just awaited in the same function, as a name or the first of a list. */
function awaitedName({ left, right, operatorToken }: ts.BinaryExpression): ts.Identifier | undefined {
  if (right.getText() !== 'undefined' || !/^[!=]==$/.test(operatorToken.getText()) || !ts.isIdentifier(left)) return undefined;
  const owner = around(left, (node): node is ts.FunctionLikeDeclaration => ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isArrowFunction(node));
  const declared = owner === undefined ? [] : nodesIn(owner, ts.isVariableDeclaration).filter(({ name }) => name.getText() === left.text || name.getText() === `[${left.text}]`);
  const [only, ...more] = declared;
  return only?.initializer !== undefined && ts.isAwaitExpression(only.initializer) && more.length === 0 && !/: (?:boolean|number|string)\b/.test(only.getText()) ? left : undefined;
}

const isServiceObject = (node: ts.Node): node is ts.ObjectLiteralExpression => ts.isObjectLiteralExpression(node) && node.properties.length > 0 && node.properties.every(ts.isMethodDeclaration)
  && ts.isVariableDeclaration(node.parent) && ts.isSourceFile(node.parent.parent.parent.parent);

const spreadCondition = (node: ts.ConditionalExpression): string => {
  const isGiven = node.whenTrue.getText() === 'undefined';
  const [condition, value] = isGiven ? [`!(${node.condition.getText()})`, node.whenFalse] : [node.condition.getText(), node.whenTrue];
  return `...(${condition} ? [${value.getText()}] : [])`;
};

const isFilter = (node: ts.Node): node is ts.ConditionalExpression => ts.isConditionalExpression(node) && isCallOf(node.parent, 'and') && (node.whenTrue.getText() === 'undefined' || node.whenFalse.getText() === 'undefined');

export const idiomChanges: readonly Operator[] = [
  benign('idiom.row.falsy', onNodes(flows, ts.isBinaryExpression, (node) => {
    const name = awaitedName(node);
    return name === undefined ? undefined : edit.replace(node, node.operatorToken.getText() === '===' ? `!${name.text}` : `!!${name.text}`);
  })),
  benign('idiom.row.looselyNull', onNodes(flows, ts.isBinaryExpression, (node) => {
    const name = awaitedName(node);
    return name === undefined ? undefined : edit.replace(node, `${name.text} ${node.operatorToken.getText().slice(0, 2)} null`);
  })),
  benign('idiom.length.falsy', onNodes(flows, ts.isBinaryExpression, (node) => {
    if (!/\.length$/.test(node.left.getText()) || node.right.getText() !== '0') return undefined;
    const operator = node.operatorToken.getText();
    return operator === '===' ? edit.replace(node, `!${node.left.getText()}`) : operator === '>' ? edit.replace(node, `${node.left.getText()} >= 1`) : undefined;
  })),
  benign('idiom.rows.at', onNodes(repositories, ts.isVariableDeclaration, (node) => {
    if (!ts.isArrayBindingPattern(node.name) || node.name.elements.length !== 1 || node.initializer === undefined) return undefined;
    return [edit.replace(node.name, 'rows'), edit.after(node.parent, `;\n    const ${node.name.elements[0]?.getText() ?? ''} = rows.at(0)`)];
  })),
  benign('idiom.query.limitOne', onNodes(repositories, ts.isVariableDeclaration, (node) => {
    const call = ts.isArrayBindingPattern(node.name) && node.initializer !== undefined && ts.isAwaitExpression(node.initializer) ? node.initializer.expression : undefined;
    return call !== undefined && /\.select\(\)/.test(call.getText()) && !/\.for\(/.test(call.getText()) ? edit.after(call, '.limit(1)') : undefined;
  })),
  benign('idiom.filter.spread', onNodes(repositories, isFilter, (node) => edit.replace(node, spreadCondition(node)))),
  benign('idiom.filters.pushed', onNodes(repositories, (node): node is ts.CallExpression => isCallOf(node, 'and') && node.arguments.length > 1 && isFilter(node.arguments[0] ?? node), (call) => {
    const filters = call.arguments.filter((arg) => isFilter(arg) && arg.whenTrue.getText() === 'undefined').filter(isFilter);
    const first = call.arguments[0];
    const last = filters.at(-1);
    const statement = around(call, ts.isVariableStatement);
    if (first === undefined || last === undefined || statement === undefined || call.arguments.indexOf(last) !== filters.length - 1) return undefined;
    const name = freshName(call.getSourceFile(), 'conditions');
    const pushes = filters.map((filter) => `    if (!(${filter.condition.getText()})) {\n      ${name}.push(${filter.whenFalse.getText()});\n    }\n`).join('');
    return [edit.before(statement, `const ${name} = [];\n${pushes}    `), edit.cut(call, first.getStart(), last.end, `...${name}`)];
  })),
  benign('idiom.promise.then', onNodes(services, ts.isReturnStatement, (node) => {
    const call = node.expression !== undefined && ts.isCallExpression(node.expression) && node.expression.expression.getText() === 'found' ? node.expression : undefined;
    const [row, ...rest] = call?.arguments ?? [];
    return row !== undefined && ts.isAwaitExpression(row) ? edit.replace(node, `return ${row.expression.getText()}.then((row) => found(${['row', ...rest.map((arg) => arg.getText())].join(', ')}));`) : undefined;
  })),
  benign('idiom.found.nullish', onNodes(services, ts.isFunctionDeclaration, (node) => {
    const [guard, last] = node.body?.statements ?? [];
    const thrown = guard !== undefined && ts.isIfStatement(guard) && guard.expression.getText() === 'row === undefined' && ts.isThrowStatement(guard.thenStatement) ? guard.thenStatement.expression.getText() : undefined;
    if (node.name?.text !== 'found' || guard === undefined || last === undefined || thrown === undefined) return undefined;
    return [edit.cut(node, guard.getStart(), last.end, `return row ?? raise(${thrown});`), edit.after(node, '\n\nfunction raise(error: Error): never {\n  throw error;\n}\n')];
  })),
  benign('idiom.service.factory', onNodes(services, isServiceObject, (object) => {
    const statement = around(object, ts.isVariableStatement);
    const name = nameOf(object.parent as ts.VariableDeclaration);
    const maker = freshName(object.getSourceFile(), `create${name.charAt(0).toUpperCase()}${name.slice(1)}`);
    return statement === undefined ? undefined : edit.replace(statement, `export const ${maker} = () => (${object.getText()});\n\nexport const ${name} = ${maker}();`);
  })),
  benign('idiom.service.wrapped', onNodes(services, isServiceObject, (object) => {
    const name = freshName(object.getSourceFile(), 'traced');
    const first = top(object);
    return first === undefined ? undefined : [edit.before(first, `function ${name}<T extends object>(name: string, service: T): T {\n  console.debug(name);\n  return service;\n}\n\n`), edit.replace(object, `${name}("service", ${object.getText()})`)];
  })),
  benign('idiom.handler.curried', onNodes(routes, (node): node is ts.PropertyAssignment => ts.isPropertyAssignment(node) && nameOf(node) === 'handler' && ts.isArrowFunction(node.initializer), (property) => {
    const name = freshName(property.getSourceFile(), 'measured');
    const first = property.getSourceFile().statements.find(isTopLevel);
    if (first === undefined) return undefined;
    return [edit.before(first, `const ${name} = (name: string) => <Args extends unknown[], T>(work: (...args: Args) => Promise<T>) => async (...args: Args): Promise<T> => {\n  const from = performance.now();\n  try {\n    return await work(...args);\n  } finally {\n    console.debug(name, performance.now() - from);\n  }\n};\n\n`), edit.replace(property.initializer, `${name}("call")(${property.initializer.getText()})`)];
  })),
  benign('idiom.reply.sent', onNodes(routes, ts.isReturnStatement, (node) => {
    const handler = around(node, ts.isArrowFunction);
    const answer = node.expression !== undefined && ts.isCallExpression(node.expression) && /^present\w+$/.test(node.expression.expression.getText()) ? node.expression : undefined;
    return answer !== undefined && handler?.parameters[1]?.name.getText() === 'reply' && ts.isPropertyAssignment(handler.parent) ? edit.replace(node, `return reply.send(${answer.getText()});`) : undefined;
  })),
  benign('idiom.route.documented', onNodes(routes, (node): node is ts.PropertyAssignment => ts.isPropertyAssignment(node) && nameOf(node) === 'schema' && ts.isObjectLiteralExpression(node.initializer), ({ initializer }) => {
    const first = ts.isObjectLiteralExpression(initializer) ? initializer.properties[0] : undefined;
    return first === undefined ? undefined : edit.before(first, 'tags: ["internal"],\n summary: "Described for the docs",\n ');
  })),
  benign('idiom.path.joined', onNodes(routes, ts.isPropertyAssignment, (property) => {
    const url = nameOf(property) === 'url' ? stringOf(property.initializer) : undefined;
    const first = property.getSourceFile().statements.find(isTopLevel);
    if (url === undefined || first === undefined || url === '/') return undefined;
    const name = freshName(property.getSourceFile(), 'pathTo');
    return [edit.before(first, `const ${name} = (...parts: readonly string[]): string => "/" + parts.join("/");\n\n`), edit.replace(property.initializer, `${name}(${url.slice(1).split('/').map((part) => JSON.stringify(part)).join(', ')})`)];
  })),
  benign('idiom.import.namespace', (app) => app.trees(schemas).flatMap((tree) => {
    const found = tree.statements.find((node): node is ts.ImportDeclaration => ts.isImportDeclaration(node) && node.getText() === 'import { z } from "zod";');
    return found === undefined ? [] : [placeOf([edit.replace(found, 'import * as z from "zod";')])];
  })),
  benign('idiom.import.alias', (app) => app.trees(routes).flatMap((tree) => {
    const manifest = app.text('package.json');
    const used = tree.statements.filter((node): node is ts.ImportDeclaration => ts.isImportDeclaration(node) && node.moduleSpecifier.getText().startsWith('"../../services/'));
    const at = manifest.indexOf('"scripts"');
    return used.length === 0 || at < 0 ? [] : [placeOf([...used.map(({ moduleSpecifier }) => edit.replace(moduleSpecifier, moduleSpecifier.getText().replace('../../', '#'))), { file: 'package.json', start: at, end: at, text: '"imports": { "#services/*": "./src/services/*" },\n  ' }])];
  })),
  benign('idiom.enum', onNodes(flows, ts.isStringLiteral, (node) => {
    const first = top(node);
    const isState = /^[A-Z][A-Z_]+$/.test(node.text) && ts.isBinaryExpression(node.parent);
    if (!isState || first === undefined) return undefined;
    const name = freshName(node.getSourceFile(), 'Words');
    return [edit.before(first, `enum ${name} {\n  First = "${node.text}",\n}\n\n`), edit.replace(node, `${name}.First`)];
  })),
  benign('idiom.schema.iife', onNodes(schemas, ts.isVariableDeclaration, (node) => (node.initializer !== undefined && ts.isCallExpression(node.initializer) && ts.isIdentifier(node.name) ? edit.replace(node.initializer, `(() => {\n  const made = ${node.initializer.getText()};\n  return made;\n})()`) : undefined))),
  benign('idiom.loop.numbered', onNodes(/^src\/workflows\//, ts.isForOfStatement, (node) => (ts.isVariableDeclarationList(node.initializer) && ts.isIdentifier(node.expression)
    ? [edit.replace(node.initializer, `const [, ${node.initializer.declarations[0]?.name.getText() ?? ''}]`), edit.after(node.expression, '.entries()')] : undefined))),
  benign('idiom.sum.swapped', onNodes(/^src\/(?:workflows|repositories)\//, ts.isBinaryExpression, (node) => (/^[+*]$/.test(node.operatorToken.getText()) && !/["'`]/.test(node.getText()) && !ts.isBinaryExpression(node.parent) && !ts.isBinaryExpression(node.left) ? edit.replace(node, `${node.right.getText()} ${node.operatorToken.getText()} ${node.left.getText()}`) : undefined))),
];

/** Settings of a route that change nothing of what it does. */
export const optionChanges: readonly Operator[] = [
  benign('idiom.route.config', onNodes(routes, (node): node is ts.ObjectLiteralExpression => ts.isObjectLiteralExpression(node) && propertyOf(node, 'handler') !== undefined, (options) => {
    const handler = propertyOf(options, 'handler');
    return handler === undefined || propertyOf(options, 'config') !== undefined ? undefined : edit.before(handler, 'logLevel: "warn",\n    ');
  })),
];
