import type { CancelSignal } from '../base/cancelSignal.ts';
import type { ProviderLookup } from '../llm/gateway/parts.ts';
import { isRetired, mergeModels } from '../llm/models/mergeModels.ts';
import { modelKey, type ModelId, type ModelInfo } from '../llm/models/modelInfo.ts';
import type { FailureKind } from '../llm/outcome.ts';
import type { ListedModel, Provider } from '../llm/provider.ts';
import { loadProvider } from '../llm/providers/loadProvider.ts';
import type { EditorProviderOptions } from '../llm/providers/providerOptions.ts';
import type { KeyReference, ProviderSettings } from '../llm/providerSettings.ts';
import { systemTime } from './systemTime.ts';

/** What is known of a configured provider's models, and where from. */
export interface ConfiguredModels {
  readonly settings: ProviderSettings;
  /** `listed`: by the provider itself. `table`: nobody was asked. `failed`: it was asked and did not tell; what was known before stands in. */
  readonly list: { readonly kind: 'listed' | 'table' } | { readonly kind: 'failed'; readonly outcome: FailureKind; readonly detail: string };
  readonly models: readonly ModelInfo[];
}

/** What adapters take from outside. */
export interface ProviderWorld {
  /** The key that settings refer to; undefined when it is not there. It is asked for once, when the provider is opened. */
  readonly keyOf: (reference: KeyReference) => string | undefined | Promise<string | undefined>;
  /** About how many tokens a text has, for the adapters' decisions about caches. */
  readonly estimateTokens?: (text: string, model: ModelInfo | undefined) => number;
  /** Loads the adapter of the editor's models; without it they are not there. */
  readonly editor?: (options: Omit<EditorProviderOptions, 'port'>) => Promise<Provider>;
}

interface Opened {
  readonly settings: ProviderSettings;
  /** Undefined when its key is missing. */
  readonly provider: Provider | undefined;
  listed?: readonly ListedModel[];
}

/** The adapters of the configured providers, which are loaded now, and all that is known of their models. */
export async function openProviders(settings: readonly ProviderSettings[], world: ProviderWorld): Promise<ConfiguredProviders> {
  const infos = new Map<string, ModelInfo>();
  const opened = await Promise.all(settings.map(async (each): Promise<Opened> => ({ settings: each, provider: await adapterOf(each, world, infos) })));
  return new ConfiguredProviders(opened, infos);
}

async function adapterOf(settings: ProviderSettings, { keyOf, estimateTokens, editor }: ProviderWorld, infos: ReadonlyMap<string, ModelInfo>): Promise<Provider | undefined> {
  const { id, label, baseUrl, protocol } = settings;
  const modelInfo = (model: string): ModelInfo | undefined => infos.get(modelKey({ provider: id, model }));
  const common = {
    id, label, time: systemTime, modelInfo,
    ...(estimateTokens === undefined ? {} : { estimateTokens: (text: string, model: string) => estimateTokens(text, modelInfo(model)) }),
  };
  if (protocol === 'editor') return editor?.(common);
  const key = settings.key.kind === 'none' ? undefined : await keyOf(settings.key);
  if (key === undefined && settings.key.kind !== 'none') return undefined;
  return loadProvider(protocol, { ...common, baseUrl, key, fetch });
}

/** Providers that were opened. Their models are those of the table until they were asked. */
export class ConfiguredProviders implements ProviderLookup {
  private readonly opened: readonly Opened[];
  private readonly infos: Map<string, ModelInfo>;

  constructor(opened: readonly Opened[], infos: Map<string, ModelInfo>) {
    this.opened = opened;
    this.infos = infos;
    this.merge();
  }

  provider(id: string): Provider | undefined {
    return this.opened.find(({ settings }) => settings.id === id)?.provider;
  }

  /** How people know a provider; its id when it is not configured. */
  label(id: string): string {
    return this.opened.find(({ settings }) => settings.id === id)?.settings.label ?? id;
  }

  /** All models that can be called on that ISO day: of providers that have their key, without those that are retired. */
  models(today: string): readonly ModelInfo[] {
    return [...this.infos.values()].filter((model) => this.provider(model.id.provider) !== undefined && !isRetired(model, today));
  }

  model(id: ModelId): ModelInfo | undefined {
    return this.infos.get(modelKey(id));
  }

  /** What is known without asking. */
  known(): readonly ConfiguredModels[] {
    return this.opened.map((each) => ({ settings: each.settings, list: { kind: each.listed === undefined ? 'table' : 'listed' }, models: modelsOf(each) }));
  }

  /** What a provider told of its models, now or before; undefined when nobody knows. */
  listed(id: string): readonly ListedModel[] | undefined {
    return this.opened.find(({ settings }) => settings.id === id)?.listed;
  }

  /** Takes what a provider told lately for what it would tell now. */
  takeList(id: string, models: readonly ListedModel[]): void {
    for (const each of this.opened) if (each.settings.id === id) each.listed = models;
    this.merge();
  }

  /** Asks all providers, or one, for their lists at the same time; none can hold up or spoil the others. `timeoutMs`: the longest wait for each. Gives those that were asked. */
  async refresh(timeoutMs: number, signal: CancelSignal, only?: string): Promise<readonly ConfiguredModels[]> {
    const asked = this.opened.filter(({ settings }) => only === undefined || settings.id === only);
    const results = await Promise.all(asked.map(async (each): Promise<ConfiguredModels['list']> => {
      const answer = await listOf(each, timeoutMs, signal);
      if (answer.kind !== 'models') return { kind: 'failed', outcome: answer.kind, detail: answer.detail };
      each.listed = answer.models;
      return { kind: 'listed' };
    }));
    this.merge();
    return asked.map((each, index) => ({ settings: each.settings, list: results[index] ?? { kind: 'table' }, models: modelsOf(each) }));
  }

  private merge(): void {
    this.infos.clear();
    for (const model of this.opened.flatMap(modelsOf)) this.infos.set(modelKey(model.id), model);
  }
}

function modelsOf({ settings: { id, prices, models }, listed }: Opened): readonly ModelInfo[] {
  return mergeModels({ provider: id, prices, overrides: models, ...(listed === undefined ? {} : { listed }) });
}

async function listOf({ provider }: Opened, timeoutMs: number, signal: CancelSignal): ReturnType<Provider['list']> {
  if (provider === undefined) return { kind: 'unauthorised', cause: 'key', detail: 'its key is not set', timing: { totalMs: 0 } };
  const patience = new AbortController();
  const giveUp = (): void => { patience.abort(); };
  const stopWaiting = systemTime.after(timeoutMs, giveUp);
  signal.addEventListener('abort', giveUp);
  try {
    const answer = await provider.list(patience.signal);
    if (answer.kind === 'cancelled' && !signal.aborted) return { ...answer, kind: 'offline', cause: 'timeout', detail: `no list within ${timeoutMs / 1000} s` };
    return answer;
  } finally {
    stopWaiting();
    signal.removeEventListener('abort', giveUp);
  }
}
