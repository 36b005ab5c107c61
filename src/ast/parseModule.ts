import * as ts from 'typescript';
import type { ExportNode, ImportNode, Module } from './syntax.ts';
import { expressionOf } from './readExpression.ts';
import { statementsOf } from './readStatement.ts';
import { Reader } from './reader.ts';
import { treeToRead } from './tree.ts';

/**
 * Reads a TypeScript file as syntax. Every text gives a tree: what does not parse is in `mistakes`, and the tree is then a guess.
 * Texts nested deeper than the stack allows give an empty tree with a mistake.
 */
export function parseModule(path: string, text: string): Module {
  try {
    return read(path, text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { path, imports: [], exports: [], statements: [], words: new Set(), memberUses: new Set(), mistakes: [{ start: 0, message: 'The file is nested too deeply.' }] };
  }
}

function read(path: string, text: string): Module {
  const source = treeToRead(path, text);
  const reader = new Reader(text, { expression: expressionOf, statements: statementsOf });
  const imports: ImportNode[] = [];
  const exports: ExportNode[] = [];
  const rest: ts.Statement[] = [];
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) imports.push(importOf(reader, statement));
    else if (ts.isExportDeclaration(statement)) exports.push(exportOf(reader, statement));
    else if (ts.isExportAssignment(statement)) exports.push({ ...reader.at(statement), from: undefined, names: ts.isIdentifier(statement.expression) ? [byDefault(statement.expression.text)] : [], value: reader.expression(statement.expression) });
    else rest.push(statement);
  }
  const statements = reader.statements(rest);
  for (const statement of statements) {
    if ((statement.kind !== 'functionDeclaration' && statement.kind !== 'classDeclaration') || !statement.default) continue;
    const { name } = statement.kind === 'functionDeclaration' ? statement.function : statement.class;
    if (name !== undefined) exports.push({ start: statement.start, end: statement.end, from: undefined, names: [byDefault(name)], value: undefined });
  }
  return { path, imports, exports, statements, words: reader.words, memberUses: reader.memberUses, mistakes: mistakesOf(source) };
}

function byDefault(local: string): ExportNode['names'][number] {
  return { local, exported: 'default' };
}

/** The parser's own finding; not part of its published types. */
function mistakesOf(source: ts.SourceFile): Module['mistakes'] {
  const { parseDiagnostics = [] } = source as { readonly parseDiagnostics?: readonly ts.Diagnostic[] };
  return parseDiagnostics.map((found) => ({ start: found.start ?? 0, message: typeof found.messageText === 'string' ? found.messageText : found.messageText.messageText }));
}

function importOf(reader: Reader, node: ts.ImportDeclaration): ImportNode {
  const clause = node.importClause;
  const names = [];
  if (clause?.name !== undefined) names.push({ ...reader.at(clause.name), imported: 'default', local: clause.name.text, typeOnly: false });
  const bindings = clause?.namedBindings;
  if (bindings !== undefined && ts.isNamespaceImport(bindings)) {
    names.push({ ...reader.at(bindings), imported: '*', local: bindings.name.text, typeOnly: false });
  } else if (bindings !== undefined) {
    for (const element of bindings.elements) {
      names.push({ ...reader.at(element), imported: (element.propertyName ?? element.name).text, local: element.name.text, typeOnly: element.isTypeOnly });
    }
  }
  return { ...reader.at(node), from: textOf(node.moduleSpecifier), typeOnly: clause?.phaseModifier === ts.SyntaxKind.TypeKeyword, names };
}

function exportOf(reader: Reader, node: ts.ExportDeclaration): ExportNode {
  const from = node.moduleSpecifier === undefined ? undefined : textOf(node.moduleSpecifier);
  const clause = node.exportClause;
  const names = clause === undefined ? [{ local: '*', exported: '*' }]
    : ts.isNamespaceExport(clause) ? [{ local: '*', exported: clause.name.text }]
      : clause.elements.filter((element) => !element.isTypeOnly).map((element) => ({ local: (element.propertyName ?? element.name).text, exported: element.name.text }));
  return { ...reader.at(node), from, names: node.isTypeOnly ? [] : names, value: undefined };
}

function textOf(node: ts.Expression): string {
  return ts.isStringLiteralLike(node) ? node.text : '';
}
