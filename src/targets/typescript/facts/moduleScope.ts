import type { Module } from '../../../ast/syntax.ts';
import { codeOf, type DeclaredCode } from './declaredCode.ts';
import { type Outline, type OutlinedDeclaration, type OutlinedImport, outlineOf, ownId } from './outline.ts';

/** A name that a module declares at its top level. Its code is parsed when somebody looks at it. */
export interface Declaration extends OutlinedDeclaration, DeclaredCode {
  readonly module: AppModule;
}

export interface ModuleScope {
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** By the names that they have in the app; see `ownId`. */
  readonly byId: ReadonlyMap<string, Declaration>;
  readonly imports: ReadonlyMap<string, OutlinedImport>;
}

/** A module of an app: what it shows to others is known, its code is parsed when somebody looks into it. */
export class AppModule {
  /** Relative to the app's folder, with `/`. */
  readonly path: string;
  readonly outline: Outline;
  readonly #read: () => Module;
  #syntax: Module | undefined;
  #scope: ModuleScope | undefined;

  constructor(path: string, outline: Outline, read: () => Module) {
    this.path = path;
    this.outline = outline;
    this.#read = read;
  }

  /** A module whose code is parsed already. */
  static of(syntax: Module): AppModule {
    return new AppModule(syntax.path, outlineOf(syntax), () => syntax);
  }

  get syntax(): Module {
    this.#syntax ??= this.#read();
    return this.#syntax;
  }

  /** What it declares and imports. */
  get scope(): ModuleScope {
    this.#scope ??= scopeOf(this);
    return this.#scope;
  }
}

function scopeOf(module: AppModule): ModuleScope {
  const { declarations, imports } = module.outline;
  const all = declarations.map((outlined) => new LazyDeclaration(module, outlined));
  return {
    declarations: new Map(all.map((declaration) => [declaration.name, declaration])),
    byId: new Map(all.map((declaration) => [ownId(declaration, module.path), declaration])),
    imports: new Map(imports.map((entry) => [entry.local, entry])),
  };
}

class LazyDeclaration implements Declaration {
  readonly module: AppModule;
  readonly name: string;
  readonly exported: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly form: Declaration['form'];

  constructor(module: AppModule, { name, exported, start, end, form }: OutlinedDeclaration) {
    this.module = module;
    this.name = name;
    this.exported = exported;
    this.start = start;
    this.end = end;
    this.form = form;
  }

  get is(): DeclaredCode['is'] {
    return codeOf(this.module.syntax).get(this.name)?.is ?? { kind: 'variable' };
  }
}
