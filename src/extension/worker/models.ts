import { checkedBaseUrl } from '../../llm/baseUrl.ts';
import { knownProviders } from '../../llm/knownProviders.ts';
import { probeLocalProviders } from '../../node/localProviders.ts';
import type { Handlers } from '../channel/answerer.ts';
import { host } from './host.ts';
import { hostLm } from './models/hostLm.ts';
import { ModelsSession } from './models/session.ts';
import type { RequestName, Requests } from './requests.ts';

type Handler<N extends RequestName> = Handlers<Requests>[N];

const session = new ModelsSession({ editor: hostLm(host) });

/** Opens store, providers and gateway as the settings say, or again after they changed. */
export const setUpModels: Handler<'setUpModels'> = (setup) => session.setUp(setup);

/** Tells what changes until it is cancelled. */
export const watchModels: Handler<'watchModels'> = (_, { signal, progress }) => session.watch(progress, signal);

/** How providers, models, costs and budgets stand now. */
export const viewModels: Handler<'viewModels'> = async ({ lists, only }, { signal }) => {
  if (lists === 'ask') await session.askLists(signal, only);
  return session.view();
};

/** Makes one small call and accounts for it. */
export const testModel: Handler<'testModel'> = (model, { signal }) => session.test(model, signal);

/** The ledger from every side. */
export const modelCosts: Handler<'modelCosts'> = ({ since }) => session.costs(since);

/** What can be measured, and what it will cost. */
export const offerBenchmark: Handler<'offerBenchmark'> = () => session.benchmarkOffer();

/** Measures models; cancelled, it gives what was measured by then. */
export const runBenchmark: Handler<'runBenchmark'> = (choice, { signal, progress }) => session.benchmark(choice, { signal, progress });

/** What a model would have to write for an app, and what that will cost. */
export const offerWriting: Handler<'offerWriting'> = (place) => session.writingOffer(place);

/** Has models write what a spec states in words; cancelled, it settles and gives what was written by then. */
export const writeUnits: Handler<'writeUnits'> = (params, { signal, progress }) => session.write(params, { signal, progress });

/** Pauses the run of this window, or lets it go on. */
export const steerWriting: Handler<'steerWriting'> = ({ to }) => Promise.resolve(session.steer(to));

/** What a spec states in words, with what would be asked for it. */
export const listPrompts: Handler<'listPrompts'> = (place) => session.listPrompts(place);

/** What models are asked for one unit. */
export const promptPage: Handler<'promptPage'> = (params) => session.promptPage(params);

/** What was asked and answered in the window's folder. */
export const listConversations: Handler<'listConversations'> = () => session.conversations();

/** Answers a question of a person; cancelled, it settles what was used. */
export const askModel: Handler<'askModel'> = (question, { signal, progress }) => session.ask(question, { signal, progress });

/** Vendors that only need a key. */
export const offeredProviders: Handler<'offeredProviders'> = () => Promise.resolve(knownProviders.map(({ id, label, baseUrl }) => ({ id, label, baseUrl })));

/** Whether keys and prompts may be sent to an address. */
export const checkAddress: Handler<'checkAddress'> = ({ url }) => Promise.resolve(checkedBaseUrl(url));

/** Servers of models on this machine; the person has asked for them. */
export const findLocalProviders: Handler<'findLocalProviders'> = async (_, { signal }) => (await probeLocalProviders(signal)).map(({ id, label, baseUrl }) => ({ id, label, baseUrl }));
