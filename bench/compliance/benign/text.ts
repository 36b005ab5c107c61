import * as ts from 'typescript';
import type { TextEdit } from '../../../src/base/textEdit.ts';
import { type App, edit, nodesIn, pathOf } from '../app.ts';
import { type Operator, benign, placeOf } from '../operator.ts';
import { declaredName, freshName, importersOf, isExported, isReference, isTopLevel, references, rename } from '../scopes.ts';

/** What the app's people write and change; not its runtime. */
export const own = /^src\/(?:api|models|services|repositories\/\w+Repository|state-machines|validators|workflows|events\/(?:handlers|schedules)|application|db\/constraints)/;

function onFiles(app: App, change: (tree: ts.SourceFile) => readonly TextEdit[], paths = own): ReturnType<Operator['places']> {
  return app.trees(paths).flatMap((tree) => {
    const edits = change(tree);
    return edits.length === 0 ? [] : [placeOf(edits)];
  });
}

type Scope = ts.FunctionDeclaration | ts.MethodDeclaration | ts.ArrowFunction;
const isScope = (node: ts.Node): node is Scope => (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isArrowFunction(node)) && node.body !== undefined;

const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** Local names that are declared once in their file's function, each with the function. */
function localsOf(app: App): { readonly scope: Scope; readonly name: string }[] {
  return app.nodes(isScope, own).filter((scope) => !ts.isArrowFunction(scope)).flatMap((scope) => {
    const declared = nodesIn(scope, (node): node is ts.VariableDeclaration | ts.BindingElement => ts.isVariableDeclaration(node) || ts.isBindingElement(node)).map(({ name }) => name).filter(ts.isIdentifier).map(({ text }) => text);
    const tops = new Set(scope.getSourceFile().statements.filter(isTopLevel).map(declaredName));
    return [...new Set(declared)].filter((name) => declared.filter((other) => other === name).length === 1 && !tops.has(name)).map((name) => ({ scope, name }));
  });
}

export const textChanges: readonly Operator[] = [
  benign('text.comment', (app) => app.nodes((node): node is ts.Node => ts.isStatement(node) && !ts.isBlock(node) && (ts.isBlock(node.parent) || ts.isSourceFile(node.parent)), own).map((node) => placeOf([edit.before(node, '// Agreed with the team: see the wiki.\n')]))),
  benign('text.commentInside', (app) => app.nodes((node): node is ts.ObjectLiteralElementLike => ts.isObjectLiteralElementLike(node), own).map((node) => placeOf([edit.before(node, '/* needed by the shop front */ ')]))),
  benign('text.singleQuotes', (app) => onFiles(app, (tree) => nodesIn(tree, ts.isStringLiteral).filter((node) => node.getText().startsWith('"') && !/['\\]/.test(node.getText())).map((node) => edit.replace(node, `'${node.text}'`)))),
  benign('text.tabs', (app) => onFiles(app, (tree) => (tree.text.includes('`\n') ? [] : [...tree.text.matchAll(/^( {2})+/gm)].map((match) => ({ file: tree.fileName, start: match.index, end: match.index + match[0].length, text: '\t'.repeat(match[0].length / 2) }))))),
  benign('text.carriageReturns', (app) => onFiles(app, (tree) => [{ file: tree.fileName, start: 0, end: tree.text.length, text: tree.text.replaceAll('\n', '\r\n') }])),
  benign('text.withoutSemicolons', (app) => onFiles(app, (tree) => nodesIn(tree, (node): node is ts.ReturnStatement | ts.VariableStatement | ts.ImportDeclaration => ts.isReturnStatement(node) || ts.isVariableStatement(node) || ts.isImportDeclaration(node)).filter((node) => node.getText().endsWith(';') && !/^\s*[([`]/.test(tree.text.slice(node.end)) && tree.text.charAt(node.end) === '\n').map((node) => edit.cut(node, node.end - 1, node.end)))),
  benign('text.parentheses', (app) => app.nodes(ts.isBinaryExpression, own).filter((node) => node.operatorToken.kind !== ts.SyntaxKind.EqualsToken).map((node) => placeOf([edit.replace(node, `(${node.getText()})`)]))),
  benign('text.oneLine', (app) => app.nodes(ts.isVariableStatement, own).filter((node) => node.getText().includes('\n') && !/`|\/\/|\/\*/.test(node.getText())).map((node) => placeOf([edit.replace(node, node.getText().replaceAll(/\s*\n\s*/g, ' '))]))),
];

export const nameChanges: readonly Operator[] = [
  benign('name.local', (app) => localsOf(app).map(({ scope, name }) => placeOf(rename(scope, name, freshName(scope.getSourceFile(), `the${capital(name)}`))))),
  benign('name.parameter', (app) => app.nodes(isScope, own).flatMap((scope) => scope.parameters.filter(({ name }) => ts.isIdentifier(name) && name.text !== 'this').flatMap(({ name }) => {
    const text = name.getText();
    const shadowed = nodesIn(scope, ts.isParameter).filter((other) => other.name.getText() === text).length > 1;
    return shadowed ? [] : [placeOf(rename(scope, text, freshName(scope.getSourceFile(), text === 'context' ? 'ctx' : `given${capital(text)}`)))];
  }))),
  benign('name.privateFunction', (app) => app.nodes(isTopLevel, own).filter((node) => !isExported(node) && ts.isFunctionDeclaration(node)).flatMap((node) => {
    const name = declaredName(node) ?? '';
    return [placeOf(rename(node.getSourceFile(), name, freshName(node.getSourceFile(), `${name}OrFail`)))];
  })),
  benign('name.importAlias', (app) => app.nodes(ts.isImportSpecifier, own).filter((node) => node.propertyName === undefined && references(node.getSourceFile(), node.name.text).every((reference) => !ts.isParameter(reference.parent) && !ts.isVariableDeclaration(reference.parent))).map((node) => {
    const name = node.name.text;
    const to = freshName(node.getSourceFile(), name === 'z' ? 'zod' : `${name}Alias`);
    return placeOf([edit.replace(node.name, `${name} as ${to}`), ...rename(node.getSourceFile(), name, to), ...typeNames(node.getSourceFile(), name, to)]);
  })),
  benign('name.exported', (app) => app.nodes(isTopLevel, own).filter((node) => isExported(node) && (ts.isFunctionDeclaration(node) || ts.isVariableStatement(node)) && declaredName(node) !== undefined && !/^src\/(?:events|application|db)/.test(pathOf(node))).flatMap((node) => {
    const name = declaredName(node) ?? '';
    const to = `${name}V2`;
    const tree = node.getSourceFile();
    const importers = importersOf(app, pathOf(node)).filter((one) => ts.isImportDeclaration(one.node) && new RegExp(`\\b${name}\\b`).test(one.node.getText()));
    if (importers.some((one) => nodesIn(one.node, ts.isImportSpecifier).some(({ propertyName }) => propertyName !== undefined))) return [];
    const elsewhere = importers.flatMap((one) => {
      const own = one.node.getSourceFile();
      return [...nodesIn(one.node, ts.isImportSpecifier).filter((specifier) => specifier.name.text === name).map((specifier) => edit.replace(specifier.name, to)), ...rename(own, name, to), ...typeNames(own, name, to)];
    });
    return [placeOf([...rename(tree, name, to), ...typeNames(tree, name, to), ...elsewhere])];
  })),
];

/** `typeof name` and `name.member` in types, which are no expressions. */
function typeNames(tree: ts.SourceFile, name: string, to: string): TextEdit[] {
  return nodesIn(tree, ts.isIdentifier).filter((node) => node.text === name && !isReference(node) && ts.isQualifiedName(node.parent) && node.parent.left === node).map((node) => edit.replace(node, to));
}
