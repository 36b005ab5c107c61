import type { Target } from '../ir/unit.ts';
import { createTypescriptTarget } from '../targets/typescript/typescriptTarget.ts';

const factories: Readonly<Record<string, (templates: ReadonlyMap<string, string>) => Target>> = {
  typescript: createTypescriptTarget,
};

/** Names of the targets that can be generated. */
export const targetNames: readonly string[] = Object.keys(factories);

/** The target of that name over its static templates (path -> text); undefined when there is none. */
export function createTarget(name: string, templates: ReadonlyMap<string, string>): Target | undefined {
  return Object.hasOwn(factories, name) ? factories[name]?.(templates) : undefined;
}
