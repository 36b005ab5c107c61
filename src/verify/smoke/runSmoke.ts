import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { CrudImplementation, Endpoint } from '../../ir/endpoint.ts';
import { createWorld } from '../../semantics/world.ts';
import type { ClockPort, CryptoPort, HttpPort } from '../ports.ts';
import type { SmokeReport } from '../report.ts';
import { checkAppWide } from './cases/appWide.ts';
import { checkCreate } from './cases/create.ts';
import { checkFlow } from './cases/flows.ts';
import { checkLinks } from './cases/links.ts';
import { checkListing } from './cases/list.ts';
import { checkMachine } from './cases/machines.ts';
import { checkMethods } from './cases/methods.ts';
import { checkReadOne } from './cases/readOne.ts';
import { checkRemove } from './cases/remove.ts';
import { checkWords } from './cases/words.ts';
import { checkWrite } from './cases/write.ts';
import { CredentialMint } from './credentials.ts';
import { type Planner, plannerFor } from './planner.ts';
import { Recorder } from './recorder.ts';
import { Scenes } from './scenes.ts';
import { EnoughSeen, Session } from './session.ts';
import { createSuite, type CrudEndpoint, type Suite } from './suite.ts';

export interface SmokeOptions {
  readonly application: ApplicationIR;
  readonly http: HttpPort;
  readonly baseUrl: string;
  /** `JWT_SECRET` of the app. */
  readonly secret: string;
  readonly clock: ClockPort;
  readonly crypto: CryptoPort;
  /** Text of the app's openapi.json. */
  readonly openApiText: string | undefined;
  /** False once the app has ended: then nothing more is asked of it. */
  readonly isRunning: () => boolean;
  readonly signal: CancelSignal;
  /** Ends at the first failure: for those who ask only whether there is one. */
  readonly stopAtFirstFailure?: boolean;
  /** Where scenarios come from; by default from the application. */
  readonly planner?: Planner;
}

/** How far the app's clock may be from ours: slow runs are fine, another time zone is not. */
const clockToleranceMs = 20 * 60_000;

/** Exercises every operation of a running app with an empty database and compares each answer with the reference model. */
export async function runSmoke(options: SmokeOptions): Promise<SmokeReport> {
  const { application } = options;
  const recorder = new Recorder();
  for (const endpoint of application.endpoints) recorder.declare(endpoint.key);
  const world = createWorld(application, { now: new Date(options.clock.epochSeconds() * 1000).toISOString(), clockToleranceMs });
  const credentials = new CredentialMint(options);
  const session = new Session({ ...options, model: world, credentials, recorder });
  const planner = options.planner ?? plannerFor(application);
  const suite = createSuite(session, new Scenes(session, (entity, n) => planner.fixture(entity, n)));
  try {
    for (const step of stepsOf(suite, planner, options.openApiText)) {
      if (!options.isRunning()) {
        recorder.skip('app', 'the rest', 'the app ended');
        break;
      }
      await step();
    }
    await session.settled();
  } catch (error) {
    if (!(error instanceof EnoughSeen)) throw error;
    recorder.skip('app', 'the rest', 'the first failure was enough');
  }
  return recorder.report();
}

type SmokeStep = () => Promise<void>;

function stepsOf(suite: Suite, planner: Planner, openApiText: string | undefined): readonly SmokeStep[] {
  const crud = (...actions: readonly CrudImplementation['action'][]): readonly CrudEndpoint[] =>
    suite.application.endpoints.filter((endpoint): endpoint is CrudEndpoint => endpoint.implementation.kind === 'crud' && actions.includes(endpoint.implementation.action));
  const words = suite.application.endpoints.filter((endpoint: Endpoint) => endpoint.implementation.kind === 'words');
  return [
    () => checkAppWide(suite, openApiText),
    () => checkMethods(suite),
    ...words.map((endpoint) => () => checkWords(suite, endpoint)),
    ...crud('create').map((endpoint) => () => checkCreate(suite, endpoint)),
    ...crud('read').map((endpoint) => () => checkReadOne(suite, endpoint)),
    ...crud('replace', 'update').map((endpoint) => () => checkWrite(suite, endpoint)),
    () => checkLinks(suite),
    () => checkFlows(suite, planner),
    ...suite.application.stateMachines.map((machine) => () => checkMachine(suite, planner, machine)),
    // Lists come late: by now there are rows of every kind to page through.
    ...crud('list').map((endpoint) => () => checkListing(suite, endpoint)),
    ...crud('delete').map((endpoint) => () => checkRemove(suite, endpoint)),
  ];
}

async function checkFlows(suite: Suite, planner: Planner): Promise<void> {
  for (const flow of suite.application.flows) {
    if (flow.trigger.kind !== 'http') continue;
    await checkFlow(suite, planner, flow, flow.trigger.endpoint);
  }
}
