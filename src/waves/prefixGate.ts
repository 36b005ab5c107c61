import { planFanOut } from '../llm/cache/fanOut.ts';
import type { ModelInfo } from '../llm/models/modelInfo.ts';
import type { TimePort } from '../llm/ports.ts';
import { modelKey } from '../llm/models/modelInfo.ts';

/** Providers keep a prefix for five minutes after it was last read; a little less, so that it is surely there. */
const warmMs = 240_000;

/** More different ones are not remembered. */
const mostPrefixes = 64;

interface Prefix {
  /** Those who wait for the call that goes first; undefined when nobody has to. */
  waiting: (() => void)[] | undefined;
  lastAt: number;
}

/** A call that goes first: `heard` is to be called when its first text arrives, `ended` in any case at its end. */
export interface Passage {
  readonly heard: () => void;
  readonly ended: () => void;
}

/**
 * Lets one call of many with the same stable prefix go first, so that the others find the prefix in the provider's cache: calls at the same time would
 * each pay for writing it.
 */
export class PrefixGate {
  readonly #time: TimePort;
  readonly #prefixes = new Map<string, Prefix>();

  constructor(time: TimePort) {
    this.#time = time;
  }

  /** Waits until the call should go; gives what to tell of it when it goes first. `calls`: how many with this prefix are still to come, at most. */
  async pass(prefix: { readonly text: string; readonly tokens: number }, model: ModelInfo, { calls, atOnce }: { readonly calls: number; readonly atOnce: number }): Promise<Passage | undefined> {
    const plan = planFanOut({ model, calls, atOnce, prefixTokens: prefix.tokens, leastSavingMicroUsd: 0 });
    if (plan.kind !== 'leadFirst') return undefined;
    const key = `${modelKey(model.id)} ${prefix.text}`;
    const known = this.#prefixes.get(key);
    if (known?.waiting !== undefined) {
      const { waiting } = known;
      await new Promise<void>((go) => waiting.push(go));
      known.lastAt = this.#time.monotonicMs();
      return undefined;
    }
    const now = this.#time.monotonicMs();
    if (known === undefined || now - known.lastAt >= warmMs) return this.#lead(key);
    known.lastAt = now;
    return undefined;
  }

  #forgetOldest(): void {
    if (this.#prefixes.size <= mostPrefixes) return;
    for (const [key, { waiting }] of this.#prefixes) {
      if (waiting !== undefined) continue;
      this.#prefixes.delete(key);
      return;
    }
  }

  #lead(key: string): Passage {
    const prefix: Prefix = { waiting: [], lastAt: this.#time.monotonicMs() };
    this.#prefixes.set(key, prefix);
    this.#forgetOldest();
    const letGo = (): void => {
      const { waiting = [] } = prefix;
      prefix.waiting = undefined;
      prefix.lastAt = this.#time.monotonicMs();
      for (const go of waiting) go();
    };
    return { heard: letGo, ended: letGo };
  }
}
