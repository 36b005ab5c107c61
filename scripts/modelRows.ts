import type { ModelPrice, PriceRow, TokenizerFamily } from '../src/llm/models/modelInfo.ts';
import type { TableModel } from '../src/llm/models/modelTable.ts';

/** A model as the catalogue of pi-ai describes it; only what is read here. */
export interface CatalogueModel {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly reasoning?: boolean;
  readonly cost: CatalogueRow & { readonly tiers?: readonly (CatalogueRow & { readonly inputTokensAbove: number })[] };
  readonly contextWindow: number;
  readonly maxTokens: number;
  readonly compat?: { readonly supportsTemperature?: boolean; readonly forceAdaptiveThinking?: boolean };
  readonly thinkingLevelMap?: Readonly<Partial<Record<Level, string | null>>>;
  readonly promptCache?: { readonly long?: number };
}

interface CatalogueRow {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

type Level = 'off' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

const levels: readonly Level[] = ['off', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** Vendors whose models can be reached through the protocols that DevMatrix speaks. */
export const vendors = ['anthropic', 'openai', 'google', 'groq', 'mistral', 'deepseek', 'xai', 'cerebras', 'together', 'moonshotai'] as const;

/** Ids of models that answer no plain chat: research agents, robots, browsers, speech, judges of safety. */
const notChat = /deep-research|robotics|computer-use|voxtral|safeguard|-tts|-audio/;

/** What else is known of a model, from sources beside the catalogue. */
export interface Supplements {
  /** Context of an OpenAI model in OpenRouter's list, where the catalogue stops at the step of the price. */
  readonly wholeContext: (model: string) => number | undefined;
  /** ISO day of its end, as the vendor's own SDK says. */
  retiresOn(model: string): string | undefined;
}

/** A row of our table from a row of the catalogue; undefined when it is no chat model. */
export function tableRow(vendor: string, from: CatalogueModel, supplements: Supplements): TableModel | undefined {
  if (from.type !== 'chat' || notChat.test(from.id)) return undefined;
  const tokenizer = tokenizerOf(vendor, from.id);
  const price = priceOf(from);
  const contextTokens = contextOf(vendor, from, supplements);
  const retiresOn = supplements.retiresOn(from.id);
  const minCacheTokens = minCacheTokensOf(vendor, from.id, price);
  return {
    vendor,
    model: from.id,
    label: from.name,
    contextTokens,
    maxOutputTokens: Math.min(from.maxTokens, contextTokens),
    ...(price === undefined ? {} : { price }),
    abilities: {
      temperature: hasTemperature(vendor, from, tokenizer),
      efforts: effortsOf(vendor, from),
      structuredOutput: hasStructuredOutput(vendor, from.id),
      promptCache: vendor === 'anthropic' ? 'explicit' : price?.cacheRead === undefined ? 'none' : 'automatic',
      ...(minCacheTokens === undefined ? {} : { minCacheTokens }),
    },
    tokenizer,
    ...(retiresOn === undefined ? {} : { retiresOn }),
  };
}

/** The catalogue ends OpenAI's long contexts where the price doubles; we know the step, so the whole context counts. */
function contextOf(vendor: string, { id, contextWindow, cost }: CatalogueModel, { wholeContext }: Supplements): number {
  const endsAtStep = cost.tiers?.some(({ inputTokensAbove }) => inputTokensAbove >= contextWindow) === true;
  return (vendor === 'openai' && endsAtStep ? wholeContext(id) : undefined) ?? contextWindow;
}

/** Zero for everything stands for "not known" in the catalogue, and so does a zero for cached input. */
function priceOf({ cost, promptCache }: CatalogueModel): ModelPrice | undefined {
  if (cost.input === 0 && cost.output === 0) return undefined;
  const row = (from: CatalogueRow): PriceRow => ({
    input: from.input,
    output: from.output,
    ...(from.cacheRead > 0 && from.cacheRead < from.input ? { cacheRead: from.cacheRead } : {}),
    ...(from.cacheWrite > 0 ? { cacheWrite: from.cacheWrite } : {}),
    // Anthropic's price of a cache that lives an hour is twice the input's (platform.claude.com, prompt caching).
    ...(promptCache?.long === 3600 ? { cacheWriteLong: exact(from.input * 2) } : {}),
  });
  const tiers = cost.tiers?.map((tier) => ({ overInputTokens: tier.inputTokensAbove, ...row(tier) })) ?? [];
  return { ...row(cost), ...(tiers.length === 0 ? {} : { tiers }) };
}

function exact(value: number): number {
  return Number(value.toFixed(9));
}

/** Claude up to 4.6 has one tokenizer, later ones another that gives about 30 % more tokens (platform.claude.com, token counting). */
function tokenizerOf(vendor: string, id: string): TokenizerFamily {
  if (vendor === 'anthropic') return /-4-[0-6](?:-\d{8})?$/.test(id) ? 'claude4' : 'claude5';
  if (vendor === 'google') return 'gemini';
  if (vendor === 'openai') return /^gpt-4(?:-turbo)?$/.test(id) ? 'cl100k' : 'o200k';
  return /gpt-oss/.test(id) ? 'o200k' : 'other';
}

/** Claude after 4.6 and models that reason with OpenAI, DeepSeek and Moonshot refuse or ignore it. */
function hasTemperature(vendor: string, { reasoning, compat }: CatalogueModel, tokenizer: TokenizerFamily): boolean {
  if (compat?.supportsTemperature === false) return false;
  if (vendor === 'anthropic') return tokenizer === 'claude4';
  return !(['openai', 'deepseek', 'moonshotai'].includes(vendor) && reasoning === true);
}

/** Efforts as they are sent. Where the catalogue maps none, only Claude's adaptive models and Gemini have the usual three. */
function effortsOf(vendor: string, { reasoning, compat, thinkingLevelMap: map = {}, id }: CatalogueModel): readonly string[] {
  if (reasoning !== true || id.startsWith('gemma')) return [];
  const usual = vendor === 'anthropic' ? compat?.forceAdaptiveThinking === true : vendor === 'google';
  if (vendor === 'anthropic' && !usual) return [];
  const efforts = levels.flatMap((level) => {
    const sent = map[level];
    if (sent === null) return [];
    return sent ?? (usual && ['low', 'medium', 'high'].includes(level) ? level : []);
  });
  return [...new Set(efforts)];
}

/** Where answers are held to a JSON Schema for certain; console.groq.com names only gpt-oss for strict schemas. */
function hasStructuredOutput(vendor: string, id: string): boolean {
  switch (vendor) {
    case 'anthropic': return true;
    case 'openai': return !/^(?:gpt-4|gpt-4-turbo|gpt-4o-2024-05-13|o1-pro)$/.test(id);
    case 'google': return id.startsWith('gemini');
    case 'groq':
    case 'cerebras': return /gpt-oss/.test(id);
    case 'mistral':
    case 'xai': return true;
    default: return false;
  }
}

/** Anthropic: docs.litellm.ai/prompt_caching of 2026-10-07; Gemini: ai.google.dev/gemini-api/docs/caching of 2026-10-13; OpenAI: 1,024 for all. */
const anthropicMinimum: Readonly<Record<string, number>> = {
  'claude-opus-5': 512, 'claude-fable-5': 512, 'claude-sonnet-5': 1024, 'claude-sonnet-4-6': 1024, 'claude-sonnet-4-5': 1024,
  'claude-opus-4-8': 1024, 'claude-opus-4-7': 2048, 'claude-opus-4-6': 4096, 'claude-opus-4-5': 4096, 'claude-haiku-4-5': 4096,
};
const geminiMinimum: Readonly<Record<string, number>> = {
  'gemini-4-argon': 4096, 'gemini-3.8-flash': 4096, 'gemini-3.6-flash': 4096, 'gemini-3.1-pro-preview': 4096, 'gemini-2.5-flash': 2048, 'gemini-2.5-pro': 2048,
};

function minCacheTokensOf(vendor: string, id: string, price: ModelPrice | undefined): number | undefined {
  if (vendor === 'anthropic') return anthropicMinimum[id.replace(/-\d{8}$/, '')];
  if (vendor === 'google') return geminiMinimum[id];
  return vendor === 'openai' && price?.cacheRead !== undefined ? 1024 : undefined;
}
