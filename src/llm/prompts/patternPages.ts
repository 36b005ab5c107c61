import type { PromptTemplates } from './promptLibrary.ts';
import { renderPrompt, type Slots } from './renderPrompt.ts';
import { fitItems, type Fitted, type PromptItem } from './sections.ts';

type Sized = Fitted & { readonly text: string };

/** What all units of an application are told. */
export interface PatternPage {
  readonly system: Sized;
  /** The patterns that fit into a budget. */
  patterns(budget: number): Sized;
}

/** Under its heading: a pattern that simple prompts do without. */
const fullOnly = '<!-- full only -->';

/** The texts at the start of all prompts, made once for each template, so that the prefix of calls is the same to the byte. */
export class PatternPages {
  readonly #app: Slots;
  readonly #count: (text: string) => number;
  readonly #pages = new Map<string, PatternPage>();

  constructor(app: Slots, count: (text: string) => number) {
    this.#app = app;
    this.#count = count;
  }

  of(templates: PromptTemplates, context: 'full' | 'simple'): PatternPage {
    const key = `${templates.id} ${context}`;
    const known = this.#pages.get(key);
    if (known !== undefined) return known;
    const system = renderPrompt(templates.texts.system, this.#app);
    const items = itemsOf(renderPrompt(templates.texts.patterns, this.#app)).filter(({ text }) => context === 'full' || !text.includes(fullOnly))
      .map(({ name, text }) => ({ name, text: text.replace(`${fullOnly}\n`, '') }));
    const fitted = new Map<number, Sized>();
    const page: PatternPage = {
      system: { text: system, tokens: this.#count(system), kept: [], left: [], isCut: false },
      patterns: (budget) => {
        const before = fitted.get(budget);
        if (before !== undefined) return before;
        const fit = fitItems(items, budget, this.#count);
        const made = { ...fit, text: fit.kept.map(({ text }) => text).join('\n\n') };
        fitted.set(budget, made);
        return made;
      },
    };
    this.#pages.set(key, page);
    return page;
  }
}

/** A page cut at its headings. */
function itemsOf(page: string): readonly PromptItem[] {
  return page.split(/\n(?=## )/).map((text) => ({ name: /^## (.*)/.exec(text)?.[1] ?? '', text: text.trim() }));
}
