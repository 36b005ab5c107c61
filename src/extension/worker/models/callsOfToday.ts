import { addToCalls, type LedgerCall } from '../../../llm/ledger/ledgerCalls.ts';
import { dayOf } from '../../../llm/records/budgetScopes.ts';
import type { LedgerRepository } from '../../../llm/records/ledgerRepository.ts';

/** The calls of today, of all windows; each time only what is new in the ledger is read, because the meter asks several times a second. */
export class CallsOfToday {
  readonly #ledger: Pick<LedgerRepository, 'events'>;
  #day = '';
  #calls = new Map<string, LedgerCall>();
  #lastSeq = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ledger: Pick<LedgerRepository, 'events'>) {
    this.#ledger = ledger;
  }

  /** All calls that the day pays for (UTC). */
  at(now: number): Promise<readonly LedgerCall[]> {
    // One reading after the other: two at a time would both read from the same place on.
    const read = this.#turn.then(() => this.#read(now));
    this.#turn = read.catch(() => undefined);
    return read;
  }

  async #read(now: number): Promise<readonly LedgerCall[]> {
    const day = dayOf(now);
    if (day !== this.#day) {
      this.#day = day;
      this.#calls = new Map();
      this.#lastSeq = 0;
    }
    const events = await this.#ledger.events({ since: Date.parse(day), afterSeq: this.#lastSeq });
    addToCalls(this.#calls, events);
    this.#lastSeq = events.at(-1)?.seq ?? this.#lastSeq;
    return [...this.#calls.values()];
  }
}
