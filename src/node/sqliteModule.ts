import type * as Sqlite from 'node:sqlite';
import { StoreError } from '../llm/records/store.ts';

/** Node's own SQLite. Throws a `StoreError` where there is none, which is before Node 22.13. */
export function sqliteModule(): typeof Sqlite {
  const found = withoutWarnings(() => process.getBuiltinModule('node:sqlite') as typeof Sqlite | undefined);
  if (found === undefined) throw new StoreError('failed', `Costs, budgets and answers are kept by Node's own SQLite, which comes with Node 22.13; this is Node ${process.versions.node}.`);
  return found;
}

/** Node 22 warns that its SQLite is experimental; nobody who only wants to see costs can do anything about it. */
function withoutWarnings<T>(load: () => T): T {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
