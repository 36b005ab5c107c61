import type { Target } from '../ir/unit.ts';
import { findTemplates } from '../node/templates.ts';
import { createTarget, targetNames } from '../pipeline/targets.ts';
import { UsageError } from './terminal.ts';

/** The target of that name with its templates; throws a UsageError when there is none. */
export function targetNamed(name: string): Target {
  const target = targetNames.includes(name) ? createTarget(name, findTemplates(import.meta.url, name)) : undefined;
  if (target === undefined) throw new UsageError(`There is no target "${name}". Known targets: ${targetNames.join(', ')}.`);
  return target;
}
