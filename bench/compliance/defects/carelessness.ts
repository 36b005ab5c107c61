import * as ts from 'typescript';
import type { TextEdit } from '../../../src/base/textEdit.ts';
import { type App, around, edit, isCallOf, nameOf, pathOf, propertyOf } from '../app.ts';
import { type RouteSite, routesOf } from '../keys.ts';
import { type ExpectedGap, type Operator, type Place, defect, placeOf } from '../operator.ts';
import { isExported } from '../scopes.ts';

const work = /^src\/(?:services\/(?!operations\/)|workflows\/)/;

/** One gap in the file; as many as there are functions that a private helper helps. */
function gapIn(node: ts.Node): ExpectedGap {
  const owner = around(node, ts.isFunctionDeclaration);
  return { keys: [/./], code: /^DM4[245]/, files: [pathOf(node)], ...(owner === undefined || isExported(owner) ? {} : { many: true }) };
}

function onAwaited(paths: RegExp, change: (statement: ts.ExpressionStatement, awaited: ts.AwaitExpression) => TextEdit) {
  return (app: App): Place[] => app.nodes(ts.isExpressionStatement, paths).flatMap((node) =>
    ts.isAwaitExpression(node.expression) && ts.isBlock(node.parent) ? [placeOf([change(node, node.expression)], { expected: [gapIn(node)] })] : []);
}

/** Any node of the routes that a place concerns. */
function onRoutes(change: (route: RouteSite) => readonly TextEdit[] | undefined): Operator['places'] {
  return (app) => routesOf(app).flatMap((route) => {
    const edits = change(route);
    return edits === undefined ? [] : [placeOf(edits, { expected: [{ keys: [new RegExp(`^${route.key.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)], code: /^DM42/ }] })];
  });
}

function inFile(path: string, change: (tree: ts.SourceFile) => readonly TextEdit[] | undefined, key: RegExp): Operator['places'] {
  return (app) => app.trees(new RegExp(`^${path.replaceAll('.', '\\.')}$`)).flatMap((tree) => {
    const edits = change(tree);
    return edits === undefined ? [] : [placeOf(edits, { expected: [{ keys: [key], code: /^DM4[56]/ }] })];
  });
}

const replaced = (tree: ts.SourceFile, from: RegExp, to: string): readonly TextEdit[] | undefined => {
  const match = from.exec(tree.text);
  return match === null ? undefined : [{ file: tree.fileName, start: match.index, end: match.index + match[0].length, text: to }];
};

export const carelessDefects: readonly Operator[] = [
  defect('careless.await.forgotten', onAwaited(work, (_, { expression }) => edit.replace(expression.parent, `void ${expression.getText()}`))),
  defect('careless.error.swallowed', onAwaited(work, (statement) => edit.replace(statement, `try {\n      ${statement.getText()}\n    } catch (error) {\n      console.error(error);\n    }`))),
  defect('careless.error.ignored', onAwaited(work, (statement, { expression }) => edit.replace(statement, `await ${expression.getText()}.catch(() => undefined);`))),
  defect('careless.onlyInProduction', onAwaited(work, (statement) => edit.replace(statement, `if (process.env["NODE_ENV"] === "production") {\n      ${statement.getText()}\n    }`))),
  defect('careless.route.behindFlag', onRoutes(({ call }) => (ts.isExpressionStatement(call.parent) && ts.isBlock(call.parent.parent) ? [edit.before(call.parent, 'if (process.env["FEATURE"] === "on") ')] : undefined))),
  defect('careless.handler.twice', onRoutes(({ options }) => {
    const handler = propertyOf(options, 'handler')?.initializer;
    const first = handler !== undefined && ts.isArrowFunction(handler) && ts.isBlock(handler.body) ? handler.body.statements[0] : undefined;
    return first !== undefined && ts.isExpressionStatement(first) && first.getText().startsWith('await inTransaction') ? [edit.after(first, `\n      ${first.getText()}`)] : undefined;
  })),
  defect('careless.access.skipped', onRoutes(({ options }) => {
    const hook = propertyOf(options, 'onRequest');
    return hook === undefined ? undefined : [edit.replace(hook.initializer, `async (request, reply) => {\n      if (request.headers["x-internal"] === "1") return;\n      await ${hook.initializer.getText()}(request, reply);\n    }`)];
  })),
  defect('careless.access.lateHook', onRoutes(({ options }) => {
    const hook = propertyOf(options, 'onRequest');
    return hook === undefined ? undefined : [edit.replace(hook.name, 'onResponse')];
  })),
  defect('careless.access.alternative', (app) => app.nodes((node): node is ts.CallExpression => isCallOf(node, 'access') && ts.isPropertyAssignment(node.parent) && nameOf(node.parent) === 'onRequest' && node.arguments.length > 0, /^src\/api\/routes\//).map((call) =>
    placeOf([edit.cut(call, call.end - 1, call.end - 1, `${call.arguments.hasTrailingComma ? '' : ', '}[]`)], { expected: [{ keys: [/ access$/], code: /^DM4213/, files: [pathOf(call)] }] }))),
  defect('start.fileDeleted', (app) => ['src/main.ts', 'src/serve.ts'].filter((path) => app.texts.has(path)).map((path) => placeOf([], { files: new Map([[path, undefined]]), expected: [{ keys: [/^runtime:/], code: /^DM45/ }] }))),
  defect('start.migrations.skipped', inFile('src/serve.ts', (tree) => replaced(tree, /await migrate\(database\);\n/, ''), /^runtime:/)),
  defect('start.listening.dropped', inFile('src/serve.ts', (tree) => replaced(tree, /await app\.listen\([^;]*;\n/, ''), /^runtime:/)),
  defect('runtime.status.changed', inFile('src/http/auth.ts', (tree) => replaced(tree, /status: 403/, 'status: 404'), /^runtime:/)),
  defect('runtime.constructor.changed', inFile('src/http/problem.ts', (tree) => replaced(tree, /this\.status = options\.status/, 'this.status = 500'), /^runtime:/)),
  defect('runtime.constant.changed', inFile('src/shared/context.ts', (tree) => replaced(tree, /isAdmin: true/, 'isAdmin: false'), /^setting:constants/)),
];
