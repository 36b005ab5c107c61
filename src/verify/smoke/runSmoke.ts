import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { Span } from '../../base/span.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import { createWorld } from '../../semantics/world.ts';
import type { ClockPort, CryptoPort, HttpPort } from '../ports.ts';
import type { SmokeReport, VerifyEvent } from '../report.ts';
import { CredentialMint } from './credentials.ts';
import { type Planner, plannerFor } from './planner.ts';
import { Recorder } from './recorder.ts';
import { Scenes } from './scenes.ts';
import type { Part } from './part.ts';
import { AppEnded, EnoughSeen } from './dispatch.ts';
import { Session } from './session.ts';
import { smokeSteps } from './steps.ts';
import { createSuite } from './suite.ts';

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
  /** False: it never becomes ready. Until it is, requests are only planned; without this they go out at once. */
  readonly isReady?: Promise<boolean>;
  readonly signal: CancelSignal;
  /** Ends at the first failure: for those who ask only whether there is one. */
  readonly stopAtFirstFailure?: boolean;
  /** Only these operations: keys as in `OperationReport`. Without it all. */
  readonly operations?: ReadonlySet<string>;
  /** Told when an operation begins and when it is done. */
  readonly onEvent?: (event: VerifyEvent) => void;
  /** Place and text of a part of the spec, for failures. */
  readonly quote?: (span: Span) => string | undefined;
  /** Where scenarios come from; by default from the application. */
  readonly planner?: Planner;
}

/** How far the app's clock may be from ours: slow runs are fine, another time zone is not. */
const clockToleranceMs = 20 * 60_000;

/** Exercises the operations of a running app with an empty database and compares each answer with the reference model. */
export async function runSmoke(options: SmokeOptions): Promise<SmokeReport> {
  const { application, operations } = options;
  const isWanted = (operation: string): boolean => operations === undefined || operations.has(operation);
  const recorder = new Recorder();
  for (const { key } of application.endpoints) if (isWanted(key)) recorder.declare(key);
  const world = createWorld(application, { now: new Date(options.clock.epochSeconds() * 1000).toISOString(), clockToleranceMs });
  const session = new Session({ ...options, model: world, credentials: new CredentialMint(options), recorder });
  const planner = options.planner ?? plannerFor(application);
  const suite = createSuite(session, new Scenes(session, (entity, n) => planner.fixture(entity, n)), isWanted);
  const teller = new Teller(recorder, isWanted, options.onEvent ?? (() => undefined));
  void (options.isReady ?? Promise.resolve(true)).then((isReady) => {
    if (isReady) session.dispatch.open();
    else session.dispatch.stop(new AppEnded());
  });
  try {
    for (const step of smokeSteps(suite, planner, options.openApiText)) {
      const part = session.dispatch.begin(() => { teller.started(step.operations); });
      await step.run();
      teller.done(step.operations, part);
    }
    await session.dispatch.settled();
  } catch (error) {
    const reason = error instanceof EnoughSeen ? 'the first failure was enough' : error instanceof AppEnded ? 'the app ended' : undefined;
    if (reason === undefined) throw error;
    recorder.skip('app', 'the rest', reason);
  }
  await teller.end();
  return recorder.report(isWanted);
}

/** Tells how the operations come along. */
class Teller {
  readonly #recorder: Recorder;
  readonly #isWanted: (operation: string) => boolean;
  readonly #onEvent: (event: VerifyEvent) => void;
  readonly #told = new Map<string, number>();
  readonly #arriving: Promise<void>[] = [];

  constructor(recorder: Recorder, isWanted: (operation: string) => boolean, onEvent: (event: VerifyEvent) => void) {
    this.#recorder = recorder;
    this.#isWanted = isWanted;
    this.#onEvent = onEvent;
  }

  started(operations: readonly string[]): void {
    for (const operation of operations) if (this.#isWanted(operation)) this.#onEvent({ kind: 'operationStarted', operation });
  }

  /** The operations are done once what they have sent was answered. */
  done(operations: readonly string[], part: Part): void {
    this.#arriving.push(part.done().then(() => { for (const operation of operations) if (this.#isWanted(operation)) this.#tell(operation); }));
  }

  /** Tells of failures that came later, while other operations were exercised. */
  async end(): Promise<void> {
    await Promise.all(this.#arriving);
    for (const { operation, failures } of this.#recorder.report().operations) if (failures.length > (this.#told.get(operation) ?? 0)) this.#tell(operation);
  }

  #tell(operation: string): void {
    const report = this.#recorder.operation(operation);
    this.#told.set(operation, report.failures.length);
    this.#onEvent({ kind: 'operationDone', report });
  }
}
