import type { IncomingMessage, Server, ServerResponse } from "node:http";
import fastify, { type FastifyBaseLogger, type FastifyInstance } from "fastify";
// {{#apiKeyInQuery}}
import { securitySchemes } from "../application.ts";
// {{/apiKeyInQuery}}
import type { Config } from "../config.ts";
import type { Database, DatabaseHandle } from "../db/client.ts";
import type { Caller } from "../shared/context.ts";
import { uuidv7 } from "../shared/uuid.ts";
// {{#auth}}
import { type Authenticator, createAuthenticator } from "./auth.ts";
// {{/auth}}
import { addBodyParsers } from "./bodies.ts";
import { handleErrors, sendProblem } from "./errorHandler.ts";
import { badRequest } from "./problem.ts";
import { addSecurityHeaders, setSecurityHeaders } from "./securityHeaders.ts";
import {
  addValidation,
  compilersFactory,
  type ZodTypeProvider,
} from "./validation.ts";

declare module "fastify" {
  interface FastifyInstance {
    readonly database: Database;
    // {{#auth}}
    readonly authenticate: Authenticator;
    // {{/auth}}
  }
  interface FastifyRequest {
    /** Who calls; undefined for an anonymous call. */
    caller: Caller | undefined;
  }
  interface FastifyContextConfig {
    /** Media types of the bodies that the route takes; JSON when it does not say. */
    readonly mediaTypes?: readonly string[];
    /** Whether bodies are checked by the schema of their media type. */
    readonly bodyByType?: boolean;
  }
}

/** What the application runs with. */
export interface AppContext {
  readonly config: Config;
  readonly database: DatabaseHandle;
}

/** The server as routes see it: their zod schemas type the requests. */
export type App = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

const largestBodyBytes = 1024 * 1024;
/** Node reads no longer URL: what is too long breaks the schema of its parameter. */
const longestPathParameter = 16 * 1024;

/** The server without routes: reading, checking and answering requests. */
export function createServer({ config, database }: AppContext): App {
  const app = fastify({
    bodyLimit: largestBodyBytes,
    frameworkErrors: (_error, request, reply) => {
      setSecurityHeaders(request, reply);
      void sendProblem(
        request,
        reply,
        badRequest("malformed_url", "The URL is not well-formed."),
      );
    },
    genReqId: (request) => requestIdOf(request),
    logger: { level: config.logLevel },
    routerOptions: { maxParamLength: longestPathParameter },
    schemaController: { compilersFactory },
  }).withTypeProvider<ZodTypeProvider>();
  app.decorate("database", database.db);
  app.decorateRequest("caller", undefined);
  // {{#auth}}
  app.decorate("authenticate", createAuthenticator(config));
  // {{/auth}}
  handleErrors(app);
  addSecurityHeaders(app);
  addBodyParsers(app);
  // {{#apiKeyInQuery}}
  hideApiKeys(app);
  // {{/apiKeyInQuery}}
  addValidation(app);
  return app;
}
// {{#apiKeyInQuery}}

/** Takes API keys out of the query once they were checked: they are no parameters of the operation. */
function hideApiKeys(app: App): void {
  const names = Object.values(securitySchemes).flatMap((scheme) =>
    scheme.kind === "apiKey" && scheme.in === "query" ? [scheme.parameter] : [],
  );
  app.addHook("preValidation", (request, _reply, done) => {
    const query = request.query as Record<string, unknown>;
    for (const name of names) delete query[name];
    done();
  });
}
// {{/apiKeyInQuery}}

/** The id that the client sent, when it is harmless, so that a request can be followed through several services. */
function requestIdOf(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[\w.-]{8,128}$/.test(given)
    ? given
    : uuidv7();
}
