import type { FastifyInstance } from "fastify";
import type { DatabaseHandle } from "../db/client.ts";
import { failure } from "./problem.ts";

/** Says whether the process runs, and whether it can serve: the database answers and it is not stopping. */
export function addHealth(app: FastifyInstance, handle: DatabaseHandle): void {
  app.get("/health/live", { logLevel: "warn" }, () => ({ status: "ok" }));
  app.get("/health/ready", { logLevel: "warn" }, async (request) => {
    try {
      await handle.ping();
    } catch (error) {
      request.log.error({ err: error }, "Database does not answer");
      throw failure(
        503,
        "database_unavailable",
        "The database does not answer.",
      );
    }
    return { status: "ok" };
  });
}
