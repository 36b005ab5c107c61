import { checkedBaseUrl } from './baseUrl.ts';
import { knownProvider, knownProviders, type ProviderProtocol } from './knownProviders.ts';
import type { PriceSource } from './models/mergeModels.ts';
import { type KeyReference, type ProviderSettings, type ReadSettings, vendorAt } from './providerSettings.ts';

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The providers that an environment has keys or addresses for: those of vendors (`ANTHROPIC_API_KEY`, `OPENAI_API_KEY`, ...), and any others
 * by `DEVMATRIX_<NAME>_BASE_URL`, with `DEVMATRIX_<NAME>_API_KEY`, `DEVMATRIX_<NAME>_PROTOCOL` and `DEVMATRIX_<NAME>_PRICES` (`free`, or the
 * vendor whose prices hold there). Keys are referred to, never copied.
 */
export function discoverProviders(environment: Environment): ReadSettings {
  const providers: ProviderSettings[] = [];
  const problems: string[] = [];
  for (const read of [...knownProviders.map(({ id }) => vendorOf(id, environment)), ...named(environment)]) {
    if (read === undefined) continue;
    if (typeof read === 'string') problems.push(read);
    else providers.push(read);
  }
  return { providers, problems };
}

/** The key that settings refer to, where it stands in the environment; undefined when it is not there. */
export function keyFromEnvironment(reference: KeyReference, environment: Environment): string | undefined {
  return reference.kind === 'environment' ? stated(environment, reference.variable) : undefined;
}

function vendorOf(id: string, environment: Environment): ProviderSettings | string | undefined {
  const known = knownProvider(id);
  const own = ownVariables(id, environment);
  if (known === undefined || own.baseUrl !== undefined) return undefined;
  const variable = [own.keyVariable, ...known.keyVariables].find((name) => stated(environment, name) !== undefined);
  if (variable === undefined) return undefined;
  const address = checkedBaseUrl((known.baseUrlVariable === undefined ? undefined : stated(environment, known.baseUrlVariable)) ?? known.baseUrl);
  if (address.kind === 'refused') return `${known.label} is left out: ${known.baseUrlVariable ?? 'its address'} ${address.problem}.`;
  const prices = pricesAt(address.url, own);
  if (typeof prices === 'string') return prices;
  return { id, label: known.label, protocol: known.protocol, baseUrl: address.url, key: { kind: 'environment', variable }, prices, models: [] };
}

/** Elsewhere than at a vendor's own address prices are not known, unless the person says whose they are. */
function pricesAt(url: string, { prices, prefix }: OwnVariables): PriceSource | string {
  if (prices === 'free') return { kind: 'free' };
  const vendor = prices === undefined ? vendorAt(url) : knownProvider(prices)?.id;
  if (prices !== undefined && vendor === undefined) return `${prefix}_PRICES is neither "free" nor a vendor: ${knownProviders.map((each) => each.id).join(', ')}.`;
  return vendor === undefined ? { kind: 'unknown' } : { kind: 'vendor', vendor };
}

function named(environment: Environment): readonly (ProviderSettings | string)[] {
  const names = Object.keys(environment).flatMap((variable) => {
    const [, name] = /^DEVMATRIX_([A-Z0-9][A-Z0-9_]{0,39})_BASE_URL$/.exec(variable) ?? [];
    return name === undefined || stated(environment, variable) === undefined ? [] : [name];
  }).sort();
  return names.map((name) => customOf(name.toLowerCase().replaceAll('_', '-'), environment));
}

function customOf(id: string, environment: Environment): ProviderSettings | string {
  const known = knownProvider(id);
  const own = ownVariables(id, environment);
  const address = checkedBaseUrl(own.baseUrl ?? '');
  if (address.kind === 'refused') return `${own.prefix}_BASE_URL ${address.problem}.`;
  const protocol = own.protocol ?? known?.protocol ?? 'compatible';
  if (!isProtocol(protocol)) return `${own.prefix}_PROTOCOL is none of anthropic, openai, compatible.`;
  const prices = pricesAt(address.url, own);
  if (typeof prices === 'string') return prices;
  return {
    id, label: known?.label ?? id, protocol, baseUrl: address.url,
    key: stated(environment, own.keyVariable) === undefined ? { kind: 'none' } : { kind: 'environment', variable: own.keyVariable },
    prices, models: [],
  };
}

interface OwnVariables extends Readonly<Record<'baseUrl' | 'protocol' | 'prices', string | undefined>> {
  readonly prefix: string;
  readonly keyVariable: string;
}

function ownVariables(id: string, environment: Environment): OwnVariables {
  const prefix = `DEVMATRIX_${id.toUpperCase().replaceAll('-', '_')}`;
  return {
    prefix, keyVariable: `${prefix}_API_KEY`,
    baseUrl: stated(environment, `${prefix}_BASE_URL`), protocol: stated(environment, `${prefix}_PROTOCOL`), prices: stated(environment, `${prefix}_PRICES`),
  };
}

function stated(environment: Environment, variable: string): string | undefined {
  const value = environment[variable]?.trim();
  return value === '' ? undefined : value;
}

function isProtocol(value: string): value is ProviderProtocol {
  return value === 'anthropic' || value === 'openai' || value === 'compatible';
}
