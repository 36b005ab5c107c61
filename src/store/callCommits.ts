import type { LedgerEvent } from '../llm/records/ledger.ts';
import type { Database } from './database.ts';
import { GroupCommit } from './groupCommit.ts';
import { keepAnswers, type KeptAnswer } from './keptAnswers.ts';
import { LedgerBatch } from './ledgerBatch.ts';

type Recorded = { readonly kind: 'event'; readonly event: LedgerEvent } | { readonly kind: 'answer'; readonly kept: KeptAnswer };

/** What calls to models record, each at a moment of its own, in transactions that all of them share: one wait for the disk for what calls begin with, end with and answer. */
export class CallCommits {
  readonly #commits: GroupCommit<LedgerBatch, Recorded>;

  constructor(database: Database) {
    this.#commits = new GroupCommit((work, recorded) => database.writeDurably((tables) => LedgerBatch.run(tables, eventsOf(recorded), async (ledger) => {
      const kept = recorded.flatMap((one) => (one.kind === 'answer' ? [one.kept] : []));
      if (kept.length > 0) await keepAnswers(tables, kept);
      await work(ledger);
    })), database.gather);
  }

  /** The result of an operation on the ledger that is about this event, once it is on disk. */
  record<T>(event: LedgerEvent, operation: (ledger: LedgerBatch) => Promise<T>): Promise<T> {
    return this.#commits.submit({ kind: 'event', event }, operation);
  }

  /** Keeps an answer. */
  keep(kept: KeptAnswer): Promise<void> {
    return this.#commits.submit({ kind: 'answer', kept }, () => Promise.resolve());
  }

  /** Resolves when nothing is being written. */
  idle(): Promise<void> {
    return this.#commits.idle();
  }
}

function eventsOf(recorded: readonly Recorded[]): readonly LedgerEvent[] {
  return recorded.flatMap((one) => (one.kind === 'event' ? [one.event] : []));
}
