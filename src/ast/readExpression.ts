import * as ts from 'typescript';
import { classOf, functionOf } from './readFunction.ts';
import { keyOf } from './readKey.ts';
import type { Reader } from './reader.ts';
import type { ArrayNode, Expression, ObjectEntry, ObjectNode, TemplateNode } from './syntax.ts';

const assignments = new Set([
  '=', '+=', '-=', '*=', '/=', '%=', '**=', '<<=', '>>=', '>>>=', '&=', '|=', '^=', '&&=', '||=', '??=',
]);

/** An expression without the wrappings that do nothing when it runs. */
export function expressionOf(reader: Reader, node: ts.Expression): Expression {
  const inner = unwrapped(node);
  const at = reader.at(inner);
  if (ts.isNumericLiteral(inner)) return { kind: 'literal', ...at, value: Number(inner.text) };
  if (ts.isStringLiteralLike(inner) || ts.isBigIntLiteral(inner)) return { kind: 'literal', ...at, value: inner.text };
  if (inner.kind === ts.SyntaxKind.TrueKeyword) return { kind: 'literal', ...at, value: true };
  if (inner.kind === ts.SyntaxKind.FalseKeyword) return { kind: 'literal', ...at, value: false };
  if (inner.kind === ts.SyntaxKind.NullKeyword) return { kind: 'literal', ...at, value: null };
  if (inner.kind === ts.SyntaxKind.ThisKeyword) return { kind: 'this', ...at };
  if (ts.isRegularExpressionLiteral(inner)) return regexOf(inner.text, at);
  return compoundOf(reader, inner, at);
}

type At = { readonly start: number; readonly end: number };

function regexOf(text: string, at: At): Expression {
  const end = text.lastIndexOf('/');
  return { kind: 'regex', ...at, source: text.slice(1, end), flags: text.slice(end + 1) };
}

function compoundOf(reader: Reader, node: ts.Expression, at: At): Expression {
  const read = (child: ts.Expression): Expression => expressionOf(reader, child);
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
    reader.words.add(node.text);
    return { kind: 'identifier', ...at, name: node.text };
  }
  if (ts.isPropertyAccessExpression(node)) {
    reader.words.add(node.name.text);
    if (ts.isIdentifier(node.expression)) reader.memberUses.add(`${node.expression.text}.${node.name.text}`);
    return {
      kind: 'member', ...at, object: read(node.expression), name: node.name.text,
      nameStart: reader.startOf(node.name), optional: node.questionDotToken !== undefined,
    };
  }
  if (ts.isCallExpression(node)) {
    return { kind: 'call', ...at, callee: read(node.expression), args: node.arguments.map(read), optional: node.questionDotToken !== undefined };
  }
  if (ts.isObjectLiteralExpression(node)) return objectOf(reader, node, at);
  if (ts.isArrayLiteralExpression(node)) return { kind: 'array', ...at, items: node.elements.map(read) } satisfies ArrayNode;
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return functionOf(reader, node);
  if (ts.isBinaryExpression(node)) return binaryOf(reader, node, at);
  if (ts.isAwaitExpression(node)) return { kind: 'await', ...at, value: read(node.expression) };
  if (ts.isConditionalExpression(node)) {
    return { kind: 'conditional', ...at, test: read(node.condition), then: read(node.whenTrue), else: read(node.whenFalse) };
  }
  if (ts.isTemplateExpression(node)) return templateOf(reader, node, at);
  if (ts.isTaggedTemplateExpression(node)) {
    return { kind: 'taggedTemplate', ...at, tag: read(node.tag), template: templateOf(reader, node.template, reader.at(node.template)) };
  }
  if (ts.isSpreadElement(node)) return { kind: 'spread', ...at, value: read(node.expression) };
  if (ts.isElementAccessExpression(node)) {
    return { kind: 'index', ...at, object: read(node.expression), index: read(node.argumentExpression), optional: node.questionDotToken !== undefined };
  }
  if (ts.isNewExpression(node)) return { kind: 'new', ...at, callee: read(node.expression), args: (node.arguments ?? []).map(read) };
  if (ts.isClassExpression(node)) return classOf(reader, node);
  return unaryOf(reader, node, at);
}

function unaryOf(reader: Reader, node: ts.Expression, at: At): Expression {
  const unary = (operator: string, operand: ts.Expression): Expression => ({ kind: 'unary', ...at, operator, operand: expressionOf(reader, operand) });
  if (ts.isPrefixUnaryExpression(node)) {
    const operand = expressionOf(reader, node.operand);
    const operator = ts.tokenToString(node.operator) ?? '';
    if (operand.kind === 'identifier' && (operator === '++' || operator === '--')) reader.noteAssigned(operand.name);
    if (operator === '-' && operand.kind === 'literal' && typeof operand.value === 'number') return { ...operand, ...at, value: -operand.value };
    return { kind: 'unary', ...at, operator, operand };
  }
  if (ts.isPostfixUnaryExpression(node) && ts.isIdentifier(node.operand)) reader.noteAssigned(node.operand.text);
  if (ts.isPostfixUnaryExpression(node)) return unary(`x${ts.tokenToString(node.operator) ?? ''}`, node.operand);
  if (ts.isTypeOfExpression(node)) return unary('typeof', node.expression);
  if (ts.isVoidExpression(node)) return unary('void', node.expression);
  if (ts.isDeleteExpression(node)) return unary('delete', node.expression);
  return { kind: 'other', ...at, text: reader.textOf(node) };
}

function binaryOf(reader: Reader, node: ts.BinaryExpression, at: At): Expression {
  const operator = ts.tokenToString(node.operatorToken.kind) ?? '';
  const left = expressionOf(reader, node.left);
  const right = expressionOf(reader, node.right);
  if (left.kind === 'identifier' && assignments.has(operator)) reader.noteAssigned(left.name);
  return assignments.has(operator)
    ? { kind: 'assign', ...at, operator, target: left, value: right }
    : { kind: 'binary', ...at, operator, left, right };
}

function templateOf(reader: Reader, node: ts.TemplateLiteral, at: At): TemplateNode {
  if (ts.isNoSubstitutionTemplateLiteral(node)) return { kind: 'template', ...at, texts: [node.text], values: [] };
  return {
    kind: 'template', ...at,
    texts: [node.head.text, ...node.templateSpans.map((span) => span.literal.text)],
    values: node.templateSpans.map((span) => expressionOf(reader, span.expression)),
  };
}

function objectOf(reader: Reader, node: ts.ObjectLiteralExpression, at: At): ObjectNode {
  return { kind: 'object', ...at, entries: node.properties.map((property) => entryOf(reader, property)) };
}

function entryOf(reader: Reader, node: ts.ObjectLiteralElementLike): ObjectEntry {
  const at = reader.at(node);
  if (ts.isSpreadAssignment(node)) return { kind: 'spread', ...at, value: expressionOf(reader, node.expression) };
  const key = keyOf(reader, node.name);
  if (typeof key.name === 'string') reader.words.add(key.name);
  if (ts.isPropertyAssignment(node)) return { kind: 'property', ...at, key, value: expressionOf(reader, node.initializer), shorthand: false };
  if (ts.isShorthandPropertyAssignment(node)) return { kind: 'property', ...at, key, value: expressionOf(reader, node.name), shorthand: true };
  if (ts.isMethodDeclaration(node)) return { kind: 'property', ...at, key, value: functionOf(reader, node), shorthand: false };
  return { kind: 'accessor', ...at, key, function: functionOf(reader, node) };
}

function unwrapped(node: ts.Expression): ts.Expression {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) || ts.isAsExpression(inner) || ts.isSatisfiesExpression(inner)
    || ts.isNonNullExpression(inner) || ts.isTypeAssertionExpression(inner) || ts.isExpressionWithTypeArguments(inner)
  ) inner = inner.expression;
  return inner;
}
