import assert from "node:assert/strict";
import type { Reply } from "./app.ts";

/** Anything that checks and returns a value, like a zod schema. */
interface Shape<T> {
  parse(value: unknown): T;
}

/** The body of a success: JSON that conforms to `shape` and has nothing beside. */
export function expectBody<T>(
  reply: Reply,
  status: number,
  shape: Shape<T>,
): T {
  expectStatus(reply, status);
  assert.match(
    reply.header("content-type") ?? "",
    /^application\/(?:[\w.-]+\+)?json\b/,
  );
  const parsed = shape.parse(reply.body);
  assert.deepEqual(
    parsed,
    reply.body,
    "the body is exactly what its schema says",
  );
  return parsed;
}

/** The row in that property of the body of a success. */
export function expectRow<T extends object, K extends keyof T>(
  reply: Reply,
  status: number,
  shape: Shape<T>,
  property: K,
): NonNullable<T[K]> {
  const row = expectBody(reply, status, shape)[property];
  if (row === undefined || row === null)
    assert.fail(`no ${String(property)} in ${reply.text.slice(0, 2000)}`);
  return row;
}

/** A success without a body. */
export function expectEmpty(reply: Reply, status: number): void {
  expectStatus(reply, status);
  assert.equal(reply.text, "");
}

/** The status, with the whole answer in the message when it is another. */
export function expectStatus(reply: Reply, status: number): void {
  assert.equal(
    reply.status,
    status,
    `answered ${reply.status}: ${reply.text.slice(0, 2000)}`,
  );
}

/** A problem document (RFC 9457) with that status and, when given, that code. */
export function expectProblem(
  reply: Reply,
  status: number,
  code?: string,
): void {
  expectStatus(reply, status);
  assert.match(
    reply.header("content-type") ?? "",
    /^application\/problem\+json\b/,
  );
  const {
    status: stated,
    code: statedCode,
    title,
    requestId,
  } = reply.body as Record<string, unknown>;
  assert.equal(stated, status);
  if (code !== undefined) assert.equal(statedCode, code);
  assert.match(String(statedCode), /^[a-z][a-z0-9_]*$/);
  assert.equal(typeof title, "string");
  assert.equal(typeof requestId, "string");
  assert.doesNotMatch(
    reply.text,
    /node_modules|\bat .+:\d+:\d+/,
    "no stack trace leaks",
  );
}

/** A refused request whose `errors` name the place that is wrong. */
export function expectInvalid(
  reply: Reply,
  status: 400 | 422,
  pointer: string,
): void {
  expectProblem(reply, status);
  const { errors } = reply.body as { errors?: readonly { path: string }[] };
  const paths = (errors ?? []).map(({ path }) => path);
  assert.ok(
    paths.some((path) => path === pointer || path.startsWith(`${pointer}/`)),
    `an error at ${pointer} among ${JSON.stringify(errors)}`,
  );
}

/** Every field of `sent` stands in `answered` with the same value. */
export function expectFields(answered: object, sent: object): void {
  for (const [name, value] of Object.entries(sent)) {
    assert.deepEqual(
      (answered as Record<string, unknown>)[name],
      value,
      `${name} is what was sent`,
    );
  }
}
