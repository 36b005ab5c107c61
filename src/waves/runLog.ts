import type { Json } from '../base/json.ts';
import type { TimePort } from '../llm/ports.ts';
import type { RunEvent, RunLogRepository } from '../llm/records/runLog.ts';
import type { LoggedEvent, WaveEvent } from './runEvent.ts';

const pageSize = 1000;

/** Everything that the log of a run holds, oldest first, a page at a time. */
export async function* readRun(log: RunLogRepository, run: string): AsyncGenerator<LoggedEvent> {
  for (let afterSeq = 0; ;) {
    const page = await log.read(run, afterSeq, pageSize);
    for (const stored of page) yield loggedEvent(stored);
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    afterSeq = last.seq;
  }
}

/** An event as the store keeps it, read. */
export function loggedEvent({ at, kind, data }: RunEvent): LoggedEvent {
  return { at, event: { ...(data as object), kind } as WaveEvent };
}

interface Waiting {
  readonly events: readonly WaveEvent[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Appends to the log of a run. Events that come while the store is writing go together in the next transaction, so that a hundred answers wait for
 * the disk once. What is told together is kept together, or not at all.
 */
export class RunLogWriter {
  readonly #log: RunLogRepository;
  readonly #run: string;
  readonly #time: TimePort;
  readonly #written: (logged: LoggedEvent) => void;
  #waiting: Waiting[] = [];
  #isWriting = false;

  /** `written` hears each event in the order of the log, as soon as it is on disk and before whoever told it goes on. */
  constructor(options: { readonly log: RunLogRepository; readonly run: string; readonly time: TimePort; readonly written: (logged: LoggedEvent) => void }) {
    this.#log = options.log;
    this.#run = options.run;
    this.#time = options.time;
    this.#written = options.written;
  }

  /** Resolves when they are on disk. Rejects with the store's error, and then none of them is. */
  tell(events: readonly WaveEvent[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ events, resolve, reject });
      if (!this.#isWriting) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      const at = this.#time.now();
      const events = group.flatMap((waiting) => waiting.events);
      try {
        await this.#log.append(this.#run, events.map(({ kind, ...data }) => ({ at, kind, data: data as unknown as Json })));
      } catch (error) {
        for (const { reject } of group) reject(error);
        continue;
      }
      for (const { events: told, resolve } of group) {
        for (const event of told) this.#written({ at, event });
        resolve();
      }
    }
    this.#isWriting = false;
  }
}
