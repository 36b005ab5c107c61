import type { Module } from '../../../ast/syntax.ts';
import type { NameFacts } from '../../facts/appFacts.ts';
import type { Declaration } from './moduleScope.ts';
import type { Program } from './program.ts';
import type { Tracked } from './tracked.ts';
import { wrappedIn } from './wrappedFunctions.ts';

/** Keeps the names of an app's files, each until it or one that it imports from changes. */
export class Names {
  readonly #program: Program;
  readonly #ofModules: Tracked<NameFacts>;
  #last: NameFacts & { readonly moment: number } = { declared: new Set(), missing: new Set(), moment: -1 };

  constructor(program: Program) {
    this.#program = program;
    this.#ofModules = program.tracked('names of a module');
  }

  /** The names that the app declares for all its files, and those that it uses without declaring them; the same sets while the names are the same. */
  read(): NameFacts {
    const { moment } = this.#program.inputs;
    if (this.#last.moment === moment) return this.#last;
    const declared = new Set<string>();
    const missing = new Set<string>();
    for (const path of this.#program.paths) {
      const names = this.#ofModules.get(path, () => namesOf(this.#program, this.#program.module(path)));
      for (const name of names.declared) declared.add(name);
      for (const name of names.missing) missing.add(name);
    }
    const { declared: known, missing: lost } = this.#last;
    this.#last = { declared: isSame(declared, known) ? known : declared, missing: isSame(missing, lost) ? lost : missing, moment };
    return this.#last;
  }
}

function namesOf(program: Program, module: Module): NameFacts {
  return { declared: declaredIn(program, module), missing: missingIn(program, module) };
}

function declaredIn(program: Program, module: Module): ReadonlySet<string> {
  const declared = new Set<string>();
  for (const declaration of program.declarationsIn(module)) {
    if (declaration.exported === undefined) continue;
    declared.add(program.idOf(declaration));
    for (const { id } of wrappedIn(program, declaration)) declared.add(id);
  }
  for (const { id, declaration } of program.functionsIn(module)) if (declaration.exported !== undefined) declared.add(id);
  return declared;
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}

function missingIn(program: Program, module: Module): ReadonlySet<string> {
  program.touch(module.path);
  const missing = new Set<string>();
  const holders = new Map<string, Declaration>();
  for (const node of module.imports) {
    if (node.typeOnly) continue;
    for (const { local, typeOnly } of node.names) {
      const binding = typeOnly ? undefined : program.resolve(module, local);
      if (binding?.kind === 'missing') missing.add(binding.name);
      if (binding?.kind === 'declared') holders.set(local, binding.declaration);
    }
  }
  for (const use of module.memberUses) {
    const dot = use.indexOf('.');
    const local = use.slice(0, dot);
    const binding = holders.has(local) ? undefined : program.resolve(module, local);
    const holder = holders.get(local) ?? (binding?.kind === 'declared' ? binding.declaration : undefined);
    if (holder?.exported === undefined || !lacks(holder, use.slice(dot + 1))) continue;
    missing.add(`${program.idOf(holder)}.${use.slice(dot + 1)}`);
  }
  return missing;
}

/** Is it an object or class that could have that member, and has not? */
function lacks({ is }: Declaration, name: string): boolean {
  if (is.kind === 'class') return is.node.extends === undefined && !is.node.members.some((member) => member.name === name) && name !== 'name' && name !== 'prototype';
  if (is.kind !== 'constant' || is.path.length > 0 || is.init.kind !== 'object') return false;
  return is.init.entries.every((entry) => entry.kind !== 'spread' && entry.key.name !== name && typeof entry.key.name === 'string');
}
