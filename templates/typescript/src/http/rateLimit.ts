import type { FastifyInstance } from "fastify";
import { Problem } from "./problem.ts";

const windowMs = 60_000;

/** Refuses with 429 what an address sends beyond `perMinute` requests; counted in this process. */
export function addRateLimit(app: FastifyInstance, perMinute: number): void {
  let counts = new Map<string, number>();
  let windowEnd = 0;
  app.addHook("onRequest", (request, _reply, done) => {
    const now = Date.now();
    if (now >= windowEnd) {
      counts = new Map();
      windowEnd = now + windowMs;
    }
    const count = (counts.get(request.ip) ?? 0) + 1;
    counts.set(request.ip, count);
    if (count <= perMinute) {
      done();
      return;
    }
    throw new Problem({
      status: 429,
      code: "rate_limited",
      detail: `At most ${String(perMinute)} requests a minute.`,
      headers: { "retry-after": String(Math.ceil((windowEnd - now) / 1000)) },
    });
  });
}
