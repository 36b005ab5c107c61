import { namesIn, type NamesInFile } from '../../../ast/names.ts';
import { allPieces, type Piece, piecesOf } from '../../../ast/pieces.ts';
import { RecentTexts } from '../../../base/recentTexts.ts';

/** As long as the files of a repair are together. */
const recent = new RecentTexts<Source>(600_000);

/** A TypeScript file with its pieces and names, each read when it is first needed. */
export class Source {
  /** The file with that text, with what was read of it before. */
  static of(path: string, text: string): Source {
    return recent.get(path, text, () => new Source(path, text));
  }

  readonly path: string;
  readonly text: string;
  #root: Piece | undefined;
  #parsed = false;
  #names: NamesInFile | undefined;
  #pieces: readonly Piece[] | undefined;

  private constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** Undefined when the text does not parse. */
  get root(): Piece | undefined {
    if (!this.#parsed) this.#root = piecesOf(this.path, this.text);
    this.#parsed = true;
    return this.#root;
  }

  /** Every piece, outer before inner; none when the text does not parse. */
  get pieces(): readonly Piece[] {
    const { root } = this;
    this.#pieces ??= root === undefined ? [] : allPieces(root);
    return this.#pieces;
  }

  get names(): NamesInFile {
    this.#names ??= namesIn(this.path, this.text);
    return this.#names;
  }

  textOf(piece: { readonly start: number; readonly end: number }): string {
    return this.text.slice(piece.start, piece.end);
  }

  /** The white space before the line of an offset. */
  indentAt(offset: number): string {
    const line = this.text.lastIndexOf('\n', offset - 1) + 1;
    return /^[ \t]*/.exec(this.text.slice(line, offset))?.[0] ?? '';
  }
}

/** A piece of one source to be written into another: at another depth, with the names that it has there. */
export interface Cutting {
  readonly from: Source;
  readonly start: number;
  readonly end: number;
}

/** The text of a cutting for a place whose lines begin with `indent`, names renamed. */
export function cuttingText({ from, start, end }: Cutting, indent: string, renames: ReadonlyMap<string, string>): string {
  let text = '';
  let at = start;
  for (const use of from.names.uses) {
    const name = renames.get(use.name);
    if (name === undefined || use.start < start || use.end > end) continue;
    text += from.text.slice(at, use.start) + (use.shorthand ? `${use.name}: ${name}` : name);
    at = use.end;
  }
  text += from.text.slice(at, end);
  const own = from.indentAt(start);
  return own === indent ? text : text.replaceAll(`\n${own}`, `\n${indent}`);
}
