/** The six parts of a prompt, and what follows from earlier calls for the same unit. */
export const sectionNames = ['system', 'patterns', 'operation', 'references', 'constraints', 'cases', 'feedback', 'instructions'] as const;
export type SectionName = (typeof sectionNames)[number];

/** Most tokens of each section; `system`, `operation` and `instructions` are never cut for it. */
export const sectionBudgets: Readonly<Record<SectionName, number>> = {
  system: 500, operation: 300, patterns: 2000, references: 2500, constraints: 500, instructions: 200, cases: 1200, feedback: 1200,
};

/** Most tokens of a whole prompt. */
export const promptBudget = 8000;

/** A part of a section that is there as a whole or not at all; only the very first one is cut rather than left out. */
export interface PromptItem {
  /** What it is called where it is left out. */
  readonly name: string;
  readonly text: string;
}

/** What of a section's items found room. */
export interface Fitted {
  readonly kept: readonly PromptItem[];
  readonly left: readonly string[];
  readonly isCut: boolean;
  readonly tokens: number;
}

/** Tokens of what stands between two items. */
const separatorTokens = 1;

/** Characters of a token in the tersest text of code and prose that there is: usual are three to five. */
const mostCharacters = 8;

/** A part of an item below this says nothing. */
const leastTokens = 40;

/** The items, most important first, that fit together into the budget; those that do not are left out whole. Of a single item that is too long its start is kept. */
export function fitItems(items: readonly PromptItem[], budget: number, count: (text: string) => number): Fitted {
  const kept: PromptItem[] = [];
  const left: string[] = [];
  let tokens = 0;
  for (const item of items) {
    // What is far too long need not be counted.
    const own = item.text.length / mostCharacters > budget - tokens ? Infinity : count(item.text) + separatorTokens;
    if (tokens + own > budget) left.push(item.name);
    else {
      kept.push(item);
      tokens += own;
    }
  }
  const [first] = items;
  if (kept.length > 0 || first === undefined || budget < leastTokens) return { kept, left, isCut: false, tokens };
  const text = cutText(first.text, budget, count);
  return { kept: [{ name: first.name, text }], left: left.slice(1), isCut: true, tokens: count(text) };
}

const cutMark = '\n[… cut]';

/** The start of a text in at most so many tokens, cut at the end of a line where one is near, and marked. */
export function cutText(text: string, budget: number, count: (text: string) => number): string {
  if (count(text) <= budget) return text;
  const room = budget - count(cutMark);
  let length = Math.min(text.length, room * 4);
  while (length > 0 && count(text.slice(0, length)) > room) length = Math.floor(length * 0.85);
  const start = text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
  const line = start.lastIndexOf('\n');
  const whole = line > length * 0.7 ? start.slice(0, line) : start;
  const fences = [...whole.matchAll(/^(`{3,})/gm)];
  const open = fences.length % 2 === 1 ? `\n${fences[0]?.[1] ?? ''}` : '';
  return `${whole}${open}${cutMark}`;
}
