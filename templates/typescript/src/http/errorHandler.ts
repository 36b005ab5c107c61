import { STATUS_CODES } from "node:http";
import type {
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
} from "fastify";
import { Problem } from "./problem.ts";

/** What Fastify refuses by itself, by its error code. */
const refusals: Readonly<Record<string, { code: string; detail: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    code: "body_too_large",
    detail: "The body is larger than 1 MB.",
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: "invalid_content_length",
    detail: "Content-Length is not the length of the body.",
  },
  FST_ERR_BAD_URL: {
    code: "malformed_url",
    detail: "The URL is not well-formed.",
  },
};

/** Answers every failure as `application/problem+json`; what is unexpected goes to the log only. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) =>
    sendProblem(request, reply, problemOf(error)),
  );
  app.setNotFoundHandler((request) => {
    throw noSuchPath(request);
  });
  // The router takes `/products/` for `/products/:id` with an empty id.
  app.addHook("onRequest", (request, _reply, done) => {
    const parameters = request.params as Readonly<Record<string, string>>;
    if (Object.values(parameters).includes("")) throw noSuchPath(request);
    done();
  });
}

function noSuchPath(request: FastifyRequest): Problem {
  return new Problem({
    status: 404,
    code: "no_such_path",
    detail: `There is nothing at ${pathOf(request)}.`,
  });
}

/** Sends the problem; a status of 500 and above is logged with its cause. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
): FastifyReply {
  if (problem.status === 500) {
    request.log.error({ err: problem.cause }, "Request failed");
  }
  return reply
    .status(problem.status)
    .headers(problem.headers)
    .header("content-type", "application/problem+json")
    .send(
      JSON.stringify({
        type: "about:blank",
        title: STATUS_CODES[problem.status] ?? "Error",
        status: problem.status,
        detail: problem.detail,
        instance: pathOf(request),
        code: problem.code,
        requestId: request.id,
        errors: problem.errors,
      }),
    );
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { statusCode = 500, code } = error as Partial<FastifyError>;
  if (statusCode >= 400 && statusCode < 500) {
    const refusal = refusals[code ?? ""];
    return new Problem({
      status: statusCode,
      code: refusal?.code ?? "bad_request",
      detail: refusal?.detail ?? "The request cannot be read.",
    });
  }
  const unexpected = new Problem({
    status: 500,
    code: "internal_error",
    detail: "Something went wrong. The request id leads to the cause.",
  });
  unexpected.cause = error;
  return unexpected;
}

function pathOf(request: FastifyRequest): string {
  return request.url.split("?", 1)[0] ?? request.url;
}
