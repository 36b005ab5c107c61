import type { Expression } from '../../../ast/syntax.ts';
import type { Value } from '../../facts/value.ts';
import type { AppModule, Declaration } from './moduleScope.ts';
import type { Program } from './program.ts';
import type { Reading } from './reading.ts';

/** The constants of a module that may hold what a reader looks for: those whose maker comes from a module that `knows` it. */
export function constantsMadeBy(program: Program, module: AppModule, knows: (module: AppModule) => boolean): readonly Declaration[] {
  const own = knows(module);
  return program.declarationsIn(module).filter((declaration) => {
    const { form } = declaration;
    if (form.kind !== 'constant' || form.steps > 0 || form.init === 'function' || form.init === 'literal' || form.init === 'template') return false;
    const name = own || declaration.is.kind !== 'constant' ? undefined : makerOf(declaration.is.init);
    const binding = name === undefined ? undefined : program.resolve(module, name);
    if (own || binding?.kind !== 'declared') return own;
    program.touch(binding.declaration.module.path);
    return knows(binding.declaration.module);
  });
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
export function importsFrom(module: AppModule, start: string): boolean {
  return module.outline.packages.some((from) => from.startsWith(start));
}

/** What a constant holds, by its name where other code can use that. */
export function valueOfDeclaration(reading: Reading, declaration: Declaration): Value | undefined {
  const { is, module } = declaration;
  return is.kind === 'constant' && is.path.length === 0 ? reading.evaluator.valueOf(module, is.init) : undefined;
}
