import { and, asc, eq, isNull, lt, lte, notExists } from "drizzle-orm";
import type { FastifyBaseLogger } from "fastify";
import type { Database } from "../db/client.ts";
import { outboxDeliveries, outboxEvents } from "../db/systemTables.ts";
import { inTransaction } from "../db/transaction.ts";
import { type CallContext, systemCaller } from "../shared/context.ts";
import type { EventHandler } from "./handler.ts";
import { onEventsCommitted } from "./outbox.ts";

/** After so many failures a delivery is dead: it stays in the table, and nobody tries it again. */
const mostAttempts = 12;
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

interface Delivery {
  readonly eventId: string;
  readonly handler: string;
  readonly attempts: number;
}

type DeliveryOutcome = "none" | "done" | "failed";

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
  while (!isStopping() && (await deliverNext(options)) !== "none") continue;
}

/** Gives one waiting event a delivery for each of its handlers; false when none waits. */
function fanOut({
  database,
  handlers,
}: Pick<DispatcherOptions, "database" | "handlers">): Promise<boolean> {
  return inTransaction(database, systemCaller, async ({ tx, now }) => {
    const [event] = await tx
      .select({ id: outboxEvents.id, name: outboxEvents.name })
      .from(outboxEvents)
      .where(isNull(outboxEvents.dispatchedAt))
      .orderBy(asc(outboxEvents.id))
      .limit(1)
      .for("update", { skipLocked: true });
    if (event === undefined) return false;
    const deliveries = handlers
      .filter((handler) => handler.event === event.name)
      .map(({ name }) => ({
        eventId: event.id,
        handler: name,
        nextAttemptAt: now,
      }));
    if (deliveries.length > 0) {
      await tx
        .insert(outboxDeliveries)
        .values(deliveries)
        .onConflictDoNothing();
    }
    await tx
      .update(outboxEvents)
      .set({ dispatchedAt: now })
      .where(eq(outboxEvents.id, event.id));
    return true;
  });
}

/**
 * Runs one handler in a transaction that also records the delivery: either both are committed or none, so that the
 * handler's rows are written exactly once although a delivery may be tried several times.
 */
async function deliverNext({
  database,
  handlers,
  log,
}: Omit<DispatcherOptions, "pollMs">): Promise<DeliveryOutcome> {
  let taken: Delivery | undefined;
  try {
    await inTransaction(database, systemCaller, async (context) => {
      taken = undefined;
      taken = await takeDue(context);
      if (taken !== undefined) await deliver(context, taken, handlers);
    });
    return taken === undefined ? "none" : "done";
  } catch (error) {
    if (taken === undefined) throw error;
    log.warn({ err: error, delivery: taken }, "A handler failed");
    await recordFailure(database, taken, error);
    return "failed";
  }
}

/** Locks one delivery that is due; other processes skip it. */
async function takeDue({
  tx,
  now,
}: CallContext): Promise<Delivery | undefined> {
  const [delivery] = await tx
    .select({
      eventId: outboxDeliveries.eventId,
      handler: outboxDeliveries.handler,
      attempts: outboxDeliveries.attempts,
    })
    .from(outboxDeliveries)
    .where(
      and(
        eq(outboxDeliveries.state, "due"),
        lte(outboxDeliveries.nextAttemptAt, now),
      ),
    )
    .orderBy(asc(outboxDeliveries.nextAttemptAt), asc(outboxDeliveries.eventId))
    .limit(1)
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

function isDelivery({ eventId, handler }: Delivery) {
  return and(
    eq(outboxDeliveries.eventId, eventId),
    eq(outboxDeliveries.handler, handler),
  );
}
