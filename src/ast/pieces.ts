import * as ts from 'typescript';
import { startOf } from './reader.ts';
import { treeOf } from './tree.ts';

/** Lists that code can be put into or taken out of. */
export type ListKind = 'statements' | 'entries' | 'items' | 'arguments' | 'parameters' | 'members' | 'cases' | 'names';

/**
 * A piece of a file's text for moving code: every node of the syntax, types included, with its place. `list` is set for
 * items of a list; `name` is the key, the declared name, or for a call in a chain the method's name.
 */
export interface Piece {
  readonly kind: string;
  readonly name: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly parent: Piece | undefined;
  readonly list: ListKind | undefined;
  readonly children: readonly Piece[];
  /** For a call in a chain `a.b().c()`: where the part before `.c()` ends. */
  readonly chainedAt: number | undefined;
}

/** A file's pieces; undefined when the text does not parse. */
export function piecesOf(path: string, text: string): Piece | undefined {
  const source = treeOf(path, text);
  const { parseDiagnostics = [] } = source as { readonly parseDiagnostics?: readonly ts.Diagnostic[] };
  if (parseDiagnostics.length > 0) return undefined;
  return pieceOf(source, source, undefined);
}

interface OpenPiece extends Piece {
  children: Piece[];
}

function pieceOf(source: ts.SourceFile, node: ts.Node, parent: Piece | undefined): Piece {
  const piece: OpenPiece = {
    kind: ts.SyntaxKind[node.kind], name: nameOf(source, node), start: node.kind === ts.SyntaxKind.SourceFile ? 0 : startOf(source.text, node), end: node.end,
    parent, list: listOf(node), children: [], chainedAt: chainedAt(node),
  };
  ts.forEachChild(node, (child) => {
    if (child.kind !== ts.SyntaxKind.EndOfFileToken) piece.children.push(pieceOf(source, child, piece));
  });
  return piece;
}

function nameOf(source: ts.SourceFile, node: ts.Node): string | undefined {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) return node.expression.name.text;
  if (ts.isVariableStatement(node)) {
    const [first] = node.declarationList.declarations;
    return first === undefined ? undefined : nameOf(source, first);
  }
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : undefined;
  if (ts.isSpreadAssignment(node) || ts.isSpreadElement(node)) return `...${source.text.slice(startOf(source.text, node.expression), node.expression.end)}`;
  const name = (node as { readonly name?: ts.Node }).name;
  if (name === undefined) return undefined;
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) || ts.isPrivateIdentifier(name) ? name.text : undefined;
}

function chainedAt(node: ts.Node): number | undefined {
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? node.expression.expression.end : undefined;
}

function listOf(node: ts.Node): ListKind | undefined {
  const { parent } = node as { readonly parent?: ts.Node };
  if (parent === undefined) return undefined;
  if (ts.isSourceFile(parent) || ts.isBlock(parent) || ts.isModuleBlock(parent)) return 'statements';
  if (ts.isObjectLiteralExpression(parent)) return 'entries';
  if (ts.isArrayLiteralExpression(parent)) return 'items';
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression === node ? undefined : 'arguments';
  if (ts.isParameter(node)) return 'parameters';
  if (ts.isClassElement(node) || ts.isTypeElement(node)) return 'members';
  if (ts.isCaseOrDefaultClause(parent)) return ts.isStatement(node) ? 'statements' : undefined;
  if (ts.isCaseOrDefaultClause(node)) return 'cases';
  return ts.isImportSpecifier(node) || ts.isExportSpecifier(node) ? 'names' : undefined;
}

/** The pieces around a place, the smallest first, the file last. Of pieces with one place the innermost comes first. */
export function piecesAround(root: Piece, start: number, end: number): readonly Piece[] {
  const found: Piece[] = [];
  let piece: Piece | undefined = root;
  while (piece !== undefined) {
    found.unshift(piece);
    piece = piece.children.find((child) => child.start <= start && end <= child.end);
  }
  return found;
}

/** A piece and every one inside of it, outer before inner. */
export function allPieces(piece: Piece): readonly Piece[] {
  const all: Piece[] = [];
  const visit = (one: Piece): void => {
    all.push(one);
    one.children.forEach(visit);
  };
  visit(piece);
  return all;
}
