import { rowAt } from '../models/price.ts';
import type { ModelInfo } from '../models/modelInfo.ts';

/** Calls that are about to be made with the same stable prefix. */
export interface FanOut {
  readonly model: Pick<ModelInfo, 'price' | 'abilities'>;
  readonly calls: number;
  /** How many of them can be under way at the same time. */
  readonly atOnce: number;
  readonly prefixTokens: number;
  /** A saving that is not worth waiting for the first call; a tenth of a cent by default. */
  readonly leastSavingMicroUsd?: number;
}

/**
 * - `unmarked`: all at once, without asking the provider to cache.
 * - `together`: all at once, with the prefix marked to be cached.
 * - `leadFirst`: one call goes ahead, the others follow when its first byte arrives, and read what it wrote.
 */
export type FanOutKind = 'unmarked' | 'together' | 'leadFirst';

/** How to send them, what their prefixes cost that way, and what is saved against sending all of them unmarked. */
export interface FanOutPlan {
  readonly kind: FanOutKind;
  /** Undefined when no price is known. */
  readonly prefixMicroUsd?: number;
  readonly savedMicroUsd: number;
  /** For people and the log. */
  readonly reason: string;
}

/**
 * The cheapest way to send calls that share a prefix. Calls at the same time cannot read what none of them has written yet: each would pay for writing
 * it, which with Anthropic is a quarter more than not to cache at all. `PrefixGate` of the waves goes by it; the model to plan for is the gateway's `firstModel`.
 */
export function planFanOut(fanOut: FanOut): FanOutPlan {
  const { model: { price, abilities }, calls, prefixTokens, leastSavingMicroUsd = 1000 } = fanOut;
  const least = abilities.minCacheTokens ?? 0;
  if (calls < 1 || prefixTokens <= 0 || abilities.promptCache === 'none') return { kind: 'unmarked', savedMicroUsd: 0, reason: 'nothing can be cached' };
  if (prefixTokens < least) return { kind: 'unmarked', savedMicroUsd: 0, reason: `the prefix of ${prefixTokens} tokens is under the ${least} that the provider caches` };
  if (price === undefined) return { kind: 'unmarked', savedMicroUsd: 0, reason: 'no price is known' };
  const { input, cacheRead = input, cacheWrite = input } = rowAt(price, prefixTokens);
  const cost = prefixCosts(fanOut, { input, cacheRead, cacheWrite });
  const unmarked = cost.get('unmarked') ?? 0;
  const ranked = [...cost].filter(([kind, microUsd]) => kind !== 'leadFirst' || bestAtOnce(cost) - microUsd >= leastSavingMicroUsd).sort(([, left], [, right]) => left - right);
  const [kind, prefixMicroUsd] = ranked[0] ?? ['unmarked', unmarked];
  return { kind, prefixMicroUsd, savedMicroUsd: unmarked - prefixMicroUsd, reason: reasons[kind] };
}

const reasons: Readonly<Record<FanOutKind, string>> = {
  unmarked: 'writing the prefix to the cache costs more than it saves',
  together: 'later calls read what the first ones wrote, and waiting would save little',
  leadFirst: 'the others read what one call wrote',
};

/** In millionths of a US dollar: prices per million tokens are millionths per token. A provider that caches by itself cannot be told not to. */
function prefixCosts({ model, calls, atOnce, prefixTokens }: FanOut, price: { readonly input: number; readonly cacheRead: number; readonly cacheWrite: number }): ReadonlyMap<FanOutKind, number> {
  const of = (writes: number, reads: number): number => Math.round(prefixTokens * (writes * price.cacheWrite + reads * price.cacheRead));
  const missing = Math.min(calls, Math.max(1, atOnce));
  const together = of(missing, calls - missing);
  return new Map<FanOutKind, number>([
    ['unmarked', model.abilities.promptCache === 'automatic' ? together : Math.round(prefixTokens * calls * price.input)],
    ['together', together],
    ['leadFirst', of(1, calls - 1)],
  ]);
}

function bestAtOnce(cost: ReadonlyMap<FanOutKind, number>): number {
  return Math.min(...[...cost].filter(([kind]) => kind !== 'leadFirst').map(([, microUsd]) => microUsd));
}
