import { findTemplates } from '../node/templates.ts';
import { lazyTarget, type LazyTarget, targetNames } from '../pipeline/targets.ts';
import { UsageError } from './terminal.ts';

/** The target of that name with its templates; throws a UsageError when there is none. */
export function targetNamed(name: string): LazyTarget {
  const target = lazyTarget(name, () => findTemplates(import.meta.url, name));
  if (target === undefined) throw new UsageError(`There is no target "${name}". Known targets: ${targetNames.join(', ')}.`);
  return target;
}
