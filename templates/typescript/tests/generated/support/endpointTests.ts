import assert from "node:assert/strict";
import { test } from "node:test";
import { type Method, send } from "./app.ts";
import { expectProblem } from "./expect.ts";
import { call, type EndpointKey, factsOf } from "./requests.ts";

const methods: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** By one endpoint of each path the methods that the path has: every other one is refused, and the answer names those. */
export function refusesOtherMethods(
  allowed: Readonly<Partial<Record<EndpointKey, string>>>,
): void {
  for (const [key, allow] of Object.entries(allowed)) {
    const endpoint = key as EndpointKey;
    const path = key.slice(key.indexOf(" ") + 1);
    const others = methods.filter(
      (method) => !allow.split(", ").includes(method),
    );
    test(`${path} answers 405 to every other method`, async () => {
      for (const method of others) {
        const reply = await send(method, factsOf(endpoint).nowhere());
        expectProblem(reply, 405, "method_not_allowed");
        assert.equal(reply.header("allow"), allow);
      }
    });
  }
}

/** An operation that nobody has implemented yet says so, to a caller whose request is right. */
export function saysNotImplemented(
  endpoint: EndpointKey,
  body?: unknown,
): void {
  test(`${endpoint} says that it is not implemented`, async () => {
    const { by, nowhere } = factsOf(endpoint);
    const reply = await call(endpoint, nowhere(), { by: by(), body });
    expectProblem(reply, 501, "not_implemented");
  });
}
