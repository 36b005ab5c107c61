import { resolve } from 'node:path';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Target, WrittenUnits } from '../../ir/target.ts';
import type { TokenCounter } from '../../llm/tokens/tokenCounter.ts';
import type { KeptFunctionRepository } from '../../llm/records/keptFunctions.ts';
import { mostKeptFunctions } from '../../pipeline/atoms/acceptedFunctions.ts';
import { type AppPrompts, openAppPrompts } from '../../pipeline/atoms/appPrompts.ts';
import { type PreparedRun, prepareRun } from '../../pipeline/atoms/prepareRun.ts';
import { hasErrors, type LoadedSpec, loadSpec, type SpecFiles } from '../../pipeline/loadSpec.ts';
import type { LazyTarget } from '../../pipeline/targets.ts';
import { emptyBook, readUnitBook } from '../../pipeline/unitBook.ts';
import { nodePorts } from '../nodePorts.ts';
import { findTemplates } from '../templates.ts';
import { openTiktoken } from '../tokens/tiktokenCounter.ts';
import { readAppSources } from './appSources.ts';

export interface AppAtomsOptions {
  readonly spec: SpecFiles;
  /** Folder of the app; undefined while there is none. */
  readonly out: string | undefined;
  readonly target: LazyTarget;
  /** `import.meta.url` of the program's entry. */
  readonly moduleUrl: string;
  /** Version of the prompts; the current one when left out. */
  readonly prompts?: string;
  /** Where accepted functions of other apps are kept; none are shown when left out. */
  readonly functions?: Pick<KeptFunctionRepository, 'others'> | undefined;
}

/** What a spec states in words, with what models are asked for it, as its app stands now. */
export interface AppAtoms {
  readonly spec: LoadedSpec;
  readonly application: ApplicationIR;
  readonly target: Target;
  readonly written: WrittenUnits;
  readonly prompts: AppPrompts;
  readonly prepared: PreparedRun;
  readonly counter: TokenCounter;
}

/** Reads spec and app, and prepares what models would be asked; undefined when the spec has errors, a text when there is another reason why nothing can be asked. */
export async function openAppAtoms({ spec: files, out, target: lazy, moduleUrl, prompts: version, functions }: AppAtomsOptions): Promise<AppAtoms | string | undefined> {
  const spec = loadSpec(files);
  const { application } = spec;
  if (application === undefined || hasErrors(spec.diagnostics)) return undefined;
  const root = out === undefined ? undefined : resolve(out);
  const book = root === undefined ? { written: emptyBook } : await readUnitBook(root, nodePorts);
  if ('code' in book) return book.message;
  const { written } = book;
  const counter = await openTiktoken(moduleUrl);
  // Prompts can do without: a store that cannot be read keeps nobody from writing.
  const others = await functions?.others(application.name, mostKeptFunctions).catch(() => []) ?? [];
  const prompts = await openAppPrompts({
    application, others, target: lazy, written, ...(root === undefined ? {} : { files: readAppSources(root) }), templates: findTemplates(moduleUrl, 'prompts'), version, counter,
  });
  if ('problem' in prompts) return prompts.problem;
  const target = await lazy.load(written);
  const prepared = prepareRun({ spec, application, target, written, prompts: prompts.prompts, counter, hash: nodePorts.hash, template: version ?? 'current' });
  return { spec, application, target, written, prompts, prepared, counter };
}
