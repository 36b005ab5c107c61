import { recentMemo } from '../../base/recentMemo.ts';
import type { CallSize, CallSizes } from '../gateway/parts.ts';
import type { ModelCall, PromptPart } from '../modelCall.ts';
import { modelKey, type ModelInfo } from '../models/modelInfo.ts';
import { inputTokens } from '../tokenUsage.ts';
import { type Correction, corrected, correctionFactors } from './correction.ts';
import { familyFactor } from './families.ts';
import { roughCounter, type TokenCounter } from './tokenCounter.ts';

/** Tokens around each message, and at the start of the answer (OpenAI's cookbook: 3 and the role; others have as many). */
const messageOverhead = 4;

/** What providers put before a prompt at most: a few lines of their own. */
const hiddenTokens = 128;

/** Sizes of calls by a counter that is opened when the first call needs it. What calls really use corrects later estimates, per model. */
export class CountedSizes implements CallSizes {
  private readonly open: () => Promise<TokenCounter>;
  private readonly corrections: Map<string, Correction>;
  private counter: PartCounter | undefined;

  /** `known`: what `learnt` gave before. */
  constructor(open: () => Promise<TokenCounter>, known: Readonly<Record<string, Correction>> = {}) {
    this.open = open;
    this.corrections = new Map(Object.entries(known));
  }

  size(call: ModelCall, model: ModelInfo): CallSize | Promise<CallSize> {
    return this.counter === undefined ? this.openAnd(() => this.sizeNow(call, model)) : this.sizeNow(call, model);
  }

  /** Rough until the counter is open. */
  textSize(text: string, model: ModelInfo): number {
    return Math.ceil((this.counter ?? roughParts).count(text) * this.factors(model).best);
  }

  /** What a text's tokens stay below, for fitting prompts into a context. */
  textAtMost(text: string, model: ModelInfo): number {
    return Math.ceil((this.counter ?? roughParts).count(text) * this.factors(model).atMost);
  }

  observed(call: ModelCall, model: ModelInfo, usage: Parameters<typeof inputTokens>[0]): void {
    const used = inputTokens(usage);
    if (used === 0 || this.counter === undefined) return;
    const key = modelKey(model.id);
    const next = corrected(this.corrections.get(key), rawSize(call, this.counter).input * familyFactor(model.tokenizer).factor, used);
    if (next !== undefined) this.corrections.set(key, next);
  }

  /** What was learnt of each model so far, as plain data. */
  learnt(): Readonly<Record<string, Correction>> {
    return Object.fromEntries(this.corrections);
  }

  private async openAnd<T>(then: () => T): Promise<T> {
    // Without its files, calls go on with rough sizes: what they cost is settled by what providers bill.
    this.counter = partCounter(await this.open().catch(() => roughCounter));
    return then();
  }

  private sizeNow(call: ModelCall, model: ModelInfo): CallSize {
    const { input, stable, characters } = rawSize(call, this.counter ?? roughParts);
    const { best, atMost, isLearnt } = this.factors(model);
    // Runs of spaces and the like are one token in o200k and many in tokenizers that nothing is known of.
    const floor = isLearnt ? 0 : characters / (model.tokenizer === 'other' ? 3 : 4);
    return { input: Math.ceil(input * best), inputAtMost: Math.ceil(Math.max(input * atMost, floor)) + hiddenTokens, stable: Math.floor(stable * best) };
  }

  private factors({ id, tokenizer }: ModelInfo): { readonly best: number; readonly atMost: number; readonly isLearnt: boolean } {
    const { factor, margin } = familyFactor(tokenizer);
    const { best, atMost, isLearnt } = correctionFactors(this.corrections.get(modelKey(id)), margin / factor);
    return { best: factor * best, atMost: factor * atMost, isLearnt };
  }
}

/** Counts whole parts of prompts, and each of them once. */
interface PartCounter extends TokenCounter {
  countPart(part: PromptPart): number;
}

/** Stable parts whose tokens are remembered, and up to which length: many calls share few of them. */
const remembered = { texts: 64, mostLength: 262_144 };

/** A part is counted when its call is sized and again when its usage is told; stable parts come in many calls, each time as another object. */
function partCounter(counter: TokenCounter): PartCounter {
  const counted = new WeakMap<PromptPart, number>();
  const countStable = recentMemo((text) => counter.count(text), remembered);
  return {
    count: (text) => counter.count(text),
    countPart(part) {
      const tokens = counted.get(part) ?? (part.stable ? countStable(part.text) : counter.count(part.text));
      counted.set(part, tokens);
      return tokens;
    },
  };
}

const roughParts: PartCounter = { count: (text) => roughCounter.count(text), countPart: ({ text }) => roughCounter.count(text) };

/** Tokens of o200k in all of a call and in the parts at its start that stay the same, and the characters of all. */
function rawSize(call: ModelCall, counter: PartCounter): { readonly input: number; readonly stable: number; readonly characters: number } {
  const schema = call.answerSchema === undefined ? '' : JSON.stringify(call.answerSchema.schema);
  let input = messageOverhead + (schema === '' ? 0 : counter.count(schema) + messageOverhead);
  let stable = 0;
  let characters = schema.length;
  let isStart = true;
  const add = (parts: readonly PromptPart[]): void => {
    for (const part of parts) {
      const tokens = counter.countPart(part);
      input += tokens;
      characters += part.text.length;
      isStart &&= part.stable;
      if (isStart) stable += tokens;
    }
  };
  add(call.system);
  for (const { parts } of call.messages) {
    input += messageOverhead;
    add(parts);
  }
  return { input, stable, characters };
}
