import type { ModelInfo } from '../llm/models/modelInfo.ts';
import { costOf } from '../llm/models/price.ts';

/** The calls for one atom as their prompts are: tokens of the model that is asked first. */
export interface AtomCalls {
  readonly unit: string;
  /** Tokens at the beginning that all calls of the run share. */
  readonly sharedTokens: number;
  /** Whole prompts, the shared beginning among them; 0 when no examples are asked for. */
  readonly casesTokens: number;
  readonly codeTokens: number;
  /** Usual answers. */
  readonly casesOutput: number;
  readonly codeOutput: number;
}

/** What earlier runs lead one to expect. */
export interface RunExpectations {
  /** Mean number of calls for an atom's examples and for its code. */
  readonly casesAttempts: number;
  readonly codeAttempts: number;
  /** Share of the code calls that go to the model after the first in the ladder. */
  readonly escalated: number;
  /** Real output over the usual answer, reasoning among it. */
  readonly outputFactor: number;
  /** Share of calls to a model with a prompt cache that find the shared beginning there. */
  readonly cached: number;
  /** What calls to the first model really took, in its tokens; it stands before every guess. */
  readonly seen?: { readonly casesOutput: number; readonly codeOutput: number; readonly cachedTokens: number };
}

/** Before anything was learned: one in four atoms needs a second call, one call in twenty-five goes to a better model. */
export const firstExpectations: RunExpectations = { casesAttempts: 1.05, codeAttempts: 1.25, escalated: 0.04, outputFactor: 1, cached: 0.95 };

/** The shortest and the longest beginning from which on providers cache, as far as they say: when a model's own is not known, nobody can tell for what lies between. */
const unknownCacheMinimum = { least: 512, most: 4096 };

/** What a run will probably take and cost. */
export interface RunPrice {
  readonly calls: number;
  readonly tokens: { readonly input: number; readonly cachedInput: number; readonly output: number };
  /** In millionths of a US dollar; undefined when a model of the ladder has no known price. */
  readonly microUsd?: number;
  /** What it costs instead if the provider caches the shared beginning; only there when nobody knows whether it is long enough for that. */
  readonly ifCachedMicroUsd?: number;
  readonly byModel: readonly { readonly model: ModelInfo['id']; readonly calls: number; readonly microUsd?: number }[];
}

/**
 * The expected price of a run: each kind of call times its expected number, at list prices, the shared beginning read from the provider's cache
 * as often as expected. `ladder`: the model that is asked first and the one that it escalates to.
 */
export function priceRun(atoms: readonly AtomCalls[], ladder: readonly [ModelInfo, ...ModelInfo[]], expectations: RunExpectations): RunPrice {
  const sure = priceWith(atoms, ladder, { ...expectations, unknownMinimum: unknownCacheMinimum.most });
  if (sure.microUsd === undefined) return sure;
  const { microUsd } = priceWith(atoms, ladder, { ...expectations, unknownMinimum: unknownCacheMinimum.least });
  return microUsd === undefined || microUsd >= sure.microUsd ? sure : { ...sure, ifCachedMicroUsd: microUsd };
}

/** `unknownMinimum` stands for what nobody knows of a model: the shortest beginning that is cached. */
function priceWith(atoms: readonly AtomCalls[], ladder: readonly [ModelInfo, ...ModelInfo[]], expectations: RunExpectations & { readonly unknownMinimum: number }): RunPrice {
  const [first] = ladder;
  const better = ladder[1] ?? first;
  const { casesAttempts, codeAttempts, escalated, outputFactor, seen } = expectations;
  const tokens = { input: 0, cachedInput: 0, output: 0 };
  const sums = new Map<ModelInfo, { calls: number; microUsd: number | undefined }>();
  const add = (model: ModelInfo, count: number, call: { readonly input: number; readonly shared: number; readonly output: number }): void => {
    if (count === 0 || call.input === 0) return;
    const hit = model.abilities.promptCache === 'none' || call.shared < (model.abilities.minCacheTokens ?? expectations.unknownMinimum) ? 0 : expectations.cached;
    const output = call.output * (seen === undefined ? outputFactor : 1);
    const cacheRead = seen === undefined ? call.shared * hit : Math.min(call.shared, seen.cachedTokens);
    const cost = model.price === undefined ? undefined : costOf({ input: call.input - cacheRead, cacheRead, cacheWrite: 0, cacheWriteLong: 0, output }, model.price);
    const sum = sums.get(model) ?? { calls: 0, microUsd: 0 };
    sum.calls += count;
    sum.microUsd = sum.microUsd === undefined || cost === undefined ? undefined : sum.microUsd + cost * count;
    sums.set(model, sum);
    tokens.input += (call.input - cacheRead) * count;
    tokens.cachedInput += cacheRead * count;
    tokens.output += output * count;
  };
  for (const atom of atoms) {
    const shared = atom.sharedTokens;
    if (atom.casesTokens > 0) add(first, casesAttempts, { input: atom.casesTokens, shared, output: seen?.casesOutput ?? atom.casesOutput });
    add(first, codeAttempts * (1 - escalated), { input: atom.codeTokens, shared, output: seen?.codeOutput ?? atom.codeOutput });
    add(better, codeAttempts * escalated, { input: atom.codeTokens, shared, output: seen?.codeOutput ?? atom.codeOutput });
  }
  const byModel = [...sums].map(([{ id }, { calls, microUsd }]) => ({ model: id, calls: Math.round(calls), ...(microUsd === undefined ? {} : { microUsd: Math.round(microUsd) }) }));
  const isKnown = byModel.every(({ microUsd }) => microUsd !== undefined);
  return {
    calls: byModel.reduce((sum, { calls }) => sum + calls, 0),
    tokens: { input: Math.round(tokens.input), cachedInput: Math.round(tokens.cachedInput), output: Math.round(tokens.output) },
    ...(isKnown ? { microUsd: byModel.reduce((sum, { microUsd = 0 }) => sum + microUsd, 0) } : {}),
    byModel,
  };
}
