import * as ts from 'typescript';
import type { TextEdit } from '../../../src/base/textEdit.ts';
import { type App, edit, isCallOf, isMethodCall, nameOf, nodesIn, pathOf, stringOf } from '../app.ts';
import { type ExpectedGap, type Operator, type Place, defect, placeOf } from '../operator.ts';

const code = /^DM45/;

interface FlowSite {
  readonly name: string;
  readonly body: ts.Block;
}

/** Functions of the runtime may be called like a flow. */
const runtime = /^src\/(?!http|db|events|jobs|shared|repositories)/;

/** The functions of the app's flows. */
function flowsOf(app: App): FlowSite[] {
  return app.nodes(ts.isFunctionDeclaration, runtime).flatMap((declaration) => {
    const flow = app.application.flows.find(({ name }) => name === declaration.name?.text);
    return flow === undefined || declaration.body === undefined ? [] : [{ name: flow.name, body: declaration.body }];
  });
}

function gap({ name, body }: FlowSite): ExpectedGap {
  return { keys: [`flow:${name}`, new RegExp(`^flow:${name}\\.steps.*`)], code, files: [pathOf(body)] };
}

function onNodes<T extends ts.Node>(is: (node: ts.Node) => node is T, edits: (node: T, app: App) => readonly TextEdit[] | undefined) {
  return (app: App): Place[] => flowsOf(app).flatMap((flow) => nodesIn(flow.body, is).flatMap((node) => {
    const made = edits(node, app);
    return made === undefined ? [] : [placeOf(made, { expected: [gap(flow)] })];
  }));
}

const operators: Readonly<Record<string, string>> = { '===': '!==', '!==': '===', '<': '<=', '<=': '<', '>': '>=', '>=': '>', '&&': '||', '||': '&&', '+': '-', '-': '+', '*': '+' };
const decimals: Readonly<Record<string, string>> = { add: 'subtract', multiply: 'divide', divide: 'multiply', compare: 'add' };

/** A statement that does something by itself, not one that only declares what later ones use. */
function isStep(node: ts.Node): node is ts.Statement {
  return (ts.isExpressionStatement(node) || ts.isIfStatement(node) || ts.isForOfStatement(node)) && ts.isBlock(node.parent);
}

/** Narrowing by `if (x === undefined) throw` is what the compiler needs, and the check too. */
const isAwaitedCall = (node: ts.Node, callee: RegExp): node is ts.ExpressionStatement => ts.isExpressionStatement(node) && nodesIn(node, ts.isCallExpression).some((call) => callee.test(call.expression.getText()));

const literalChange = (node: ts.StringLiteral | ts.NumericLiteral): string => (ts.isNumericLiteral(node) ? String(Number(node.text) + 1) : `"${node.text}_x"`);

/** Words for people may change freely. */
function isMessage(node: ts.Node): boolean {
  if (!ts.isCallExpression(node.parent)) return false;
  const callee = node.parent.expression.getText();
  return callee === 'notFound' || (callee === 'failure' && node.parent.arguments[2] === node);
}

export const flowDefects: readonly Operator[] = [
  defect('flow.step.deleted', onNodes(isStep, (step) => [edit.removeStatement(step)])),
  defect('flow.failure.statusChanged', onNodes(ts.isCallExpression, (call) => (isCallOf(call, 'failure') ? call.arguments.slice(0, 1).map((status) => edit.replace(status, status.getText() === '409' ? '422' : '409')) : undefined))),
  defect('flow.failure.codeChanged', onNodes(ts.isCallExpression, (call) => (isCallOf(call, 'failure') ? call.arguments.slice(1, 2).map((argument) => edit.replace(argument, '"not_possible"')) : undefined))),
  defect('flow.operator.changed', onNodes(ts.isBinaryExpression, (node) => {
    const other = operators[node.operatorToken.getText()];
    return other === undefined ? undefined : [edit.replace(node.operatorToken, other)];
  })),
  defect('flow.decimal.changed', onNodes(ts.isCallExpression, (call) => {
    const other = ts.isIdentifier(call.expression) ? decimals[call.expression.text] : undefined;
    return other === undefined ? undefined : [edit.replace(call.expression, other)];
  })),
  defect('flow.negation.dropped', onNodes(ts.isPrefixUnaryExpression, (node) => (node.operator === ts.SyntaxKind.ExclamationToken ? [edit.replace(node, node.operand.getText())] : undefined))),
  defect('flow.literal.changed', onNodes((node): node is ts.StringLiteral | ts.NumericLiteral => (ts.isStringLiteral(node) || ts.isNumericLiteral(node)) && !isMessage(node) && !ts.isPropertyName(node.parent), (node) => [edit.replace(node, literalChange(node))])),
  defect('flow.event.notEmitted', onNodes((node): node is ts.ExpressionStatement => isAwaitedCall(node, /^emitEvent$/), (statement) => [edit.removeStatement(statement)])),
  defect('flow.event.renamed', onNodes(ts.isCallExpression, (call) => (isCallOf(call, 'emitEvent') ? call.arguments.slice(1, 2).map((name) => edit.replace(name, `"${stringOf(name) ?? ''}.v2"`)) : undefined))),
  defect('flow.payload.dropped', onNodes(ts.isCallExpression, (call) => (isCallOf(call, 'emitEvent') ? nodesIn(call, ts.isPropertyAssignment).slice(0, 1).map((property) => edit.remove(property)) : undefined))),
  defect('flow.value.dropped', onNodes((node): node is ts.ObjectLiteralElementLike => ts.isObjectLiteralElementLike(node) && ts.isCallExpression(node.parent.parent) && /\.(?:insert|update)$/.test(node.parent.parent.expression.getText()), (property) => [edit.remove(property)])),
  defect('flow.value.changed', onNodes((node): node is ts.PropertyAssignment => ts.isPropertyAssignment(node) && ts.isCallExpression(node.parent.parent) && /\.(?:insert|update)$/.test(node.parent.parent.expression.getText()), (property) => [edit.replace(property.initializer, property.initializer.getText() === 'undefined' ? 'null' : 'undefined')])),
  defect('flow.lock.dropped', onNodes((node): node is ts.Identifier | ts.PropertyAssignment => (ts.isIdentifier(node) && /ForUpdate$/.test(node.text)) || (ts.isPropertyAssignment(node) && nameOf(node) === 'lock'), (node) => [ts.isIdentifier(node) ? edit.replace(node, node.text.replace('ForUpdate', '')) : edit.remove(node)])),
  defect('flow.owner.unchecked', onNodes((node): node is ts.Identifier => ts.isIdentifier(node) && /^findOwned/.test(node.text), (node) => [edit.replace(node, node.text.replace('Owned', ''))])),
  defect('flow.owner.anyone', onNodes(ts.isCallExpression, (call) => {
    const options = isMethodCall(call, 'where') ? call.arguments[2] : undefined;
    return options === undefined || options.getText().includes('anyOwner') || !ts.isObjectLiteralExpression(options) ? undefined : options.properties.slice(0, 1).map((property) => edit.before(property, 'anyOwner: true, '));
  })),
  defect('flow.owner.onlyOwn', onNodes((node): node is ts.PropertyAssignment => ts.isPropertyAssignment(node) && nameOf(node) === 'anyOwner', (property) => [edit.remove(property)])),
  defect('flow.order.dropped', onNodes((node): node is ts.PropertyAssignment => ts.isPropertyAssignment(node) && nameOf(node) === 'orderBy', (property) => [edit.remove(property)])),
  defect('flow.condition.dropped', onNodes(ts.isArrayLiteralExpression, (list) => (ts.isArrayLiteralExpression(list.parent) && list.elements.length === 3 ? [edit.remove(list)] : undefined))),
  defect('flow.transition.changed', onNodes(ts.isCallExpression, (call) => (/^fire[A-Z]/.test(call.expression.getText()) ? call.arguments.slice(2, 3).map((event) => edit.replace(event, '"other"')) : undefined))),
  defect('flow.transition.dropped', onNodes((node): node is ts.CallExpression => ts.isCallExpression(node) && /^fire[A-Z]/.test(node.expression.getText()), (call) => [edit.replace(ts.isAwaitExpression(call.parent) ? call.parent : call, call.arguments[1]?.getText() ?? 'undefined')])),
  defect('flow.loop.onlyFirst', onNodes(ts.isForOfStatement, (loop) => (ts.isIdentifier(loop.expression) ? [edit.replace(loop.expression, `${loop.expression.text}.slice(0, 1)`)] : undefined))),
  defect('flow.result.changed', onNodes(ts.isReturnStatement, (statement) => (statement.expression === undefined ? undefined : [edit.replace(statement.expression, 'undefined')]))),
  defect('flow.steps.reordered', onNodes((node): node is ts.ExpressionStatement => isAwaitedCall(node, /^(?:emitEvent|\w+Repository\.\w+|fire\w+)$/) && ts.isBlock(node.parent) && before(node) !== undefined, (statement) => {
    const other = before(statement);
    return other === undefined ? undefined : [edit.replace(other, statement.getText()), edit.replace(statement, other.getText())];
  })),
  defect('flow.emptied', (app) => flowsOf(app).map((flow) => placeOf([edit.replace(flow.body, '{\n  throw new Error("Not written yet.");\n}')], { expected: [gap(flow)] }))),
  defect('flow.fileDeleted', (app) => flowsOf(app).map((flow) => placeOf([], {
    files: new Map([[pathOf(flow.body), undefined]]), expected: [{ ...gap(flow), files: undefined }].map(({ keys }) => ({ keys, code })), implied: [{ keys: [/^flow:.*\.trigger$/], code }],
  }))),
  defect('flow.stepAdded', (app) => flowsOf(app).flatMap((flow) => flow.body.statements.slice(-1).map((last) => placeOf([edit.before(last, 'await context.tx.execute("delete from notes");\n  ')], { expected: [gap(flow)] })))),
];

/** The statement before, when both have effects that can be told apart. */
function before(statement: ts.Statement): ts.Statement | undefined {
  if (!ts.isBlock(statement.parent)) return undefined;
  const other = statement.parent.statements[statement.parent.statements.indexOf(statement) - 1];
  return other !== undefined && ts.isExpressionStatement(other) && other.getText().includes('await') ? other : undefined;
}
