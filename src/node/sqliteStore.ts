import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setImmediate as immediate, setTimeout as pause } from 'node:timers/promises';
import { type Store, StoreError, type StoreFailure } from '../llm/records/store.ts';
import { type OpenedStore, openStore } from '../store/openStore.ts';
import { isSuspect, moveAside, suspectDamage, trust } from './damagedStore.ts';
import { dataFolder } from './dataFolder.ts';
import { isOnNetworkShare } from './networkShare.ts';
import { SqliteFile } from './sqliteFile.ts';
import { sqliteModule } from './sqliteModule.ts';

/** How often opening is tried while other processes open, change or move the same file. */
const attempts = 40;
const pauseMs = 250;

/** Where the store of this person lies: all windows and the command line share it. */
export function storeFile(): string {
  return join(dataFolder(), 'devmatrix.sqlite');
}

/**
 * Opens the store in a SQLite file, which is made if need be. A damaged file is moved aside, and `notice` tells where to. Rejects with a
 * `StoreError`: without Node's SQLite, on a network share, when nothing can be written there.
 */
export async function openSqliteStore(file = storeFile()): Promise<OpenedStore> {
  const { DatabaseSync } = sqliteModule();
  prepareFolder(file);
  let notice: string | undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const isWhole = !isSuspect(file) || isIntact(file);
      if (!isWhole) throw new StoreError('corrupt', 'The store is damaged.');
      const opened = await openFile(new DatabaseSync(file), file);
      return notice === undefined ? opened : { ...opened, notice };
    } catch (error) {
      const failure = error instanceof StoreError ? error.failure : failureOf(error);
      if (failure === 'corrupt') notice = movedAside(file) ?? notice;
      else if (failure !== 'busy' || attempt >= attempts) throw error instanceof StoreError ? error : new StoreError(failure, messageOf(error), { cause: error });
      if (attempt >= attempts) throw new StoreError('corrupt', `${file} is damaged and could not be moved aside, because another process holds it. Close the other windows and try again.`);
      if (failure === 'busy') await pause(pauseMs);
    }
  }
}

async function openFile(database: InstanceType<ReturnType<typeof sqliteModule>['DatabaseSync']>, file: string): Promise<OpenedStore> {
  try {
    database.exec('pragma busy_timeout = 5000');
    database.exec('pragma journal_mode = wal');
    const shared = new SqliteFile(database, resolve(file));
    const opened = await openStore({
      dialect: shared.dialect('normal'),
      durableDialect: shared.dialect('full'),
      gather: commitRhythm(),
      failureOf: (error) => {
        const failure = failureOf(error);
        if (failure === 'corrupt') suspectDamage(file);
        return failure;
      },
      sha256: (text) => createHash('sha256').update(text).digest('hex'),
    }, Date.now());
    if (opened.access === 'read') database.exec('pragma query_only = on');
    return { ...opened, store: closing(opened.store, shared) };
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Between two commits. A commit takes the whole thread until the disk is sure, so that operations which come one by one, as calls to models end, would each take it; a
 * hundred of them at a time share one commit this way, and nobody who waits for a model notices.
 */
const betweenCommitsMs = 5;

function commitRhythm(): () => Promise<void> {
  let next = 0;
  return async () => {
    const waitMs = next - performance.now();
    await (waitMs > 0 ? pause(waitMs) : immediate());
    next = performance.now() + betweenCommitsMs;
  };
}

function closing(store: Store, file: SqliteFile): Store {
  return {
    ...store,
    async close() {
      await store.close();
      file.close();
    },
  };
}

function prepareFolder(file: string): void {
  const folder = dirname(file);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    throw new StoreError('full', `Nothing can be kept in ${folder}: ${messageOf(error)}. Set DEVMATRIX_DATA to a folder that can be written.`, { cause: error });
  }
  if (isOnNetworkShare(folder)) {
    throw new StoreError('failed', `${folder} lies on a network share, where SQLite cannot keep several processes apart. Set DEVMATRIX_DATA to a folder of this machine.`);
  }
}

function movedAside(file: string): string | undefined {
  const aside = moveAside(file, new Date(), () => existsSync(file) && !isIntact(file));
  if (aside === undefined) return undefined;
  return `The store was damaged. It now lies in ${aside}, nothing was deleted; costs and budgets begin anew, so please set your budgets again.`;
}

/** Whether all of the file can be read as a database. */
function isIntact(file: string): boolean {
  try {
    const { DatabaseSync } = sqliteModule();
    const database = new DatabaseSync(file);
    try {
      const isOk = database.prepare('pragma quick_check(1)').get()?.['quick_check'] === 'ok';
      if (isOk) trust(file);
      return isOk;
    } finally {
      database.close();
    }
  } catch (error) {
    return failureOf(error) !== 'corrupt';
  }
}

/** What SQLite's primary result codes mean, from sqlite.org/rescode.html. */
const failures: ReadonlyMap<number, StoreFailure> = new Map([[5, 'busy'], [6, 'busy'], [8, 'full'], [11, 'corrupt'], [13, 'full'], [14, 'full'], [26, 'corrupt']]);

function failureOf(error: unknown): StoreFailure {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return 'failed';
  return failures.get(error.errcode & 0xff) ?? 'failed';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
