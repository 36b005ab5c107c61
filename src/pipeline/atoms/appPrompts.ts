import type { ApplicationIR } from '../../ir/application.ts';
import type { Atom } from '../../ir/atom.ts';
import type { AtomMaterials, ForeignCode } from '../../ir/atomMaterials.ts';
import type { WrittenUnits } from '../../ir/target.ts';
import type { EmittedFile } from '../../ir/unit.ts';
import { choiceProblem, chooseTemplates } from '../../llm/prompts/promptLibrary.ts';
import type { PromptKind, SectionSize } from '../../llm/prompts/promptWriter.ts';
import type { TokenCounter } from '../../llm/tokens/tokenCounter.ts';
import type { LazyTarget } from '../targets.ts';
import { type AtomPrompts, firstAttempt, openPrompts } from './openPrompts.ts';

export interface AppPromptOptions {
  readonly application: ApplicationIR;
  readonly target: LazyTarget;
  /** What is written already: it shows how code is written here, as the files of the app do. */
  readonly written: WrittenUnits;
  readonly files?: ForeignCode['files'];
  /** Accepted functions of other apps. */
  readonly others?: ForeignCode['others'];
  /** Files of all versions of the prompts, by path. */
  readonly templates: ReadonlyMap<string, string>;
  /** `v1`, a variant, or several to share the units among; the current version when left out. */
  readonly version?: string | undefined;
  readonly counter: TokenCounter;
}

/** The prompts of an app, and the atoms that have some. */
export interface AppPrompts {
  readonly atoms: readonly Atom[];
  readonly prompts: AtomPrompts;
}

type MaterialsOf = (application: ApplicationIR, generated: Iterable<EmittedFile>, foreign?: ForeignCode) => AtomMaterials;

const materials: Readonly<Record<string, () => Promise<MaterialsOf>>> = {
  typescript: async () => (await import('../../targets/typescript/atoms/materials/typescriptMaterials.ts')).typescriptMaterials,
};

/** Opens the prompts of an app; `problem` says why there are none: an unknown version, or a target that has no materials. */
export async function openAppPrompts(options: AppPromptOptions): Promise<AppPrompts | { readonly problem: string }> {
  const choice = chooseTemplates(options.templates, options.version);
  if (choice.kind !== 'chosen') return { problem: choiceProblem(choice) };
  const { application, target: lazy, written, files = [], others: otherApps = [], counter } = options;
  const load = Object.hasOwn(materials, lazy.name) ? materials[lazy.name] : undefined;
  const [first, ...others] = choice.templates;
  if (load === undefined || first === undefined) return { problem: `The target ${lazy.name} has no prompts.` };
  const [target, materialsOf] = await Promise.all([lazy.load(written), load()]);
  const told = materialsOf(application, target.emit(application, 'app', written), { files, others: otherApps });
  return { atoms: target.atoms(application), prompts: openPrompts({ materials: told, templates: [first, ...others], counter }) };
}

/** A prompt as people look at it. */
export interface PromptPreview {
  readonly unit: string;
  readonly kind: PromptKind;
  readonly template: string;
  readonly tokens: number;
  readonly sections: readonly SectionSize[];
  /** What is the same for all units of the app. */
  readonly system: string;
  readonly message: string;
}

/** The prompt of an atom's first attempt. */
export function previewPrompt({ prompts }: AppPrompts, atom: Atom, kind: PromptKind): PromptPreview {
  const { system, messages, template, inputTokens: tokens, sections } = prompts.preview(atom, kind, firstAttempt);
  const join = (parts: readonly { readonly text: string }[]): string => parts.map(({ text }) => text).join('');
  return { unit: atom.id, kind, template, tokens, sections, system: join(system), message: join(messages.flatMap(({ parts }) => parts)) };
}
