import { parseModule } from '../../../ast/parseModule.ts';
import type { Module } from '../../../ast/syntax.ts';
import type { AppFacts, FactReader, NameFacts } from '../../facts/appFacts.ts';
import { hashOf } from '../../facts/shortHash.ts';
import { CodeFacts } from './codeFacts.ts';
import { DataFiles } from './dataFiles.ts';
import { Inputs } from './inputs.ts';
import { isMigration, MigrationReader } from './migrations.ts';
import { Names } from './nameFacts.ts';
import { Program } from './program.ts';
import { Memory, Tracked } from './tracked.ts';

/** A reader of the facts of a TypeScript app. What a twin has read of the same code is not read again. */
export function createFactReader(twin?: FactReader): FactReader {
  return new TypescriptFacts(twin instanceof TypescriptFacts ? twin.memory : new Memory());
}

type Unreadable = AppFacts['unreadable'][number];

/** Keeps an app's files as far as they can be read, and what they say. */
class TypescriptFacts implements FactReader {
  readonly memory: Memory;
  /** The files as they are now, whether they can be read or not. */
  readonly #files = new Inputs();
  readonly #parsed: Tracked<Module>;
  readonly #program: Program;
  readonly #texts = new Map<string, string>();
  readonly #code: CodeFacts;
  readonly #migrations: MigrationReader;
  readonly #data: DataFiles;
  readonly #unreadable = new Map<string, Unreadable>();
  readonly #names: Names;
  #last: { readonly shared: ReadonlySet<string>; readonly facts: AppFacts } | undefined;

  constructor(memory: Memory) {
    this.memory = memory;
    this.#parsed = new Tracked(this.#files, 'modules', memory);
    this.#program = new Program(memory);
    this.#code = new CodeFacts(this.#program, (path) => this.#texts.get(path));
    this.#migrations = new MigrationReader(this.#files, memory);
    this.#data = new DataFiles(this.#files, memory);
    this.#names = new Names(this.#program);
  }

  update(path: string, text: string | undefined): void {
    if (!isRead(path)) return;
    const stamp = text === undefined ? '' : `${hashOf(text)}${text.length.toString(36)}`;
    if (stamp !== '' && this.#files.stampOf(path) === stamp) return;
    this.#files.set(path, stamp);
    if (isMigration(path)) this.#migrations.update(path, text);
    else if (DataFiles.has(path)) this.#note(path, this.#data.update(path, text));
    else this.#updateModule(path, text, stamp);
    this.#last = undefined;
  }

  #updateModule(path: string, text: string | undefined, stamp: string): void {
    const module = text === undefined ? undefined : this.#parsed.get(path, () => {
      this.#files.touch(path);
      return parseModule(path, text);
    });
    const [mistake] = module?.mistakes ?? [];
    this.#note(path, mistake);
    // While a file does not parse, what it said before is more likely than what the parser guesses.
    if (mistake !== undefined && this.#program.modules.has(path)) return;
    if (text === undefined) this.#texts.delete(path);
    else this.#texts.set(path, text);
    this.#program.update(path, module, stamp);
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

function isRead(path: string): boolean {
  return isMigration(path) || DataFiles.has(path) || isSource(path);
}

/** Is the file a part of what runs? */
function isSource(path: string): boolean {
  return path.endsWith('.ts') && !path.endsWith('.d.ts') && !/(?:^|\/)(?:tests?|node_modules|dist|coverage)\//.test(path) && !/\.(?:test|spec)\.ts$/.test(path);
}
