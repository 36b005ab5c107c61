import type { Piece } from '../../../ast/pieces.ts';
import type { RepairRequest } from '../../facts/repairer.ts';
import { around, type Context, sourceOf } from './context.ts';
import { itemsOf } from './listEdit.ts';
import { counterparts, identityOf } from './similar.ts';
import type { Source } from './source.ts';

/** The expressions that stand where an expected chain stands: values of the same property or variable, or what the gap points to. */
export function counterpartChains(chain: Piece, source: Source, request: RepairRequest): readonly Piece[] {
  const owner = chain.parent;
  const found = owner === undefined ? [] : counterparts(owner, source).map((twin) => twin.children.at(-1));
  const shown = request.at.file === source.path ? around(source, request.at).filter((piece) => piece.kind === 'CallExpression').slice(0, 1) : [];
  const named = request.at.file === source.path ? around(source, request.at).filter((piece) => piece.name !== undefined && piece.name === owner?.name).map((piece) => piece.children.at(-1)) : [];
  return [...new Set([...named, ...shown, ...found])].filter((piece): piece is Piece => piece !== undefined);
}

/** Places in the actual app that may hold what the expected container holds: where the gap is shown first. */
export function* containers(context: Context, wanted: Piece): Iterable<{ readonly source: Source; readonly container: Piece }> {
  const { request, expected, actual } = context;
  const seen = new Set<string>();
  const once = (source: Source, container: Piece): boolean => {
    const key = `${source.path}\0${String(container.start)}\0${String(container.end)}\0${container.kind}`;
    return !seen.has(key) && seen.add(key).has(key);
  };
  for (const path of placesOf(context, { isTopLevel: wanted.parent === undefined })) {
    const source = sourceOf(actual, path);
    if (source === undefined) continue;
    if (path === request.at.file) {
      for (const piece of around(source, request.at)) {
        if (piece.kind === wanted.kind && (piece.parent !== undefined || wanted.parent === undefined) && once(source, piece)) yield { source, container: piece };
      }
    }
    const alike = counterparts(wanted, source).map((piece) => ({ piece, shared: sharedItems(expected, wanted, source, piece) }));
    for (const { piece } of alike.sort((a, b) => b.shared - a.shared)) {
      if (once(source, piece)) yield { source, container: piece };
    }
  }
}

/** Items of a list that the expected one does not have and that say nearly what a missing item says: it was changed rather than taken out. */
export function strayItems(expected: Source, wanted: Piece, source: Source, container: Piece): readonly Piece[] {
  const known = new Set(wanted.parent === undefined ? [] : itemsOf(wanted.parent, wanted.list).map((item) => identityOf(expected, item)));
  const tokens = wordsOf(expected.textOf(wanted));
  return itemsOf(container, wanted.list)
    .filter((item) => item.kind === wanted.kind && !known.has(identityOf(source, item)))
    .map((item) => ({ item, alike: likeness(tokens, wordsOf(source.textOf(item))) }))
    .filter(({ alike }) => alike > 0.75).sort((a, b) => b.alike - a.alike).slice(0, 2).map(({ item }) => item);
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[A-Za-z_$][\w$]*|\d+|[^\s\w]/g) ?? [];
}

/** The part of words that both have, counted as often as they stand there: 0 to 1. */
function likeness(one: readonly string[], other: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const word of one) counts.set(word, (counts.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of other) {
    const left = counts.get(word) ?? 0;
    if (left > 0) shared += 1;
    counts.set(word, left - 1);
  }
  return shared / Math.max(1, one.length, other.length);
}

/** How much of what stands in an expected container stands in another one. */
function sharedItems(expected: Source, wanted: Piece, source: Source, piece: Piece): number {
  const there = new Set(piece.children.map((child) => identityOf(source, child)));
  const known = wanted.children.filter((child) => there.has(identityOf(expected, child))).length;
  return known / Math.max(1, Math.max(wanted.children.length, piece.children.length));
}

/** The files to look into: where the gap is shown, then where it would be generated, then the others that name it. */
export function placesOf({ request, expected, actual }: Context, { isTopLevel }: { readonly isTopLevel: boolean }): readonly string[] {
  const expectedPath = expected.path;
  const first = [request.at.file, request.actual?.file, expectedPath].filter((path): path is string => path !== undefined && actual.read(path) !== undefined);
  // A declaration of the top level goes nowhere but where the gap is or where it would be generated.
  if (isTopLevel) return [...new Set(first)];
  const folder = expectedPath.slice(0, expectedPath.lastIndexOf('/') + 1);
  const near = [...actual.paths].filter((path) => path.startsWith(folder));
  return [...new Set([...first, ...near])].slice(0, 12);
}
