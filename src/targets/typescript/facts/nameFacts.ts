import type { NameFacts } from '../../facts/appFacts.ts';
import type { AppModule, Declaration } from './moduleScope.ts';
import type { OfModules } from './ofModules.ts';
import type { Program } from './program.ts';
import { wrappedIn } from './wrappedFunctions.ts';

/** Keeps the names of an app's files, each until it or one that it imports from changes. */
export class Names {
  readonly #ofModules: OfModules<NameFacts>;
  #last: NameFacts = { declared: new Set(), missing: new Set() };

  constructor(program: Program) {
    this.#ofModules = program.ofModules('names of a module', (path) => namesOf(program, program.module(path)));
  }

  /** The names that the app declares for all its files, and those that it uses without declaring them; the same object while the names are the same. */
  read(): NameFacts {
    const changed = this.#ofModules.update();
    const { declared, missing } = this.#last;
    const isOther = (which: keyof NameFacts): boolean => changed.some(({ before, now }) => !isSame(before?.[which] ?? none, now?.[which] ?? none));
    const now = { declared: isOther('declared') ? this.#all('declared') : declared, missing: isOther('missing') ? this.#all('missing') : missing };
    if (now.declared !== declared || now.missing !== missing) this.#last = now;
    return this.#last;
  }

  #all(which: keyof NameFacts): ReadonlySet<string> {
    const all = new Set<string>();
    this.#ofModules.forEach((names) => { for (const name of names[which]) all.add(name); });
    return isSame(all, this.#last[which]) ? this.#last[which] : all;
  }
}

const none: ReadonlySet<string> = new Set();

function namesOf(program: Program, module: AppModule): NameFacts {
  return { declared: declaredIn(program, module), missing: missingIn(program, module) };
}

function declaredIn(program: Program, module: AppModule): ReadonlySet<string> {
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

function missingIn(program: Program, module: AppModule): ReadonlySet<string> {
  program.touch(module.path);
  const missing = new Set<string>();
  const holders = new Map<string, Declaration>();
  for (const node of module.syntax.imports) {
    if (node.typeOnly) continue;
    for (const { local, typeOnly } of node.names) {
      const binding = typeOnly ? undefined : program.resolve(module, local);
      if (binding?.kind === 'missing') missing.add(binding.name);
      if (binding?.kind === 'declared') holders.set(local, binding.declaration);
    }
  }
  for (const use of module.syntax.memberUses) {
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
function lacks({ form }: Declaration, name: string): boolean {
  if (form.kind === 'class') return !form.extended && !form.members.some((member) => member.name === name) && name !== 'name' && name !== 'prototype';
  if (form.kind !== 'constant' || form.steps > 0 || form.init !== 'object') return false;
  return form.entries.every((entry) => entry.name !== undefined && entry.name !== name);
}
