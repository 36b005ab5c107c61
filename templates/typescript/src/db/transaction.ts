import { setTimeout as sleep } from "node:timers/promises";
import type { PgTransactionConfig } from "drizzle-orm/pg-core";
import type { Caller, CallContext } from "../shared/context.ts";
import type { Database, Transaction } from "./client.ts";
import { isSerializationFailure, toProblem } from "./errors.ts";

const attempts = 4;

/**
 * Runs `work` in one transaction, with its deferred checks before the commit. What the database refuses becomes a
 * `Problem`; a serialisation failure or deadlock is tried again first.
 */
export function inTransaction<T>(
  database: Database,
  caller: Caller | undefined,
  work: (context: CallContext) => Promise<T>,
): Promise<T> {
  return run(database, caller, work, { accessMode: "read write" });
}

/** Runs `work` on one snapshot of the database, where nothing can be written. */
export function inReadTransaction<T>(
  database: Database,
  caller: Caller | undefined,
  work: (context: CallContext) => Promise<T>,
): Promise<T> {
  return run(database, caller, work, {
    isolationLevel: "repeatable read",
    accessMode: "read only",
  });
}

/**
 * Runs `work`, which reads with one query only, without a transaction: a single query sees one snapshot anyway, and
 * takes one round trip in place of three.
 */
export async function inSingleRead<T>(
  database: Database,
  caller: Caller | undefined,
  work: (context: CallContext) => Promise<T>,
): Promise<T> {
  try {
    return await work({
      tx: database,
      caller,
      now: new Date(),
      deferCheck: refuseWrites,
      afterCommit: refuseWrites,
    });
  } catch (error) {
    throw toProblem(error);
  }
}

function refuseWrites(): never {
  throw new Error("A single read has no commit to wait for.");
}

async function run<T>(
  database: Database,
  caller: Caller | undefined,
  work: (context: CallContext) => Promise<T>,
  config: PgTransactionConfig,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runOnce(database, caller, work, config);
    } catch (error) {
      if (!isSerializationFailure(error) || attempt === attempts) {
        throw toProblem(error);
      }
      await sleep(attempt * 10 + Math.random() * 20);
    }
  }
}

async function runOnce<T>(
  database: Database,
  caller: Caller | undefined,
  work: (context: CallContext) => Promise<T>,
  config: PgTransactionConfig,
): Promise<T> {
  const checks = new Map<string, () => Promise<void>>();
  const actions = new Map<string, () => void>();
  const result = await database.transaction(async (tx: Transaction) => {
    const value = await work({
      tx,
      caller,
      now: new Date(),
      deferCheck: (key, check) => checks.set(key, check),
      afterCommit: (key, action) => actions.set(key, action),
    });
    for (const [key, check] of checks) {
      checks.delete(key);
      await check();
    }
    return value;
  }, config);
  for (const action of actions.values()) action();
  return result;
}
