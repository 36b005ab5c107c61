import { join, posix, relative, sep } from 'node:path';
import { LineIndex, type Span } from '../../../base/span.ts';
import { isAppFile, isAppFolder, listAppFiles, readAppFile } from '../../../node/appFiles.ts';
import type { Place, TextRange } from '../languageRequests.ts';

/** The texts of an app's files as they are on disk and in open documents, brought up to date by what is said to have changed. */
export class AppTexts {
  readonly #root: string;
  readonly #opened: ReadonlyMap<string, string>;
  readonly #texts = new Map<string, string>();
  readonly #indexes = new Map<string, LineIndex>();
  readonly #changed = new Set<string>();
  #looksAtAll = true;

  /** `opened`: texts of open documents by whole path; they stand before files. */
  constructor(root: string, opened: ReadonlyMap<string, string>) {
    this.#root = root;
    this.#opened = opened;
  }

  /** A file or folder, by its whole path, may have changed. */
  note(path: string): void {
    const inside = this.relative(path);
    if (inside !== undefined) this.#changed.add(inside);
  }

  /** The whole folder may have changed. */
  noteAll(): void {
    this.#looksAtAll = true;
  }

  /** The path relative to the app's folder, with `/`; undefined for what lies outside of it. */
  relative(path: string): string | undefined {
    const inside = relative(this.#root, path).split(sep).join('/');
    return inside === '..' || inside.startsWith('../') || posix.isAbsolute(inside) || /^[a-z]:/i.test(inside) ? undefined : inside;
  }

  absolute(path: string): string {
    return join(this.#root, path);
  }

  has(path: string): boolean {
    return this.#texts.has(path);
  }

  text(path: string): string | undefined {
    return this.#texts.get(path);
  }

  /** Tells each file whose text is another than before; undefined for one that is gone. */
  update(tell: (path: string, text: string | undefined) => void): void {
    const paths = this.#looksAtAll ? this.#all() : this.#concerned();
    this.#looksAtAll = false;
    this.#changed.clear();
    for (const path of paths) {
      const text = this.#opened.get(this.absolute(path)) ?? readAppFile(this.#root, path);
      if (text === this.#texts.get(path)) continue;
      this.#indexes.delete(path);
      if (text === undefined) this.#texts.delete(path);
      else this.#texts.set(path, text);
      tell(path, text);
    }
  }

  /** Tells the texts of all files. */
  tellAll(tell: (path: string, text: string) => void): void {
    for (const [path, text] of this.#texts) tell(path, text);
  }

  place({ file, start, end }: Span): Place {
    return { path: this.absolute(file), range: this.range(file, start, end) };
  }

  /** A range of a file as the editor counts. */
  range(file: string, start: number, end: number): TextRange {
    const index = this.#indexes.get(file) ?? new LineIndex(this.#texts.get(file) ?? '');
    this.#indexes.set(file, index);
    const at = (offset: number): TextRange['start'] => {
      const { line, column } = index.positionAt(offset);
      return { line: line - 1, character: column - 1 };
    };
    return { start: at(start), end: at(end) };
  }

  #all(): ReadonlySet<string> {
    return new Set([...this.#texts.keys(), ...listAppFiles(this.#root), ...this.#openedBelow('')]);
  }

  /** The files that what was noted concerns: those below a folder, too, which may be gone. */
  #concerned(): ReadonlySet<string> {
    const paths = new Set<string>();
    for (const path of this.#changed) {
      if (isAppFile(path)) paths.add(path);
      const below = [...this.#texts.keys()].filter((known) => path === '' || known.startsWith(`${path}/`));
      for (const known of below) paths.add(known);
      if (isAppFolder(this.#root, path)) for (const found of [...listAppFiles(this.#root, path), ...this.#openedBelow(path)]) paths.add(found);
    }
    return paths;
  }

  /** Open documents of files that may not be there: of an unsaved new file, or one that was deleted while it was edited. */
  #openedBelow(folder: string): readonly string[] {
    return [...this.#opened.keys()].flatMap((path) => {
      const inside = this.relative(path);
      return inside !== undefined && isAppFile(inside) && (folder === '' || inside.startsWith(`${folder}/`)) ? [inside] : [];
    });
  }
}
