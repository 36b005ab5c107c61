import type { Module } from '../../../ast/syntax.ts';
import type { NameFacts } from '../../facts/appFacts.ts';
import type { Declaration, Program } from './program.ts';
import { memberUses } from './walk.ts';

/** The names that an app declares for all its files, and those that it uses without declaring them. */
export function namesOf(program: Program): NameFacts {
  const declared = new Set<string>();
  for (const declaration of program.declarations()) {
    if (declaration.exported !== undefined) declared.add(program.idOf(declaration));
  }
  for (const [id, { declaration }] of program.functions()) if (declaration.exported !== undefined) declared.add(id);
  const missing = new Set<string>();
  for (const module of program.modules.values()) addMissing(program, module, missing);
  return { declared, missing };
}

function addMissing(program: Program, module: Module, missing: Set<string>): void {
  const holders = new Map<string, Declaration>();
  for (const node of module.imports) {
    if (node.typeOnly) continue;
    for (const { local, typeOnly } of node.names) {
      const binding = typeOnly ? undefined : program.resolve(module, local);
      if (binding?.kind === 'missing') missing.add(binding.name);
      if (binding?.kind === 'declared') holders.set(local, binding.declaration);
    }
  }
  for (const use of memberUses(module)) {
    const dot = use.indexOf('.');
    const local = use.slice(0, dot);
    const binding = holders.has(local) ? undefined : program.resolve(module, local);
    const holder = holders.get(local) ?? (binding?.kind === 'declared' ? binding.declaration : undefined);
    if (holder?.exported === undefined || !lacks(holder, use.slice(dot + 1))) continue;
    missing.add(`${program.idOf(holder)}.${use.slice(dot + 1)}`);
  }
}

/** Is it an object or class that could have that member, and has not? */
function lacks({ is }: Declaration, name: string): boolean {
  if (is.kind === 'class') return is.node.extends === undefined && !is.node.members.some((member) => member.name === name) && name !== 'name' && name !== 'prototype';
  if (is.kind !== 'constant' || is.path.length > 0 || is.init.kind !== 'object') return false;
  return is.init.entries.every((entry) => entry.kind !== 'spread' && entry.key.name !== name && typeof entry.key.name === 'string');
}
