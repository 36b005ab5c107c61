import type { FastifyInstance } from "fastify";
import {
  collectDefaultMetrics,
  Counter,
  Histogram,
  Registry,
} from "prom-client";

/** Counts and times every request by its route, and shows it all at `GET /metrics`. */
export function addMetrics(app: FastifyInstance): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const labelNames = ["method", "route", "status"] as const;
  const duration = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from the request to the end of its answer, in seconds.",
    labelNames,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  const failures = new Counter({
    name: "http_server_errors_total",
    help: "Requests answered with a status of 500 or above.",
    labelNames: ["method", "route"] as const,
    registers: [registry],
  });
  app.addHook("onResponse", (request, reply, done) => {
    const { method } = request;
    const route = request.routeOptions.url ?? "unknown";
    const status = String(reply.statusCode);
    duration.observe({ method, route, status }, reply.elapsedTime / 1000);
    if (reply.statusCode >= 500) failures.inc({ method, route });
    done();
  });
  app.get("/metrics", async (_request, reply) => {
    reply.header("content-type", registry.contentType);
    return reply.serializer(String).send(await registry.metrics());
  });
}
