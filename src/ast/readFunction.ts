import * as ts from 'typescript';
import { keyOf } from './readKey.ts';
import { patternOf } from './readPattern.ts';
import type { Reader } from './reader.ts';
import type { ClassMember, ClassNode, FunctionNode, ParameterNode } from './syntax.ts';

type FunctionLike = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration | ts.AccessorDeclaration | ts.ConstructorDeclaration;

/** Any kind of function, as one. */
export function functionOf(reader: Reader, node: FunctionLike): FunctionNode {
  const { body } = node;
  const block = body !== undefined && ts.isBlock(body) ? body : undefined;
  const expression = body !== undefined && !ts.isBlock(body) ? body : undefined;
  const { value, assigned, inside } = reader.inFunction(() => ({
    params: node.parameters.filter((parameter) => !(ts.isIdentifier(parameter.name) && parameter.name.text === 'this')).map((parameter) => parameterOf(reader, parameter)),
    body: expression === undefined
      ? reader.statements(block?.statements ?? [])
      : [{ kind: 'return' as const, ...reader.at(expression), value: reader.expression(expression) }],
  }));
  return {
    kind: 'function', ...reader.at(node), ...value, assigned, assignedInside: inside,
    name: node.name !== undefined && ts.isIdentifier(node.name) ? node.name.text : undefined,
    async: has(node, ts.SyntaxKind.AsyncKeyword),
    generator: 'asteriskToken' in node && node.asteriskToken !== undefined,
    arrow: ts.isArrowFunction(node),
    bodyStart: block === undefined ? reader.startOf(expression ?? node) : reader.startOf(block) + 1,
    bodyEnd: block === undefined ? (expression ?? node).end : Math.max(reader.startOf(block) + 1, block.end - 1),
    expressionBody: expression !== undefined,
  };
}

function parameterOf(reader: Reader, node: ts.ParameterDeclaration): ParameterNode {
  return {
    ...reader.at(node),
    pattern: patternOf(reader, node.name),
    default: node.initializer === undefined ? undefined : reader.expression(node.initializer),
    rest: node.dotDotDotToken !== undefined,
    property: node.modifiers?.some(ts.isModifier) ?? false,
  };
}

/** A class with its members; types and overloads are not among them. */
export function classOf(reader: Reader, node: ts.ClassLikeDeclaration): ClassNode {
  const base = node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  return {
    kind: 'class', ...reader.at(node), name: node.name?.text,
    extends: base === undefined ? undefined : reader.expression(base.expression),
    members: node.members.flatMap((member) => memberOf(reader, member)),
  };
}

function memberOf(reader: Reader, node: ts.ClassElement): readonly ClassMember[] {
  const key = node.name === undefined ? undefined : keyOf(reader, node.name);
  const named = { ...reader.at(node), static: has(node, ts.SyntaxKind.StaticKeyword), name: typeof key?.name === 'string' ? key.name : undefined };
  if (ts.isMethodDeclaration(node)) return node.body === undefined ? [] : [{ kind: 'method', ...named, value: functionOf(reader, node) }];
  if (ts.isConstructorDeclaration(node)) return node.body === undefined ? [] : [{ kind: 'constructor', ...named, value: functionOf(reader, node) }];
  if (ts.isGetAccessorDeclaration(node) || ts.isSetAccessorDeclaration(node)) return [{ kind: 'accessor', ...named, value: functionOf(reader, node) }];
  if (ts.isPropertyDeclaration(node)) {
    return [{ kind: 'field', ...named, value: node.initializer === undefined ? undefined : reader.expression(node.initializer) }];
  }
  return ts.isClassStaticBlockDeclaration(node) ? [{ kind: 'other', ...named, value: undefined }] : [];
}

/** Does a declaration carry that keyword? */
export function has(node: ts.Node, keyword: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === keyword);
}
