import { discoverProviders, keyFromEnvironment } from '../llm/discoverProviders.ts';
import type { Store } from '../llm/records/store.ts';
import { openProviders } from '../node/configuredProviders.ts';
import { openModels, type OpenedModels, type OpenModelsOptions } from '../node/models/openModels.ts';
import { paint, say } from './terminal.ts';

/** How long a provider may take to list its models, in milliseconds. */
const timeoutMs = 8_000;

/** Opens the models that the environment configures; what is wrong with some is told. Undefined, with the reason told, when there is none. */
export async function openConfiguredModels(store: Store, signal: AbortSignal, options: Pick<OpenModelsOptions, 'events' | 'similarAnswers'> = {}): Promise<OpenedModels | undefined> {
  const { providers, problems } = discoverProviders(process.env);
  for (const problem of problems) say(paint('yellow', problem));
  const opened = await openProviders(providers, { keyOf: (reference) => keyFromEnvironment(reference, process.env) });
  const known = await opened.refresh(timeoutMs, signal);
  signal.throwIfAborted();
  for (const { settings, list } of known) if (list.kind === 'failed') say(paint('yellow', `${settings.label}: its list of models cannot be had (${list.outcome}); the committed table stands in.`));
  if (opened.models(new Date().toISOString().slice(0, 10)).length === 0) {
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
