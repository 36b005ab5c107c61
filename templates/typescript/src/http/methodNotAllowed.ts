import type { FastifyInstance, HTTPMethods } from "fastify";
import { Problem } from "./problem.ts";

const methods: readonly HTTPMethods[] = [
  "DELETE",
  "GET",
  "HEAD",
  "OPTIONS",
  "PATCH",
  "POST",
  "PUT",
  "TRACE",
];

/** Answers 405 with `Allow` for every other method of a known path. Call it before the first route, and what it returns after the last. */
export function refuseOtherMethods(app: FastifyInstance): () => void {
  const allowed = new Map<string, { url: string; known: Set<string> }>();
  app.addHook("onRoute", ({ url, method }) => {
    const shape = url.replaceAll(/(?<!:):[\p{L}\p{N}_]+/gu, ":");
    const { known } = allowed.get(shape) ?? { known: new Set() };
    allowed.set(shape, { url, known });
    for (const one of [method].flat()) known.add(one.toUpperCase());
  });
  return () => {
    const paths = [...allowed.values()];
    for (const { url, known } of paths) {
      const allow = [...known].sort().join(", ");
      const method = methods.filter((candidate) => !known.has(candidate));
      if (method.length > 0) addRefusal(app, url, method, allow);
    }
  };
}

function addRefusal(
  app: FastifyInstance,
  url: string,
  method: HTTPMethods[],
  allow: string,
): void {
  const refuse = (): never => {
    throw new Problem({
      status: 405,
      code: "method_not_allowed",
      detail: `Only ${allow} here.`,
      headers: { allow },
    });
  };
  app.route({ method, url, onRequest: refuse, handler: refuse });
}
