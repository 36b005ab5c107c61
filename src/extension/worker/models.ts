import { checkedBaseUrl } from '../../llm/baseUrl.ts';
import { knownProviders } from '../../llm/knownProviders.ts';
import { probeLocalProviders } from '../../node/localProviders.ts';
import { ModelsSession } from './models/session.ts';
import type { ModelRequests } from './modelRequests.ts';

type Handler<N extends keyof ModelRequests> = (
  params: ModelRequests[N]['params'], context: { readonly signal: AbortSignal; readonly progress: (value: ModelRequests[N]['progress']) => void },
) => Promise<ModelRequests[N]['result']>;

const session = new ModelsSession();

/** Opens store, providers and gateway as the settings say, or again after they changed. */
export const setUpModels: Handler<'setUpModels'> = (setup) => session.setUp(setup);

/** Tells what changes until it is cancelled. */
export const watchModels: Handler<'watchModels'> = (_, { signal, progress }) => session.watch(progress, signal);

/** How providers, models, costs and budgets stand now. */
export const viewModels: Handler<'viewModels'> = async ({ lists }, { signal }) => {
  if (lists === 'ask') await session.askLists(signal);
  return session.view();
};

/** Makes one small call and accounts for it. */
export const testModel: Handler<'testModel'> = (model, { signal }) => session.test(model, signal);

/** The ledger from every side. */
export const modelCosts: Handler<'modelCosts'> = ({ since }) => session.costs(since);

/** Vendors that only need a key. */
export const offeredProviders: Handler<'offeredProviders'> = () => Promise.resolve(knownProviders.map(({ id, label, baseUrl }) => ({ id, label, baseUrl })));

/** Whether keys and prompts may be sent to an address. */
export const checkAddress: Handler<'checkAddress'> = ({ url }) => Promise.resolve(checkedBaseUrl(url));

/** Servers of models on this machine; the person has asked for them. */
export const findLocalProviders: Handler<'findLocalProviders'> = async (_, { signal }) => (await probeLocalProviders(signal)).map(({ id, label, baseUrl }) => ({ id, label, baseUrl }));
