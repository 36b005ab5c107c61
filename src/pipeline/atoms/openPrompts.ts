import type { Atom, AtomCase, AtomFinding } from '../../ir/atom.ts';
import type { AtomMaterials } from '../../ir/atomMaterials.ts';
import { type PromptTemplates } from '../../llm/prompts/promptLibrary.ts';
import { type PromptKind, PromptWriter, type WrittenPrompt } from '../../llm/prompts/promptWriter.ts';
import type { TokenCounter } from '../../llm/tokens/tokenCounter.ts';
import type { AtomPrompt, AtomWorkshop, AttemptPlan } from '../../waves/workshop.ts';

/** The part of a workshop that asks. */
export interface AtomPrompts extends Pick<AtomWorkshop, 'casesPrompt' | 'codePrompt' | 'disputePrompt'> {
  /** The prompt with the size of each section, for people. */
  preview(atom: Atom, kind: PromptKind, plan: AttemptPlan, cases?: readonly AtomCase[]): WrittenPrompt;
}

export interface PromptOptions {
  readonly materials: AtomMaterials;
  readonly templates: readonly [PromptTemplates, ...PromptTemplates[]];
  readonly counter: TokenCounter;
}

/**
 * Room for an answer, reasoning among it: models that think take several times what they then say, and an answer that is cut off is lost.
 * A ruling is one word after the same thoughts.
 */
const mostOutput: Readonly<Record<PromptKind, number>> = { cases: 8_000, code: 10_000, dispute: 4_000 };

/** What an attempt without a history is. */
export const firstAttempt: AttemptPlan = { attempt: 1, findings: [], context: 'full' };

/** The prompts of an application's atoms. */
export function openPrompts({ materials, templates, counter }: PromptOptions): AtomPrompts {
  const writer = new PromptWriter(templates, materials.app, counter);
  const preview = (atom: Atom, kind: PromptKind, plan: AttemptPlan, cases: readonly AtomCase[] = []): WrittenPrompt => writer.write({
    kind, texts: materials.of(atom), context: plan.context, cases: cases.map((one) => JSON.stringify(one)),
    findings: plan.findings.map(findingText), ...(plan.previous === undefined ? {} : { previous: plan.previous }),
  });
  const ask = (atom: Atom, kind: PromptKind, plan: AttemptPlan, cases: readonly AtomCase[] = []): AtomPrompt => {
    const { system, messages, template, inputTokens } = preview(atom, kind, plan, cases);
    return { system, messages, template, inputTokens, maxOutputTokens: mostOutput[kind] };
  };
  return {
    casesPrompt: (atom, plan) => ask(atom, 'cases', plan),
    codePrompt: (atom, cases, plan) => ask(atom, 'code', plan, cases),
    disputePrompt: (atom, disputed, plan) => ask(atom, 'dispute', plan, [disputed]),
    preview,
  };
}

function findingText({ code, message, line }: AtomFinding): string {
  return `${line === undefined ? '' : `Line ${String(line)}: `}${message} (${code})`;
}
