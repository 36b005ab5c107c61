import * as ts from 'typescript';
import type { TextEdit } from '../../../src/base/textEdit.ts';
import { type App, around, edit, isCallOf, nameOf, nodesIn, propertyOf } from '../app.ts';
import { type Operator, type Place, benign, placeOf } from '../operator.ts';
import { freshName, isTopLevel } from '../scopes.ts';

const flows = /^src\/workflows\//;
const behavior = /^src\/(?:workflows|validators|state-machines)\//;
const routes = /^src\/api\/routes\//;
const presenters = /^src\/models\/presenters\//;

function onNodes<T extends ts.Node>(paths: RegExp, is: (node: ts.Node) => node is T, change: (node: T) => TextEdit | readonly TextEdit[] | undefined) {
  return (app: App): Place[] => app.nodes(is, paths).flatMap((node) => {
    const edits = change(node);
    return edits === undefined ? [] : [placeOf('file' in edits ? [edits] : edits)];
  });
}

const first = (node: ts.Node): ts.Statement | undefined => node.getSourceFile().statements.find(isTopLevel);

/** The arrow that a method of lists is given, where it only gives a value. */
function arrowOf(node: ts.CallExpression, method: string): { readonly list: ts.Expression; readonly param: string; readonly body: ts.Expression } | undefined {
  const [arrow, ...more] = node.arguments;
  const isMethod = ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === method;
  if (!isMethod || arrow === undefined || more.length > 0 || !ts.isArrowFunction(arrow) || ts.isBlock(arrow.body) || arrow.parameters.length !== 1) return undefined;
  return { list: node.expression.expression, param: arrow.parameters[0]?.getText() ?? '', body: arrow.body };
}

const opposite: Readonly<Record<string, string>> = { '===': '!==', '!==': '===' };

/** `a === b` as `a !== b`. */
function denied(node: ts.Expression): string | undefined {
  const operator = ts.isBinaryExpression(node) ? opposite[node.operatorToken.getText()] : undefined;
  return operator === undefined || !ts.isBinaryExpression(node) ? undefined : `${node.left.getText()} ${operator} ${node.right.getText()}`;
}

/** The `if` behind another that asks for the opposite, where neither has an `else` or leaves. */
function contrary(node: ts.IfStatement): ts.IfStatement | undefined {
  const { parent } = node;
  const next = ts.isBlock(parent) ? parent.statements[parent.statements.indexOf(node) + 1] : undefined;
  const leaves = (branch: ts.IfStatement): boolean => nodesIn(branch, (inner): inner is ts.Node => ts.isReturnStatement(inner) || ts.isThrowStatement(inner)).length > 0;
  if (next === undefined || !ts.isIfStatement(next) || [node, next].some((branch) => branch.elseStatement !== undefined || leaves(branch))) return undefined;
  return next.expression.getText() === `!${node.expression.getText()}` ? next : undefined;
}

/** Habits of people who keep an app for years; what the app does stays. */
export const habitChanges: readonly Operator[] = [
  benign('habit.chain.optional', onNodes(behavior, ts.isBinaryExpression, (node) => {
    const match = /^(\w+) !== undefined && \1\.(\w+ === "[^"]*")$/.exec(node.getText());
    return match === null ? undefined : edit.replace(node, `${match[1] ?? ''}?.${match[2] ?? ''}`);
  })),
  benign('habit.list.some', onNodes(behavior, ts.isCallExpression, (node) => {
    const every = arrowOf(node, 'every');
    const opposed = every === undefined ? undefined : denied(every.body);
    return every === undefined || opposed === undefined ? undefined : edit.replace(node, `!${every.list.getText()}.some((${every.param}) => ${opposed})`);
  })),
  benign('habit.predicate.steps', onNodes(behavior, ts.isCallExpression, (node) => {
    const chosen = arrowOf(node, 'filter');
    if (chosen === undefined || !ts.isBinaryExpression(chosen.body) || chosen.body.operatorToken.getText() !== '||' || denied(chosen.body.left) === undefined) return undefined;
    return edit.replace(chosen.body, `{\n    if (${chosen.body.left.getText()}) return true;\n    return ${chosen.body.right.getText()};\n  }`);
  })),
  benign('habit.list.collected', onNodes(flows, ts.isCallExpression, (node) => {
    const made = arrowOf(node, 'map');
    const statement = around(node, (outer): outer is ts.Statement => ts.isStatement(outer));
    if (made === undefined || statement === undefined || !ts.isBlock(statement.parent) || !ts.isIdentifier(made.list) || around(node, ts.isArrowFunction) !== undefined) return undefined;
    const name = freshName(node.getSourceFile(), 'collected');
    return [edit.before(statement, `const ${name} = [];\n  for (const ${made.param} of ${made.list.text}) {\n    ${name}.push(${made.body.getText()});\n  }\n  `), edit.replace(node, name)];
  })),
  benign('habit.loop.counted', onNodes(flows, ts.isForOfStatement, (node) => {
    const item = ts.isVariableDeclarationList(node.initializer) ? node.initializer : undefined;
    const name = item?.declarations[0]?.name;
    if (item === undefined || name === undefined || !ts.isIdentifier(name) || !ts.isIdentifier(node.expression) || !ts.isBlock(node.statement)) return undefined;
    const [list, index] = [node.expression.text, freshName(node.getSourceFile(), 'index')];
    const word = item.getText().startsWith('let') ? 'let' : 'const';
    return edit.cut(node, node.getStart(), node.statement.getStart() + 1, `for (let ${index} = 0; ${index} < ${list}.length; ${index} += 1) {\n    ${word} ${name.text} = ${list}[${index}];\n    if (${name.text} === undefined) continue;`);
  })),
  benign('habit.choice.table', onNodes(flows, ts.isConditionalExpression, (node) => ([node.whenTrue, node.whenFalse].every(ts.isStringLiteral)
    ? edit.replace(node, `({ yes: ${node.whenTrue.getText()}, no: ${node.whenFalse.getText()} })[${node.condition.getText()} ? "yes" : "no"]`) : undefined))),
  benign('habit.conditions.joined', onNodes(flows, ts.isIfStatement, (node) => {
    const next = contrary(node);
    return next === undefined ? undefined : edit.cut(node, node.end, next.thenStatement.getStart(), ' else ');
  })),
  benign('habit.dependency.default', onNodes(flows, ts.isFunctionDeclaration, (node) => {
    const last = node.parameters.at(-1);
    const used = node.body === undefined ? [] : nodesIn(node.body, (inner): inner is ts.Identifier => ts.isIdentifier(inner) && /^\w+Repository$/.test(inner.text));
    const [name] = used.map(({ text }) => text);
    if (last === undefined || name === undefined || node.modifiers === undefined) return undefined;
    return [edit.after(last, `, rows: typeof ${name} = ${name}`), ...used.filter(({ text }) => text === name).map((use) => edit.replace(use, 'rows'))];
  })),
  benign('habit.presenter.picked', onNodes(presenters, ts.isReturnStatement, (node) => {
    const object = node.expression !== undefined && ts.isObjectLiteralExpression(node.expression) ? node.expression : undefined;
    const plain = object?.properties.filter((property) => ts.isPropertyAssignment(property) && property.initializer.getText() === `row.${property.name.getText()}`) ?? [];
    const [one, two] = plain;
    const at = first(node);
    if (object === undefined || one === undefined || two === undefined || at === undefined || object.properties.indexOf(two) !== object.properties.indexOf(one) + 1) return undefined;
    const names = [one, two].map((property) => JSON.stringify(nameOf(property as ts.PropertyAssignment)));
    return [
      edit.before(at, 'function picked<T, K extends keyof T>(row: T, ...keys: readonly K[]): Pick<T, K> {\n  return Object.fromEntries(keys.map((key) => [key, row[key]])) as Pick<T, K>;\n}\n\n'),
      edit.cut(node, one.getStart(), two.end, `...picked(row, ${names.join(', ')})`),
    ];
  })),
  benign('habit.presenter.and', onNodes(presenters, ts.isSpreadAssignment, (node) => {
    const choice = ts.isParenthesizedExpression(node.expression) && ts.isConditionalExpression(node.expression.expression) ? node.expression.expression : undefined;
    const given = choice === undefined ? undefined : denied(choice.condition);
    return choice === undefined || given === undefined || choice.whenTrue.getText() !== '{}' ? undefined : edit.replace(choice, `${given} && ${choice.whenFalse.getText()}`);
  })),
  benign('habit.environment.more', (app) => app.trees(/^src\/config\.ts$/).flatMap((tree) => {
    const [variable, given] = [tree.text.indexOf('  LOG_LEVEL:'), tree.text.indexOf('    logLevel:')];
    const put = (at: number, text: string): TextEdit => ({ file: tree.fileName, start: at, end: at, text });
    return variable < 0 || given < 0 ? [] : [placeOf([put(variable, '  ALERT_URL: z.url().optional(),\n'), put(given, '    alertUrl: environment.ALERT_URL,\n')])];
  })),
  benign('habit.access.byFunction', onNodes(routes, ts.isPropertyAssignment, (node) => {
    const call = nameOf(node) === 'onRequest' && isCallOf(node.initializer, 'access') ? node.initializer : undefined;
    const uses = call?.arguments.map((use) => /^\[\{ scheme: ("\w+"), scopes: (\[[^\]]*\]) \}\]$/.exec(use.getText().replaceAll(/\s+/g, ' '))) ?? [];
    const [scopes, ...others] = new Set(uses.map((use) => use?.[2]));
    const at = first(node);
    if (call === undefined || scopes === undefined || others.length > 0 || at === undefined || propertyOf(node.parent, 'onRequest') !== node) return undefined;
    const name = freshName(node.getSourceFile(), 'needs');
    const schemes = uses.map((use) => use?.[1] ?? '').join(', ');
    return [edit.before(at, `function ${name}(...scopes: readonly string[]) {\n  return access(...([${schemes}] as const).map((scheme) => [{ scheme, scopes }]));\n}\n\n`), edit.replace(call, `${name}(${scopes.slice(1, -1)})`)];
  })),
];
