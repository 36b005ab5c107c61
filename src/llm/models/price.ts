import { inputTokens, type TokenUsage } from '../tokenUsage.ts';
import type { Pricing } from '../gateway/parts.ts';
import type { ModelPrice, PriceRow } from './modelInfo.ts';

/** Parts of a US dollar per million tokens that a price is rounded to, so that sums are of whole numbers: 0.0028 is 2,800. */
const parts = 1_000_000;

/** What a call costs by that price, in millionths of a US dollar, rounded to the nearest. */
export function costOf(usage: TokenUsage, price: ModelPrice): number {
  return Math.round(partsOf(usage, rowAt(price, inputTokens(usage))) / parts);
}

/** The price for that much input: the tier with the highest threshold that the input is over, or the base. */
export function rowAt(price: ModelPrice, inputTokens: number): PriceRow {
  let row: PriceRow = price;
  let reached = 0;
  for (const tier of price.tiers ?? []) {
    if (inputTokens > tier.overInputTokens && tier.overInputTokens >= reached) {
      row = tier;
      reached = tier.overInputTokens;
    }
  }
  return row;
}

/**
 * The most that a call can cost, in millionths of a US dollar, rounded up: all of its input at the dearest way to read it (a cache that
 * lives some minutes is written, or an hour when the call asks for it), all output used, in the dearest tier that it can reach.
 */
export function worstCaseOf(price: ModelPrice, tokens: { readonly input: number; readonly output: number; readonly cacheFor?: 'minutes' | 'hour' }): number {
  const rows = [price, ...(price.tiers ?? []).filter(({ overInputTokens }) => tokens.input > overInputTokens)];
  const worst = rows.map((row) => {
    const written = tokens.cacheFor === 'hour' ? Math.max(writeLong(row), write(row)) : write(row);
    return inParts(tokens.input, Math.max(row.input, written)) + inParts(tokens.output, row.output);
  });
  return Math.ceil(Math.max(...worst) / parts);
}

/** The gateway's view of prices. */
export const listPricing: Pricing = {
  worstCase: ({ price }, inputAtMost, outputAtMost) => (price === undefined ? undefined : worstCaseOf(price, { input: inputAtMost, output: outputAtMost })),
  cost: ({ price }, usage) => (price === undefined ? undefined : costOf(usage, price)),
};

function partsOf(usage: TokenUsage, row: PriceRow): number {
  return inParts(usage.input, row.input) + inParts(usage.cacheRead, row.cacheRead ?? row.input) + inParts(usage.cacheWrite, write(row))
    + inParts(usage.cacheWriteLong, writeLong(row)) + inParts(usage.output, row.output);
}

/** A write that has no price of its own is plain input. */
function write(row: PriceRow): number {
  return row.cacheWrite ?? row.input;
}

function writeLong(row: PriceRow): number {
  return row.cacheWriteLong ?? write(row);
}

/** Dollars per million tokens are millionths of a dollar per token. */
function inParts(tokens: number, perMillion: number): number {
  return tokens * Math.round(perMillion * parts);
}
