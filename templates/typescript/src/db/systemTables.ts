import {
  // {{#events}}
  integer,
  jsonb,
  // {{/events}}
  pgSchema,
  primaryKey,
  // {{#idempotency}}
  smallint,
  // {{/idempotency}}
  text,
  timestamp,
  // {{#events}}
  uuid,
  // {{/events}}
} from "drizzle-orm/pg-core";

/** Tables of the application itself, apart from those of its domain. */
const runtime = pgSchema("runtime");

const instant = { withTimezone: true, precision: 3 } as const;
// {{#idempotency}}

/** Answers that are given again to a request with the same `Idempotency-Key`. */
export const idempotencyKeys = runtime.table(
  "idempotency_keys",
  {
    caller: text("caller").notNull(),
    operation: text("operation").notNull(),
    key: text("key").notNull(),
    fingerprint: text("fingerprint").notNull(),
    status: smallint("status"),
    headers: text("headers"),
    body: text("body"),
    createdAt: timestamp("created_at", instant).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.caller, table.operation, table.key] }),
  ],
);
// {{/idempotency}}
// {{#events}}

/** Events that were emitted, in the transaction that emitted them. */
export const outboxEvents = runtime.table("outbox_events", {
  id: uuid("id").primaryKey(),
  name: text("name").notNull(),
  payload: jsonb("payload").notNull(),
  emittedAt: timestamp("emitted_at", instant).notNull(),
  dispatchedAt: timestamp("dispatched_at", instant),
});

/** What became of an event at each of its handlers. */
export const outboxDeliveries = runtime.table(
  "outbox_deliveries",
  {
    eventId: uuid("event_id")
      .notNull()
      .references(() => outboxEvents.id, { onDelete: "cascade" }),
    handler: text("handler").notNull(),
    state: text("state", { enum: ["due", "done", "dead"] })
      .notNull()
      .default("due"),
    attempts: integer("attempts").notNull().default(0),
    nextAttemptAt: timestamp("next_attempt_at", instant).notNull(),
    finishedAt: timestamp("finished_at", instant),
    lastError: text("last_error"),
  },
  (table) => [primaryKey({ columns: [table.eventId, table.handler] })],
);
// {{/events}}
