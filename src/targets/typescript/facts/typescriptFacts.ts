import { parseModule } from '../../../ast/parseModule.ts';
import type { Module } from '../../../ast/syntax.ts';
import type { AppFacts, FactReader, NameFacts } from '../../facts/appFacts.ts';
import { CodeFacts } from './codeFacts.ts';
import { DataFiles } from './dataFiles.ts';
import { isMigration, MigrationReader } from './migrations.ts';
import { Names } from './nameFacts.ts';
import { Program } from './program.ts';

/** A reader of the facts of a TypeScript app. What a twin has read of files with the same text is not read again. */
export function createFactReader(twin?: FactReader): FactReader {
  return new TypescriptFacts(twin instanceof TypescriptFacts ? twin : undefined);
}

type Unreadable = AppFacts['unreadable'][number];

/** Keeps an app's files as far as they can be read, and what they say. */
class TypescriptFacts implements FactReader {
  readonly #program = new Program();
  readonly #texts = new Map<string, string>();
  readonly #code = new CodeFacts(this.#program, (path) => this.#texts.get(path));
  readonly #migrations = new MigrationReader();
  readonly #data = new DataFiles();
  readonly #unreadable = new Map<string, Unreadable>();
  readonly #names = new Names(this.#program);
  #last: { readonly shared: ReadonlySet<string>; readonly renamed: ReadonlyMap<string, string>; readonly facts: AppFacts } | undefined;

  readonly #twin: TypescriptFacts | undefined;
  /** Every text that was given, whatever it is. */
  readonly #given = new Map<string, string>();

  constructor(twin: TypescriptFacts | undefined) {
    this.#twin = twin;
  }

  update(path: string, text: string | undefined): void {
    if (text === undefined) this.#given.delete(path);
    else this.#given.set(path, text);
    if (isMigration(path)) this.#migrations.update(path, text);
    else if (DataFiles.has(path)) this.#note(path, this.#data.update(path, text));
    else if (isSource(path)) this.#updateModule(path, text);
    else return;
    this.#last = undefined;
  }

  #updateModule(path: string, text: string | undefined): void {
    const module = text === undefined ? undefined : this.#twin?.parsed(path, text) ?? parseModule(path, text);
    const [mistake] = module?.mistakes ?? [];
    this.#note(path, mistake);
    // While a file does not parse, what it said before is more likely than what the parser guesses.
    if (mistake !== undefined && this.#program.modules.has(path)) return;
    if (text === undefined) this.#texts.delete(path);
    else this.#texts.set(path, text);
    this.#program.update(path, module);
  }

  /** The syntax of a file, when it has that text here. */
  parsed(path: string, text: string): Module | undefined {
    return this.#texts.get(path) === text ? this.#program.modules.get(path) : undefined;
  }

  #note(path: string, mistake: { readonly start: number; readonly message: string } | undefined): void {
    if (mistake === undefined) this.#unreadable.delete(path);
    else this.#unreadable.set(path, { file: path, start: mistake.start, message: mistake.message });
  }

  names(): NameFacts {
    return this.#names.read();
  }

  facts(shared: ReadonlySet<string>, renamed: ReadonlyMap<string, string>): AppFacts {
    const last = this.#last;
    if (last?.shared === shared && last.renamed === renamed) return last.facts;
    if (this.#twin !== undefined && renamed.size === 0 && this.#isLike(this.#twin)) return this.#twin.facts(shared, renamed);
    const code = this.#code.read(shared, renamed);
    const facts: AppFacts = {
      ...code,
      database: this.#migrations.facts(),
      settings: [...code.settings, ...this.#data.facts()],
      unreadable: [...this.#unreadable.values()].sort((a, b) => (a.file < b.file ? -1 : 1)),
    };
    this.#last = { shared, renamed, facts };
    return facts;
  }

  /** Have both the same files with the same texts, as far as facts come from them? */
  #isLike(twin: TypescriptFacts): boolean {
    const relevant = (texts: ReadonlyMap<string, string>): number => [...texts.keys()].filter((path) => isRead(path)).length;
    if (this.#unreadable.size > 0 || relevant(this.#given) !== relevant(twin.#given)) return false;
    return [...this.#given].every(([path, text]) => !isRead(path) || twin.#given.get(path) === text);
  }
}

function isRead(path: string): boolean {
  return isMigration(path) || DataFiles.has(path) || isSource(path);
}

/** Is the file a part of what runs? */
function isSource(path: string): boolean {
  return path.endsWith('.ts') && !path.endsWith('.d.ts') && !/(?:^|\/)(?:tests?|node_modules|dist|coverage)\//.test(path) && !/\.(?:test|spec)\.ts$/.test(path);
}
