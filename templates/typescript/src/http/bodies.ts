import type { FastifyInstance, FastifyRequest } from "fastify";
import { badRequest, Problem } from "./problem.ts";

const jsonOnly: readonly string[] = ["application/json"];
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A body with its media type, for routes that check each media type by a schema of its own (`config.bodyByType`). */
export class TypedBody {
  readonly mediaType: string;
  readonly value: unknown;

  constructor(mediaType: string, value: unknown) {
    this.mediaType = mediaType;
    this.value = value;
  }
}

/** Reads bodies of the media types that a route takes (`config.mediaTypes`); any other is refused with 415. */
export function addBodyParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addHook("preParsing", (request, _reply, _payload, done) => {
    if (hasBody(request) && !isAccepted(request)) throw unsupported(request);
    done();
  });
  app.addContentTypeParser(
    "*",
    { parseAs: "buffer" },
    async (request: FastifyRequest, body: Buffer) => {
      const value = await parseBody(request, body);
      return request.routeOptions.config.bodyByType === true
        ? new TypedBody(mediaTypeOf(request), value)
        : value;
    },
  );
}

function hasBody(request: FastifyRequest): boolean {
  const { "content-length": length, "transfer-encoding": encoding } =
    request.headers;
  return encoding !== undefined || (length !== undefined && length !== "0");
}

/** `image/*` takes every image, `*` followed by `/*` everything. */
function isAccepted(request: FastifyRequest): boolean {
  const given = mediaTypeOf(request);
  const accepted = request.routeOptions.config.mediaTypes ?? jsonOnly;
  return accepted.some(
    (type) =>
      type === given ||
      type === "*/*" ||
      (type.endsWith("/*") && given.startsWith(type.slice(0, -1))),
  );
}

function mediaTypeOf(request: FastifyRequest): string {
  const [mediaType = ""] = (request.headers["content-type"] ?? "").split(";");
  return mediaType.trim().toLowerCase();
}

async function parseBody(
  request: FastifyRequest,
  body: Buffer,
): Promise<unknown> {
  const mediaType = mediaTypeOf(request);
  if (/^(?:application|text)\/json$|\+json$/.test(mediaType)) {
    return parseJson(body);
  }
  if (mediaType === "multipart/form-data") return parseForm(request, body);
  if (mediaType === "application/x-www-form-urlencoded") {
    return collect(new URLSearchParams(body.toString("utf8")));
  }
  if (mediaType.startsWith("text/")) return body.toString("utf8");
  return body;
}

function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    throw badRequest("malformed_json", "The body is not well-formed JSON.");
  }
}

async function parseForm(
  request: FastifyRequest,
  body: Buffer,
): Promise<unknown> {
  try {
    const headers = { "content-type": request.headers["content-type"] ?? "" };
    const form = await new Response(new Uint8Array(body), {
      headers,
    }).formData();
    const entries: [string, unknown][] = [];
    for (const [name, value] of form) {
      entries.push([
        name,
        typeof value === "string"
          ? value
          : Buffer.from(await value.arrayBuffer()),
      ]);
    }
    return collect(entries);
  } catch {
    throw badRequest("malformed_form", "The body is not a well-formed form.");
  }
}

/** An object of the entries; a name that comes more than once becomes an array. */
function collect(
  entries: Iterable<readonly [string, unknown]>,
): Record<string, unknown> {
  const values = new Map<string, unknown[]>();
  for (const [name, value] of entries) {
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return Object.fromEntries(
    [...values].map(([name, all]) => [name, all.length === 1 ? all[0] : all]),
  );
}

function unsupported(request: FastifyRequest): Problem {
  const accepted = request.routeOptions.config.mediaTypes ?? jsonOnly;
  return new Problem({
    status: 415,
    code: "unsupported_media_type",
    detail: `This operation takes ${accepted.join(", ")}.`,
  });
}
