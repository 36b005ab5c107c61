/** How the pipeline reaches the world; `src/node` has the real ones, tests pass fakes. */
export interface Ports {
  readonly files: FilesPort;
  readonly formatter: FormatterPort;
  readonly clock: ClockPort;
  readonly hash: HashPort;
  /** Names the build of this program: another one may generate other files. Undefined when it runs from its sources. */
  readonly build: string | undefined;
  /** Lets whatever else waits on this thread run, such as a message that cancels. */
  readonly turn: () => Promise<void>;
}

/** Files below a root folder. Paths are relative with `/`; the adapter refuses every path that leaves the root. Each rejects with a FileProblem. */
export interface FilesPort {
  /** Texts of the files that exist, by path. */
  readAll(root: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Makes the folders that these files stand in, where they are missing. */
  makeFolders(root: string, paths: readonly string[]): Promise<void>;
  /** Writes whole files in this order into folders that are there; each file is replaced at once, never half written. */
  writeAll(root: string, files: readonly { readonly path: string; readonly text: string }[]): Promise<void>;
  /** Deletes files and the folders that become empty. */
  removeAll(root: string, paths: readonly string[]): Promise<void>;
  /** Puts one file in the place of another, at once. */
  replace(root: string, from: string, to: string): Promise<void>;
}

/** `full`: no room; `refused`: no permission, or a read-only disk; `blocked`: a file stands where a folder must be, or a folder where a file must be. */
export type FileObstacle = 'full' | 'refused' | 'blocked' | 'other';

/** A file that cannot be read, written or removed, for a reason outside of DevMatrix. */
export class FileProblem extends Error {
  override readonly name = 'FileProblem';
  /** Relative to the root. */
  readonly path: string;
  readonly action: 'read' | 'written' | 'removed';
  readonly obstacle: FileObstacle;

  constructor(problem: { readonly path: string; readonly action: 'read' | 'written' | 'removed'; readonly obstacle: FileObstacle; readonly cause: Error }) {
    super(problem.cause.message, { cause: problem.cause });
    this.path = problem.path;
    this.action = problem.action;
    this.obstacle = problem.obstacle;
  }
}

export interface FormatterPort {
  /** Name and version: another formatter may give other bytes. */
  readonly id: string;
  /** The formatted text; rejects when it does not parse, which is a bug of an emitter. Any number may be asked for at a time. */
  format(file: { readonly path: string; readonly text: string }): Promise<string>;
}

export interface ClockPort {
  /** Milliseconds with fractions since any fixed moment. */
  now(): number;
}

export interface HashPort {
  /** SHA-256 of the UTF-8 text, lower-case hex. */
  sha256(text: string): string;
}
