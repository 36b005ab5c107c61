import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Target } from '../ir/unit.ts';
import { readTemplates } from '../node/templates.ts';
import { createTarget, targetNames } from '../pipeline/targets.ts';
import { UsageError } from './terminal.ts';

/** The target of that name with its templates; throws a UsageError when there is none. */
export function targetNamed(name: string): Target {
  const target = targetNames.includes(name) ? createTarget(name, readTemplates(join(packageFolder(), 'templates', name))) : undefined;
  if (target === undefined) throw new UsageError(`There is no target "${name}". Known targets: ${targetNames.join(', ')}.`);
  return target;
}

/** The folder of this package: the nearest one above this file that has the templates. */
export function packageFolder(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); at !== dirname(at); at = dirname(at)) {
    if (existsSync(join(at, 'templates', 'typescript'))) return at;
  }
  throw new Error('The templates folder of DevMatrix is missing; install it again.');
}
