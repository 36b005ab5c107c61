import type { CancelSignal } from '../../base/cancelSignal.ts';
import { type ClockPort, type HttpPort, type HttpRequest, type HttpResponse, VerifyError } from '../ports.ts';
import { Part } from './part.ts';
import type { Recorder } from './recorder.ts';
import { type Errand, type Ticket, Traffic } from './traffic.ts';

/** How many answers may be waited for at once: an app works on one core, and whatever else it does holds up what others wait for. */
const mostTravelling = 4;
/** How many errands are planned ahead: all of a usual app. */
const mostPlanned = 4000;
/** Planning stops for answers after so long. */
const longestBurstMs = 8;

/** Thrown in place of a further request when the first failure is enough. */
export class EnoughSeen extends Error {
  override readonly name = 'EnoughSeen';
}

/** Thrown in place of a further request when nobody answers any more. */
export class AppEnded extends Error {
  override readonly name = 'AppEnded';
}

export interface DispatchParts {
  readonly http: HttpPort;
  readonly recorder: Recorder;
  readonly clock: ClockPort;
  readonly signal: CancelSignal;
  /** False once the app has ended: then nothing more is asked of it. */
  readonly isRunning: () => boolean;
  /** Ends with `EnoughSeen` at the first failure. */
  readonly stopAtFirstFailure?: boolean;
}

/** Sends what is planned, as soon as nothing that it depends on is under way, and lets answers in while planning goes on. */
export class Dispatch {
  readonly #parts: DispatchParts;
  readonly #traffic = new Traffic(mostTravelling);
  #part = new Part(() => undefined);
  #burstStartedMs: number;
  #problem: Error | undefined;

  constructor(parts: DispatchParts) {
    this.#parts = parts;
    this.#burstStartedMs = parts.clock.elapsedMs();
  }

  /** Lets the requests go out; before this they are only planned. */
  open(): void {
    this.#traffic.open();
  }

  /** Ends everything with that error; what is planned is not sent. */
  stop(problem: Error): void {
    this.#problem ??= problem;
    this.#traffic.open();
  }

  /** What is handed in from now on is a part of its own; `onStart` is told when its first request goes out. */
  begin(onStart: () => void): Part {
    this.#part = new Part(onStart);
    return this.#part;
  }

  /** The later calls of the operation wait for its earlier ones: before it is looked whether what was refused has changed anything. */
  fence(operation: string): void {
    this.#traffic.fence(operation);
  }

  /** Waits until everything that was planned has been done. */
  async settled(): Promise<void> {
    while (this.#traffic.pending > 0) await this.#traffic.next();
    if (this.#problem !== undefined) throw this.#problem;
  }

  /** Does the work when its turn has come; it is told its number among all. The first error ends everything. */
  handIn(errand: Omit<Errand, 'run'>, work: (number: number) => Promise<void>): Ticket {
    const part = this.#part;
    const ticket: Ticket = this.#traffic.add({
      ...errand,
      run: async (number) => {
        if (this.#problem !== undefined) return;
        part.start();
        try {
          await work(number);
        } catch (error) {
          this.#problem ??= error instanceof Error ? error : new Error(String(error));
        }
      },
    });
    part.add(ticket);
    return ticket;
  }

  /** Waits while too much is planned, and lets answers come in now and then. */
  async breathe(): Promise<void> {
    const { clock, signal } = this.#parts;
    while (this.#traffic.pending >= mostPlanned && this.#problem === undefined) await this.#traffic.next();
    if (clock.elapsedMs() - this.#burstStartedMs > longestBurstMs) {
      await clock.pause(0, signal);
      this.#burstStartedMs = clock.elapsedMs();
    }
    if (this.#problem !== undefined) throw this.#problem;
  }

  /** Has the app answer, and counts the request for its operation. */
  async transmit(operation: string, request: HttpRequest): Promise<HttpResponse | Error> {
    const { clock, http, recorder, signal, isRunning, stopAtFirstFailure } = this.#parts;
    if (signal.aborted) throw new VerifyError('Cancelled.');
    if (stopAtFirstFailure === true && recorder.hasFailed) throw new EnoughSeen();
    if (!isRunning()) throw new AppEnded();
    const startedMs = clock.elapsedMs();
    try {
      return await http.request(request);
    } catch (error) {
      return new Error(`no answer: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      recorder.countRequest(operation, clock.elapsedMs() - startedMs);
    }
  }
}
