import type { ListedModel } from '../provider.ts';
import type { ModelAbilities, ModelInfo, ModelPrice, TokenizerFamily } from './modelInfo.ts';
import { tableModel, tableModels, type TableModel } from './modelTable.ts';

/** What a person says of a model; it counts before what anybody else says. */
export interface ModelOverride {
  readonly model: string;
  readonly label?: string;
  readonly contextTokens?: number;
  readonly maxOutputTokens?: number;
  readonly price?: ModelPrice;
  readonly abilities?: Partial<ModelAbilities>;
  readonly tokenizer?: TokenizerFamily;
}

/** Where prices of a provider's models come from. `vendor`: it is that vendor's own endpoint, so the table holds; `free`: it runs on the person's own machine. */
export type PriceSource = { readonly kind: 'vendor'; readonly vendor: string } | { readonly kind: 'free' } | { readonly kind: 'unknown' };

/** All that is known of a provider's models. */
export interface ModelSources {
  /** Id of the configured provider. */
  readonly provider: string;
  readonly prices: PriceSource;
  /** The provider's own list; absent when it has not been asked or did not answer: then the table stands for it. */
  readonly listed?: readonly ListedModel[];
  readonly overrides?: readonly ModelOverride[];
}

/**
 * The models of a provider: the table's facts, over them what its own list says, over that what the person says, each by exact id. Models that a
 * list leaves out cannot be called and are left out; models that only the person names are believed. What nobody states is absent.
 */
export function mergeModels({ provider, prices, listed, overrides = [] }: ModelSources): readonly ModelInfo[] {
  const vendor = prices.kind === 'vendor' ? prices.vendor : undefined;
  const ids = new Set([
    ...(listed ?? (vendor === undefined ? [] : tableModels(vendor))).map(({ model }) => model),
    ...overrides.map(({ model }) => model),
  ]);
  const lists = new Map(listed?.map((model) => [model.model, model]));
  const wishes = new Map(overrides.map((override) => [override.model, override]));
  return [...ids].map((model) => {
    const known = { row: vendor === undefined ? undefined : tableModel(vendor, model), own: lists.get(model), override: wishes.get(model) };
    return merged({ provider, model }, known, prices.kind === 'free' ? freePrice : undefined);
  });
}

/** Whether the provider no longer serves the model on that ISO day. */
export function isRetired(model: ModelInfo, today: string): boolean {
  return model.retiresOn !== undefined && model.retiresOn < today;
}

/** The words for what is not known of a model; a person can state each in the settings. */
export function unknownsOf(model: ModelInfo): readonly ('price' | 'context' | 'output limit')[] {
  return [
    ...(model.price === undefined ? ['price' as const] : []),
    ...(model.contextTokens === undefined ? ['context' as const] : []),
    ...(model.maxOutputTokens === undefined ? ['output limit' as const] : []),
  ];
}

const freePrice: ModelPrice = { input: 0, output: 0 };

interface Known {
  readonly row: TableModel | undefined;
  readonly own: ListedModel | undefined;
  readonly override: ModelOverride | undefined;
}

/** The least that any endpoint takes: nothing is sent that a model of an unknown kind could refuse. */
const plainAbilities: ModelAbilities = { temperature: false, efforts: [], structuredOutput: false, promptCache: 'none' };

function merged(id: ModelInfo['id'], { row, own, override }: Known, free: ModelPrice | undefined): ModelInfo {
  const contextTokens = override?.contextTokens ?? own?.contextTokens ?? row?.contextTokens;
  const maxOutputTokens = override?.maxOutputTokens ?? own?.maxOutputTokens ?? row?.maxOutputTokens;
  const price = override?.price ?? own?.price ?? row?.price ?? free;
  const retiresOn = own?.retiresOn ?? row?.retiresOn;
  return {
    id,
    label: override?.label ?? own?.label ?? row?.label ?? id.model,
    ...(contextTokens === undefined ? {} : { contextTokens }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(price === undefined ? {} : { price }),
    abilities: {
      ...(row?.abilities ?? plainAbilities),
      ...(own?.temperature === undefined ? {} : { temperature: own.temperature }),
      ...(own?.structuredOutput === undefined ? {} : { structuredOutput: own.structuredOutput }),
      ...(own?.efforts === undefined ? {} : { efforts: own.efforts }),
      ...override?.abilities,
    },
    tokenizer: override?.tokenizer ?? row?.tokenizer ?? own?.tokenizer ?? 'other',
    ...(retiresOn === undefined ? {} : { retiresOn }),
    sources: [...(row === undefined ? [] : ['table' as const]), ...(own === undefined ? [] : ['provider' as const]), ...(override === undefined ? [] : ['user' as const])],
  };
}
