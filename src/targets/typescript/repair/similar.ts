import type { Piece } from '../../../ast/pieces.ts';
import type { Source } from './source.ts';

/** Are these pieces the same part of two versions of an app, by kind and name? Variables, functions and classes may stand for each other. */
export function correspond(one: Piece, other: Piece): boolean {
  if (one.name !== other.name) return false;
  return one.kind === other.kind || (one.name !== undefined && declarations.has(one.kind) && declarations.has(other.kind));
}

const declarations = new Set([
  'VariableStatement', 'FunctionDeclaration', 'ClassDeclaration', 'VariableDeclaration', 'MethodDeclaration', 'PropertyAssignment',
  'ShorthandPropertyAssignment', 'PropertyDeclaration', 'InterfaceDeclaration', 'TypeAliasDeclaration',
]);

/** The named pieces around a piece, from the outermost in: what tells where in a file it stands. */
function wayTo(piece: Piece): string {
  const known = ways.get(piece);
  if (known !== undefined) return known;
  const outer = piece.parent === undefined ? '' : wayTo(piece.parent);
  const way = piece.name === undefined || isNoise(piece) ? outer : `${outer}\0${piece.name}`;
  ways.set(piece, way);
  return way;
}

const ways = new WeakMap<Piece, string>();

function isNoise(piece: Piece): boolean {
  return piece.kind === 'Identifier' || piece.kind === 'CallExpression' || piece.kind === 'PropertyAccessExpression' || (piece.kind === 'VariableDeclaration' && piece.parent?.parent?.name === piece.name);
}

/** Pieces of a file of the same kind and with the same way to them as a piece of another version, nearest to its number first. */
export function counterparts(piece: Piece, source: Source): readonly Piece[] {
  const { root } = source;
  if (root === undefined) return [];
  if (piece.parent === undefined) return [root];
  const way = wayTo(piece);
  return source.pieces.filter((other) => sameKind(piece, other) && wayTo(other) === way);
}

function sameKind(one: Piece, other: Piece): boolean {
  return one.kind === other.kind || correspond(one, other);
}

/** A piece's text without comments, white space and kinds of quotes, for comparing items of lists. */
export function squeezed(source: Source, piece: { readonly start: number; readonly end: number }): string {
  return source.textOf(piece).replaceAll(/("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[^])*`)|\/\*[^]*?\*\/|\/\/[^\n]*/g, (_, text: string | undefined) => text ?? '').replaceAll(/\s+/g, '').replaceAll(/['"`]/g, '"').replaceAll(/,([)\]}])/g, '$1');
}

/** What an item of a list is known by: its name, or its text. */
export function identityOf(source: Source, piece: Piece): string {
  return piece.name === undefined || piece.kind === 'CallExpression' ? squeezed(source, piece) : `name:${piece.name}`;
}
