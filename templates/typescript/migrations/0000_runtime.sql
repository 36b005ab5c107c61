-- Tables of the application itself, apart from those of its domain.
create schema if not exists "runtime";
-- {{#idempotency}}

create table "runtime"."idempotency_keys" (
  "caller" text not null,
  "operation" text not null,
  "key" text not null,
  "fingerprint" text not null,
  "status" smallint,
  "headers" text,
  "body" text,
  "created_at" timestamp(3) with time zone not null,
  primary key ("caller", "operation", "key")
);

create index "idempotency_keys_created_at" on "runtime"."idempotency_keys" ("created_at");
-- {{/idempotency}}
-- {{#events}}

create table "runtime"."outbox_events" (
  "id" uuid primary key,
  "name" text not null,
  "payload" jsonb not null,
  "emitted_at" timestamp(3) with time zone not null,
  "dispatched_at" timestamp(3) with time zone
);

create index "outbox_events_waiting" on "runtime"."outbox_events" ("id") where "dispatched_at" is null;

create table "runtime"."outbox_deliveries" (
  "event_id" uuid not null references "runtime"."outbox_events" ("id") on delete cascade,
  "handler" text not null,
  "state" text not null default 'due' check ("state" in ('due', 'done', 'dead')),
  "attempts" integer not null default 0,
  "next_attempt_at" timestamp(3) with time zone not null,
  "finished_at" timestamp(3) with time zone,
  "last_error" text,
  primary key ("event_id", "handler")
);

create index "outbox_deliveries_due" on "runtime"."outbox_deliveries" ("next_attempt_at") where "state" = 'due';
-- {{/events}}
