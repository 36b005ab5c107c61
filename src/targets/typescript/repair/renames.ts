import { allPieces, type Piece } from '../../../ast/pieces.ts';
import type { Source } from './source.ts';
import { squeezed } from './similar.ts';

/**
 * How the names inside of a function are called in another version of it: parameters by their number, variables by what they are
 * initialised with.
 */
export function renamesBetween(expected: Source, one: Piece | undefined, actual: Source, other: Piece | undefined): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  if (one === undefined || other === undefined) return renames;
  const [params, others] = [one, other].map((piece) => piece.children.filter((child) => child.kind === 'Parameter'));
  params?.forEach((param, index) => {
    const twin = others?.[index];
    if (param.name !== undefined && twin?.name !== undefined && twin.name !== param.name) renames.set(param.name, twin.name);
  });
  const there = [...variablesIn(other)];
  for (const variable of variablesIn(one)) {
    if (variable.name === undefined || there.some((twin) => twin.name === variable.name)) continue;
    const init = renamed(initText(expected, variable), renames);
    const twin = there.find((candidate) => initText(actual, candidate) === init);
    if (twin?.name !== undefined && init !== '') renames.set(variable.name, twin.name);
  }
  return renames;
}

function* variablesIn(piece: Piece): Iterable<Piece> {
  for (const inner of allPieces(piece)) {
    if (inner.kind === 'VariableDeclaration') yield inner;
  }
}

function initText(source: Source, declaration: Piece): string {
  const init = declaration.children.at(-1);
  return init === undefined || declaration.children.length < 2 ? '' : squeezed(source, init);
}

function renamed(text: string, renames: ReadonlyMap<string, string>): string {
  return text.replaceAll(/[A-Za-z_$][\w$]*/g, (name) => renames.get(name) ?? name);
}

/** The nearest function around a piece. */
export function functionAround(piece: Piece | undefined): Piece | undefined {
  for (let at = piece; at !== undefined; at = at.parent) {
    if (/^(FunctionDeclaration|FunctionExpression|ArrowFunction|MethodDeclaration|Constructor)$/.test(at.kind)) return at;
  }
  return undefined;
}
