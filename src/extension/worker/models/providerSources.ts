import { discoverProviders, type Environment, keyFromEnvironment } from '../../../llm/discoverProviders.ts';
import { type KeyReference, type ProviderSettings, readProviderSettings, vendorAt } from '../../../llm/providerSettings.ts';
import { readEditorSettings } from '../../../llm/editorSettings.ts';
import type { ModelsSetup, StoredKey } from '../modelRequests.ts';

/** The providers of settings and environment, and what is wrong with others. */
export interface ProviderSources {
  readonly providers: readonly ProviderSettings[];
  /** Ids of those that stand in the settings. */
  readonly fromSettings: ReadonlySet<string>;
  readonly problems: readonly string[];
}

/** Providers of the settings, and those of the environment that the settings do not name. */
export function providerSources(setup: Pick<ModelsSetup, 'providers' | 'editorModels'>, environment: Environment): ProviderSources {
  const { others, ...ofEditor } = readEditorSettings(setup.providers);
  // VS Code leaves the settings of a workspace out that nobody trusts; what is left is the person's own.
  const own = readProviderSettings(others, { baseUrls: 'any' });
  const found = discoverProviders(environment);
  const editor = setup.editorModels === 'off' ? { providers: [], problems: [] } : ofEditor;
  const fromSettings = new Set(own.providers.map(({ id }) => id));
  const taken = new Set([...fromSettings, ...editor.providers.map(({ id }) => id)]);
  return {
    providers: [...own.providers, ...found.providers.filter(({ id }) => !taken.has(id)), ...editor.providers],
    fromSettings,
    problems: [...own.problems, ...found.problems, ...editor.problems],
  };
}

/** The key of a provider; one of the secret storage only for the address that it was entered for. */
export function keyOf({ key, baseUrl }: { readonly key: KeyReference; readonly baseUrl: string }, keys: Readonly<Record<string, StoredKey>>, environment: Environment): string | undefined {
  if (key.kind !== 'secret') return keyFromEnvironment(key, environment);
  const stored = keys[key.name];
  return stored?.baseUrl === baseUrl ? stored.key : undefined;
}

/** A provider as it would stand in the settings, without its key: a vendor at its own address needs no more than its name. */
export function settingsEntry({ id, label, baseUrl, protocol, prices }: ProviderSettings): Readonly<Record<string, string>> & { readonly id: string } {
  if (vendorAt(baseUrl) === id) return { id };
  const source: Readonly<Record<string, string>> = prices.kind === 'vendor' ? { prices: prices.vendor } : prices.kind === 'free' ? { prices: 'free' } : {};
  return { id, label, baseUrl, protocol, ...source };
}
