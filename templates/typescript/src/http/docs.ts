import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";

const page = readText("public/docs.html");
const contentSecurityPolicy =
  "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** Shows the OpenAPI document at `GET /openapi.json`. */
export function addOpenApi(app: FastifyInstance): void {
  const document = readText("openapi.json");
  app.get("/openapi.json", (_request, reply) =>
    reply
      .header("content-type", "application/json; charset=utf-8")
      .serializer(String)
      .send(document),
  );
}

/** Shows the OpenAPI document as a page for people at `GET /docs`. */
export function addDocs(app: FastifyInstance): void {
  app.get("/docs", (_request, reply) =>
    reply
      .header("content-type", "text/html; charset=utf-8")
      .header("content-security-policy", contentSecurityPolicy)
      .serializer(String)
      .send(page),
  );
}

/** A file of the application's folder, whether this runs from `src` or from `dist`. */
function readText(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
}
