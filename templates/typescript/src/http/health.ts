import type { FastifyInstance } from "fastify";
import type { DatabaseHandle } from "../db/client.ts";
import { failure } from "./problem.ts";

/** Says at `GET /health/live` that the process runs. */
export function addLiveness(app: FastifyInstance): void {
  app.get("/health/live", { logLevel: "warn" }, () => ({ status: "ok" }));
}

/** Says at `GET /health/ready` whether requests can be served: the database answers. */
export function addReadiness(
  app: FastifyInstance,
  database: DatabaseHandle,
): void {
  app.get("/health/ready", { logLevel: "warn" }, async (request) => {
    try {
      await database.ping();
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
