import { type Store, StoreError } from '../llm/records/store.ts';
import { benchmarkStore } from './benchmarkStore.ts';
import { breakerStore, correctionStore } from './modelStateStore.ts';
import { budgetStore } from './budgetStore.ts';
import { cachedAnswerStore } from './cachedAnswerStore.ts';
import { CallCommits } from './callCommits.ts';
import { Database } from './database.ts';
import { keptFunctionStore } from './keptFunctionStore.ts';
import { ledgerStore } from './ledgerStore.ts';
import { migrate } from './migrate.ts';
import { type Migration, migrations } from './migrations.ts';
import { runLogStore } from './runLogStore.ts';
import { sessionStore } from './sessionStore.ts';
import type { StoreBackend } from './storeBackend.ts';

/** A store, and whether a newer DevMatrix keeps this one from writing to it: then `notice` tells the person. */
export interface OpenedStore {
  readonly store: Store;
  readonly access: 'write' | 'read';
  readonly notice?: string;
}

/** Opens the store of a database and brings its schema up to date. Rejects with a `StoreError`. */
export async function openStore(backend: StoreBackend, now: number, known: readonly Migration[] = migrations): Promise<OpenedStore> {
  const database = new Database(backend);
  try {
    const state = await migrate(database, backend, known, now);
    const store = repositories(database);
    if (state.kind === 'current') {
      await tidy(store, now).catch(() => undefined);
      return { store, access: 'write' };
    }
    const notice = `The store was written by a newer DevMatrix (its schema is ${state.version}, this one knows ${known.at(-1)?.version ?? 0}). `
      + 'It can be read; calls to models wait until DevMatrix is updated, because their costs could not be recorded.';
    database.refuseWrites(new StoreError('newerSchema', notice));
    return { store, access: 'read', notice };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** What is kept of runs and conversations. The ledger, budgets and benchmarks are kept for good; kept answers bound themselves. */
const keptRuns = { maxRuns: 200, maxEvents: 200_000 };
const keptSessionsMs = 90 * 24 * 3_600_000;
const keptSessions = { maxSessions: 500, maxMessages: 50_000 };

async function tidy({ runLog, sessions }: Store, now: number): Promise<void> {
  await runLog.prune(keptRuns);
  await sessions.forgetBefore(now - keptSessionsMs);
  await sessions.prune(keptSessions);
}

function repositories(database: Database): Store {
  const commits = new CallCommits(database);
  return {
    ledger: ledgerStore(database, commits),
    budgets: budgetStore(database),
    runLog: runLogStore(database),
    answers: cachedAnswerStore(database, commits),
    benchmarks: benchmarkStore(database),
    breakers: breakerStore(database),
    sessions: sessionStore(database),
    functions: keptFunctionStore(database),
    corrections: correctionStore(database),
    async close() {
      await commits.idle();
      await database.close();
    },
  };
}
