import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

const headers = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** Sends the same protective headers with every answer, and the id under which the logs have the request. */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    setSecurityHeaders(request, reply);
    done();
  });
}

/** Sets them for an answer that no hook sees. */
export function setSecurityHeaders(
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  reply.headers(headers).header("x-request-id", request.id);
}
