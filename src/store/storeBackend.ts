import type { Dialect } from 'kysely';
import type { StoreFailure } from '../llm/records/store.ts';

/** A database that a store can be kept in. Whoever makes it also ends it, after the store was closed. */
export interface StoreBackend {
  readonly dialect: Dialect;
  /** One whose commits have reached the disk when they resolve, where `dialect` does not wait for that. */
  readonly durableDialect?: Dialect;
  /** Waits until it is time for the next commit; what is written meanwhile is committed together. For databases whose transactions take the thread that they are asked from. */
  readonly gather?: () => Promise<void>;
  /** What makes changes of the schema wait for each other, where transactions that write do not exclude each other anyway. */
  readonly migrationLock?: string;
  failureOf(error: unknown): StoreFailure;
  /** Checksums of migrations. */
  sha256(text: string): string;
}
