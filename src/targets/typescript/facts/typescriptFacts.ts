import { parseModule } from '../../../ast/parseModule.ts';
import type { Module } from '../../../ast/syntax.ts';
import type { AppFacts, FactReader, NameFacts } from '../../facts/appFacts.ts';
import type { FactMemory, FactMemoryOptions } from '../../facts/factMemory.ts';
import { aliasesIn } from './aliases.ts';
import { CodeFacts } from './codeFacts.ts';
import { DataFiles } from './dataFiles.ts';
import { isMigration, MigrationReader } from './migrations.ts';
import { Names } from './nameFacts.ts';
import { AppModule } from './moduleScope.ts';
import { type Outline, outlineOf } from './outline.ts';
import { Program } from './program.ts';
import { Memory } from './memory.ts';
import { entryIn } from './start.ts';

/** What readers of TypeScript apps share, with what an earlier run stored of it. */
export function createFactMemory(options?: FactMemoryOptions): FactMemory {
  return new Memory(options);
}

/** A reader of the facts of a TypeScript app. What another reader with that memory has read of the same code is not read again. */
export function createFactReader(memory = createFactMemory()): FactReader {
  if (!(memory instanceof Memory)) throw new TypeError('It is the memory of another target.');
  return new TypescriptFacts(memory);
}

type KnownOutline = Outline & { readonly mistake: Module['mistakes'][number] | undefined };
type Unreadable = AppFacts['unreadable'][number];

/** Keeps an app's files as far as they can be read, and what they say. */
class TypescriptFacts implements FactReader {
  readonly #memory: Memory;
  /** The files as they are now, whether they can be read or not. */
  readonly #stamps = new Map<string, string>();
  readonly #program: Program;
  readonly #texts = new Map<string, string>();
  readonly #code: CodeFacts;
  readonly #migrations: MigrationReader;
  readonly #data: DataFiles;
  readonly #unreadable = new Map<string, Unreadable>();
  readonly #names: Names;
  #last: { readonly shared: ReadonlySet<string>; readonly facts: AppFacts } | undefined;

  constructor(memory: Memory) {
    this.#memory = memory;
    this.#program = new Program(memory);
    this.#code = new CodeFacts(this.#program, (path) => this.#texts.get(path));
    this.#migrations = new MigrationReader(memory);
    this.#data = new DataFiles(memory);
    this.#names = new Names(this.#program);
  }

  update(path: string, text: string | undefined): void {
    if (!isRead(path)) return;
    const stamp = text === undefined ? '' : this.#memory.stampOf(text);
    if (stamp !== '' && this.#stamps.get(path) === stamp) return;
    this.#stamps.set(path, stamp);
    if (path === manifest) {
      this.#code.startWith(entryIn(text));
      this.#program.setAliases(aliasesIn(text));
    }
    if (isMigration(path)) this.#migrations.update(path, text, stamp);
    else if (DataFiles.has(path)) this.#note(path, this.#data.update(path, text, stamp));
    else this.#updateModule(path, text, stamp);
    this.#last = undefined;
  }

  #updateModule(path: string, text: string | undefined, stamp: string): void {
    const module = text === undefined ? undefined : this.#moduleOf(path, text, stamp);
    this.#note(path, module?.mistake);
    // While a file does not parse, what it said before is more likely than what the parser guesses.
    if (module?.mistake !== undefined && this.#program.has(path)) return;
    if (text === undefined) this.#texts.delete(path);
    else this.#texts.set(path, text);
    this.#program.update(path, module?.known, stamp);
  }

  /** A module by its text; what an outline is kept of is parsed when somebody looks into it. */
  #moduleOf(path: string, text: string, stamp: string): { readonly known: AppModule; readonly mistake: KnownOutline['mistake'] } {
    const read = (): Module => this.#memory.recall('syntax', path, stamp, () => parseModule(path, text));
    const outline = this.#memory.recall('outlines', path, stamp, (): KnownOutline => ({ ...outlineOf(read()), mistake: read().mistakes[0] }));
    return { known: this.#memory.recall('modules', path, stamp, () => new AppModule(path, outline, read)), mistake: outline.mistake };
  }

  #note(path: string, mistake: { readonly start: number; readonly message: string } | undefined): void {
    if (mistake === undefined) this.#unreadable.delete(path);
    else this.#unreadable.set(path, { file: path, start: mistake.start, message: mistake.message });
  }

  names(): NameFacts {
    return this.#names.read();
  }

  facts(shared: ReadonlySet<string>): AppFacts {
    if (this.#last?.shared !== shared) this.#last = { shared, facts: this.#read(shared) };
    return this.#last.facts;
  }

  #read(shared: ReadonlySet<string>): AppFacts {
    const code = this.#code.read(shared);
    return {
      ...code,
      database: this.#migrations.facts(),
      settings: this.#data.factsBeside(code.settings),
      unreadable: [...this.#unreadable.values()].sort((a, b) => (a.file < b.file ? -1 : 1)),
    };
  }
}

/** Says which module is started, and what imports mean. */
const manifest = 'package.json';

function isRead(path: string): boolean {
  return isMigration(path) || DataFiles.has(path) || isSource(path);
}

/** Is the file a part of what runs? */
function isSource(path: string): boolean {
  return path.endsWith('.ts') && !path.endsWith('.d.ts') && !/(?:^|\/)(?:tests?|node_modules|dist|coverage)\//.test(path) && !/\.(?:test|spec)\.ts$/.test(path);
}
