import { checkedBaseUrl } from './baseUrl.ts';
import { knownProvider, knownProviders, type ProviderProtocol } from './knownProviders.ts';
import type { ModelOverride, PriceSource } from './models/mergeModels.ts';
import { readModelOverrides } from './models/modelOverrides.ts';

/** Where a key is to be found. The key itself never stands in settings. */
export type KeyReference =
  | { readonly kind: 'environment'; readonly variable: string }
  /** In the secret storage of the editor, under that name. */
  | { readonly kind: 'secret'; readonly name: string }
  | { readonly kind: 'none' };

/** A provider as it is configured; plain data. */
export interface ProviderSettings {
  /** What models are named by: `anthropic`, `work`, `local-11434`. */
  readonly id: string;
  readonly label: string;
  /** `editor`: the models of VS Code itself, which have neither an address nor a key. */
  readonly protocol: ProviderProtocol | 'editor';
  /** Empty for models of the editor. */
  readonly baseUrl: string;
  readonly key: KeyReference;
  readonly prices: PriceSource;
  readonly models: readonly ModelOverride[];
}

/** Settings that can be used, and what is wrong with the others, in words for people. */
export interface ReadSettings {
  readonly providers: readonly ProviderSettings[];
  readonly problems: readonly string[];
}

/**
 * Reads a list of providers as people write it: `[{ "id": "work", "baseUrl": "https://llm.example.com/v1", "key": "env:WORK_KEY" }]`.
 * `baseUrls: 'known'` is for settings of a workspace that the person does not trust: then keys go to the vendors' own addresses only.
 */
export function readProviderSettings(value: unknown, { baseUrls }: { readonly baseUrls: 'any' | 'known' }): ReadSettings {
  const providers: ProviderSettings[] = [];
  const problems: string[] = [];
  if (value === undefined) return { providers, problems };
  if (!Array.isArray(value)) return { providers, problems: ['The list of providers is not a list.'] };
  for (const [position, entry] of (value as readonly unknown[]).entries()) {
    const read = readProvider(entry, { baseUrls, taken: providers.map(({ id }) => id) });
    if ('problem' in read) problems.push(`Provider ${String(position + 1)}: ${read.problem}`);
    else {
      providers.push(read.provider);
      problems.push(...read.problems);
    }
  }
  return { providers, problems };
}

type ReadProvider = { readonly provider: ProviderSettings; readonly problems: readonly string[] } | { readonly problem: string };

function readProvider(entry: unknown, { baseUrls, taken }: { readonly baseUrls: 'any' | 'known'; readonly taken: readonly string[] }): ReadProvider {
  if (typeof entry !== 'object' || entry === null) return { problem: 'it is no object.' };
  const { id, label, protocol, baseUrl, key, prices, models } = entry as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || !/^[a-z0-9][a-z0-9-]{0,39}$/.test(id)) return { problem: 'its id must be lower-case letters, digits and "-", such as "work".' };
  if (taken.includes(id)) return { problem: `the id "${id}" is taken already.` };
  const known = knownProvider(id);
  const address = checkedBaseUrl(typeof baseUrl === 'string' ? baseUrl : known?.baseUrl ?? '');
  if (address.kind === 'refused') return { problem: `the baseUrl of "${id}" ${address.problem}.` };
  const owner = vendorAt(address.url);
  if (baseUrls === 'known' && owner === undefined) return { problem: `"${id}" has an address of its own, which needs a trusted workspace.` };
  const spoken = protocolOf(protocol, owner ?? known?.id);
  if (spoken === undefined) return { problem: `the protocol of "${id}" is none of anthropic, openai, compatible.` };
  const reference = readKey(key, id, owner);
  if (reference === undefined) return { problem: `the key of "${id}" must be "env:NAME_OF_A_VARIABLE", "secret" or "none"; keys themselves never stand in settings.` };
  if (baseUrls === 'known' && reference.kind === 'environment' && knownProvider(owner ?? '')?.keyVariables.includes(reference.variable) !== true) {
    return { problem: `"${id}" would send the variable ${reference.variable}, which needs a trusted workspace.` };
  }
  const overrides = readModelOverrides(models, id);
  const source = priceSource(prices, owner);
  return {
    provider: { id, label: typeof label === 'string' && label !== '' ? label : known?.label ?? id, protocol: spoken, baseUrl: address.url, key: reference, prices: source ?? { kind: 'unknown' }, models: overrides.models },
    problems: [...overrides.problems, ...(source === undefined ? [`The prices of "${id}" are none of "free" and the vendors ${knownProviders.map((vendor) => vendor.id).join(', ')}.`] : [])],
  };
}

/** The vendor whose own address that is; anywhere else the same model may cost anything. */
export function vendorAt(url: string): string | undefined {
  return knownProviders.find(({ baseUrl }) => baseUrl === url)?.id;
}

function protocolOf(value: unknown, vendor: string | undefined): ProviderProtocol | undefined {
  if (value === undefined) return knownProvider(vendor ?? '')?.protocol ?? 'compatible';
  return value === 'anthropic' || value === 'openai' || value === 'compatible' ? value : undefined;
}

/** `env:NAME`, `secret` (kept under the provider's id), `none`. Left out: the usual variable at a vendor's own address, else `secret`. */
function readKey(value: unknown, id: string, owner: string | undefined): KeyReference | undefined {
  if (value === undefined) {
    const variable = knownProvider(owner ?? '')?.keyVariables[0];
    return variable === undefined ? { kind: 'secret', name: id } : { kind: 'environment', variable };
  }
  if (value === 'none') return { kind: 'none' };
  if (value === 'secret') return { kind: 'secret', name: id };
  const [, variable] = typeof value === 'string' ? /^env:([A-Za-z_][A-Za-z0-9_]*)$/.exec(value) ?? [] : [];
  return variable === undefined ? undefined : { kind: 'environment', variable };
}

/** Where prices come from, as settings say it; by the vendor whose address it is when they say nothing; undefined when it cannot be that. */
export function priceSource(value: unknown, owner: string | undefined): PriceSource | undefined {
  if (value === 'free') return { kind: 'free' };
  if (typeof value === 'string' && knownProvider(value) !== undefined) return { kind: 'vendor', vendor: value };
  if (value !== undefined) return undefined;
  return owner === undefined ? { kind: 'unknown' } : { kind: 'vendor', vendor: owner };
}
