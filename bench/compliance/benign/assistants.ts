import * as ts from 'typescript';
import type { TextEdit } from '../../../src/base/textEdit.ts';
import { type App, around, edit, isCallOf, isMethodCall, nameOf, nodesIn, pathOf } from '../app.ts';
import { type Operator, type Place, benign, placeOf } from '../operator.ts';
import { freshName, isTopLevel } from '../scopes.ts';

const flows = /^src\/workflows\//;
const repositories = /^src\/repositories\/\w+Repository\.ts$/;
const routes = /^src\/api\/routes\//;
const presenters = /^src\/models\/presenters\//;

type Edits = TextEdit | readonly TextEdit[] | undefined;

function onNodes<T extends ts.Node>(paths: RegExp, is: (node: ts.Node) => node is T, change: (node: T, app: App) => Edits) {
  return (app: App): Place[] => app.nodes(is, paths).flatMap((node) => {
    const edits = change(node, app);
    return edits === undefined ? [] : [placeOf('file' in edits ? [edits] : edits)];
  });
}

/** An import of its own for a name that the file does not have yet. */
function imported(node: ts.Node, name: string, from: string): readonly TextEdit[] {
  const tree = node.getSourceFile();
  const has = nodesIn(tree, ts.isImportSpecifier).some((specifier) => specifier.name.text === name);
  return has ? [] : [{ file: tree.fileName, start: 0, end: 0, text: `import { ${name} } from "${from}";\n` }];
}

/** `eq(column, value)` of a repository, where the value is a name or a member. */
function equality(change: (column: string, value: string) => string, name: string) {
  return onNodes(repositories, ts.isCallExpression, (node) => {
    const [column, value, ...more] = node.arguments;
    if (!isCallOf(node, 'eq') || column === undefined || value === undefined || more.length > 0 || !/^[\w.]+$/.test(value.getText())) return undefined;
    return [...imported(node, name, 'drizzle-orm'), edit.replace(node, change(column.getText(), value.getText()))];
  });
}

/** The names of the columns of the table that a file of entities declares. */
function columnsIn(app: App, path: string): readonly string[] {
  const [table] = app.texts.has(path) ? nodesIn(app.tree(path), ts.isCallExpression).filter((node) => isCallOf(node, 'pgTable')) : [];
  const columns = table?.arguments[1];
  return columns !== undefined && ts.isObjectLiteralExpression(columns) ? columns.properties.map(nameOf) : [];
}

/** A presenter that shows properties of its row as they are: the rest of the row, without what it hides or shows in another form. */
function restOfRow(node: ts.ReturnStatement, app: App): Edits {
  const shown = node.expression;
  const presenter = around(node, ts.isFunctionDeclaration);
  const [row] = presenter?.parameters ?? [];
  if (shown === undefined || !ts.isObjectLiteralExpression(shown) || row?.name.getText() !== 'row' || !shown.properties.every(ts.isPropertyAssignment)) return undefined;
  const isSame = (property: ts.ObjectLiteralElementLike): boolean => ts.isPropertyAssignment(property) && property.initializer.getText() === `row.${nameOf(property)}`;
  const same = new Set(shown.properties.filter(isSame).map(nameOf));
  const columns = columnsIn(app, pathOf(node).replace('/presenters/', '/entities/'));
  const hidden = columns.filter((name) => !same.has(name));
  if (same.size < 2 || [...same].some((name) => !columns.includes(name)) || !columns.every((name) => /^\w+$/.test(name))) return undefined;
  const others = shown.properties.filter((property) => !isSame(property)).map((property) => `${property.getText()},`);
  return edit.replace(node, `const { ${hidden.map((name) => `${name}: _${name}`).join(', ')}, ...rest } = row;\n  return { ...rest, ${others.join(' ')} };`);
}

/** `const errors = []`, one `if` that adds a mistake, and a `throw` when there is one: the `throw` in place of the mistake. */
function thrownAtOnce(node: ts.VariableStatement): Edits {
  const { parent } = node;
  const [declared] = node.declarationList.declarations;
  if (declared?.initializer?.getText() !== '[]' || !ts.isBlock(parent)) return undefined;
  const name = declared.name.getText();
  const [adds, ends] = parent.statements.slice(parent.statements.indexOf(node) + 1);
  if (adds === undefined || ends === undefined || !ts.isIfStatement(adds) || !ts.isIfStatement(ends)) return undefined;
  const [push, ...more] = nodesIn(adds, ts.isCallExpression).filter((call) => call.expression.getText() === `${name}.push`);
  const added = push?.arguments[0];
  if (added === undefined || more.length > 0 || !ends.expression.getText().startsWith(`${name}.length`)) return undefined;
  const refusal = ends.thenStatement.getText().replace(new RegExp(`\\b${name},`), `[${added.getText()}],`);
  return [edit.removeStatement(node), edit.replace(adds.thenStatement, refusal), edit.removeStatement(ends)];
}

/** `for (const item of list) { if (test) { ... } }` with the items chosen before. */
function chosenBefore(node: ts.ForOfStatement): Edits {
  const { initializer, expression, statement } = node;
  const [only, ...more] = ts.isBlock(statement) ? statement.statements : [];
  if (only === undefined || more.length > 0 || !ts.isIfStatement(only) || only.elseStatement !== undefined || !ts.isVariableDeclarationList(initializer)) return undefined;
  const name = initializer.declarations[0]?.name.getText() ?? '';
  if (/await/.test(only.expression.getText()) || !ts.isIdentifier(expression)) return undefined;
  return [edit.replace(expression, `${expression.text}.filter((${name}) => ${only.expression.getText()})`), edit.replace(statement, only.thenStatement.getText())];
}

/** `and(first, second, ...)` as a list that begins with the first and gets the others one after the other. */
function addedOneByOne(node: ts.CallExpression): Edits {
  const [first, ...others] = node.arguments;
  const statement = around(node, ts.isVariableStatement);
  if (!isCallOf(node, 'and') || first === undefined || others.length === 0 || statement === undefined || !ts.isBlock(statement.parent) || !ts.isMethodDeclaration(statement.parent.parent)) return undefined;
  if (!nodesIn(node, ts.isConditionalExpression).some(({ parent }) => parent === node)) return undefined;
  const name = freshName(node.getSourceFile(), 'conditions');
  const lines = others.map((other) => {
    const given = ts.isConditionalExpression(other) && other.whenTrue.getText() === 'undefined' ? other : undefined;
    return given === undefined ? `${name}.push(${other.getText()});` : `if (!(${given.condition.getText()})) {\n      ${name}.push(${given.whenFalse.getText()});\n    }`;
  });
  const list = `const ${name}: (SQL | undefined)[] = [${first.getText()}];\n    ${lines.join('\n    ')}\n    `;
  return [...imported(node, 'SQL', 'drizzle-orm').map((added) => ({ ...added, text: added.text.replace('{ SQL }', '{ type SQL }') })), edit.before(statement, list), edit.replace(node, `and(...${name})`)];
}

/** What coding assistants write in place of what stands there when they are asked to tidy up. */
export const assistantChanges: readonly Operator[] = [
  benign('assistant.query.sqlText', equality((column, value) => `sql\`\${${column}} = \${${value}}\``, 'sql')),
  benign('assistant.query.inArrayOfOne', equality((column, value) => `inArray(${column}, [${value}])`, 'inArray')),
  benign('assistant.query.conditionsAdded', onNodes(repositories, ts.isCallExpression, addedOneByOne)),
  benign('assistant.presenter.rest', onNodes(presenters, ts.isReturnStatement, restOfRow)),
  benign('assistant.presenter.undefined', onNodes(presenters, ts.isSpreadAssignment, (node) => {
    const found = /^\.\.\.\((?<value>[\w.]+) === null \? \{\} : \{ (?<name>\w+): (?<same>[\w.]+) \}\)$/.exec(node.getText().replaceAll(/\s+/g, ' '))?.groups;
    return found === undefined || found['value'] !== found['same'] ? undefined : edit.replace(node, `${found['name'] ?? ''}: ${found['value'] ?? ''} ?? undefined`);
  })),
  benign('assistant.presenter.isoHelper', onNodes(presenters, ts.isPropertyAssignment, (node) => {
    const value = /^(?<value>row\.\w+)\?\.toISOString\(\) \?\? null$/.exec(node.initializer.getText())?.groups?.['value'];
    const own = around(node, ts.isFunctionDeclaration);
    if (value === undefined || own === undefined) return undefined;
    return [edit.replace(node.initializer, `isoOrNull(${value})`), edit.after(own, '\n\nfunction isoOrNull(date: Date | null): string | null {\n  return date === null ? null : date.toISOString();\n}')];
  })),
  benign('assistant.await.allOfOne', onNodes(flows, ts.isVariableDeclaration, ({ name, initializer }) =>
    ts.isIdentifier(name) && initializer !== undefined && ts.isAwaitExpression(initializer) && ts.isCallExpression(initializer.expression)
      ? [edit.replace(name, `[${name.text}]`), edit.replace(initializer.expression, `Promise.all([${initializer.expression.getText()}])`)] : undefined)),
  benign('assistant.arithmetic.idle', onNodes(flows, ts.isBinaryExpression, (node) =>
    node.operatorToken.kind === ts.SyntaxKind.MinusToken ? edit.replace(node, `(${node.getText()} + 0)`) : undefined)),
  benign('assistant.references.early', onNodes(/^src\/services\//, ts.isVariableStatement, thrownAtOnce)),
  benign('assistant.loop.filtered', onNodes(flows, ts.isForOfStatement, chosenBefore)),
  benign('assistant.reply.headersTogether', onNodes(routes, ts.isExpressionStatement, ({ expression: call }) => {
    const [name, value] = isMethodCall(call, 'header') ? call.arguments : [];
    return name === undefined || value === undefined || !isMethodCall(call, 'header') ? undefined : edit.replace(call, `${call.expression.expression.getText()}.headers({ ${name.getText()}: ${value.getText()} })`);
  })),
  benign('assistant.reply.statusApart', onNodes(routes, ts.isReturnStatement, (node) => {
    const status = /^reply\.code\((?<status>\d+)\)\.send\(\)$/.exec(node.expression?.getText() ?? '')?.groups?.['status'];
    return status === undefined || !ts.isBlock(node.parent) ? undefined : edit.replace(node, `reply.status(${status});\n      return reply.send();`);
  })),
  benign('assistant.answer.undefinedBody', onNodes(routes, ts.isObjectLiteralExpression, (node) =>
    /^\{ status: 204 \}$/.test(node.getText()) ? edit.replace(node, '{ status: 204, body: undefined }') : undefined)),
  benign('assistant.handler.wholePayload', onNodes(/^src\/events\/handlers\.ts$/, ts.isCallExpression, (node) => {
    const [, input] = node.arguments;
    const properties = input !== undefined && ts.isObjectLiteralExpression(input) ? input.properties : [];
    const isWhole = properties.length > 0 && properties.every((property) => ts.isPropertyAssignment(property) && property.initializer.getText() === `event.${nameOf(property)}`);
    return isWhole && input !== undefined ? edit.replace(input, 'event') : undefined;
  })),
  benign('assistant.start.retried', onNodes(/^src\/serve\.ts$/, ts.isAwaitExpression, (node) => {
    const last = node.getSourceFile().statements.findLast(ts.isImportDeclaration);
    if (!isCallOf(node.expression, 'openDatabase') || last === undefined || !isTopLevel(around(node, ts.isVariableStatement) ?? node)) return undefined;
    const helper = '\n\nasync function retry<T>(work: () => Promise<T>, times: number): Promise<T> {\n  for (let left = times; ; left -= 1) {\n    try {\n      return await work();\n    } catch (error) {\n      if (left <= 1) throw error;\n      await new Promise((resolve) => setTimeout(resolve, 500));\n    }\n  }\n}';
    return [edit.after(last, helper), edit.replace(node.expression, `retry(() => ${node.expression.getText()}, 5)`)];
  })),
];
