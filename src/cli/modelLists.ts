import { type Environment, keyFromEnvironment } from '../llm/discoverProviders.ts';
import type { ProviderSettings } from '../llm/providerSettings.ts';
import type { ConfiguredModels, ConfiguredProviders } from '../node/configuredProviders.ts';
import { keepList, keptList } from '../node/models/keptLists.ts';

/** How long a provider may take to list its models, in milliseconds. */
const timeoutMs = 8_000;

/** Asks those providers for their models at the same time, and keeps what they tell for other runs. */
export async function askLists(opened: ConfiguredProviders, providers: readonly ProviderSettings[], { environment, signal }: { readonly environment: Environment; readonly signal: AbortSignal }): Promise<readonly ConfiguredModels[]> {
  const asked = (await Promise.all(providers.map(({ id }) => opened.refresh(timeoutMs, signal, id)))).flat();
  for (const { settings, list } of asked) {
    const models = list.kind === 'listed' ? opened.listed(settings.id) : undefined;
    if (models !== undefined) keepList({ ...settings, key: keyFromEnvironment(settings.key, environment) }, models, Date.now());
  }
  return asked;
}

/** Takes what providers told within the last hour for what they would tell now; gives those that told nothing. */
export function takeKeptLists(opened: ConfiguredProviders, providers: readonly ProviderSettings[], environment: Environment): readonly ProviderSettings[] {
  return providers.filter((settings) => {
    const models = keptList({ ...settings, key: keyFromEnvironment(settings.key, environment) }, Date.now());
    if (models !== undefined) opened.takeList(settings.id, models);
    return models === undefined;
  });
}
