import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { inTransaction } from "../db/transaction.ts";
import { badRequest, failure, notFound } from "../http/problem.ts";
import type { AppContext } from "../http/server.ts";
import { systemCaller } from "../shared/context.ts";
import type { Schedule } from "./schedule.ts";

/**
 * With SCHEDULE_TOKEN, `POST /-/schedules/<name>` runs a schedule now: for a scheduler outside, and for runs that were
 * missed, whose time `?at=` names.
 */
export function addScheduleTrigger(
  app: FastifyInstance,
  { config, database }: AppContext,
  schedules: readonly Schedule[],
): void {
  const { scheduleToken } = config;
  if (scheduleToken === undefined) return;
  app.post<{ Params: { name: string }; Querystring: { at?: string } }>(
    "/-/schedules/:name",
    async (request, reply) => {
      const { authorization = "" } = request.headers;
      if (!isSame(authorization, `Bearer ${scheduleToken}`)) {
        reply.header("www-authenticate", "Bearer");
        throw failure(401, "unauthorized", "The token of schedules is needed.");
      }
      const { name } = request.params;
      const schedule = schedules.find((candidate) => candidate.name === name);
      if (schedule === undefined) throw notFound("schedule", name);
      const now = instantOf(request.query.at);
      await inTransaction(database.db, systemCaller, (context) =>
        schedule.run({ ...context, now: now ?? context.now }),
      );
      return reply.code(204).send();
    },
  );
}

function instantOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const instant = new Date(text);
  if (!Number.isNaN(instant.getTime())) return instant;
  throw badRequest("invalid_parameter", "`at` is an instant in ISO 8601.");
}

/** Compares in a time that tells nothing of where the texts differ. */
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
