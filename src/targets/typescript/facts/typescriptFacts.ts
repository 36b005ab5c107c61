import { parseModule } from '../../../ast/parseModule.ts';
import type { AppFacts, FactReader, NameFacts } from '../../facts/appFacts.ts';
import { CodeFacts } from './codeFacts.ts';
import { DataFiles } from './dataFiles.ts';
import { isMigration, MigrationReader } from './migrations.ts';
import { Names } from './nameFacts.ts';
import { Program } from './program.ts';

/** A reader of the facts of a TypeScript app. */
export function createFactReader(): FactReader {
  return new TypescriptFacts();
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

  update(path: string, text: string | undefined): void {
    if (isMigration(path)) this.#migrations.update(path, text);
    else if (DataFiles.has(path)) this.#note(path, this.#data.update(path, text));
    else if (isSource(path)) this.#updateModule(path, text);
    else return;
    this.#last = undefined;
  }

  #updateModule(path: string, text: string | undefined): void {
    const module = text === undefined ? undefined : parseModule(path, text);
    const [mistake] = module?.mistakes ?? [];
    this.#note(path, mistake);
    // While a file does not parse, what it said before is more likely than what the parser guesses.
    if (mistake !== undefined && this.#program.modules.has(path)) return;
    if (text === undefined) this.#texts.delete(path);
    else this.#texts.set(path, text);
    this.#program.update(path, module);
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
}

/** Is the file a part of what runs? */
function isSource(path: string): boolean {
  return path.endsWith('.ts') && !path.endsWith('.d.ts') && !/(?:^|\/)(?:tests?|node_modules|dist|coverage)\//.test(path) && !/\.(?:test|spec)\.ts$/.test(path);
}
