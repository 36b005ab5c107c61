import type { ModelOverride } from './mergeModels.ts';
import type { ModelAbilities, ModelPrice, PriceRow, TokenizerFamily } from './modelInfo.ts';

/** What people say of models in settings, and what cannot be taken of it. */
export interface ReadOverrides {
  readonly models: readonly ModelOverride[];
  readonly problems: readonly string[];
}

const rowFields = ['input', 'output', 'cacheRead', 'cacheWrite', 'cacheWriteLong'] as const;
const families: Readonly<Record<TokenizerFamily, true>> = { o200k: true, cl100k: true, claude4: true, claude5: true, gemini: true, other: true };

type Entry = Readonly<Record<string, unknown>>;

/** Reads `[{ "model": "my-model", "contextTokens": 32768, "price": { "input": 0.2, "output": 0.8 } }]`; prices in US dollars per million tokens. */
export function readModelOverrides(value: unknown, provider: string): ReadOverrides {
  const models: ModelOverride[] = [];
  const problems: string[] = [];
  if (value === undefined) return { models, problems };
  if (!Array.isArray(value)) return { models, problems: [`The models of "${provider}" are not a list.`] };
  for (const entry of value as readonly unknown[]) {
    const { model } = isEntry(entry) ? entry : {};
    if (!isEntry(entry) || typeof model !== 'string' || model === '') {
      problems.push(`A model of "${provider}" has no "model", which is its id.`);
      continue;
    }
    const wrong = (field: string): void => void problems.push(`${provider}/${model}: "${field}" cannot be that.`);
    models.push({ model, ...texts(entry), ...counts(entry, wrong), ...priceOf(entry, wrong), ...abilitiesOf(entry, wrong) });
  }
  return { models, problems };
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function texts({ label }: Entry): Pick<ModelOverride, 'label'> {
  return typeof label === 'string' && label !== '' ? { label } : {};
}

function counts(entry: Entry, wrong: (field: string) => void): Pick<ModelOverride, 'contextTokens' | 'maxOutputTokens'> {
  const read = (field: 'contextTokens' | 'maxOutputTokens'): number | undefined => {
    const value = entry[field];
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
    wrong(field);
    return undefined;
  };
  const [contextTokens, maxOutputTokens] = [read('contextTokens'), read('maxOutputTokens')];
  return { ...(contextTokens === undefined ? {} : { contextTokens }), ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }) };
}

function priceOf({ price }: Entry, wrong: (field: string) => void): Pick<ModelOverride, 'price'> {
  if (price === undefined) return {};
  const row = rowOf(price);
  const tiers = isEntry(price) && Array.isArray(price['tiers']) ? (price['tiers'] as readonly unknown[]).map(tierOf) : [];
  if (row === undefined || tiers.includes(undefined)) {
    wrong('price');
    return {};
  }
  const whole: ModelPrice = { ...row, ...(tiers.length === 0 ? {} : { tiers: tiers.filter((tier) => tier !== undefined) }) };
  return { price: whole };
}

function rowOf(value: unknown): PriceRow | undefined {
  if (!isEntry(value)) return undefined;
  const stated = rowFields.filter((field) => value[field] !== undefined);
  const good = stated.every((field) => typeof value[field] === 'number' && Number.isFinite(value[field]) && value[field] >= 0);
  if (!good || !stated.includes('input') || !stated.includes('output')) return undefined;
  return Object.fromEntries(stated.map((field) => [field, value[field]])) as unknown as PriceRow;
}

function tierOf(value: unknown): (PriceRow & { readonly overInputTokens: number }) | undefined {
  const row = rowOf(value);
  const overInputTokens = isEntry(value) ? value['overInputTokens'] : undefined;
  return row === undefined || typeof overInputTokens !== 'number' || !(overInputTokens > 0) ? undefined : { ...row, overInputTokens };
}

function abilitiesOf({ temperature, efforts, structuredOutput, promptCache, minCacheTokens, tokenizer }: Entry, wrong: (field: string) => void): Pick<ModelOverride, 'abilities' | 'tokenizer'> {
  const checked = <T>(field: string, value: unknown, is: (value: unknown) => value is T): T | undefined => {
    if (value === undefined || is(value)) return value;
    wrong(field);
    return undefined;
  };
  const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
  const stated = {
    temperature: checked('temperature', temperature, isBoolean),
    structuredOutput: checked('structuredOutput', structuredOutput, isBoolean),
    efforts: checked('efforts', efforts, (value): value is readonly string[] => Array.isArray(value) && value.every((effort) => typeof effort === 'string')),
    promptCache: checked('promptCache', promptCache, (value): value is ModelAbilities['promptCache'] => value === 'explicit' || value === 'automatic' || value === 'none'),
    minCacheTokens: checked('minCacheTokens', minCacheTokens, (value): value is number => typeof value === 'number' && value > 0),
  };
  const abilities = Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined)) as Partial<ModelAbilities>;
  const family = checked('tokenizer', tokenizer, (value): value is TokenizerFamily => typeof value === 'string' && Object.hasOwn(families, value));
  return { ...(Object.keys(abilities).length === 0 ? {} : { abilities }), ...(family === undefined ? {} : { tokenizer: family }) };
}
