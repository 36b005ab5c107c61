import type { ChatMessage, PromptPart } from '../modelCall.ts';
import type { TokenCounter } from '../tokens/tokenCounter.ts';
import { PatternPages } from './patternPages.ts';
import { type PromptTemplates, type TemplateName, templatesFor } from './promptLibrary.ts';
import { plainLine, plainText } from '../../base/plainText.ts';
import { fenced, quoted } from './promptText.ts';
import { renderPrompt, type Slots } from './renderPrompt.ts';
import { cutText, fitItems, type Fitted, promptBudget, type PromptItem, sectionBudgets, type SectionName, sectionNames } from './sections.ts';

export type PromptKind = 'cases' | 'code' | 'dispute';

/** What is said of one unit, whatever is asked about it. */
export interface UnitTexts {
  readonly unit: string;
  /** What the spec says, as it stands there. */
  readonly words: string;
  /** Slots of the operation and of the instructions. */
  readonly facts: Slots;
  /** Code to know, most important first. */
  readonly references: readonly { readonly name: string; readonly text: string; readonly kind: string }[];
  /** Sentences, most important first. */
  readonly constraints: readonly string[];
}

export interface PromptRequest {
  readonly kind: PromptKind;
  readonly texts: UnitTexts;
  /** `simple`: without worked patterns, and with the nearest references only. */
  readonly context: 'full' | 'simple';
  /** Accepted examples, or the one in dispute, as JSON. */
  readonly cases: readonly string[];
  /** What was wrong with the last answer, a sentence each. */
  readonly findings: readonly string[];
  readonly previous?: string;
}

/** How much of a section is in the prompt. */
export interface SectionSize {
  readonly section: SectionName;
  readonly tokens: number;
  readonly budget: number;
  /** Names of what found no room. */
  readonly left: readonly string[];
  readonly isCut: boolean;
}

export interface WrittenPrompt {
  readonly system: readonly PromptPart[];
  readonly messages: readonly ChatMessage[];
  readonly template: string;
  readonly inputTokens: number;
  readonly sections: readonly SectionSize[];
  /** What each section says, to the letter; those that say nothing are left out. */
  readonly texts: Readonly<Partial<Record<SectionName, string>>>;
}

/** References that a simple prompt shows: what the unit cannot do without stands first. */
const simpleReferenceBudget = 1200;

/** Longest words of a spec, and longest constraint and reference, in characters: whatever is longer is no statement of a behaviour. */
const mostWords = 6000;
const mostConstraint = 600;
const mostReference = 12_000;

/** Counts that are remembered: texts of references come again with every unit that they are near to. */
const mostCounts = 5000;

type Sized = Fitted & { readonly text: string };

/** Writes the prompts of one application's units: what is the same for all of them once, the rest within its budgets. */
export class PromptWriter {
  readonly #templates: readonly [PromptTemplates, ...PromptTemplates[]];
  readonly #pages: PatternPages;
  readonly #counter: TokenCounter;
  readonly #counts = new Map<string, number>();

  /** `app`: slots of the templates that are the same for all units of the application. */
  constructor(templates: readonly [PromptTemplates, ...PromptTemplates[]], app: Slots, counter: TokenCounter) {
    this.#templates = templates;
    this.#counter = counter;
    this.#pages = new PatternPages(app, this.#count);
  }

  write(request: PromptRequest): WrittenPrompt {
    const templates = templatesFor(request.texts.unit, this.#templates);
    const { kind, texts, context } = request;
    const page = this.#pages.of(templates, context);
    const slots = { ...texts.facts, words: quoted(texts.words, mostWords), more: (texts.facts.more ?? '') === '' ? '' : quoted(texts.facts.more ?? '', mostWords / 2) };
    const operation = this.#whole(renderPrompt(templates.texts.operation, slots));
    const instructions = this.#whole(renderPrompt(templates.texts[`instructions.${kind}`], { ...slots, disputed: request.cases.map((one) => fenced(one, 'json')).join('\n') }));
    const cases = kind === 'code' ? this.#cases(templates, request.cases) : nothing;
    const feedback = this.#feedback(templates, request);
    // What is short of room at the end is taken from references first, then from patterns, then from constraints.
    let room = promptBudget - page.system.tokens - operation.tokens - instructions.tokens - cases.tokens - feedback.tokens;
    const constraints = this.#list(templates, 'constraints', texts.constraints.map(constraintItem), Math.min(sectionBudgets.constraints, room));
    room -= constraints.tokens;
    const patterns = page.patterns(Math.min(sectionBudgets.patterns, room));
    room -= patterns.tokens;
    // Functions show how code is written here; they say nothing about what a unit must do.
    const shown = kind === 'code' ? texts.references : texts.references.filter((reference) => reference.kind !== 'function');
    const references = this.#list(templates, 'references', shown.map(codeItem), Math.min(context === 'simple' ? simpleReferenceBudget : sectionBudgets.references, room));
    const sized: Readonly<Record<SectionName, Sized>> = { system: page.system, patterns, operation, references, constraints, cases, feedback, instructions };
    return promptOf(templates.id, sized);
  }

  readonly #count = (text: string): number => {
    const known = this.#counts.get(text);
    if (known !== undefined) return known;
    if (this.#counts.size >= mostCounts) this.#counts.clear();
    const tokens = this.#counter.count(text);
    this.#counts.set(text, tokens);
    return tokens;
  };

  #whole(text: string): Sized {
    return { text, tokens: this.#counter.count(text), kept: [], left: [], isCut: false };
  }

  #list(templates: PromptTemplates, name: TemplateName & ('references' | 'constraints'), items: readonly PromptItem[], budget: number): Sized {
    const frame = this.#count(renderPrompt(templates.texts[name], { items: '-' }));
    const fitted = fitItems(items, budget - frame, this.#count);
    if (fitted.kept.length === 0) return { ...nothing, left: fitted.left };
    const text = renderPrompt(templates.texts[name], { items: fitted.kept.map((item) => item.text).join(name === 'constraints' ? '\n' : '\n\n') });
    return { ...fitted, text, tokens: fitted.tokens + frame };
  }

  #cases(templates: PromptTemplates, cases: readonly string[]): Sized {
    if (cases.length === 0) return nothing;
    const fitted = fitItems(cases.map((text, index) => ({ name: `case ${String(index + 1)}`, text })), sectionBudgets.cases, this.#count);
    const text = renderPrompt(templates.texts.cases, { cases: fenced(fitted.kept.map((item) => item.text).join('\n'), 'json') });
    return { ...fitted, text, tokens: this.#counter.count(text) };
  }

  #feedback(templates: PromptTemplates, { findings, previous = '', kind }: PromptRequest): Sized {
    if (findings.length === 0) return nothing;
    const fitted = fitItems(findings.map((text) => ({ name: text, text: `- ${text.replace(/\n/g, '\n  ')}` })), sectionBudgets.feedback / 2, this.#count);
    const shown = previous === '' ? '' : cutText(fenced(previous, kind === 'code' ? 'ts' : 'json'), sectionBudgets.feedback - fitted.tokens, this.#count);
    const text = renderPrompt(templates.texts.feedback, { findings: fitted.kept.map((item) => item.text).join('\n'), previous: shown });
    return { ...fitted, text, tokens: this.#counter.count(text) };
  }
}

function constraintItem(text: string): PromptItem {
  const line = plainLine(text, mostConstraint);
  return { name: line, text: `- ${line}` };
}

function codeItem({ name, text }: { readonly name: string; readonly text: string }): PromptItem {
  return { name, text: fenced(plainText(text, mostReference), 'ts') };
}

const nothing: Sized = { text: '', tokens: 0, kept: [], left: [], isCut: false };

/** The stable prefix is the instructions of the call; everything about the unit is one message. */
function promptOf(template: string, sized: Readonly<Record<SectionName, Sized>>): WrittenPrompt {
  const part = (name: SectionName): readonly PromptPart[] => (sized[name].text === '' ? [] : [{ text: `${sized[name].text}${name === 'instructions' ? '\n' : '\n\n'}`, stable: name === 'system' || name === 'patterns' }]);
  const sections = sectionNames.map((section): SectionSize => ({
    section, tokens: sized[section].tokens, budget: sectionBudgets[section], left: sized[section].left, isCut: sized[section].isCut,
  }));
  return {
    system: [...part('system'), ...part('patterns')],
    messages: [{ role: 'user', parts: sectionNames.slice(2).flatMap(part) }],
    template,
    inputTokens: sections.reduce((sum, { tokens }) => sum + tokens, 0),
    sections,
    texts: Object.fromEntries(sectionNames.flatMap((name) => (sized[name].text === '' ? [] : [[name, sized[name].text]]))),
  };
}
