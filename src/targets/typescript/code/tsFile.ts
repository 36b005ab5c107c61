import type { EmittedFile, LlmTask, Milestone, Stratum, Unit } from '../../../ir/unit.ts';

export type { EmittedFile };

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
  readonly #symbols = new Map<SymbolKey, DeclaredSymbol>();

  /** Throws when the key is declared twice: that is a bug of an emitter. */
  declare(key: SymbolKey, path: string, name: string, kind: 'value' | 'type' = 'value'): void {
    if (this.#symbols.has(key)) throw new Error(`The symbol ${key} is declared twice.`);
    this.#symbols.set(key, { key, unit: `${path}#${name}`, name, path, isType: kind === 'type' });
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
    return [...this.#symbols.keys()].filter((key) => key.startsWith(prefix)).sort(compareText);
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
  readonly #parts: { readonly options: UnitOptions; readonly text: string; readonly uses: ReadonlySet<SymbolKey> }[] = [];
  readonly #packages = new Map<string, Map<string, boolean>>();
  #uses = new Set<SymbolKey>();

  constructor(symbols: SymbolTable, options: TsFileOptions) {
    this.#symbols = symbols;
    this.#options = options;
  }

  get options(): TsFileOptions {
    return this.#options;
  }

  /** The name of a symbol, imported when another file declares it. */
  use(key: SymbolKey): string {
    this.#uses.add(key);
    return this.#symbols.find(key).name;
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
      for (const key of this.#uses) uses.add(key);
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
    const text = `${this.#imports(body)}${body}\n`;
    const strata = this.#parts.map((part) => part.options.stratum ?? stratum);
    const nodes = [...new Set(this.#parts.flatMap((part) => part.options.nodes))];
    const units = this.#parts.map((part): Unit => ({
      id: `${path}#${part.options.name}`,
      file: path,
      name: part.options.name,
      stratum: part.options.stratum ?? stratum,
      reason: part.options.reason ?? reason,
      milestone,
      nodes: part.options.nodes,
      dependsOn: this.#dependencies(part.uses, `${path}#${part.options.name}`),
      ...(part.options.task === undefined ? {} : { task: part.options.task }),
    }));
    const fileStratum = strata.includes('llm') ? 'llm' : stratum;
    return { file: { path, text, stratum: fileStratum, emitter, nodes, formatted: false, once }, units };
  }

  #dependencies(uses: ReadonlySet<SymbolKey>, self: string): readonly string[] {
    if (uses.size === 0) return [];
    const ids = new Set<string>();
    for (const key of uses) ids.add(this.#symbols.find(key).unit);
    ids.delete(self);
    return [...ids].sort();
  }

  /** The import lines; a name that an emitter asked for and then did not write (a value that it had no place for) is left out. */
  #imports(body: string): string {
    const uses = new Set<SymbolKey>();
    for (const part of this.#parts) for (const key of part.uses) uses.add(key);
    const { path } = this.#options;
    const lines: string[] = [];
    for (const [from, names] of [...this.#packages].sort(([a], [b]) => comparePackages(a, b))) {
      const written = [...names].filter(([name]) => hasWord(body, name.replace(defaultPrefix, '')));
      if (written.length > 0) lines.push(importLine(from, written.map(([name, isType]) => ({ name, isType }))));
    }
    const byPath = new Map<string, { name: string; isType: boolean }[]>();
    for (const key of uses) {
      const symbol = this.#symbols.find(key);
      if (symbol.path === path || !hasWord(body, symbol.name)) continue;
      const names = byPath.get(symbol.path) ?? [];
      byPath.set(symbol.path, names);
      if (!names.some((other) => other.name === symbol.name)) names.push(symbol);
    }
    const local = [...byPath].map(([to, names]) => ({ from: relativeImport(path, to), names }));
    for (const { from, names } of local.sort((a, b) => compareText(a.from, b.from))) lines.push(importLine(from, names));
    return lines.length === 0 ? '' : `${lines.join('\n')}\n\n`;
  }
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
  const sorted = [...names].sort((a, b) => compareText(a.name, b.name));
  const allTypes = sorted.every((name) => name.isType);
  const main = sorted.find(({ name }) => name.startsWith(defaultPrefix))?.name.slice(defaultPrefix.length);
  const named = sorted.filter(({ name }) => !name.startsWith(defaultPrefix)).map(({ name, isType }) => (isType && !allTypes ? `type ${name}` : name));
  const clauses = [...(main === undefined ? [] : [main]), ...(named.length === 0 ? [] : [`{ ${named.join(', ')} }`])];
  return `import ${allTypes ? 'type ' : ''}${clauses.join(', ')} from '${from}';`;
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
