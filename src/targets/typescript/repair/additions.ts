import type { Piece } from '../../../ast/pieces.ts';
import type { RepairCandidate } from '../../facts/repairer.ts';
import { type Context, sourceOf } from './context.ts';
import { insertItem, itemsOf } from './listEdit.ts';
import { containers, counterpartChains, placesOf, strayItems } from './places.ts';
import { identityOf } from './similar.ts';
import { withDoc, written } from './writing.ts';

/** What is missing is put where its neighbours are: into a chain of calls, or into a list. */
export function* additions(context: Context, most = context.wanted.length): Iterable<RepairCandidate> {
  const { expected, wanted } = context;
  for (const piece of wanted.slice(0, most)) {
    if (piece.parent === undefined) return;
    if (piece.chainedAt !== undefined) yield* chained(context, piece);
    if (piece.list === undefined) continue;
    for (const { source, container } of containers(context, piece.parent)) {
      const twin = itemsOf(container, piece.list).find((item) => piece.name !== undefined && identityOf(source, item) === identityOf(expected, piece));
      for (const item of twin === undefined ? strayItems(expected, piece, source, container) : []) {
        yield* written({
          expected, actual: source, findExport: context.findExport, cutting: piece, at: item,
          make: (text) => ({ file: source.path, start: item.start, end: item.end, text }),
        });
      }
      yield* written({
        expected, actual: source, findExport: context.findExport, cutting: piece, at: twin ?? container,
        make: (text, renames) => twin !== undefined ? { file: source.path, start: twin.start, end: twin.end, text }
          : insertItem({ expected, item: withDoc(expected, piece), actual: source, container, renames }),
      });
    }
  }
}

/** Adds a call to the chain that stands where the expected chain stands. */
function* chained(context: Context, piece: Piece): Iterable<RepairCandidate> {
  const { request, expected, actual, findExport } = context;
  const at = piece.chainedAt;
  if (at === undefined || segmentsOf(outermostOfChain(piece)).length < 2) return;
  const before = segmentsOf(piece).slice(1).map((segment) => segment.name);
  for (const path of placesOf(context, { isTopLevel: false })) {
    const source = sourceOf(actual, path);
    const outermost = outermostOfChain(piece);
    for (const chain of source === undefined ? [] : counterpartChains(outermost, source, request)) {
      if (source === undefined) continue;
      const segments = segmentsOf(chain);
      const previous = before.map((name) => segments.find((segment) => segment.name === name)).find((found) => found !== undefined);
      const place = previous?.end ?? segments.at(-1)?.chainedAt ?? chain.end;
      const onOwnLine = /\n\s*\./.test(source.textOf(chain));
      yield* written({
        expected, actual: source, findExport, cutting: { start: at, end: piece.end }, at: chain, lineOf: Math.max(0, place - 1),
        make: (text) => ({ file: source.path, start: place, end: place, text: onOwnLine ? text : text.trimStart() }),
      });
    }
  }
}

/** The calls of a chain, the last first. */
function segmentsOf(piece: Piece): readonly Piece[] {
  const segments: Piece[] = [];
  for (let at: Piece | undefined = piece; at !== undefined;) {
    if (at.kind === 'CallExpression') segments.push(at);
    at = at.kind === 'CallExpression' || at.kind === 'PropertyAccessExpression' ? at.children[0] : undefined;
  }
  return segments.filter((segment) => segment.chainedAt !== undefined);
}

function outermostOfChain(piece: Piece): Piece {
  let at = piece;
  while (at.parent !== undefined && (at.parent.kind === 'PropertyAccessExpression' || at.parent.kind === 'CallExpression') && at.parent.children[0] === at) at = at.parent;
  return at;
}
