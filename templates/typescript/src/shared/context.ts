import type { Database } from "../db/client.ts";
import { Problem } from "../http/problem.ts";

/** Who calls, as the credentials say. */
export interface Caller {
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
  /** True for callers that pass every ownership check. */
  readonly isAdmin: boolean;
}

/** What every repository, service and flow works with; it lives as long as its transaction. */
export interface CallContext {
  /** The only way to the database inside a call: the transaction, except in a call of a single query. */
  readonly tx: Database;
  /** Undefined for an anonymous call. */
  readonly caller: Caller | undefined;
  /** One instant for the whole call. */
  readonly now: Date;
  /** Runs `check` once before the commit, whatever number of writes ask for it under this key. */
  deferCheck(key: string, check: () => Promise<void>): void;
  /** Runs `action` once after the commit. */
  afterCommit(key: string, action: () => void): void;
}

/** Runs events, schedules and the seed; passes every ownership check. */
export const systemCaller: Caller = {
  subject: "system",
  scopes: new Set(),
  isAdmin: true,
};

/** The caller of the call; an anonymous one is refused with 401. */
export function requireCaller(context: CallContext): Caller {
  if (context.caller !== undefined) return context.caller;
  throw new Problem({
    status: 401,
    code: "unauthorized",
    detail: "This operation needs credentials.",
    headers: { "www-authenticate": "Bearer" },
  });
}
