import * as ts from 'typescript';
import type { TextEdit } from '../../../src/base/textEdit.ts';
import { type App, around, edit, isCallOf, isMethodCall, nameOf, nodesIn, pathOf, stringOf } from '../app.ts';
import { isExported } from '../scopes.ts';
import { type ExpectedGap, type Operator, type Place, defect, placeOf } from '../operator.ts';

const services = /^src\/services\/(?!operations\/)/;
const repositories = /^src\/repositories\/\w+Repository\.ts$/;
const validators = /^src\/validators\//;
const presenters = /^src\/models\/presenters\//;

/**
 * The design names no keys for functions of services and repositories: one gap at the right file, whatever its node. What is
 * wrong in a helper is wrong in every function that it helps.
 */
function gapIn(node: ts.Node): ExpectedGap {
  const top = around(node, ts.isFunctionDeclaration);
  return { keys: [/./], code: /^DM4/, files: [pathOf(node)], ...(top === undefined || isExported(top) ? {} : { many: true }) };
}

function onNodes<T extends ts.Node>(paths: RegExp, is: (node: ts.Node) => node is T, edits: (node: T) => readonly TextEdit[] | undefined) {
  return (app: App): Place[] => app.nodes(is, paths).flatMap((node) => {
    const made = edits(node);
    return made === undefined ? [] : [placeOf(made, { expected: [gapIn(node)] })];
  });
}

const statementOf = (callee: RegExp) => (node: ts.Node): node is ts.ExpressionStatement => ts.isExpressionStatement(node) && nodesIn(node, ts.isCallExpression).some((call) => callee.test(call.expression.getText().replaceAll(/\s/g, '')));

/** Dropped links of a query: `.for("update")`. */
const dropMethod = (name: string) => onNodes(repositories, (node): node is ts.CallExpression & { expression: ts.PropertyAccessExpression } => isMethodCall(node, name), (call) => [edit.cut(call, call.expression.expression.end, call.end)]);

const isWithin = (node: ts.Node, callee: string): boolean => ts.isCallExpression(node.parent) && isCallOf(node.parent, callee);

/** The check of a constant order of the function of an invariant. */
const isThrowingIf = (node: ts.Node): node is ts.IfStatement => ts.isIfStatement(node) && nodesIn(node.thenStatement, ts.isThrowStatement).length > 0;

function invariantGap(node: ts.Node): ExpectedGap {
  return { keys: [/^invariant:/], code: /^DM4[05]/, files: [pathOf(node)] };
}

const serviceDefects: readonly Operator[] = [
  defect('service.references.unchecked', onNodes(services, statementOf(/^checkReferences$/), (statement) => [edit.removeStatement(statement)])),
  defect('service.referenceCheck.dropped', onNodes(services, (node): node is ts.IfStatement => ts.isIfStatement(node) && /errors\.push/.test(node.thenStatement.getText()), (statement) => [edit.removeStatement(statement)])),
  defect('service.notFound.dropped', onNodes(services, (node): node is ts.CallExpression => isCallOf(node, 'found'), (call) => call.arguments.slice(0, 1).map((row) => edit.replace(call, `(${row.getText()})!`)))),
  defect('service.throw.dropped', onNodes(services, (node): node is ts.IfStatement => isThrowingIf(node) && /undefined/.test(node.expression.getText()), (statement) => [edit.removeStatement(statement)])),
  defect('service.owner.unchecked', onNodes(services, (node): node is ts.Identifier => ts.isIdentifier(node) && /^findOwned/.test(node.text), (node) => [edit.replace(node, node.text.replace('Owned', ''))])),
  defect('service.lock.dropped', onNodes(services, (node): node is ts.Identifier => ts.isIdentifier(node) && /ForUpdate$/.test(node.text), (node) => [edit.replace(node, node.text.replace('ForUpdate', ''))])),
  defect('service.version.ignored', onNodes(services, (node): node is ts.Identifier => ts.isIdentifier(node) && node.text === 'version' && ts.isCallExpression(node.parent), (node) => [edit.replace(node, 'undefined')])),
  defect('service.replace.keepsOld', onNodes(services, (node): node is ts.PropertyAssignment => ts.isPropertyAssignment(node) && /\?\? null$/.test(node.initializer.getText()), (property) => [edit.remove(property)])),
  defect('service.method.deleted', onNodes(services, (node): node is ts.MethodDeclaration => ts.isMethodDeclaration(node) && ts.isObjectLiteralExpression(node.parent), (method) => [edit.remove(method)])),
  defect('service.method.emptied', onNodes(services, (node): node is ts.Block => ts.isBlock(node) && ts.isMethodDeclaration(node.parent), (body) => [edit.replace(body, '{\n    throw new Error("Not written yet.");\n  }')])),
  defect('service.repositoryCall.changed', onNodes(services, (node): node is ts.Identifier => ts.isIdentifier(node) && /^(?:insert|update|remove|list)$/.test(node.text) && /Repository\.\w+$/.test(node.parent.getText()), (node) => [edit.replace(node, node.text === 'insert' ? 'update' : 'insert')])),
];

const repositoryDefects: readonly Operator[] = [
  defect('repository.owner.unchecked', onNodes(repositories, (node): node is ts.CallExpression => ts.isCallExpression(node) && /Repository\.owned$/.test(node.expression.getText()) && isWithin(node, 'and'), (call) => [edit.remove(call)])),
  defect('repository.owner.everyoneAdmin', onNodes(repositories, (node): node is ts.IfStatement => ts.isIfStatement(node) && node.expression.getText() === 'caller.isAdmin', (statement) => [edit.replace(statement.expression, '!caller.isAdmin')])),
  defect('repository.filter.dropped', onNodes(repositories, (node): node is ts.ConditionalExpression => ts.isConditionalExpression(node) && isWithin(node, 'and'), (filter) => [edit.remove(filter)])),
  defect('repository.filter.changed', onNodes(repositories, (node): node is ts.Identifier => ts.isIdentifier(node) && node.text === 'eq' && ts.isCallExpression(node.parent) && ts.isConditionalExpression(node.parent.parent), (node) => [edit.replace(node, 'gt')])),
  defect('repository.cursor.ignored', onNodes(repositories, (node): node is ts.CallExpression => isCallOf(node, 'afterCursor'), (call) => [edit.remove(call)])),
  defect('repository.limit.changed', onNodes(repositories, (node): node is ts.BinaryExpression => ts.isBinaryExpression(node) && node.getText() === 'query.limit + 1', (sum) => [edit.replace(sum, 'query.limit')])),
  defect('repository.limit.dropped', dropMethod('limit')),
  defect('repository.order.dropped', dropMethod('orderBy')),
  defect('repository.lock.dropped', dropMethod('for')),
  defect('repository.sortable.dropped', onNodes(repositories, (node): node is ts.StringLiteral => ts.isStringLiteral(node) && ts.isArrayLiteralExpression(node.parent) && ts.isPropertyAssignment(node.parent.parent) && nameOf(node.parent.parent) === 'sortable', (name) => [edit.remove(name)])),
  defect('repository.deferredCheck.dropped', onNodes(repositories, statementOf(/^context\.deferCheck$/), (statement) => [edit.removeStatement(statement)])),
  defect('repository.rowCheck.dropped', onNodes(repositories, statementOf(/^check[A-Z]\w*$/), (statement) => [edit.removeStatement(statement)])),
  defect('repository.precondition.dropped', onNodes(repositories, (node): node is ts.IfStatement => ts.isIfStatement(node) && /expectedVersion/.test(node.expression.getText()), (statement) => [edit.removeStatement(statement)])),
  defect('repository.version.notRaised', onNodes(repositories, (node): node is ts.PropertyAssignment => ts.isPropertyAssignment(node) && nameOf(node) === 'rowVersion', (property) => [edit.remove(property)])),
  defect('repository.timestamp.dropped', onNodes(repositories, (node): node is ts.PropertyAssignment => ts.isPropertyAssignment(node) && /^(?:createdAt|updatedAt)$/.test(nameOf(node)) && node.initializer.getText() === 'context.now', (property) => [edit.remove(property)])),
  defect('repository.where.dropped', dropMethod('where')),
];

const validatorDefects: readonly Operator[] = [
  defect('invariant.check.dropped', (app) => app.nodes(isThrowingIf, validators).map((statement) => placeOf([edit.removeStatement(statement)], { expected: [invariantGap(statement)] }))),
  defect('invariant.operator.changed', (app) => app.nodes(isThrowingIf, validators).flatMap((statement) => nodesIn(statement.expression, ts.isBinaryExpression).filter(({ operatorToken }) => /^(?:!==|===|<|<=|>|>=)$/.test(operatorToken.getText())).map(({ operatorToken }) => {
    const operator = operatorToken.getText();
    return placeOf([edit.replace(operatorToken, operator === '!==' ? '===' : operator === '===' ? '!==' : operator.endsWith('=') ? operator.slice(0, 1) : `${operator}=`)], { expected: [invariantGap(statement)] });
  }))),
  defect('invariant.code.changed', (app) => app.nodes(ts.isCallExpression, validators).filter((call) => isCallOf(call, 'unprocessable')).flatMap((call) => call.arguments.slice(0, 1).map((argument) => placeOf([edit.replace(argument, '"invalid"')], { expected: [invariantGap(call)] })))),
  defect('invariant.function.emptied', (app) => app.nodes((node): node is ts.Block => ts.isBlock(node) && ts.isFunctionDeclaration(node.parent), validators).filter(({ statements }) => statements.length > 0).map((body) => placeOf([edit.replace(body, '{}')], {
    expected: [{ ...invariantGap(body), many: true }],
  }))),
];

const presenterDefects: readonly Operator[] = [
  defect('presenter.field.dropped', onNodes(presenters, (node): node is ts.PropertyAssignment => ts.isPropertyAssignment(node) && ts.isReturnStatement(node.parent.parent), (property) => [edit.remove(property)])),
  defect('presenter.field.changed', onNodes(presenters, (node): node is ts.PropertyAssignment => ts.isPropertyAssignment(node) && ts.isReturnStatement(node.parent.parent) && /^row\.\w+$/.test(node.initializer.getText()) && nameOf(node) !== 'id', (property) => [edit.replace(property.initializer, 'row.id')])),
  defect('presenter.conversion.dropped', onNodes(presenters, (node): node is ts.CallExpression & { expression: ts.PropertyAccessExpression } => isMethodCall(node, 'toISOString'), (call) => [edit.cut(call, call.expression.expression.end, call.end)])),
];

export const functionDefects: readonly Operator[] = [...serviceDefects, ...repositoryDefects, ...validatorDefects, ...presenterDefects];

function triggerGap(object: ts.ObjectLiteralExpression): ExpectedGap[] {
  const name = object.properties.filter(ts.isPropertyAssignment).find((property) => nameOf(property) === 'name')?.initializer;
  return [{ keys: [`flow:${stringOf(name) ?? ''}.trigger`, `flow:${stringOf(name) ?? ''}`], code: /^DM45/, files: [pathOf(object)] }];
}

/** The entries of the lists of event handlers and schedules. */
function triggersOf(app: App): ts.ObjectLiteralExpression[] {
  return app.nodes(ts.isVariableDeclaration, /^src\/events\//).filter((declaration) => /^(?:eventHandlers|schedules)$/.test(nameOf(declaration)))
    .flatMap(({ initializer }) => (initializer !== undefined && ts.isArrayLiteralExpression(initializer) ? initializer.elements.filter(ts.isObjectLiteralExpression) : []));
}

function onTriggerProperty(name: RegExp, text: (property: ts.PropertyAssignment) => string) {
  return (app: App): Place[] => triggersOf(app).flatMap((object) => object.properties.filter(ts.isPropertyAssignment).filter((property) => name.test(nameOf(property))).map((property) => placeOf([edit.replace(property.initializer, text(property))], { expected: triggerGap(object) })));
}

export const triggerDefects: readonly Operator[] = [
  defect('trigger.deleted', (app) => triggersOf(app).map((object) => placeOf([edit.remove(object)], { expected: triggerGap(object) }))),
  defect('trigger.event.changed', onTriggerProperty(/^event$/, (property) => `"${stringOf(property.initializer) ?? ''}.old"`)),
  defect('trigger.cron.changed', onTriggerProperty(/^cron$/, () => '"*/5 * * * *"')),
  defect('trigger.work.changed', onTriggerProperty(/^(?:handle|run)$/, () => 'async () => {}')),
  defect('trigger.payload.dropped', (app) => triggersOf(app).flatMap((object) => nodesIn(object, ts.isCallExpression).flatMap((call) => call.arguments.slice(1).filter(ts.isObjectLiteralExpression).flatMap((input) => input.properties.map((property) => placeOf([edit.remove(property)], { expected: triggerGap(object) })))))),
];
