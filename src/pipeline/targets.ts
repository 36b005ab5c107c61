import type { Target } from '../ir/unit.ts';

/** A target whose code and templates are loaded when they are first needed. */
export interface LazyTarget {
  readonly name: string;
  load(): Promise<Target>;
}

type Templates = () => ReadonlyMap<string, string>;

const loaders: Readonly<Record<string, (templates: Templates) => Promise<Target>>> = {
  typescript: async (templates) => (await import('../targets/typescript/typescriptTarget.ts')).createTypescriptTarget(templates()),
};

/** Names of the targets that can be generated. */
export const targetNames: readonly string[] = Object.keys(loaders);

/** The target of that name over its static templates (path -> text); undefined when there is none. Loaded once. */
export function lazyTarget(name: string, templates: Templates): LazyTarget | undefined {
  const loader = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (loader === undefined) return undefined;
  let loaded: Promise<Target> | undefined;
  return { name, load: () => (loaded ??= loader(templates)) };
}
