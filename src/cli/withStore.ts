import { existsSync } from 'node:fs';
import { type Store, StoreError } from '../llm/records/store.ts';
import { openSqliteStore, storeFile } from '../node/sqliteStore.ts';
import { type ExitCode, paint, say } from './terminal.ts';

/** Does something with the store of this person and closes it; a store that cannot be used is told, and ends in exit code 1. */
export async function withStore(work: (store: Store) => Promise<ExitCode>): Promise<ExitCode> {
  try {
    const { store, notice } = await openSqliteStore();
    if (notice !== undefined) say(paint('yellow', notice));
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    say(paint('red', error.message));
    return 1;
  }
}

/** Whether anything was ever kept; looking makes no store. */
export function hasStore(): boolean {
  return existsSync(storeFile());
}
