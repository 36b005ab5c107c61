import type { FastifyBaseLogger } from "fastify";
// {{#events}}
import { startDispatcher } from "./events/dispatcher.ts";
import { eventHandlers } from "./events/handlers.ts";
// {{/events}}
// {{#schedules}}
import { schedules } from "./events/schedules.ts";
// {{/schedules}}
import type { AppContext } from "./http/server.ts";
// {{#schedules}}
import { startScheduler } from "./jobs/scheduler.ts";
// {{/schedules}}

export interface Background {
  stop(): Promise<void>;
}

/** Starts what runs beside the requests. */
export async function startBackground(
  { config, database }: AppContext,
  log: FastifyBaseLogger,
): Promise<Background> {
  const parts: Background[] = [];
  // {{#events}}
  parts.push(
    startDispatcher({
      database: database.db,
      handlers: eventHandlers,
      pollMs: config.outboxPollMs,
      log,
    }),
  );
  // {{/events}}
  // {{#schedules}}
  if (config.schedules) {
    parts.push(
      await startScheduler({
        database,
        databaseUrl: config.databaseUrl,
        schedules,
        log,
      }),
    );
  }
  // {{/schedules}}
  return {
    async stop() {
      await Promise.all(parts.map((part) => part.stop()));
    },
  };
}
