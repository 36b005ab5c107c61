import { choiceProblem, chooseTemplates } from '../../../llm/prompts/promptLibrary.ts';
import { findTemplates } from '../../../node/templates.ts';
import type { UnknownPrompts } from '../writingRequests.ts';

/** What is wrong with the version of the prompts that the settings name; undefined when there is such a version. */
export function unknownPrompts(version: string | undefined): UnknownPrompts | undefined {
  const choice = chooseTemplates(findTemplates(import.meta.url, 'prompts'), version);
  return choice.kind === 'chosen' ? undefined : { kind: 'unknownPrompts', message: choiceProblem(choice) };
}
