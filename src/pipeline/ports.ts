/** How the pipeline reaches the world; `src/node` has the real ones, tests pass fakes. */
export interface Ports {
  readonly files: FilesPort;
  readonly formatter: FormatterPort;
  readonly clock: ClockPort;
  readonly hash: HashPort;
}

/** Files below a root folder. Paths are relative with `/`; the adapter refuses every path that leaves the root. */
export interface FilesPort {
  /** Texts of the files that exist, by path. */
  readAll(root: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Writes whole files, making folders; each file is replaced at once, never half written. */
  writeAll(root: string, files: readonly { readonly path: string; readonly text: string }[]): Promise<void>;
  /** Deletes files and the folders that become empty. */
  removeAll(root: string, paths: readonly string[]): Promise<void>;
}

export interface FormatterPort {
  /** Name and version: another formatter may give other bytes. */
  readonly id: string;
  /** Texts in the same order; throws when a text does not parse, which is a bug of an emitter. */
  formatAll(files: readonly { readonly path: string; readonly text: string }[]): Promise<readonly string[]>;
}

export interface ClockPort {
  /** Milliseconds with fractions since any fixed moment. */
  now(): number;
}

export interface HashPort {
  /** SHA-256 of the UTF-8 text, lower-case hex. */
  sha256(text: string): string;
}
