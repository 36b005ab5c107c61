import { type Environment, keyFromEnvironment } from '../llm/discoverProviders.ts';
import { mergeModels } from '../llm/models/mergeModels.ts';
import type { ModelInfo } from '../llm/models/modelInfo.ts';
import type { FailureKind } from '../llm/outcome.ts';
import { loadProvider } from '../llm/providers/loadProvider.ts';
import type { ProviderSettings } from '../llm/providerSettings.ts';
import { systemTime } from './systemTime.ts';

/** What is known of a configured provider's models, and where from. */
export interface ConfiguredModels {
  readonly settings: ProviderSettings;
  /** `listed`: by the provider itself, now. `table`: nobody was asked. `failed`: it was asked and did not tell; what the table knows stands in. */
  readonly list: { readonly kind: 'listed' | 'table' } | { readonly kind: 'failed'; readonly outcome: FailureKind; readonly detail: string };
  readonly models: readonly ModelInfo[];
}

export interface AskOptions {
  readonly environment: Environment;
  /** `providers`: each is asked for its list; `nobody`: only the table. */
  readonly ask: 'providers' | 'nobody';
  /** Longest wait for each list, in milliseconds. */
  readonly timeoutMs: number;
}

/** The models of each provider; all are asked at the same time, and none can hold up or spoil the others. */
export async function configuredModels(providers: readonly ProviderSettings[], options: AskOptions, signal: AbortSignal): Promise<readonly ConfiguredModels[]> {
  return Promise.all(providers.map(async (settings) => {
    const sources = { provider: settings.id, prices: settings.prices, overrides: settings.models };
    if (options.ask === 'nobody') return { settings, list: { kind: 'table' as const }, models: mergeModels(sources) };
    const answer = await listOf(settings, options, signal);
    if (answer.kind === 'models') return { settings, list: { kind: 'listed' as const }, models: mergeModels({ ...sources, listed: answer.models }) };
    return { settings, list: { kind: 'failed' as const, outcome: answer.kind, detail: answer.detail }, models: mergeModels(sources) };
  }));
}

async function listOf(settings: ProviderSettings, { environment, timeoutMs }: AskOptions, signal: AbortSignal): ReturnType<Awaited<ReturnType<typeof loadProvider>>['list']> {
  const { id, label, baseUrl } = settings;
  const key = keyFromEnvironment(settings.key, environment);
  if (key === undefined && settings.key.kind !== 'none') return { kind: 'unauthorised', cause: 'key', detail: 'its key is not set', timing: { totalMs: 0 } };
  const provider = await loadProvider(settings.protocol, { id, label, baseUrl, key, fetch, time: systemTime, modelInfo: () => undefined });
  const patience = AbortSignal.timeout(timeoutMs);
  const answer = await provider.list(AbortSignal.any([signal, patience]));
  if (answer.kind === 'cancelled' && patience.aborted) return { ...answer, kind: 'offline', cause: 'timeout', detail: `no list within ${timeoutMs / 1000} s` };
  return answer;
}
