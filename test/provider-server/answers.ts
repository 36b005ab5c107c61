import type { TokenUsage } from '../../src/llm/tokenUsage.ts';
import type { TaskCategory } from '../../src/llm/records/ledger.ts';
import type { StopFault } from './faults.ts';
import { tokensOf } from './promptCache.ts';
import type { CachedInput } from './promptCache.ts';
import { chanceOf } from './seeded.ts';
import type { AnswerRule, FakeAnswer, FakeModel, FakeRequest } from './types.ts';
import type { PlannedAnswer } from './wire.ts';

/** The rules that are in force, and how often those with an end were used. */
export class Rules {
  readonly #rules: { readonly rule: AnswerRule; left: number }[];
  readonly #solves: (model: string, category: TaskCategory, prompt: string) => boolean;

  constructor(rules: readonly AnswerRule[], solves: (model: string, category: TaskCategory, prompt: string) => boolean) {
    this.#rules = rules.map((rule) => ({ rule, left: rule.times ?? Infinity }));
    this.#solves = solves;
  }

  /** Puts a rule before all others; the returned function takes it away. */
  use(rule: AnswerRule): () => void {
    const entry = { rule, left: rule.times ?? Infinity };
    this.#rules.unshift(entry);
    return () => {
      const at = this.#rules.indexOf(entry);
      if (at >= 0) this.#rules.splice(at, 1);
    };
  }

  /** The answer of the first rule that fits; without one the server says what it was asked. */
  answer(request: FakeRequest): FakeAnswer {
    const found = this.#rules.find(({ rule, left }) => left > 0 && fits(rule, request));
    if (found === undefined) return { text: `You said: ${request.user.slice(0, 200)}` };
    found.left -= 1;
    const { answer } = found.rule;
    const given = typeof answer === 'function' ? answer(request) : answer;
    if (typeof given === 'string') return { text: given };
    if (!('category' in given)) return given;
    return { text: this.#solves(request.model, given.category, request.user) ? given.right : given.wrong };
  }
}

/** Whether a model solves a task: as likely as its quality says, always the same for the same model, prompt and seed. */
export function solves(model: FakeModel, category: TaskCategory, prompt: string, seed: number): boolean {
  const quality = model.quality?.[category] ?? model.quality?.general ?? 1;
  return chanceOf(String(seed), model.id, category, prompt) < quality;
}

/** The answer as it will be written: cut where the request's limit is, with the usage that is billed. */
export function planned(id: string, request: FakeRequest, model: FakeModel, answer: FakeAnswer, input: CachedInput): PlannedAnswer {
  const most = request.maxOutputTokens * 4;
  const full = answer.text ?? '';
  const cut = full.length > most;
  const text = cut ? full.slice(0, most) : full;
  const usage: TokenUsage = { ...input, output: tokensOf(text.length), ...answer.usage };
  return { id, model: request.model, text, stop: cut ? 'maxTokens' : (answer.stop ?? 'end'), usage, cost: costOf(usage, model) };
}

/** The same answer, ended by the model otherwise than by finishing. */
export function stopped(answer: PlannedAnswer, fault: StopFault): PlannedAnswer {
  switch (fault.how) {
    case 'noText': return { ...answer, text: '' };
    case 'refusal': return { ...answer, text: 'I cannot help with that.', stop: 'refusal' };
    case 'toolUse': return { ...answer, text: '', stop: 'toolUse' };
    case 'maxTokens':
    case 'contentFilter':
    case 'contextWindow': return { ...answer, text: answer.text.slice(0, Math.ceil(answer.text.length / 2)), stop: fault.how };
  }
}

/** In US dollars; unknown prices cost nothing here. */
function costOf(usage: TokenUsage, { price }: FakeModel): number {
  if (price === undefined) return 0;
  const { input, output, cacheRead = input / 10, cacheWrite = input * 1.25 } = price;
  return (usage.input * input + usage.cacheRead * cacheRead + usage.cacheWrite * cacheWrite + usage.cacheWriteLong * input * 2 + usage.output * output) / 1e6;
}

function fits(rule: AnswerRule, request: FakeRequest): boolean {
  return (rule.protocol === undefined || rule.protocol === request.protocol)
    && matches(rule.model, request.model) && matches(rule.system, request.system) && matches(rule.user, request.user);
}

function matches(wanted: string | RegExp | undefined, text: string): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === 'string' ? text.includes(wanted) : text.search(wanted) >= 0;
}
