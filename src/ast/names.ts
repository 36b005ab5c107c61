import * as ts from 'typescript';
import { startOf } from './reader.ts';
import { treeOf } from './tree.ts';

/** A name that an import brings in. */
export interface ImportedBinding {
  readonly local: string;
  readonly imported: string;
  readonly from: string;
  readonly typeOnly: boolean;
}

/** The names that a file uses and declares. */
export interface NamesInFile {
  /** Uses of names, in values and types, by the offset where they stand. Property names are none. */
  readonly uses: readonly { readonly name: string; readonly start: number; readonly end: number; readonly shorthand: boolean }[];
  readonly imports: readonly ImportedBinding[];
  /** Names of `uses` that no declaration around them and no import explains; globals are among them. */
  readonly unbound: ReadonlySet<string>;
}

/** Reads which names a file uses. */
export function namesIn(path: string, text: string): NamesInFile {
  const source = treeOf(path, text);
  const uses: { readonly name: string; readonly start: number; readonly end: number; readonly shorthand: boolean }[] = [];
  const unbound = new Set<string>();
  const visit = (node: ts.Node, scopes: readonly ReadonlySet<string>[]): void => {
    const inner = opensScope(node) ? [...scopes, declaredIn(node)] : scopes;
    if (ts.isIdentifier(node) && isUse(node)) {
      uses.push({ name: node.text, start: startOf(text, node), end: node.end, shorthand: ts.isShorthandPropertyAssignment(node.parent) });
      if (!inner.some((scope) => scope.has(node.text))) unbound.add(node.text);
    }
    ts.forEachChild(node, (child) => {
      visit(child, inner);
    });
  };
  visit(source, []);
  return { uses, imports: importsOf(source), unbound };
}

function importsOf(source: ts.SourceFile): readonly ImportedBinding[] {
  return source.statements.filter(ts.isImportDeclaration).flatMap((node) => {
    const from = ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : '';
    const clause = node.importClause;
    const allTypes = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    const bindings = clause?.namedBindings;
    return [
      ...(clause?.name === undefined ? [] : [{ local: clause.name.text, imported: 'default', from, typeOnly: allTypes }]),
      ...(bindings === undefined ? [] : ts.isNamespaceImport(bindings) ? [{ local: bindings.name.text, imported: '*', from, typeOnly: allTypes }]
        : bindings.elements.map((element) => ({ local: element.name.text, imported: (element.propertyName ?? element.name).text, from, typeOnly: allTypes || element.isTypeOnly }))),
    ];
  });
}

/** Is the identifier a reference, and not the name of a declaration, property, label or import? */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return parent.name === node;
  if (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isMetaProperty(parent)) return parent.name !== node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isNamespaceImport(parent) || ts.isNamespaceExport(parent)) return false;
  if (ts.isExportSpecifier(parent)) return parent.parent.parent.moduleSpecifier === undefined && (parent.propertyName ?? parent.name) === node;
  if (ts.isBreakOrContinueStatement(parent) || ts.isLabeledStatement(parent) || ts.isNamedTupleMember(parent)) return false;
  if (ts.isTypePredicateNode(parent)) return true;
  return (parent as { readonly name?: ts.Node }).name !== node;
}

function opensScope(node: ts.Node): boolean {
  return ts.isSourceFile(node) || ts.isFunctionLike(node) || ts.isBlock(node) || ts.isClassLike(node) || ts.isForStatement(node) || ts.isForOfStatement(node)
    || ts.isForInStatement(node) || ts.isCatchClause(node) || ts.isCaseBlock(node) || ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)
    || ts.isMappedTypeNode(node) || ts.isConditionalTypeNode(node) || ts.isModuleBlock(node);
}

/** Names declared directly in a scope. */
function declaredIn(scope: ts.Node): ReadonlySet<string> {
  const names = new Set<string>();
  if ((ts.isFunctionExpression(scope) || ts.isClassLike(scope)) && scope.name !== undefined) names.add(scope.name.text);
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) addBinding(node.name, names);
    else if ((ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)
      || ts.isTypeParameterDeclaration(node) || ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node)) && node.name !== undefined) names.add(node.name.text);
    else if (ts.isImportClause(node) && node.name !== undefined) names.add(node.name.text);
    else if (ts.isImportSpecifier(node) || ts.isNamespaceImport(node)) names.add(node.name.text);
    if (node !== scope && opensScope(node) && !ts.isConditionalTypeNode(node)) return;
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(scope, visit);
  return names;
}

function addBinding(name: ts.BindingName, names: Set<string>): void {
  if (ts.isIdentifier(name)) names.add(name.text);
}
