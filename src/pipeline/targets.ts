import type { Target, WrittenUnits } from '../ir/target.ts';
import type { CodeReader } from '../targets/typescript/code/writtenCode.ts';
import type { FactReader } from '../targets/facts/appFacts.ts';
import type { FactMemory, FactMemoryOptions } from '../targets/facts/factMemory.ts';
import type { Repairer } from '../targets/facts/repairer.ts';

/** A target whose code and templates are loaded when they are first needed. */
export interface LazyTarget {
  readonly name: string;
  /** Loaded once; with what reads code as soon as there is a book with something in it. */
  load(written?: WrittenUnits): Promise<Target>;
}

type Templates = () => ReadonlyMap<string, string>;

const loaders: Readonly<Record<string, (templates: Templates, reader: CodeReader | undefined) => Promise<Target>>> = {
  typescript: async (templates, reader) => (await import('../targets/typescript/typescriptTarget.ts')).createTypescriptTarget(templates(), reader),
};

/** What compares apps of a target with their specs, and mends them. */
export interface TargetCompliance {
  /** A memory for readers, with what an earlier run stored of one. */
  createFactMemory(options?: FactMemoryOptions): FactMemory;
  /** What another reader with that memory has read of the same code is not read again. */
  createFactReader(memory?: FactMemory): FactReader;
  readonly repairer: Repairer;
}

const complianceLoaders: Readonly<Record<string, () => Promise<TargetCompliance>>> = {
  typescript: async () => {
    const [{ createFactMemory, createFactReader }, { typescriptRepairer }] = await Promise.all([
      import('../targets/typescript/facts/typescriptFacts.ts'),
      import('../targets/typescript/repair/typescriptRepairer.ts'),
    ]);
    return { createFactMemory, createFactReader, repairer: typescriptRepairer };
  },
};

/** The comparison of a target's apps, loaded when it is asked for; rejects when the target has none. */
export function complianceOf(target: string): Promise<TargetCompliance> {
  const loader = Object.hasOwn(complianceLoaders, target) ? complianceLoaders[target] : undefined;
  return loader === undefined ? Promise.reject(new Error(`Apps of the target ${target} cannot be compared with a spec.`)) : loader();
}

/** Names of the targets that can be generated. */
export const targetNames: readonly string[] = Object.keys(loaders);

/** The target of that name over its static templates (path -> text); undefined when there is none. Loaded once. */
export function lazyTarget(name: string, templates: Templates): LazyTarget | undefined {
  const loader = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (loader === undefined) return undefined;
  let plain: Promise<Target> | undefined;
  let reading: Promise<Target> | undefined;
  return {
    name,
    load: (written) => {
      if (reading === undefined && (written?.size ?? 0) > 0) reading = codeReader().then((reader) => loader(templates, reader));
      return reading ?? (plain ??= loader(templates, undefined));
    },
  };
}

/** What reads code needs the compiler: it is loaded only for apps that have written code. */
async function codeReader(): Promise<CodeReader> {
  return (await import('../targets/typescript/atoms/readCode.ts')).readCode;
}
