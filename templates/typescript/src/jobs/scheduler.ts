import type { FastifyBaseLogger } from "fastify";
import type { DatabaseHandle } from "../db/client.ts";
import { inTransaction } from "../db/transaction.ts";
import { systemCaller } from "../shared/context.ts";
import type { Schedule } from "./schedule.ts";

interface SchedulerOptions {
  readonly database: DatabaseHandle;
  readonly databaseUrl: string;
  readonly schedules: readonly Schedule[];
  readonly log: Pick<FastifyBaseLogger, "error">;
}

export interface Scheduler {
  stop(): Promise<void>;
}

/**
 * Runs the schedules in UTC: on PostgreSQL each tick once for all processes, on PGlite by a timer of this process.
 * What that takes is loaded when it is needed.
 */
export async function startScheduler(
  options: SchedulerOptions,
): Promise<Scheduler> {
  return options.database.kind === "postgresql"
    ? startOnPostgresql(options)
    : startTimers(options);
}

async function startOnPostgresql({
  database,
  databaseUrl,
  schedules,
  log,
}: SchedulerOptions): Promise<Scheduler> {
  const { PgBoss } = await import("pg-boss");
  const boss = new PgBoss({ connectionString: databaseUrl, max: 2 });
  boss.on("error", (error) => {
    log.error({ err: error }, "The scheduler failed");
  });
  await boss.start();
  for (const schedule of schedules) {
    await boss.createQueue(schedule.name);
    await boss.schedule(schedule.name, schedule.cron, null, { tz: "UTC" });
    await boss.work(schedule.name, () => runSchedule(database, schedule));
  }
  const names = new Set(schedules.map(({ name }) => name));
  for (const { name } of await boss.getSchedules()) {
    if (!names.has(name)) await boss.unschedule(name);
  }
  return { stop: () => boss.stop({ graceful: true, timeout: 5_000 }) };
}

async function startTimers({
  database,
  schedules,
  log,
}: SchedulerOptions): Promise<Scheduler> {
  const { Cron } = await import("croner");
  const running = new Set<Promise<void>>();
  const timers = schedules.map(
    (schedule) =>
      new Cron(schedule.cron, { timezone: "UTC" }, () => {
        const run = runSchedule(database, schedule)
          .catch((error: unknown) => {
            log.error(
              { err: error, schedule: schedule.name },
              "Schedule failed",
            );
          })
          .finally(() => running.delete(run));
        running.add(run);
      }),
  );
  return {
    async stop() {
      for (const timer of timers) timer.stop();
      await Promise.all(running);
    },
  };
}

function runSchedule(
  database: DatabaseHandle,
  schedule: Schedule,
): Promise<void> {
  return inTransaction(database.db, systemCaller, (context) =>
    schedule.run(context),
  );
}
