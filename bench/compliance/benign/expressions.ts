import * as ts from 'typescript';
import type { TextEdit } from '../../../src/base/textEdit.ts';
import { type App, around, edit, isMethodCall, nameOf, nodesIn } from '../app.ts';
import { type Operator, type Place, benign, placeOf } from '../operator.ts';
import { freshName, references } from '../scopes.ts';
import { own } from './text.ts';

function onNodes<T extends ts.Node>(is: (node: ts.Node) => node is T, change: (node: T) => TextEdit | readonly TextEdit[] | undefined, paths = own) {
  return (app: App): Place[] => app.nodes(is, paths).flatMap((node) => {
    const edits = change(node);
    return edits === undefined ? [] : [placeOf('file' in edits ? [edits] : edits)];
  });
}

const flipped: Readonly<Record<string, string>> = { '===': '===', '!==': '!==', '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

type FunctionLike = ts.FunctionDeclaration | ts.MethodDeclaration | ts.ArrowFunction;
const isFunctionLike = (node: ts.Node): node is FunctionLike => ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isArrowFunction(node);
const isAsync = (node: ts.Node): boolean => {
  const owner = around(node, isFunctionLike);
  return owner !== undefined && (ts.getModifiers(owner)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false);
};

const leaves = (statement: ts.Statement): boolean => {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last));
};

const isLiteral = (node: ts.Node): node is ts.StringLiteral | ts.NumericLiteral => (ts.isStringLiteral(node) || ts.isNumericLiteral(node))
  && !ts.isImportDeclaration(node.parent) && !ts.isLiteralTypeNode(node.parent) && !ts.isExportDeclaration(node.parent) && !(ts.isPropertyAssignment(node.parent) && node.parent.name === node) && around(node, ts.isTypeNode) === undefined;

const blockText = (statement: ts.Statement): string => (ts.isBlock(statement) ? statement.getText() : `{\n${statement.getText()}\n}`);

/** What comes after a guard in its block, when something comes. */
function restOf(node: ts.IfStatement): readonly ts.Statement[] {
  return ts.isBlock(node.parent) && node.elseStatement === undefined && leaves(node.thenStatement) ? node.parent.statements.slice(node.parent.statements.indexOf(node) + 1) : [];
}

const isFunctionBody = (node: ts.Node): boolean => isFunctionLike(node.parent);
const afterImports = (node: ts.Node): ts.Statement | undefined => node.getSourceFile().statements.find((statement) => !ts.isImportDeclaration(statement));

export const expressionChanges: readonly Operator[] = [
  benign('expression.comparison.flipped', onNodes(ts.isBinaryExpression, (node) => {
    const operator = flipped[node.operatorToken.getText()];
    return operator === undefined ? undefined : edit.replace(node, `${node.right.getText()} ${operator} ${ts.isBinaryExpression(node.left) ? `(${node.left.getText()})` : node.left.getText()}`);
  })),
  benign('expression.deMorgan', onNodes(ts.isBinaryExpression, (node) => (/^(?:&&|\|\|)$/.test(node.operatorToken.getText()) && !ts.isBinaryExpression(node.parent) ? edit.replace(node, `!(!(${node.left.getText()}) ${node.operatorToken.getText() === '&&' ? '||' : '&&'} !(${node.right.getText()}))`) : undefined))),
  benign('expression.conditional.swapped', onNodes(ts.isConditionalExpression, (node) => edit.replace(node, `!(${node.condition.getText()}) ? ${node.whenFalse.getText()} : ${node.whenTrue.getText()}`))),
  benign('expression.nullish.loose', onNodes(ts.isBinaryExpression, (node) => {
    const match = /^([\w.]+) (!==|===) undefined\s*(&&|\|\|)\s*\1 \2 null$/.exec(node.getText());
    return match === null ? undefined : edit.replace(node, `${match[1] ?? ''} ${match[2] === '!==' ? '!=' : '=='} null`);
  })),
  benign('expression.template', onNodes(ts.isStringLiteral, (node) => (isLiteral(node) && !/[`$\\]/.test(node.text) && !ts.isPropertyName(node.parent) && !ts.isExpressionStatement(node.parent) ? edit.replace(node, `\`${node.text}\``) : undefined))),
  benign('expression.concatenation', onNodes(ts.isTemplateExpression, (node) => (ts.isTaggedTemplateExpression(node.parent) ? undefined : edit.replace(node, [...(node.head.text === '' ? ['""'] : [JSON.stringify(node.head.text)]), ...node.templateSpans.flatMap((span) => [ts.isIdentifier(span.expression) || ts.isPropertyAccessExpression(span.expression) || ts.isCallExpression(span.expression) ? span.expression.getText() : `(${span.expression.getText()})`, ...(span.literal.text === '' ? [] : [JSON.stringify(span.literal.text)])])].join(' + '))))),
  benign('expression.awaitReturned', onNodes(ts.isReturnStatement, (node) => (node.expression !== undefined && ts.isCallExpression(node.expression) && isAsync(node) ? edit.before(node.expression, 'await ') : undefined))),
  benign('expression.resultNamed', onNodes(ts.isReturnStatement, (node) => {
    if (node.expression === undefined || !ts.isBlock(node.parent) || !(ts.isCallExpression(node.expression) || ts.isObjectLiteralExpression(node.expression)) || !isFunctionBody(node.parent)) return undefined;
    const name = freshName(node.getSourceFile(), 'outcome');
    const annotation = ts.isObjectLiteralExpression(node.expression) ? undefined : '';
    return annotation === undefined ? undefined : edit.replace(node, `const ${name} = ${isAsync(node) ? 'await ' : ''}${node.expression.getText()};\n    return ${name};`);
  })),
  benign('expression.variableInlined', onNodes(ts.isVariableStatement, (node) => {
    const [declaration] = node.declarationList.declarations;
    if (declaration?.initializer === undefined || !ts.isIdentifier(declaration.name) || !ts.isBlock(node.parent) || declaration.type !== undefined) return undefined;
    const next = node.parent.statements[node.parent.statements.indexOf(node) + 1];
    const uses = references(node.parent, declaration.name.text).filter((use) => use.parent !== declaration);
    const [use] = uses;
    if (next === undefined || use === undefined || uses.length !== 1 || !(ts.isReturnStatement(next) || ts.isExpressionStatement(next)) || use.pos < next.pos || use.end > next.end || around(use, isFunctionLike) !== around(node, isFunctionLike) || ts.isShorthandPropertyAssignment(use.parent) || nodesIn(next, ts.isAwaitExpression).length + nodesIn(declaration.initializer, ts.isAwaitExpression).length > 1) return undefined;
    return [edit.removeStatement(node), edit.replace(use, `(${declaration.initializer.getText()})`)];
  })),
  benign('expression.shorthandExpanded', onNodes(ts.isShorthandPropertyAssignment, (node) => edit.replace(node, `${nameOf(node)}: ${nameOf(node)}`))),
  benign('expression.computedAway', onNodes(ts.isPropertyAssignment, (node) => (ts.isIdentifier(node.name) && around(node, ts.isCallExpression) !== undefined ? edit.replace(node.name, `"${node.name.text}"`) : undefined))),
  benign('expression.elementAccess', onNodes(ts.isPropertyAccessExpression, (node) => (/^(?:row|input|request\.(?:params|query|body)|current|query)$/.test(node.expression.getText()) ? edit.replace(node, `${node.expression.getText()}["${node.name.text}"]`) : undefined))),
  benign('expression.arrowBlock', onNodes(ts.isArrowFunction, (node) => (ts.isBlock(node.body) ? undefined : edit.replace(node.body, `{\n return ${ts.isParenthesizedExpression(node.body) ? node.body.expression.getText() : node.body.getText()};\n}`)))),
  benign('expression.literalNamed', onNodes(isLiteral, (node) => {
    const first = afterImports(node);
    if (first === undefined || around(node, (outer): outer is ts.AsExpression => ts.isAsExpression(outer) && outer.type.getText() === 'const') !== undefined) return undefined;
    const name = freshName(node.getSourceFile(), `${ts.isNumericLiteral(node) ? 'amount' : 'word'}Constant`);
    return [edit.before(first, `const ${name} = ${node.getText()};\n\n`), edit.replace(node, name)].filter((one, index, all) => index === 0 || one.start >= (all[0]?.start ?? 0));
  })),
  benign('expression.numericSeparator', onNodes(ts.isNumericLiteral, (node) => (/^\d{4,}$/.test(node.getText()) ? edit.replace(node, node.getText().replaceAll(/\B(?=(\d{3})+$)/g, '_')) : undefined))),
  benign('expression.satisfies', onNodes(ts.isObjectLiteralExpression, (node) => (ts.isVariableDeclaration(node.parent) ? edit.after(node, ' satisfies object') : undefined))),
];

export const statementChanges: readonly Operator[] = [
  benign('statement.guardToElse', onNodes(ts.isIfStatement, (node) => {
    const rest = restOf(node);
    const last = rest.at(-1);
    return last === undefined || !ts.isBlock(node.parent) || !isFunctionBody(node.parent) ? undefined : [edit.cut(node, node.getStart(), last.end, `if (${node.expression.getText()}) ${blockText(node.thenStatement)} else {\n${node.getSourceFile().text.slice(node.end, last.end)}\n}`)];
  })),
  benign('statement.guardInverted', onNodes(ts.isIfStatement, (node) => {
    const rest = restOf(node);
    const last = rest.at(-1);
    return last === undefined || !ts.isBlock(node.parent) || !isFunctionBody(node.parent) ? undefined : [edit.cut(node, node.getStart(), last.end, `if (!(${node.expression.getText()})) {\n${node.getSourceFile().text.slice(node.end, last.end)}\n} else ${blockText(node.thenStatement)}`)];
  })),
  benign('statement.bracesAdded', onNodes(ts.isIfStatement, (node) => (ts.isBlock(node.thenStatement) ? undefined : edit.replace(node.thenStatement, blockText(node.thenStatement))))),
  benign('statement.bracesDropped', onNodes(ts.isIfStatement, (node) => {
    const [only, second] = ts.isBlock(node.thenStatement) ? node.thenStatement.statements : [];
    return only === undefined || second !== undefined || node.elseStatement !== undefined || ts.isVariableStatement(only) ? undefined : edit.replace(node.thenStatement, only.getText());
  })),
  benign('statement.logged', onNodes(ts.isBlock, (node) => {
    const [first] = node.statements;
    return first === undefined || !isFunctionBody(node) ? undefined : edit.before(first, isMethodCall(node.parent.parent, 'route') || /request/.test(around(node, ts.isArrowFunction)?.parameters[0]?.getText() ?? '') ? 'request.log.info("called");\n' : 'console.info("called");\n');
  })),
  benign('statement.loggedAndRethrown', onNodes(ts.isBlock, (node) => (isFunctionBody(node) && node.statements.length > 1 && isFunctionLike(node.parent) && !ts.isArrowFunction(node.parent) ? edit.replace(node, `{\n  try ${node.getText()} catch (error) {\n    console.error(error);\n    throw error;\n  }\n}`) : undefined), /^src\/(?:workflows|services)\//)),
  benign('statement.inputDestructured', onNodes(ts.isFunctionDeclaration, (node) => {
    const input = node.parameters.find(({ name }) => name.getText() === 'input');
    const [first] = node.body?.statements ?? [];
    if (input === undefined || first === undefined || node.body === undefined) return undefined;
    const accesses = nodesIn(node.body, ts.isPropertyAccessExpression).filter((access) => access.expression.getText() === 'input');
    const names = [...new Set(accesses.map((access) => access.name.text))];
    if (names.length === 0 || references(node.body, 'input').length !== accesses.length || names.some((name) => references(node.getSourceFile(), name).length > 0)) return undefined;
    return [edit.before(first, `const { ${names.join(', ')} } = input;\n  `), ...accesses.map((access) => edit.replace(access, access.name.text))];
  })),
  benign('statement.expressionExtracted', onNodes(ts.isVariableDeclaration, (node) => {
    const statement = node.parent.parent;
    if (node.initializer === undefined || !ts.isIdentifier(node.name) || !ts.isVariableStatement(statement) || !ts.isBlock(statement.parent) || nodesIn(statement, ts.isAwaitExpression).length > 0 || node.type !== undefined || !/const/.test(statement.getText().slice(0, 6)) || /\blet\b/.test(statement.parent.getText())) return undefined;
    const name = freshName(node.getSourceFile(), 'compute');
    return [edit.before(statement, `const ${name} = () => ${ts.isObjectLiteralExpression(node.initializer) ? `(${node.initializer.getText()})` : node.initializer.getText()};\n`), edit.replace(node.initializer, `${name}()`)];
  })),
  benign('statement.checkExtracted', onNodes(ts.isIfStatement, (node) => {
    const top = around(node, ts.isFunctionDeclaration);
    if (top === undefined || node.elseStatement !== undefined || /undefined|null|await|active/.test(node.expression.getText()) || nodesIn(node.thenStatement, ts.isThrowStatement).length !== 1 || /\$\{/.test(node.thenStatement.getText()) || nodesIn(node.thenStatement, ts.isIdentifier).some(({ text }) => !/^(?:failure|unprocessable|conflict)$/.test(text))) return undefined;
    const name = freshName(node.getSourceFile(), 'refuseWhen');
    return [edit.replace(node, `${name}(${node.expression.getText()});`), edit.after(top, `\n\nfunction ${name}(failed: boolean): void {\n  if (failed) ${blockText(node.thenStatement)}\n}\n`)];
  })),
];
