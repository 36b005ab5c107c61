import { applyEdits, type TextEdit } from '../../../base/textEdit.ts';
import { type Piece, piecesAround } from '../../../ast/pieces.ts';
import type { RepairCandidate } from '../../facts/repairer.ts';
import { importEdits, importsFor, withoutIdleImports } from './imports.ts';
import { insertItem } from './listEdit.ts';
import { functionAround, renamesBetween } from './renames.ts';
import { cuttingText, type Source } from './source.ts';
import { mergeTokens } from './tokenMerge.ts';

/** A piece of expected code and the edit that brings it into an actual file. */
export interface Writing {
  readonly expected: Source;
  readonly actual: Source;
  readonly findExport: (name: string) => string | undefined;
  readonly cutting: { readonly start: number; readonly end: number };
  /** The piece of the actual file that is changed. */
  readonly at: Piece;
  /** An offset in the line that gives the indentation; without it that of the piece. */
  readonly lineOf?: number;
  readonly make: (text: string, renames: ReadonlyMap<string, string>) => TextEdit | undefined;
}

/**
 * The file with the change, with the imports that it needs and without those that it made idle. Declarations of the expected file
 * that the change names and the actual file does not have come with it.
 */
export function* written({ expected, actual, findExport, cutting, at, lineOf = at.start, make }: Writing): Iterable<RepairCandidate> {
  const companions = companionsOf(expected, cutting, actual, findExport);
  const { needed, renames: imported } = importsFor([cutting, ...companions].map((piece) => ({ from: expected, start: piece.start, end: piece.end })), actual, findExport);
  const wantedPiece = expected.root === undefined ? undefined : piecesAround(expected.root, cutting.start, cutting.end)[0];
  const local = renamesBetween(expected, functionAround(wantedPiece), actual, functionAround(at));
  const maps = local.size === 0 ? [imported] : [new Map([...imported, ...local]), imported];
  for (const renames of maps) {
    const edit = make(cuttingText({ from: expected, ...cutting }, actual.indentAt(lineOf), renames), renames);
    if (edit === undefined) continue;
    const { root } = actual;
    const added = root === undefined ? [] : companions.flatMap((item) => insertItem({ expected, item: withDoc(expected, item), actual, container: root, renames: imported }) ?? []);
    const merged = edit.end > edit.start ? mergeTokens(actual.text.slice(edit.start, edit.end), edit.text) : undefined;
    for (const change of merged === undefined ? [edit] : [{ ...edit, text: merged }, edit]) {
      const text = applyEdits(actual.text, joined([...importEdits(actual, needed), ...added, change]));
      yield { files: new Map([[actual.path, withoutIdleImports(actual.path, actual.text, text)]]) };
    }
  }
}

/** Insertions at one place become one edit, in their order. */
function joined(edits: readonly TextEdit[]): readonly TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of edits) {
    const index = result.findIndex((other) => other.start === edit.start && other.end === other.start);
    const other = result[index];
    if (other === undefined) result.push(edit);
    else result[index] = { ...edit, text: other.text + edit.text };
  }
  return result;
}

/** Top-level declarations of the expected file that a cutting uses, directly or through each other, and nothing of the actual app declares. */
function companionsOf(expected: Source, cutting: { readonly start: number; readonly end: number }, actual: Source, findExport: (name: string) => string | undefined): readonly Piece[] {
  const declared = new Map((expected.root?.children ?? []).flatMap((piece) => piece.name === undefined || piece.kind === 'ImportDeclaration' ? [] : [[piece.name, piece] as const]));
  const there = new Set((actual.root?.children ?? []).map((piece) => piece.name));
  const found = new Map<string, Piece>();
  const visit = (start: number, end: number): void => {
    for (const use of expected.names.uses) {
      const piece = use.start >= start && use.end <= end ? declared.get(use.name) : undefined;
      if (piece === undefined || found.has(use.name) || there.has(use.name) || findExport(use.name) !== undefined || (piece.start <= start && end <= piece.end)) continue;
      found.set(use.name, piece);
      visit(piece.start, piece.end);
    }
  };
  visit(cutting.start, cutting.end);
  return [...found.values()].filter((piece) => !(cutting.start <= piece.start && piece.end <= cutting.end));
}

/** A declaration with the comment that documents it. */
export function withDoc(source: Source, piece: Piece): Piece {
  const doc = /\/\*\*(?:(?!\*\/)[^])*\*\/\s*$/.exec(source.text.slice(0, piece.start));
  return doc === null || piece.list === 'items' || piece.list === 'arguments' ? piece : { ...piece, start: doc.index };
}
