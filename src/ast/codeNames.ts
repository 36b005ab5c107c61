import * as ts from 'typescript';
import { treeOf } from './tree.ts';

/** What a piece of code declares, and what it takes from elsewhere. */
export interface CodeNames {
  /** Names that its top level declares, in their order. */
  readonly declared: readonly string[];
  /** Names that are read as values and declared nowhere in it. */
  readonly values: ReadonlySet<string>;
  /** Names that are used as types and declared nowhere in it. */
  readonly types: ReadonlySet<string>;
  /** Every `name.member` of a name that it takes from elsewhere. */
  readonly members: ReadonlySet<string>;
  /** Places of the names that its top level declares, and of what refers to them, by name. */
  readonly own: ReadonlyMap<string, readonly NamePlace[]>;
  /** What the parser says against it; nothing for code that is whole. */
  readonly mistakes: readonly { readonly start: number; readonly message: string }[];
}

/** Where a name stands; `isShorthand` for `{ name }`, which is both a key and a reference. */
export interface NamePlace {
  readonly start: number;
  readonly isShorthand: boolean;
}

/** Finds the names of a piece of code that another file has to give it; globals are among them. */
export function codeNamesOf(text: string): CodeNames {
  const source = treeOf('code.ts', text);
  const { parseDiagnostics = [] } = source as { readonly parseDiagnostics?: readonly ts.Diagnostic[] };
  const mistakes = parseDiagnostics.map(({ start = 0, messageText }) => ({ start, message: typeof messageText === 'string' ? messageText : messageText.messageText }));
  const finder = new NameFinder(source);
  return { declared: finder.declared, values: finder.values, types: finder.types, members: finder.members, own: finder.own, mistakes };
}

/** The names that a block, a function or a type brings with it. */
interface Scope {
  readonly values: Set<string>;
  readonly types: Set<string>;
}

class NameFinder {
  readonly declared: readonly string[];
  readonly values = new Set<string>();
  readonly types = new Set<string>();
  readonly members = new Set<string>();
  readonly own = new Map<string, NamePlace[]>();
  readonly #scopes: Scope[] = [];

  constructor(source: ts.SourceFile) {
    const top = emptyScope();
    declareStatements(source.statements, top);
    declareVars(source, top);
    this.declared = [...new Set([...top.values, ...top.types])];
    this.#scopes.push(top);
    for (const statement of source.statements) this.#visit(statement);
  }

  #visit(node: ts.Node): void {
    if (ts.isIdentifier(node)) {
      this.#identifier(node);
      return;
    }
    const scope = scopeOf(node);
    if (scope !== undefined) this.#scopes.push(scope);
    ts.forEachChild(node, (child) => { this.#visit(child); });
    if (scope !== undefined) this.#scopes.pop();
  }

  #identifier(node: ts.Identifier): void {
    const use = useOf(node);
    if (use === 'declaration' && ts.isSourceFile(outerOf(node))) this.#note(node);
    if (use === 'declaration' || use === 'label') return;
    const at = this.#scopes.findLastIndex((scope) => scope[use].has(node.text));
    if (at === 0) this.#note(node);
    if (at >= 0) return;
    this[use].add(node.text);
    if (use === 'values') for (const member of membersOf(node)) this.members.add(`${node.text}.${member}`);
  }

  #note(node: ts.Identifier): void {
    const places = this.own.get(node.text) ?? [];
    this.own.set(node.text, places);
    places.push({ start: node.end - node.text.length, isShorthand: ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node });
  }
}

function emptyScope(): Scope {
  return { values: new Set(), types: new Set() };
}

/** The statement list that a declared name belongs to, for the declarations of the top level. */
function outerOf(node: ts.Identifier): ts.Node {
  let at: ts.Node = node.parent;
  while (ts.isBindingElement(at) || ts.isObjectBindingPattern(at) || ts.isArrayBindingPattern(at) || ts.isVariableDeclaration(at) || ts.isVariableDeclarationList(at)) at = at.parent;
  return ts.isVariableStatement(at) || ts.isFunctionDeclaration(at) || ts.isClassDeclaration(at) || ts.isInterfaceDeclaration(at) || ts.isTypeAliasDeclaration(at) || ts.isEnumDeclaration(at) ? at.parent : at;
}

/** What a name is where it stands: a value, a type, the name of something that is declared, or a label or key that refers to nothing. */
function useOf(node: ts.Identifier): 'values' | 'types' | 'declaration' | 'label' {
  const { parent } = node;
  if (ts.isTypeReferenceNode(parent) || (ts.isExpressionWithTypeArguments(parent) && isTypeClause(parent.parent))) return 'types';
  if (ts.isQualifiedName(parent)) return parent.left === node ? (isTypeQuery(parent) ? 'values' : 'types') : 'label';
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node ? 'values' : 'label';
  if (ts.isShorthandPropertyAssignment(parent)) return 'values';
  if (ts.isBindingElement(parent) && parent.propertyName === node) return 'label';
  if (ts.isExportSpecifier(parent) || ts.isMetaProperty(parent) || ts.isTypePredicateNode(parent)) return 'label';
  if (ts.isBreakOrContinueStatement(parent) || ts.isLabeledStatement(parent) || ts.isNamedTupleMember(parent)) return 'label';
  if ((parent as { readonly name?: ts.Node }).name !== node) return 'values';
  return ts.isPropertyAssignment(parent) || ts.isClassElement(parent) || ts.isTypeElement(parent) || ts.isObjectLiteralElement(parent) || ts.isEnumMember(parent) ? 'label' : 'declaration';
}

function isTypeQuery(node: ts.QualifiedName): boolean {
  let at: ts.Node = node;
  while (ts.isQualifiedName(at)) at = at.parent;
  return ts.isTypeQueryNode(at);
}

function isTypeClause(node: ts.Node): boolean {
  return ts.isHeritageClause(node) && (node.token === ts.SyntaxKind.ImplementsKeyword || ts.isInterfaceDeclaration(node.parent));
}

/** What is taken out of a name: `name.member`, `name["member"]`, `const { member } = name`. */
function membersOf(node: ts.Identifier): readonly string[] {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return [parent.name.text];
  if (ts.isElementAccessExpression(parent) && parent.expression === node && ts.isStringLiteralLike(parent.argumentExpression)) return [parent.argumentExpression.text];
  if (!ts.isVariableDeclaration(parent) || parent.initializer !== node || !ts.isObjectBindingPattern(parent.name)) return [];
  return parent.name.elements.flatMap(({ propertyName, name }) => {
    const key = propertyName ?? name;
    return ts.isIdentifier(key) || ts.isStringLiteralLike(key) ? [key.text] : [];
  });
}

/** What a node declares for all that stands in it. */
function scopeOf(node: ts.Node): Scope | undefined {
  const scope = emptyScope();
  if (ts.isFunctionLike(node)) {
    if (ts.isFunctionExpression(node) && node.name !== undefined) scope.values.add(node.name.text);
    for (const { name } of node.parameters) declareBinding(name, scope);
    declareTypeParameters(node, scope);
    if ('body' in node && node.body !== undefined) declareVars(node.body, scope);
    if (!ts.isArrowFunction(node)) scope.values.add('arguments');
    return scope;
  }
  if (ts.isBlock(node) || ts.isModuleBlock(node)) declareStatements(node.statements, scope);
  else if (ts.isCaseBlock(node)) for (const { statements } of node.clauses) declareStatements(statements, scope);
  else if (ts.isCatchClause(node)) { if (node.variableDeclaration !== undefined) declareBinding(node.variableDeclaration.name, scope); }
  else if (ts.isForStatement(node) || ts.isForInStatement(node) || ts.isForOfStatement(node)) { if (node.initializer !== undefined && ts.isVariableDeclarationList(node.initializer)) declareList(node.initializer, scope); }
  else if (ts.isClassLike(node)) declareClass(node, scope);
  else if (ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)) declareTypeParameters(node, scope);
  else if (ts.isMappedTypeNode(node)) scope.types.add(node.typeParameter.name.text);
  else if (ts.isConditionalTypeNode(node)) declareInferred(node.extendsType, scope);
  else return undefined;
  return scope;
}

function declareClass(node: ts.ClassLikeDeclaration, scope: Scope): void {
  if (node.name !== undefined) {
    scope.values.add(node.name.text);
    scope.types.add(node.name.text);
  }
  declareTypeParameters(node, scope);
}

function declareTypeParameters({ typeParameters }: { readonly typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration> | undefined }, scope: Scope): void {
  for (const { name } of typeParameters ?? []) scope.types.add(name.text);
}

function declareInferred(node: ts.Node, scope: Scope): void {
  if (ts.isInferTypeNode(node)) scope.types.add(node.typeParameter.name.text);
  ts.forEachChild(node, (child) => { declareInferred(child, scope); });
}

/** What the statements of a block declare for the whole block. */
function declareStatements(statements: readonly ts.Statement[], scope: Scope): void {
  for (const statement of statements) {
    if (ts.isVariableStatement(statement)) declareList(statement.declarationList, scope);
    else if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) scope.values.add(statement.name.text);
    else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) scope.types.add(statement.name.text);
    else if ((ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) && statement.name !== undefined) {
      scope.values.add(statement.name.text);
      scope.types.add(statement.name.text);
    }
  }
}

function declareList(list: ts.VariableDeclarationList, scope: Scope): void {
  for (const { name } of list.declarations) declareBinding(name, scope);
}

function declareBinding(name: ts.BindingName, scope: Scope): void {
  if (ts.isIdentifier(name)) scope.values.add(name.text);
  else for (const element of name.elements) if (ts.isBindingElement(element)) declareBinding(element.name, scope);
}

/** Every `var` below the node belongs to its function. */
function declareVars(node: ts.Node, scope: Scope): void {
  ts.forEachChild(node, (child) => {
    if (ts.isFunctionLike(child) || ts.isClassLike(child)) return;
    if (ts.isVariableDeclarationList(child) && (child.flags & ts.NodeFlags.BlockScoped) === 0) declareList(child, scope);
    declareVars(child, scope);
  });
}
