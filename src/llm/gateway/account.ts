import type { ModelInfo } from '../models/modelInfo.ts';
import type { ModelFailure, ModelOutcome } from '../outcome.ts';
import type { CostSource } from '../records/ledger.ts';
import { noUsage, type TokenUsage } from '../tokenUsage.ts';
import type { CallSize, CallSizes, LimiterTokens, Pricing } from './parts.ts';

/** What an attempt cost, as far as it is known. */
export interface Account {
  readonly usage: TokenUsage;
  readonly microUsd?: number;
  readonly source: CostSource;
  /** Nothing was used and nothing will be billed. */
  readonly isFree: boolean;
}

/** What is needed to tell what an attempt cost. */
export interface SentCall {
  readonly model: ModelInfo;
  readonly size: CallSize;
  readonly sizes: CallSizes;
  readonly pricing: Pricing;
}

/**
 * The account of an outcome. What the provider billed counts first, then its usage by the price table. An answer that broke off without usage is
 * counted as the worst case of what was sent plus what was heard of it; a request that was turned away costs nothing.
 */
export function accountOf(outcome: ModelOutcome, sent: SentCall): Account {
  if (outcome.kind === 'ok') return priced(outcome.usage, outcome.usageIsEstimated === true, outcome.billedMicroUsd, sent);
  const heard = outcome.partialText === undefined ? 0 : sent.sizes.textSize(outcome.partialText, sent.model);
  if (outcome.usage !== undefined) {
    const usage = { ...outcome.usage, output: Math.max(outcome.usage.output, heard) };
    return priced(usage, heard > outcome.usage.output, outcome.billedMicroUsd, sent);
  }
  if (outcome.billedMicroUsd === undefined && !mayBeBilled(outcome)) return { usage: noUsage, microUsd: 0, source: 'table', isFree: true };
  const usage = { ...noUsage, input: sent.size.inputAtMost, output: heard };
  if (outcome.billedMicroUsd !== undefined) return { usage, microUsd: outcome.billedMicroUsd, source: 'billed', isFree: false };
  const microUsd = sent.pricing.worstCase(sent.model, usage.input, usage.output);
  return microUsd === undefined ? { usage, source: 'unknown', isFree: false } : { usage, microUsd, source: 'estimated', isFree: false };
}

/** What counts against limits a minute: what caches hold does not. */
export function limitedTokens(usage: TokenUsage): LimiterTokens {
  return { input: usage.input + usage.cacheWrite + usage.cacheWriteLong, output: usage.output };
}

function priced(usage: TokenUsage, isEstimated: boolean, billedMicroUsd: number | undefined, sent: SentCall): Account {
  if (billedMicroUsd !== undefined) return { usage, microUsd: billedMicroUsd, source: 'billed', isFree: false };
  const microUsd = sent.pricing.cost(sent.model, usage);
  if (microUsd === undefined) return { usage, source: 'unknown', isFree: false };
  return { usage, microUsd, source: isEstimated ? 'estimated' : 'table', isFree: false };
}

/** Whether a failure without usage may still be on the bill: the model had begun to work, or nobody knows. */
function mayBeBilled({ kind, cause, status, timing }: ModelFailure): boolean {
  // What our own limits, or a signal that was aborted already, kept from being sent.
  if (cause === 'localLimit' || (status !== undefined && status >= 400)) return false;
  switch (kind) {
    case 'cancelled':
    case 'truncated':
    case 'refused': return true;
    case 'offline': return cause === 'timeout' || timing.firstByteMs !== undefined;
    case 'badOutput': return cause !== 'html';
    case 'overloaded':
    case 'unknown': return timing.firstByteMs !== undefined;
    case 'rateLimited':
    case 'tooLarge':
    case 'unauthorised':
    case 'budget': return false;
  }
}
