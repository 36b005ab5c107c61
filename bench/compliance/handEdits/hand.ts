/** Edits an app's files as a person does: looks a text up and writes another in its place. Throws when it is not there. */
export class Hand {
  readonly #texts: Map<string, string>;

  constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = new Map(texts);
  }

  get texts(): ReadonlyMap<string, string> {
    return this.#texts;
  }

  /** Replaces one text, which stands in the file exactly once. */
  replace(path: string, from: string, to: string): void {
    const text = this.#read(path);
    const at = text.indexOf(from);
    if (at < 0 || text.includes(from, at + 1)) throw new Error(`${path} does not have exactly one\n${from}`);
    this.#texts.set(path, text.slice(0, at) + to + text.slice(at + from.length));
  }

  /** Replaces a text everywhere in the file. */
  replaceAll(path: string, from: string | RegExp, to: string): void {
    const text = this.#read(path);
    const made = text.replaceAll(typeof from === 'string' ? from : new RegExp(from.source, 'g'), to);
    if (made === text) throw new Error(`${path} does not have ${String(from)}`);
    this.#texts.set(path, made);
  }

  add(path: string, text: string): void {
    if (this.#texts.has(path)) throw new Error(`${path} is there already.`);
    this.#texts.set(path, text);
  }

  append(path: string, text: string): void {
    this.#texts.set(path, this.#read(path) + text);
  }

  /** Gives a file another name; whoever imports it has to be told. */
  move(from: string, to: string): void {
    const text = this.#read(from);
    this.#texts.delete(from);
    this.add(to, text);
  }

  remove(path: string): void {
    this.#read(path);
    this.#texts.delete(path);
  }

  /** Everywhere in the sources and tests. */
  everywhere(from: string, to: string): void {
    let count = 0;
    for (const [path, text] of this.#texts) {
      if (!/^(?:src|tests)\/.*\.ts$/.test(path) || !text.includes(from)) continue;
      this.#texts.set(path, text.replaceAll(from, to));
      count += 1;
    }
    if (count === 0) throw new Error(`Nothing has ${from}`);
  }

  #read(path: string): string {
    const text = this.#texts.get(path);
    if (text === undefined) throw new Error(`There is no ${path}`);
    return text;
  }
}
