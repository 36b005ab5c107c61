import * as ts from 'typescript';
import { classOf, functionOf, has } from './readFunction.ts';
import { patternOf } from './readPattern.ts';
import type { Reader } from './reader.ts';
import { keyOf } from './readKey.ts';
import type { CaseNode, Expression, ObjectEntry, Pattern, Statement, VariableNode } from './syntax.ts';

type At = { readonly start: number; readonly end: number };

/** Statements in their order. */
export function statementsOf(reader: Reader, nodes: readonly ts.Statement[]): readonly Statement[] {
  return nodes.map((node) => statementOf(reader, node));
}

function statementOf(reader: Reader, node: ts.Statement): Statement {
  const at = reader.at(node);
  const read = (child: ts.Expression): Expression => reader.expression(child);
  const exported = has(node, ts.SyntaxKind.ExportKeyword);
  const isDefault = has(node, ts.SyntaxKind.DefaultKeyword);
  if (ts.isVariableStatement(node)) return { kind: 'variables', ...at, exported, ...listOf(reader, node.declarationList) };
  if (ts.isExpressionStatement(node)) return { kind: 'expression', ...at, value: read(node.expression) };
  if (ts.isReturnStatement(node)) return { kind: 'return', ...at, value: node.expression === undefined ? undefined : read(node.expression) };
  if (ts.isThrowStatement(node)) return { kind: 'throw', ...at, value: read(node.expression) };
  if (ts.isIfStatement(node)) {
    return {
      kind: 'if', ...at, test: read(node.expression), then: bodyOf(reader, node.thenStatement),
      else: node.elseStatement === undefined ? [] : bodyOf(reader, node.elseStatement),
    };
  }
  if (ts.isFunctionDeclaration(node)) {
    return node.body === undefined ? { kind: 'types', ...at, name: undefined } : { kind: 'functionDeclaration', ...at, exported, default: isDefault, function: functionOf(reader, node) };
  }
  if (ts.isClassDeclaration(node)) return { kind: 'classDeclaration', ...at, exported, default: isDefault, class: classOf(reader, node) };
  if (ts.isBlock(node)) return { kind: 'block', ...at, body: statementsOf(reader, node.statements) };
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return { kind: 'types', ...at, name: node.name.text };
  if (ts.isEnumDeclaration(node)) return { kind: 'variables', ...at, exported, constant: true, declarations: [enumOf(reader, node)] };
  if (ts.isEmptyStatement(node)) return { kind: 'types', ...at, name: undefined };
  if (ts.isBreakStatement(node) && node.label === undefined) return { kind: 'jump', ...at, jump: 'break' };
  if (ts.isContinueStatement(node) && node.label === undefined) return { kind: 'jump', ...at, jump: 'continue' };
  return controlOf(reader, node, at);
}

function controlOf(reader: Reader, node: ts.Statement, at: At): Statement {
  const read = (child: ts.Expression): Expression => reader.expression(child);
  if (ts.isForOfStatement(node)) {
    const pattern = patternOfLoop(reader, node.initializer);
    return { kind: 'forOf', ...at, await: node.awaitModifier !== undefined, pattern, over: read(node.expression), body: bodyOf(reader, node.statement) };
  }
  if (ts.isForStatement(node)) {
    return {
      kind: 'for', ...at, init: initOf(reader, node.initializer),
      test: node.condition === undefined ? undefined : read(node.condition),
      update: node.incrementor === undefined ? undefined : read(node.incrementor),
      body: bodyOf(reader, node.statement),
    };
  }
  if (ts.isWhileStatement(node) || ts.isDoStatement(node)) {
    return { kind: 'while', ...at, test: read(node.expression), body: bodyOf(reader, node.statement), testAfter: ts.isDoStatement(node) };
  }
  if (ts.isTryStatement(node)) {
    const caught = node.catchClause;
    return {
      kind: 'try', ...at, body: statementsOf(reader, node.tryBlock.statements),
      catch: caught === undefined ? undefined : {
        ...reader.at(caught), body: statementsOf(reader, caught.block.statements),
        pattern: caught.variableDeclaration === undefined ? undefined : patternOf(reader, caught.variableDeclaration.name),
      },
      finally: statementsOf(reader, node.finallyBlock?.statements ?? []),
    };
  }
  if (ts.isSwitchStatement(node)) return { kind: 'switch', ...at, value: read(node.expression), cases: node.caseBlock.clauses.map((clause) => caseOf(reader, clause)) };
  return { kind: 'other', ...at, text: reader.textOf(node) };
}

function caseOf(reader: Reader, node: ts.CaseOrDefaultClause): CaseNode {
  return { ...reader.at(node), test: ts.isCaseClause(node) ? reader.expression(node.expression) : undefined, body: statementsOf(reader, node.statements) };
}

/** The statements of a body, with or without braces. */
function bodyOf(reader: Reader, node: ts.Statement): readonly Statement[] {
  return ts.isBlock(node) ? statementsOf(reader, node.statements) : [statementOf(reader, node)];
}

function listOf(reader: Reader, list: ts.VariableDeclarationList): { readonly constant: boolean; readonly declarations: readonly VariableNode[] } {
  return {
    constant: (list.flags & ts.NodeFlags.Const) !== 0,
    declarations: list.declarations.map((declaration) => ({
      ...reader.at(declaration), pattern: patternOf(reader, declaration.name),
      init: declaration.initializer === undefined ? undefined : reader.expression(declaration.initializer),
    })),
  };
}

/** An enum as the object that it is when the code runs; members without a value count on. */
function enumOf(reader: Reader, node: ts.EnumDeclaration): VariableNode {
  let next = 0;
  const entries = node.members.map((member): ObjectEntry => {
    const at = reader.at(member);
    const given = member.initializer === undefined ? undefined : reader.expression(member.initializer);
    const value: Expression = given ?? { kind: 'literal', ...at, value: next };
    next = value.kind === 'literal' && typeof value.value === 'number' ? value.value + 1 : next + 1;
    return { kind: 'property', ...at, key: keyOf(reader, member.name), value, shorthand: false };
  });
  const at = reader.at(node);
  return { ...at, pattern: { kind: 'name', ...reader.at(node.name), name: node.name.text }, init: { kind: 'object', ...at, entries } };
}

function initOf(reader: Reader, node: ts.ForInitializer | undefined): readonly Statement[] {
  if (node === undefined) return [];
  const at = reader.at(node);
  return ts.isVariableDeclarationList(node)
    ? [{ kind: 'variables', ...at, exported: false, ...listOf(reader, node) }]
    : [{ kind: 'expression', ...at, value: reader.expression(node) }];
}

function patternOfLoop(reader: Reader, node: ts.ForInitializer): Pattern {
  const declaration = ts.isVariableDeclarationList(node) ? node.declarations[0] : undefined;
  return declaration === undefined ? { kind: 'name', ...reader.at(node), name: reader.textOf(node) } : patternOf(reader, declaration.name);
}
