import * as ts from 'typescript';
import { dirname, join, normalize } from 'node:path/posix';
import type { TextEdit } from '../../src/base/textEdit.ts';
import { type App, edit, nodesIn, pathOf } from './app.ts';

/** Is the identifier a name in scope, not the name of a property? */
export function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent)) return parent.name !== node;
  if (ts.isBindingElement(parent)) return parent.propertyName !== node;
  return !ts.isImportSpecifier(parent) && !ts.isExportSpecifier(parent) && !ts.isQualifiedName(parent);
}

/** All uses of a name below a node, its declaration included. */
export function references(root: ts.Node, name: string): ts.Identifier[] {
  return nodesIn(root, ts.isIdentifier).filter((node) => node.text === name && isReference(node));
}

/** The edits that rename every use below a node; shorthand properties keep their key. */
export function rename(root: ts.Node, name: string, to: string): TextEdit[] {
  return references(root, name).map((node) => {
    if (ts.isShorthandPropertyAssignment(node.parent)) return edit.replace(node.parent, `${name}: ${to}`);
    if (ts.isBindingElement(node.parent) && node.parent.propertyName === undefined && node.parent.name === node && ts.isObjectBindingPattern(node.parent.parent)) return edit.replace(node, `${name}: ${to}`);
    return edit.replace(node, to);
  });
}

/** Does any name in the file read like this one? */
export function isTaken(root: ts.Node, name: string): boolean {
  return nodesIn(root, ts.isIdentifier).some((node) => node.text === name);
}

/** A name that the file does not use yet. */
export function freshName(root: ts.Node, wanted: string): string {
  let name = wanted;
  for (let count = 2; isTaken(root, name); count += 1) name = `${wanted}${String(count)}`;
  return name;
}

export type TopLevel = ts.FunctionDeclaration | ts.VariableStatement | ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration;

export function isTopLevel(node: ts.Node): node is TopLevel {
  return !ts.isSourceFile(node) && ts.isSourceFile(node.parent) && (ts.isFunctionDeclaration(node) || ts.isVariableStatement(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isClassDeclaration(node));
}

export function isExported(node: TopLevel): boolean {
  return ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

/** The name that a declaration at the top of a file declares; undefined for several. */
export function declaredName(node: TopLevel): string | undefined {
  if (!ts.isVariableStatement(node)) return node.name?.text;
  const [first, second] = node.declarationList.declarations;
  return second === undefined && first !== undefined && ts.isIdentifier(first.name) ? first.name.text : undefined;
}

export const isTypeOnly = (node: TopLevel): boolean => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);

/** The file that a relative import names. */
function resolved(from: string, specifier: string): string {
  return normalize(join(dirname(from), specifier));
}

/** A relative import of a file by another. */
export function specifierOf(from: string, to: string): string {
  const own = dirname(from).split('/');
  const other = dirname(to).split('/');
  let shared = 0;
  while (shared < own.length && shared < other.length && own[shared] === other[shared]) shared += 1;
  const ups = own.slice(shared).map(() => '..');
  const path = [...ups, ...other.slice(shared), to.split('/').at(-1) ?? ''].join('/');
  return ups.length === 0 ? `./${path}` : path;
}

/** Imports and re-exports with the file that they name. */
export function importsOf(tree: ts.SourceFile): { readonly node: ts.ImportDeclaration | ts.ExportDeclaration; readonly specifier: ts.StringLiteral; readonly target: string }[] {
  return tree.statements.flatMap((node) => {
    if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return [];
    const specifier = node.moduleSpecifier;
    return specifier !== undefined && ts.isStringLiteral(specifier) && specifier.text.startsWith('.') ? [{ node, specifier, target: resolved(tree.fileName, specifier.text) }] : [];
  });
}

/** The imports of a file that name another, in all files of the app and its tests. */
export function importersOf(app: App, path: string): ReturnType<typeof importsOf> {
  return app.trees(/^(?:src|tests)\//).filter((tree) => tree.text.includes(path.split('/').at(-1) ?? path)).flatMap((tree) => importsOf(tree).filter(({ target }) => target === path));
}

/** The import lines, for another file, of the names that some statements use: from where their file imports them, or from that file itself. */
export function importsFor(nodes: readonly TopLevel[], to: string, own: ReadonlySet<string>): string[] {
  const [first] = nodes;
  if (first === undefined) return [];
  const tree = first.getSourceFile();
  const names = new Set(nodes.flatMap((node) => nodesIn(node, ts.isIdentifier).filter((identifier) => isReference(identifier) || ts.isQualifiedName(identifier.parent)).map(({ text }) => text)));
  const lines: string[] = [];
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    const specifier = statement.moduleSpecifier.text;
    const from = specifier.startsWith('.') ? specifierOf(to, resolved(tree.fileName, specifier)) : specifier;
    if (bindings === undefined || !ts.isNamedImports(bindings)) {
      if (statement.importClause?.name !== undefined && names.has(statement.importClause.name.text)) lines.push(`import ${statement.importClause.name.text} from "${from}";`);
      continue;
    }
    const used = bindings.elements.filter((element) => names.has(element.name.text));
    const type = statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type ' : '';
    if (used.length > 0) lines.push(`import ${type}{ ${used.map((element) => element.getText()).join(', ')} } from "${from}";`);
  }
  const local = tree.statements.filter((node): node is TopLevel => isTopLevel(node) && !nodes.includes(node)).filter((node) => names.has(declaredName(node) ?? ''));
  const visible = local.filter((node) => own.has(declaredName(node) ?? ''));
  if (visible.length > 0) lines.push(`import { ${visible.map((node) => `${isTypeOnly(node) ? 'type ' : ''}${declaredName(node) ?? ''}`).join(', ')} } from "${specifierOf(to, pathOf(first))}";`);
  return lines;
}
