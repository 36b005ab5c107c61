import { discoverProviders, keyFromEnvironment } from '../llm/discoverProviders.ts';
import type { ModelInfo } from '../llm/models/modelInfo.ts';
import type { Store } from '../llm/records/store.ts';
import type { ProviderSettings } from '../llm/providerSettings.ts';
import { type ConfiguredModels, openProviders } from '../node/configuredProviders.ts';
import { openModels, type OpenedModels, type OpenModelsOptions } from '../node/models/openModels.ts';
import { askLists, takeKeptLists } from './modelLists.ts';
import { paint, say } from './terminal.ts';

interface ConfiguredModelsOptions extends Pick<OpenModelsOptions, 'events' | 'similarAnswers'> {
  /** Whether these models will do, of which providers told within the last hour; where it says no, and when it is left out, all providers are asked. */
  readonly willDo?: (models: readonly ModelInfo[]) => boolean;
}

/** Opens the models that the environment configures; what is wrong with some is told. Undefined, with the reason told, when there is none. */
export async function openConfiguredModels(store: Store, signal: AbortSignal, { willDo, ...options }: ConfiguredModelsOptions = {}): Promise<OpenedModels | undefined> {
  const { providers, problems } = discoverProviders(process.env);
  for (const problem of problems) say(paint('yellow', problem));
  const opened = await openProviders(providers, { keyOf: (reference) => keyFromEnvironment(reference, process.env) });
  const models = (): readonly ModelInfo[] => opened.models(new Date().toISOString().slice(0, 10));
  const ask = (asked: readonly ProviderSettings[]): Promise<readonly ConfiguredModels[]> => askLists(opened, asked, { environment: process.env, signal });
  let asked = await ask(willDo === undefined ? providers : takeKeptLists(opened, providers, process.env));
  if (asked.length < providers.length && willDo?.(models()) === false) asked = await ask(providers);
  signal.throwIfAborted();
  for (const { settings, list } of asked) if (list.kind === 'failed') say(paint('yellow', `${settings.label}: its list of models cannot be had (${list.outcome}); the committed table stands in.`));
  if (models().length === 0) {
    say(paint('red', providers.length === 0 ? 'No model is configured. "devmatrix models" tells how.' : 'No configured provider tells its models, and the table knows none of them.'));
    return undefined;
  }
  return openModels({
    providers: opened,
    store,
    moduleUrl: import.meta.url,
    unknownPrices: () => 'allow',
    alert: ({ scope }) => { say(paint('yellow', `The soft limit of the budget (${scope.kind}) is reached.`)); },
    ...options,
  });
}
