import { and, asc, eq, inArray, isNull, lt, lte, notExists } from "drizzle-orm";
import type { FastifyBaseLogger } from "fastify";
import type { Database } from "../db/client.ts";
import { outboxDeliveries, outboxEvents } from "../db/systemTables.ts";
import { inTransaction } from "../db/transaction.ts";
import { type CallContext, systemCaller } from "../shared/context.ts";
import type { EventHandler } from "./handler.ts";
import { onEventsCommitted } from "./outbox.ts";

/** After so many failures a delivery is dead: it stays in the table, and nobody tries it again. */
const mostAttempts = 12;
/** So many events or deliveries are looked up at once. */
const batch = 100;
const longestDelayMs = 15 * 60 * 1000;
const keptMs = 7 * 24 * 60 * 60 * 1000;
const cleaningPauseMs = 60 * 60 * 1000;

interface DispatcherOptions {
  readonly database: Database;
  readonly handlers: readonly EventHandler[];
  readonly pollMs: number;
  readonly log: Pick<FastifyBaseLogger, "warn" | "error">;
}

export interface Dispatcher {
  /** Ends after the delivery that is under way. */
  stop(): Promise<void>;
}

interface DueDelivery {
  readonly eventId: string;
  readonly handler: string;
}

interface Delivery extends DueDelivery {
  readonly attempts: number;
}

/** Delivers events as they are committed here, and looks for those of other processes every `pollMs` milliseconds. */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  let stopping = false;
  let waiting = true;
  let nextCleaning = 0;
  let running: Promise<void> | undefined;

  const work = async (): Promise<void> => {
    while (waiting && !stopping) {
      waiting = false;
      await deliverDue(options, () => stopping);
    }
    if (!stopping && Date.now() >= nextCleaning) {
      nextCleaning = Date.now() + cleaningPauseMs;
      await removeOld(options.database);
    }
  };
  const wake = (): void => {
    waiting = true;
    if (stopping) return;
    running ??= work()
      .catch((error: unknown) => {
        options.log.error({ err: error }, "Delivering events failed");
      })
      .finally(() => {
        running = undefined;
        // Woken after the last look, but before this.
        if (waiting) wake();
      });
  };
  const timer = setInterval(wake, options.pollMs);
  const unsubscribe = onEventsCommitted(wake);
  wake();
  return {
    async stop() {
      stopping = true;
      clearInterval(timer);
      unsubscribe();
      await running;
    },
  };
}

/** Delivers everything that is due now, one delivery after the other. */
export async function deliverDue(
  options: Omit<DispatcherOptions, "pollMs">,
  isStopping: () => boolean = () => false,
): Promise<void> {
  while (!isStopping() && (await fanOut(options))) continue;
  while (!isStopping() && (await deliverBatch(options, isStopping))) continue;
}

/** Gives waiting events a delivery for each of their handlers; true when more events may wait. */
function fanOut({
  database,
  handlers,
}: Pick<DispatcherOptions, "database" | "handlers">): Promise<boolean> {
  return inTransaction(database, systemCaller, async ({ tx, now }) => {
    const events = await tx
      .select({ id: outboxEvents.id, name: outboxEvents.name })
      .from(outboxEvents)
      .where(isNull(outboxEvents.dispatchedAt))
      .orderBy(asc(outboxEvents.id))
      .limit(batch)
      .for("update", { skipLocked: true });
    if (events.length === 0) return false;
    const deliveries = events.flatMap((event) =>
      handlers
        .filter((handler) => handler.event === event.name)
        .map(({ name }) => ({
          eventId: event.id,
          handler: name,
          nextAttemptAt: now,
        })),
    );
    if (deliveries.length > 0) {
      await tx
        .insert(outboxDeliveries)
        .values(deliveries)
        .onConflictDoNothing();
    }
    const ids = events.map(({ id }) => id);
    await tx
      .update(outboxEvents)
      .set({ dispatchedAt: now })
      .where(inArray(outboxEvents.id, ids));
    return events.length === batch;
  });
}

/** Tries what is due, oldest first; true when more may be due. */
async function deliverBatch(
  options: Omit<DispatcherOptions, "pollMs">,
  isStopping: () => boolean,
): Promise<boolean> {
  const due = await options.database
    .select({
      eventId: outboxDeliveries.eventId,
      handler: outboxDeliveries.handler,
    })
    .from(outboxDeliveries)
    .where(isDue(new Date()))
    .orderBy(asc(outboxDeliveries.nextAttemptAt), asc(outboxDeliveries.eventId))
    .limit(batch);
  let tried = 0;
  for (const delivery of due) {
    if (isStopping()) return false;
    if (await attempt(options, delivery)) tried += 1;
  }
  return due.length === batch && tried > 0;
}

/**
 * Runs one handler in a transaction that also records the delivery: either both are committed or none, so that the
 * handler's rows are written exactly once although a delivery may be tried several times. False when another process
 * was first.
 */
async function attempt(
  { database, handlers, log }: Omit<DispatcherOptions, "pollMs">,
  due: DueDelivery,
): Promise<boolean> {
  let taken: Delivery | undefined;
  try {
    await inTransaction(database, systemCaller, async (context) => {
      taken = undefined;
      taken = await take(context, due);
      if (taken !== undefined) await deliver(context, taken, handlers);
    });
  } catch (error) {
    if (taken === undefined) throw error;
    log.warn({ err: error, delivery: due }, "A handler failed");
    await recordFailure(database, taken, error);
  }
  return taken !== undefined;
}

/** Locks the delivery unless another process has it or was done with it. */
async function take(
  { tx, now }: CallContext,
  due: DueDelivery,
): Promise<Delivery | undefined> {
  const [delivery] = await tx
    .select({
      eventId: outboxDeliveries.eventId,
      handler: outboxDeliveries.handler,
      attempts: outboxDeliveries.attempts,
    })
    .from(outboxDeliveries)
    .where(and(isDelivery(due), isDue(now)))
    .for("update", { skipLocked: true });
  return delivery;
}

async function deliver(
  context: CallContext,
  delivery: Delivery,
  handlers: readonly EventHandler[],
): Promise<void> {
  const handler = handlers.find(({ name }) => name === delivery.handler);
  if (handler === undefined) {
    throw new Error(`There is no handler ${delivery.handler} any more.`);
  }
  const [event] = await context.tx
    .select({ payload: outboxEvents.payload })
    .from(outboxEvents)
    .where(eq(outboxEvents.id, delivery.eventId));
  await handler.handle(context, event?.payload);
  await context.tx
    .update(outboxDeliveries)
    .set({
      state: "done",
      attempts: delivery.attempts + 1,
      finishedAt: context.now,
    })
    .where(isDelivery(delivery));
}

async function recordFailure(
  database: Database,
  delivery: Delivery,
  error: unknown,
): Promise<void> {
  const attempts = delivery.attempts + 1;
  const delayMs = Math.min(2 ** attempts * 250, longestDelayMs);
  await inTransaction(database, systemCaller, async ({ tx, now }) => {
    await tx
      .update(outboxDeliveries)
      .set({
        attempts,
        lastError: String(error),
        nextAttemptAt: new Date(now.getTime() + delayMs),
        ...(attempts >= mostAttempts
          ? { state: "dead" as const, finishedAt: now }
          : {}),
      })
      .where(and(isDelivery(delivery), eq(outboxDeliveries.state, "due")));
  });
}

/** Forgets deliveries that ended a week ago, and the events that have none left. */
async function removeOld(database: Database): Promise<void> {
  await inTransaction(database, systemCaller, async ({ tx, now }) => {
    const expiry = new Date(now.getTime() - keptMs);
    await tx
      .delete(outboxDeliveries)
      .where(
        and(
          eq(outboxDeliveries.state, "done"),
          lt(outboxDeliveries.finishedAt, expiry),
        ),
      );
    const remaining = tx
      .select({ eventId: outboxDeliveries.eventId })
      .from(outboxDeliveries)
      .where(eq(outboxDeliveries.eventId, outboxEvents.id));
    await tx
      .delete(outboxEvents)
      .where(and(lt(outboxEvents.dispatchedAt, expiry), notExists(remaining)));
  });
}

function isDue(now: Date) {
  return and(
    eq(outboxDeliveries.state, "due"),
    lte(outboxDeliveries.nextAttemptAt, now),
  );
}

function isDelivery({ eventId, handler }: DueDelivery) {
  return and(
    eq(outboxDeliveries.eventId, eventId),
    eq(outboxDeliveries.handler, handler),
  );
}
