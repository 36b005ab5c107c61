import type { ClassMember, Expression, Module, ObjectEntry } from '../../../ast/syntax.ts';
import { hashOf } from '../../facts/shortHash.ts';
import { codeOf, type DeclaredCode } from './declaredCode.ts';

/**
 * What a module shows to others: all that its names can lead to, without its code. Plain data, and the same for every text
 * that says the same of names; only where declarations stand belongs to the one text.
 */
export interface Outline {
  /** Stands for all that the names can lead to: whoever only looks a name up sees no other change. */
  readonly surface: string;
  /** The names of its declarations in the app; see `ownId`. */
  readonly ids: readonly string[];
  readonly declarations: readonly OutlinedDeclaration[];
  readonly imports: readonly OutlinedImport[];
  readonly exports: readonly OutlinedExport[];
  /** Those of the telling words that stand in its code, and the packages that it imports from: no part of the surface. */
  readonly words: readonly TellingWord[];
  readonly packages: readonly string[];
}

export interface OutlinedDeclaration extends Pick<DeclaredCode, 'name' | 'exported' | 'start' | 'end'> {
  readonly form: Form;
}

export interface OutlinedImport {
  readonly local: string;
  readonly from: string;
  readonly imported: string;
}

/** `export { a as b }`, `export { a } from './x.ts'`, `export * from './x.ts'`. */
export interface OutlinedExport {
  readonly from: string | undefined;
  readonly names: readonly { readonly local: string; readonly exported: string }[];
}

/** What can be seen of a declaration by those who name it or its members. */
export type Form =
  | { readonly kind: 'function' }
  | { readonly kind: 'class'; readonly extended: boolean; readonly members: readonly Pick<ClassMember, 'name' | 'kind' | 'static'>[] }
  | ConstantForm
  | { readonly kind: 'variable' };

export interface ConstantForm {
  readonly kind: 'constant';
  readonly init: Expression['kind'];
  /** How many steps lead from the value of the initializer to the name. */
  readonly steps: number;
  /** Of an object that is written out. */
  readonly entries: readonly OutlinedEntry[];
}

export interface OutlinedEntry {
  readonly kind: ObjectEntry['kind'];
  /** Undefined where it is computed, and for what is spread. */
  readonly name: string | undefined;
  readonly value: Expression['kind'] | undefined;
  /** The name that stands as its value. */
  readonly named: string | undefined;
}

/** Words by which readers of facts know what a module may be about. */
const tellingWords = ['transitions', 'initial', 'event', 'cron', 'NODE_ENV'] as const;

export type TellingWord = (typeof tellingWords)[number];

/** Outlines a module. */
export function outlineOf(module: Module): Outline {
  const declarations = Array.from(codeOf(module).values(), ({ name, exported, start, end, is }): OutlinedDeclaration => ({ name, exported, start, end, form: formOf(is) }));
  const imports = module.imports.flatMap(({ from, names }) => names.map(({ local, imported }): OutlinedImport => ({ local, from, imported })));
  const exports = module.exports.map(({ from, names }): OutlinedExport => ({ from, names }));
  return {
    surface: surfaceOf({ declarations, imports, exports }),
    ids: [...new Set(declarations.map((declaration) => ownId(declaration, module.path)))],
    declarations,
    imports,
    exports,
    words: tellingWords.filter((word) => module.words.has(word)),
    packages: [...new Set(module.imports.filter(({ typeOnly }) => !typeOnly).map(({ from }) => from))],
  };
}

/** The name of a declaration as long as no other module exports one of that name. */
export function ownId({ exported, name }: Pick<OutlinedDeclaration, 'exported' | 'name'>, path: string): string {
  return exported ?? `${baseName(path)}~${name}`;
}

/** The name of a file without its folders and ending. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[cm]?[jt]s$/, '');
}

function formOf(is: DeclaredCode['is']): Form {
  switch (is.kind) {
    case 'function':
    case 'variable': return { kind: is.kind };
    case 'class': return { kind: 'class', extended: is.node.extends !== undefined, members: is.node.members.map(({ name, kind, static: isStatic }) => ({ name, kind, static: isStatic })) };
    case 'constant': return { kind: 'constant', init: is.init.kind, steps: is.path.length, entries: is.init.kind === 'object' ? is.init.entries.map(entryOf) : [] };
  }
}

function entryOf(entry: ObjectEntry): OutlinedEntry {
  const value = entry.kind === 'accessor' ? undefined : entry.value;
  const name = entry.kind === 'spread' || typeof entry.key.name !== 'string' ? undefined : entry.key.name;
  return { kind: entry.kind, name, value: value?.kind, named: value?.kind === 'identifier' ? value.name : undefined };
}

/** All that names can lead to, as a short text; not where something stands. */
function surfaceOf({ declarations, imports, exports }: Pick<Outline, 'declarations' | 'imports' | 'exports'>): string {
  const declared = declarations.map(({ name, exported, form }) => `${name} ${exported ?? ''} ${textOf(form)}`);
  const imported = imports.map(({ local, from, imported: name }) => `${local} ${from} ${name}`);
  const given = exports.map(({ from, names }) => `${from ?? ''} ${names.map(({ local, exported: name }) => `${local} ${name}`).join(',')}`);
  return hashOf([...declared, '', ...imported, '', ...given].join('\n'));
}

function textOf(form: Form): string {
  if (form.kind === 'class') return `class ${String(form.extended)} ${form.members.map(({ name, kind, static: isStatic }) => `${name ?? ''} ${kind} ${String(isStatic)}`).join()}`;
  if (form.kind !== 'constant') return form.kind;
  const entries = form.entries.map(({ kind, name, value, named }) => `${kind} ${name ?? '[]'} ${value === 'function' ? 'function' : named ?? ''}`);
  return `constant ${form.init} ${String(form.steps)} ${entries.join()}`;
}
