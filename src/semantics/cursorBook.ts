import type { Cursors, Position } from './lists.ts';

/** The cursors that a world has given, by their placeholder and, once it is known, by what the app calls them. */
export class CursorBook implements Cursors {
  readonly #positions: Map<string, Position>;

  constructor(positions: ReadonlyMap<string, Position> = new Map()) {
    this.#positions = new Map(positions);
  }

  copy(): CursorBook {
    return new CursorBook(this.#positions);
  }

  get size(): number {
    return this.#positions.size;
  }

  find(text: string): Position | undefined {
    return this.#positions.get(text);
  }

  issue(position: Position, text: (n: number) => string): string {
    const name = text(this.#positions.size + 1);
    this.#positions.set(name, position);
    return name;
  }

  learn(placeholder: string, real: string): void {
    const position = this.#positions.get(placeholder);
    if (position !== undefined) this.#positions.set(real, position);
  }
}
