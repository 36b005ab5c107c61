import type { Expression, Module } from '../../../ast/syntax.ts';
import type { Value } from '../../facts/value.ts';
import type { Declaration, Program } from './program.ts';
import type { Reading } from './reading.ts';

/** The constants of an app that may hold what a reader looks for: those whose maker comes from a module that `knows` it. */
export function constantsMadeBy(program: Program, knows: (module: Module) => boolean): readonly Declaration[] {
  const known = new Map<Module, boolean>();
  const asked = (module: Module): boolean => {
    const answer = known.get(module) ?? knows(module);
    known.set(module, answer);
    return answer;
  };
  return [...program.declarations()].filter(({ module, is }) => {
    if (is.kind !== 'constant' || is.path.length > 0) return false;
    const name = makerOf(is.init);
    const binding = name === undefined ? undefined : program.resolve(module, name);
    return asked(module) || (binding?.kind === 'declared' && asked(binding.declaration.module));
  }).filter(({ is }) => is.kind === 'constant' && is.init.kind !== 'function' && is.init.kind !== 'literal' && is.init.kind !== 'template');
}

/** The name at the beginning of a chain of calls. */
function makerOf(node: Expression): string | undefined {
  let current = node;
  for (;;) {
    if (current.kind === 'identifier') return current.name;
    if (current.kind === 'call' || current.kind === 'new') current = current.callee;
    else if (current.kind === 'member' || current.kind === 'index') current = current.object;
    else return undefined;
  }
}

/** Does a module import that package? */
export function importsFrom(module: Module, start: string): boolean {
  return module.imports.some((node) => !node.typeOnly && node.from.startsWith(start));
}

/** What a constant holds, by its name where other code can use that. */
export function valueOfDeclaration(reading: Reading, declaration: Declaration): Value | undefined {
  const { is, module } = declaration;
  return is.kind === 'constant' && is.path.length === 0 ? reading.evaluator.valueOf(module, is.init) : undefined;
}
