// {{#credentialMaps}}
import { createHash } from "node:crypto";
// {{/credentialMaps}}
// {{#basic}}
import { timingSafeEqual } from "node:crypto";
// {{/basic}}
// {{#jwt}}
import { createSecretKey } from "node:crypto";
// {{/jwt}}
import type { FastifyReply, FastifyRequest } from "fastify";
// {{#jwt}}
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from "jose";
// {{/jwt}}
import {
  adminScope,
  application,
  type SecurityScheme,
  securitySchemes,
} from "../application.ts";
import type { Config } from "../config.ts";
import type { Caller } from "../shared/context.ts";
import { Problem } from "./problem.ts";

interface SchemeUse {
  readonly scheme: keyof typeof securitySchemes;
  readonly scopes: readonly string[];
}

/** The caller whom the request's credentials name; `missing` without credentials, `invalid` for expired or forged ones. */
type Credentials = Caller | "missing" | "invalid";

/** Reads the credentials of one security scheme from a request. */
export type Authenticator = (
  request: FastifyRequest,
  scheme: SecurityScheme,
) => Promise<Credentials>;

/**
 * A hook that admits a request when any alternative does; in an alternative every scheme must hold.
 * Without credentials the answer is 401, without the scopes 403.
 */
export function access(
  ...alternatives: readonly (readonly SchemeUse[])[]
): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const strictFirst = alternatives.toSorted((a, b) => b.length - a.length);
  return async (request) => {
    let refusal: Problem | undefined;
    for (const uses of strictFirst) {
      const outcome = await admit(request, uses);
      if (!(outcome instanceof Problem)) {
        request.caller = outcome;
        return;
      }
      if (weightOf(outcome) > weightOf(refusal)) refusal = outcome;
    }
    throw refusal ?? unauthorized(strictFirst, "missing");
  };
}

/** Known callers are told what they lack, forged credentials what is wrong with them, everybody else what would help. */
function weightOf(refusal: Problem | undefined): number {
  if (refusal?.status === 403) return 2;
  return refusal === undefined || refusal.code === "unauthorized" ? 0 : 1;
}

/** The caller, undefined for an alternative without schemes, or why the alternative refuses. */
async function admit(
  request: FastifyRequest,
  uses: readonly SchemeUse[],
): Promise<Caller | undefined | Problem> {
  let caller: Caller | undefined;
  const missingScopes: string[] = [];
  for (const { scheme, scopes } of uses) {
    const found = await request.server.authenticate(
      request,
      securitySchemes[scheme],
    );
    if (typeof found === "string") return unauthorized([uses], found);
    caller ??= found;
    missingScopes.push(...scopes.filter((scope) => !found.scopes.has(scope)));
  }
  return missingScopes.length === 0 ? caller : forbidden(missingScopes);
}

/** Checks credentials by the configuration. */
export function createAuthenticator(config: Config): Authenticator {
  // {{#jwt}}
  const jwt = jwtAuthenticator(config);
  // {{/jwt}}
  // {{#apiKey}}
  const apiKey = apiKeyAuthenticator(config);
  // {{/apiKey}}
  // {{#basic}}
  const basic = basicAuthenticator(config);
  // {{/basic}}
  return async (request, scheme) => {
    switch (scheme.kind) {
      // {{#jwt}}
      case "jwt":
        return jwt(request);
      // {{/jwt}}
      // {{#apiKey}}
      case "apiKey":
        return apiKey(request, scheme);
      // {{/apiKey}}
      // {{#basic}}
      case "basic":
        return basic(request);
      // {{/basic}}
    }
  };
}
// {{#jwt}}

/** More verified tokens than this are not remembered. */
const mostRemembered = 1_000;

function jwtAuthenticator(config: Config) {
  const { issuer, audience, jwksUrl, secret } = config.jwt;
  const verify = verifier(secret, jwksUrl, { issuer, audience });
  return async (request: FastifyRequest): Promise<Credentials> => {
    const token = credentialsOf(request, "bearer");
    if (token === undefined) return "missing";
    try {
      const { sub, scope } = await verify(token);
      if (sub === undefined || sub === "") return "invalid";
      const scopes = typeof scope === "string" ? scope.split(" ") : [];
      return callerOf(sub, scopes);
    } catch {
      return "invalid";
    }
  };
}

function verifier(
  secret: string,
  jwksUrl: string | undefined,
  expected: { readonly issuer: string; readonly audience: string },
): (token: string) => Promise<JWTPayload> {
  if (jwksUrl === undefined) {
    const key = createSecretKey(secret, "utf8");
    const options = { ...expected, algorithms: ["HS256"] };
    return remembering(
      async (token) => (await jwtVerify(token, key, options)).payload,
    );
  }
  const keys = createRemoteJWKSet(new URL(jwksUrl));
  const algorithms = ["RS256", "PS256", "ES256", "ES384", "EdDSA"];
  const options = { ...expected, algorithms, requiredClaims: ["exp"] };
  return async (token) => (await jwtVerify(token, keys, options)).payload;
}

/** Remembers the tokens that were verified until they expire: further requests with one need no cryptography. */
function remembering(
  verify: (token: string) => Promise<JWTPayload>,
): (token: string) => Promise<JWTPayload> {
  const verified = new Map<string, JWTPayload>();
  return async (token) => {
    const known = verified.get(token);
    if (known !== undefined) {
      if ((known.exp ?? Infinity) > Date.now() / 1000) return known;
      verified.delete(token);
    }
    const payload = await verify(token);
    verified.set(token, payload);
    const [oldest] = verified.keys();
    if (verified.size > mostRemembered && oldest !== undefined) {
      verified.delete(oldest);
    }
    return payload;
  };
}
// {{/jwt}}
// {{#apiKey}}

function apiKeyAuthenticator(config: Config) {
  const callers = new Map(
    Object.entries(config.apiKeys).map(([key, { subject, scopes }]) => [
      digest(key).toString("hex"),
      callerOf(subject, scopes),
    ]),
  );
  return (
    request: FastifyRequest,
    scheme: Extract<SecurityScheme, { kind: "apiKey" }>,
  ): Credentials => {
    const key = apiKeyOf(request, scheme);
    if (key === undefined || key === "") return "missing";
    return callers.get(digest(key).toString("hex")) ?? "invalid";
  };
}

function apiKeyOf(
  request: FastifyRequest,
  { in: place, parameter }: Extract<SecurityScheme, { kind: "apiKey" }>,
): string | undefined {
  if (place === "header") {
    return request.headers[parameter.toLowerCase()]?.toString();
  }
  if (place === "query") {
    const query = request.query as Readonly<Record<string, unknown>>;
    return query[parameter]?.toString();
  }
  const cookies = (request.headers.cookie ?? "").split(";");
  const start = `${parameter}=`;
  const cookie = cookies.find((text) => text.trim().startsWith(start));
  return cookie?.trim().slice(start.length);
}
// {{/apiKey}}
// {{#basic}}

function basicAuthenticator(config: Config) {
  return (request: FastifyRequest): Credentials => {
    const given = credentialsOf(request, "basic");
    if (given === undefined) return "missing";
    const text = Buffer.from(given, "base64").toString("utf8");
    const colon = text.indexOf(":");
    const name = text.slice(0, Math.max(colon, 0));
    const user = Object.hasOwn(config.basicUsers, name)
      ? config.basicUsers[name]
      : undefined;
    const password = digest(user?.password ?? "");
    const matches = timingSafeEqual(password, digest(text.slice(colon + 1)));
    if (user === undefined || colon < 0 || !matches) return "invalid";
    return callerOf(name, user.scopes);
  };
}
// {{/basic}}
// {{#authorizationHeader}}

function credentialsOf(
  request: FastifyRequest,
  kind: "bearer" | "basic",
): string | undefined {
  const match = /^(\S+) +(\S+)$/.exec(request.headers.authorization ?? "");
  return match?.[1]?.toLowerCase() === kind ? match[2] : undefined;
}
// {{/authorizationHeader}}
// {{#credentialMaps}}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
// {{/credentialMaps}}

function callerOf(subject: string, scopes: readonly string[]): Caller {
  const all = new Set(scopes.filter((scope) => scope !== ""));
  return {
    subject,
    scopes: all,
    isAdmin: adminScope !== undefined && all.has(adminScope),
  };
}

function unauthorized(
  alternatives: readonly (readonly SchemeUse[])[],
  found: "missing" | "invalid",
): Problem {
  const schemes = new Set(alternatives.flat().map(({ scheme }) => scheme));
  const challenges = [...schemes].map((scheme) =>
    challengeOf(
      securitySchemes[scheme],
      // {{#jwt}}
      found,
      // {{/jwt}}
    ),
  );
  return new Problem({
    status: 401,
    code: found === "missing" ? "unauthorized" : "invalid_credentials",
    detail:
      found === "missing"
        ? "This operation needs credentials."
        : "The credentials are expired or not valid.",
    headers: { "www-authenticate": [...new Set(challenges)].join(", ") },
  });
}

function challengeOf(
  scheme: SecurityScheme,
  // {{#jwt}}
  found: "missing" | "invalid",
  // {{/jwt}}
): string {
  const realm = `realm="${application.name}"`;
  switch (scheme.kind) {
    // {{#jwt}}
    case "jwt":
      return `Bearer ${realm}${found === "invalid" ? ', error="invalid_token"' : ""}`;
    // {{/jwt}}
    // {{#apiKey}}
    case "apiKey":
      return `ApiKey ${realm}`;
    // {{/apiKey}}
    // {{#basic}}
    case "basic":
      return `Basic ${realm}, charset="UTF-8"`;
    // {{/basic}}
  }
}

function forbidden(missing: readonly string[]): Problem {
  const scope = missing.join(" ");
  return new Problem({
    status: 403,
    code: "insufficient_scope",
    detail: `This operation needs the scope ${scope}.`,
    headers: {
      "www-authenticate": `Bearer error="insufficient_scope", scope="${scope}"`,
    },
  });
}
