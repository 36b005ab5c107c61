import type { EmittedFile as AnyEmittedFile, LlmTask, Milestone, Stratum, Unit } from '../../../ir/unit.ts';
import { groupBy } from '../../../base/groupBy.ts';
import type { PlacedCode } from './writtenCode.ts';

/** A file as emitters give it. */
export interface EmittedFile extends AnyEmittedFile {
  /** What it imports of other files of the app; nothing when left out. */
  readonly imports?: readonly ImportedNames[];
}

/** Names that are imported from the file at that path. */
export interface ImportedNames {
  readonly path: string;
  readonly names: readonly string[];
}

/** A name that other files can refer to: `service:Order`, `schema:ProductCreate`. The key is stable, the name may be suffixed. */
export type SymbolKey = string;

/** Where a symbol is declared. `type` symbols are imported with `import type`. */
export interface DeclaredSymbol {
  readonly key: SymbolKey;
  /** Id of the unit that declares it. */
  readonly unit: string;
  readonly name: string;
  readonly path: string;
  readonly isType: boolean;
}

/**
 * The names of the generated app: declared once by key, referred to by key from anywhere, so that imports are computed.
 * Declaring happens before any file is emitted, so that the order of emitters does not matter.
 */
export class SymbolTable {
  /** What was written for units that the spec states in words, by the unit's id. */
  readonly written: ReadonlyMap<string, PlacedCode>;
  readonly #symbols = new Map<SymbolKey, DeclaredSymbol>();
  #names: ReadonlyMap<string, readonly DeclaredSymbol[]> | undefined;

  constructor(written: ReadonlyMap<string, PlacedCode> = new Map()) {
    this.written = written;
  }

  /** Throws when the key is declared twice: that is a bug of an emitter. */
  declare(key: SymbolKey, path: string, name: string, kind: 'value' | 'type' = 'value'): void {
    if (this.#symbols.has(key)) throw new Error(`The symbol ${key} is declared twice.`);
    this.#symbols.set(key, { key, unit: `${path}#${name}`, name, path, isType: kind === 'type' });
    this.#names = undefined;
  }

  /** All symbols of that name, in the order of their keys. */
  named(name: string): readonly DeclaredSymbol[] {
    this.#names ??= groupBy([...this.#symbols.values()], (symbol) => symbol.name);
    const symbols = this.#names.get(name) ?? [];
    return symbols.length < 2 ? symbols : [...symbols].sort((a, b) => compareText(a.key, b.key));
  }

  /** Every symbol, in the order of the keys. */
  all(): readonly DeclaredSymbol[] {
    return [...this.#symbols.values()].sort((a, b) => compareText(a.key, b.key));
  }

  /** Throws when nothing declares the key: that is a bug of an emitter. */
  find(key: SymbolKey): DeclaredSymbol {
    const symbol = this.#symbols.get(key);
    if (symbol === undefined) throw new Error(`No emitter declares the symbol ${key}.`);
    return symbol;
  }

  has(key: SymbolKey): boolean {
    return this.#symbols.has(key);
  }

  /** The keys that begin with the prefix, sorted: `routes:` gives all groups of routes. */
  keysWith(prefix: string): readonly SymbolKey[] {
    return [...this.#symbols.keys()].filter((key) => key.startsWith(prefix)).sort();
  }
}

/** What a unit tells beside its text. */
export interface UnitOptions {
  readonly name: string;
  readonly nodes: readonly string[];
  readonly stratum?: Stratum;
  readonly reason?: string;
  readonly task?: LlmTask;
}

export interface TsFileOptions {
  readonly path: string;
  readonly emitter: string;
  readonly milestone: Milestone;
  /** Stratum and reason of its units unless a unit says otherwise. */
  readonly stratum: Stratum;
  readonly reason: string;
  readonly once?: boolean;
}

/**
 * A TypeScript file under construction. Each `add` is a unit; `use` and `importFrom` inside its text are recorded,
 * and become the file's imports and the unit's dependencies.
 */
export class TsFile {
  readonly #symbols: SymbolTable;
  readonly #options: TsFileOptions;
  readonly #parts: { readonly options: UnitOptions; readonly text: string; readonly uses: ReadonlySet<DeclaredSymbol> }[] = [];
  readonly #packages = new Map<string, Map<string, boolean>>();
  /** Names that its units declare beside their own. */
  readonly #reserved = new Set<string>();
  #uses = new Set<DeclaredSymbol>();

  constructor(symbols: SymbolTable, options: TsFileOptions) {
    this.#symbols = symbols;
    this.#options = options;
  }

  get options(): TsFileOptions {
    return this.#options;
  }

  get symbols(): SymbolTable {
    return this.#symbols;
  }

  /** Whether a unit of the file declares the name. */
  declares(name: string): boolean {
    return this.#reserved.has(name) || this.#parts.some(({ options }) => options.name === name);
  }

  /** Notes a name that a unit declares beside its own. */
  reserve(name: string): void {
    this.#reserved.add(name);
  }

  /** The name of a symbol, imported when another file declares it. */
  use(key: SymbolKey): string {
    const symbol = this.#symbols.find(key);
    this.#uses.add(symbol);
    return symbol.name;
  }

  /** The name of an export of a package (`zod`, `node:crypto`); a default export is named `default as assert`. */
  importFrom(packageName: string, name: string, kind: 'value' | 'type' = 'value'): string {
    const names = this.#packages.get(packageName) ?? new Map<string, boolean>();
    this.#packages.set(packageName, names);
    names.set(name, (names.get(name) ?? true) && kind === 'type');
    return name.replace(defaultPrefix, '');
  }

  /** Adds a unit; what was used since the last one belongs to it. `text` may be a function that uses more. */
  add(options: UnitOptions, text: string | (() => string)): void {
    if (typeof text === 'function') {
      const uses = this.#uses;
      this.#uses = new Set();
      const made = text();
      for (const symbol of this.#uses) uses.add(symbol);
      this.#parts.push({ options, text: made, uses });
      this.#uses = new Set();
      return;
    }
    this.#parts.push({ options, text, uses: this.#uses });
    this.#uses = new Set();
  }

  finish(): EmittedFile {
    const { path, emitter, milestone, stratum, reason, once = false } = this.#options;
    const body = this.#parts.map((part) => part.text.trim()).join('\n\n');
    const imports = this.#imports(body);
    const head = [...this.#packageLines(body), ...imports.map(({ from, symbols }) => importLine(from, symbols))].join('\n');
    const nodes = new Set<string>();
    for (const { options } of this.#parts) for (const node of options.nodes) nodes.add(node);
    const units = this.#parts.map(({ options, uses }): Unit => ({
      id: `${path}#${options.name}`,
      file: path,
      name: options.name,
      stratum: options.stratum ?? stratum,
      reason: options.reason ?? reason,
      milestone,
      nodes: options.nodes,
      dependsOn: dependencies(uses, `${path}#${options.name}`),
      ...(options.task === undefined ? {} : { task: options.task }),
    }));
    const fileStratum = units.some((unit) => unit.stratum === 'llm') ? 'llm' : stratum;
    return {
      file: { path, text: `${head}${head === '' ? '' : '\n\n'}${body}\n`, stratum: fileStratum, emitter, nodes: [...nodes], formatted: false, once },
      units,
      imports: imports.map(({ to, symbols }) => ({ path: to, names: symbols.map(({ name }) => name) })),
    };
  }

  /** Import lines of packages; a name that an emitter asked for and then did not write (a value that it had no place for) is left out. */
  #packageLines(body: string): readonly string[] {
    return [...this.#packages].sort(([a], [b]) => comparePackages(a, b)).flatMap(([from, names]) => {
      const written = [...names].filter(([name]) => hasWord(body, name.replace(defaultPrefix, '')));
      return written.length === 0 ? [] : [importLine(from, written.map(([name, isType]) => ({ name, isType })))];
    });
  }

  /** What the body has of other files, by file. */
  #imports(body: string): readonly FileImport[] {
    const { path } = this.#options;
    const byPath = new Map<string, DeclaredSymbol[]>();
    const seen = new Set<DeclaredSymbol>();
    for (const { uses } of this.#parts) {
      for (const symbol of uses) {
        if (seen.has(symbol)) continue;
        seen.add(symbol);
        if (symbol.path === path || !hasWord(body, symbol.name)) continue;
        const symbols = byPath.get(symbol.path);
        if (symbols === undefined) byPath.set(symbol.path, [symbol]);
        else if (!symbols.some((other) => other.name === symbol.name)) symbols.push(symbol);
      }
    }
    const imports = [...byPath].map(([to, symbols]) => ({ to, from: relativeImport(path, to), symbols }));
    return imports.sort((a, b) => compareText(a.from, b.from));
  }
}

interface FileImport {
  readonly to: string;
  /** The file as the import names it. */
  readonly from: string;
  readonly symbols: readonly DeclaredSymbol[];
}

/** The units that declare the symbols, `self` not among them. */
function dependencies(uses: ReadonlySet<DeclaredSymbol>, self: string): readonly string[] {
  if (uses.size === 0) return [];
  const ids = new Set<string>();
  for (const { unit } of uses) ids.add(unit);
  ids.delete(self);
  return [...ids].sort();
}

/** Whether the name stands in the source, not as a part of another. */
function hasWord(source: string, name: string): boolean {
  for (let at = source.indexOf(name); at !== -1; at = source.indexOf(name, at + 1)) {
    if (!isOfWord(source, at - 1) && !isOfWord(source, at + name.length)) return true;
  }
  return false;
}

/** Whether a character there could be part of a name. */
function isOfWord(source: string, at: number): boolean {
  const code = source.charCodeAt(at);
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 36;
  return /\p{ID_Continue}/u.test(source.charAt(at));
}

function comparePackages(a: string, b: string): number {
  return Number(b.startsWith('node:')) - Number(a.startsWith('node:')) || compareText(a, b);
}

/** Orders by UTF-16 code units, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const defaultPrefix = 'default as ';

function importLine(from: string, names: readonly { readonly name: string; readonly isType: boolean }[]): string {
  const sorted = names.length < 2 ? names : [...names].sort((a, b) => compareText(a.name, b.name));
  const allTypes = sorted.every(({ isType }) => isType);
  const named: string[] = [];
  let main: string | undefined;
  for (const { name, isType } of sorted) {
    if (name.startsWith(defaultPrefix)) main ??= name.slice(defaultPrefix.length);
    else named.push(isType && !allTypes ? `type ${name}` : name);
  }
  const list = named.length === 0 ? '' : `{ ${named.join(', ')} }`;
  const clauses = main === undefined ? list : list === '' ? main : `${main}, ${list}`;
  return `import ${allTypes ? 'type ' : ''}${clauses} from '${from}';`;
}

/** The way from one file to another, as an import says it: `../models/entities.ts`. */
function relativeImport(fromFile: string, toFile: string): string {
  let shared = 0;
  let at = fromFile.indexOf('/');
  while (at !== -1 && toFile.startsWith(fromFile.slice(0, at + 1))) {
    shared = at + 1;
    at = fromFile.indexOf('/', shared);
  }
  let up = '';
  for (; at !== -1; at = fromFile.indexOf('/', at + 1)) up += '../';
  return (up === '' ? './' : up) + toFile.slice(shared);
}
