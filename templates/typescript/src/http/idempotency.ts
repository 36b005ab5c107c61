import { createHash } from "node:crypto";
import { and, eq, inArray, lt, sql } from "drizzle-orm";
import type { FastifyReply, FastifyRequest } from "fastify";
import { idempotencyKeys } from "../db/systemTables.ts";
import { inTransaction } from "../db/transaction.ts";
import type { CallContext } from "../shared/context.ts";
import { badRequest, unprocessable } from "./problem.ts";

/** What an operation answers. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The text that goes out, as it was the first time. */
interface SentAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

interface Claim {
  readonly caller: string;
  readonly operation: string;
  readonly key: string;
  readonly fingerprint: string;
}

const keptMs = 24 * 60 * 60 * 1000;
const longestKey = 255;

/**
 * Runs `work` in a transaction and sends its answer. With an `Idempotency-Key` the work is done once for each caller,
 * operation and key: a repetition is given the first answer, another request under the same key is refused with 422.
 */
export async function idempotent(
  request: FastifyRequest,
  reply: FastifyReply,
  operationId: string,
  work: (context: CallContext) => Promise<Answer>,
): Promise<FastifyReply> {
  const key = keyOf(request);
  const { answer, replayed } = await inTransaction(
    request.server.database,
    request.caller,
    async (context) => {
      if (key === undefined) {
        return { answer: sent(await work(context)), replayed: false };
      }
      const claim = claimOf(request, operationId, key);
      const first = await claimKey(context, claim);
      if (first !== undefined) return { answer: first, replayed: true };
      const made = sent(await work(context));
      await store(context, claim, made);
      return { answer: made, replayed: false };
    },
  );
  if (replayed) reply.header("idempotency-replayed", "true");
  reply.status(answer.status).headers(answer.headers);
  if (answer.body === undefined) return reply.send();
  if (!reply.hasHeader("content-type")) {
    reply.header("content-type", "application/json; charset=utf-8");
  }
  return reply.serializer(String).send(answer.body);
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers["idempotency-key"]?.toString();
  if (key === undefined) return undefined;
  if (key !== "" && key.length <= longestKey) return key;
  throw badRequest(
    "invalid_parameter",
    `Idempotency-Key has 1 to ${String(longestKey)} characters.`,
    [{ path: "/header/idempotency-key", message: "Empty or too long." }],
  );
}

function claimOf(
  request: FastifyRequest,
  operation: string,
  key: string,
): Claim {
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([request.url, request.body]))
    .digest("base64url");
  const caller = request.caller?.subject ?? "";
  return { caller, operation, key, fingerprint };
}

/**
 * Takes the key for this transaction, or gives the answer that it has already. A simultaneous request with the key
 * waits here until the first one ends.
 */
async function claimKey(
  { tx, now }: CallContext,
  claim: Claim,
): Promise<SentAnswer | undefined> {
  const expiry = new Date(now.getTime() - keptMs);
  await removeExpired(tx, expiry);
  const { caller, operation, key } = idempotencyKeys;
  const claimed = await tx
    .insert(idempotencyKeys)
    .values({ ...claim, createdAt: now })
    .onConflictDoUpdate({
      target: [caller, operation, key],
      set: { fingerprint: claim.fingerprint, createdAt: now },
      setWhere: lt(idempotencyKeys.createdAt, expiry),
    })
    .returning({ key });
  if (claimed.length > 0) return undefined;
  const [known] = await tx.select().from(idempotencyKeys).where(isFor(claim));
  if (known?.fingerprint !== claim.fingerprint) {
    throw unprocessable(
      "idempotency_key_reused",
      "This Idempotency-Key was used for another request.",
    );
  }
  return {
    status: known.status ?? 200,
    headers: JSON.parse(known.headers ?? "{}") as Record<string, string>,
    body: known.body ?? undefined,
  };
}

async function removeExpired(
  tx: CallContext["tx"],
  expiry: Date,
): Promise<void> {
  const expired = tx
    .select({ row: sql`(ctid)` })
    .from(idempotencyKeys)
    .where(lt(idempotencyKeys.createdAt, expiry))
    .limit(100)
    .for("update", { skipLocked: true });
  await tx.delete(idempotencyKeys).where(inArray(sql`ctid`, expired));
}

async function store(
  { tx }: CallContext,
  claim: Claim,
  { status, headers, body }: SentAnswer,
): Promise<void> {
  await tx
    .update(idempotencyKeys)
    .set({ status, headers: JSON.stringify(headers), body: body ?? null })
    .where(isFor(claim));
}

function isFor({ caller, operation, key }: Claim) {
  return and(
    eq(idempotencyKeys.caller, caller),
    eq(idempotencyKeys.operation, operation),
    eq(idempotencyKeys.key, key),
  );
}

function sent({ status, headers = {}, body }: Answer): SentAnswer {
  return {
    status,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  };
}
