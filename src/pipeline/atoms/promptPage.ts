import { markdownCode as code, markdownText as plain } from '../../base/markdown.ts';
import type { Atom } from '../../ir/atom.ts';
import { fenced } from '../../llm/prompts/promptText.ts';
import type { PromptKind, WrittenPrompt } from '../../llm/prompts/promptWriter.ts';
import { promptBudget, type SectionName } from '../../llm/prompts/sections.ts';
import type { AppPrompts } from './appPrompts.ts';
import { firstAttempt } from './openPrompts.ts';

/** What is known of a unit beside its prompts. */
export interface PromptFacts {
  /** `rental.devmatrix.yaml:120`. */
  readonly place: string;
  /** The models that would be asked, in their order; empty when none is configured. */
  readonly models: readonly string[];
  /** What its first call for examples, its first call for code, and everything for it will probably cost, in words. */
  readonly prices: { readonly cases: string; readonly code: string; readonly all: string } | undefined;
  /** What the app has of it, in words. */
  readonly state: string;
}

const kinds: readonly { readonly kind: Extract<PromptKind, 'cases' | 'code'>; readonly title: string; readonly when: string }[] = [
  { kind: 'code', title: 'Its code', when: 'Asked after its examples, which then stand in the request too; after an answer that is refused, with what was wrong.' },
  { kind: 'cases', title: 'Its examples', when: 'Asked first: examples of what it does, before there is any code.' },
];

const shownLeft = 12;

/** What models are asked for a unit, as a Markdown page: each request to the letter, with the tokens of each section, its budget and what was left out. */
export function promptPage({ prompts }: AppPrompts, atom: Atom, facts: PromptFacts): string {
  const written = kinds.map((kind) => ({ ...kind, prompt: prompts.preview(atom, kind.kind, firstAttempt) }));
  const [first] = written;
  const { models, prices, state, place } = facts;
  return `${[
    `# What models are asked for ${code(atom.name)}`,
    '',
    ...atom.task.words.split(/\r?\n/).map((line) => `> ${plain(line)}`.trimEnd()),
    '',
    '| | |', '|---|---|',
    `| In the spec | ${plain(place)} (${atom.task.category}) |`,
    `| In the app | ${code(atom.id)}: ${plain(state)} |`,
    `| Would be asked | ${models.length === 0 ? 'no model is configured' : models.map(plain).join(', then after wrong answers ')} |`,
    `| Expected price | ${prices === undefined ? 'unknown' : `${plain(prices.all)}, with the attempts that are usual; the first call for its code ${plain(prices.code)}, for its examples ${plain(prices.cases)}`} |`,
    `| Prompts | ${first?.prompt.template ?? ''} |`,
    '',
    ...written.flatMap(({ title, when, prompt }, index) => requestPart({ title, when, prompt, before: index === 0 ? undefined : first?.prompt, beforeTitle: first?.title ?? '' })),
  ].join('\n')}\n`;
}

interface RequestPart {
  readonly title: string;
  readonly when: string;
  readonly prompt: WrittenPrompt;
  /** The request that was shown already. */
  readonly before: WrittenPrompt | undefined;
  readonly beforeTitle: string;
}

function requestPart({ title, when, prompt, before, beforeTitle }: RequestPart): readonly string[] {
  const shown = prompt.sections.filter(({ section, left }) => prompt.texts[section] !== undefined || left.length > 0);
  return [
    `## ${title}: about ${prompt.inputTokens.toLocaleString('en')} of ${promptBudget.toLocaleString('en')} tokens`,
    '',
    when,
    '',
    '| section | tokens | budget | no room for |', '|---|---:|---:|---|',
    ...shown.map(({ section, tokens, budget, left, isCut }) => `| ${section} | ${tokens.toLocaleString('en')} | ${budget.toLocaleString('en')} | ${leftWords(left, isCut)} |`),
    '',
    ...shown.flatMap(({ section }) => sectionPart(section, prompt, before?.texts[section] === prompt.texts[section] ? beforeTitle : undefined)),
  ];
}

function leftWords(left: readonly string[], isCut: boolean): string {
  const names = left.slice(0, shownLeft).map((name) => plain(name));
  const more = left.length > shownLeft ? [`${String(left.length - shownLeft)} more`] : [];
  return [...(isCut ? ['the end of the first one'] : []), ...names, ...more].join(', ');
}

const stable: ReadonlySet<SectionName> = new Set(['system', 'patterns']);

function sectionPart(section: SectionName, { texts }: WrittenPrompt, sameAs: string | undefined): readonly string[] {
  const text = texts[section];
  if (text === undefined) return [];
  const title = `### ${section.slice(0, 1).toUpperCase()}${section.slice(1)}${stable.has(section) ? ', the same for all units' : ''}`;
  return sameAs === undefined ? [title, '', fenced(text, 'markdown'), ''] : [title, '', `The same as above (${sameAs}).`, ''];
}
