import type { LlmTask, Unit } from '../ir/unit.ts';

/** Expected tokens of all calls for one unit. */
export interface TokenEstimate {
  readonly input: number;
  readonly output: number;
}

/** Budgets of the prompt's fixed sections, in tokens (requirement L1); references are added per dependency. */
const promptSections = { system: 500, operation: 300, patterns: 2000, constraints: 500, instructions: 200 };
const fixedPromptTokens = Object.values(promptSections).reduce((sum, tokens) => sum + tokens, 0);
const referenceTokensPerDependency = 150;
const maxReferenceTokens = 2500;

/** Attempts per unit that a plan reckons with: one in four units needs a second call. */
const expectedAttempts = 1.25;

/** Usual length of an answer, in tokens: about ten tokens a line and the lines that such a unit has. */
const outputTokens: Readonly<Record<LlmTask['category'], number>> = {
  flow: 700,
  endpoint: 600,
  guard: 150,
  invariant: 200,
};

/** The tokens that an llm unit will probably take; zero for every other unit. */
export function estimateUnit(unit: Unit): TokenEstimate {
  if (unit.task === undefined) return { input: 0, output: 0 };
  const references = Math.min(maxReferenceTokens, unit.dependsOn.length * referenceTokensPerDependency);
  const own = Math.ceil((unit.task.words.length + unit.task.signature.length) / 4);
  return {
    input: Math.ceil((fixedPromptTokens + references + own) * expectedAttempts),
    output: Math.ceil(outputTokens[unit.task.category] * expectedAttempts),
  };
}
