import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import type { Reply } from "./app.ts";
import type { TestCaller } from "./callers.ts";
import { expectFields, expectProblem, expectStatus } from "./expect.ts";
import { call, type EndpointKey, factsOf } from "./requests.ts";
import {
  addressOf,
  type Calling,
  type Defaults,
  picked,
  type Rows,
} from "./rowTests.ts";

/** How rows are created. */
export interface Creation<Row extends object, Body extends object> {
  /** A good request; `given` are values that it has to have. */
  readonly input?: (
    by: TestCaller | undefined,
    given?: Partial<Body>,
  ) => Body | Promise<Body>;
  /** Where to, when rows have to be made first. */
  readonly url?: (by: TestCaller | undefined) => Promise<string>;
  readonly answer: (reply: Reply) => Row;
  /** Fields that the answer shows, when it does not show all. */
  readonly shown?: readonly string[];
  readonly defaults?: Defaults;
  /** Attributes that no two rows may have in common. */
  readonly unique?: readonly (readonly string[])[];
  /** A caller has one row at most: what a row of that kind is called. */
  readonly onlyOne?: string;
  /** A repeated `Idempotency-Key` is answered as the first time. */
  readonly idempotent?: true;
  /** Another value, with which a request is another one. */
  readonly change?: object;
}

/** What is created is stored as it was sent, can be read where the answer says, and is unique. */
export function createsRows<
  Row extends object,
  Given,
  Body extends object = object,
>(
  endpoint: EndpointKey,
  by: Calling,
  rows: Rows<Row, Given>,
  creation: Creation<Row, Body>,
): void {
  const { input, answer, defaults, onlyOne } = creation;
  const start = starting(endpoint, by, creation);
  test(`${endpoint} creates ${rows.one}`, async () => {
    const { caller, post } = await start();
    const body = await input?.(caller);
    const reply = await post(body);
    const created = answer(reply);
    const { shown } = creation;
    if (body !== undefined)
      expectFields(created, shown === undefined ? body : picked(body, shown));
    assert.equal(reply.header("etag"), '"1"');
    if (rows.read === undefined) return;
    const location = addressOf(rows, {}, created);
    assert.equal(reply.header("location"), location);
    const read = await call(rows.read.endpoint, location, { by: caller });
    if (rows.read.answer === undefined) expectStatus(read, 200);
    else assert.deepEqual(rows.read.answer(read), created);
  });
  if (defaults !== undefined) {
    test(`${endpoint} gives what is absent its default`, async () => {
      const { caller, post } = await start();
      const reply = await post(await defaults.body(caller));
      expectFields(answer(reply), defaults.shown);
    });
  }
  refusesDoubles(endpoint, by, rows, creation);
  if (onlyOne !== undefined) {
    test(`${endpoint} refuses a second ${onlyOne} of the same caller`, async () => {
      const { caller, post } = await start();
      answer(await post(await input?.(caller)));
      expectProblem(await post(await input?.(caller)), 409);
    });
  }
  if (creation.idempotent === true) repeatsAnswers(endpoint, by, creation);
}

function refusesDoubles<Row extends object, Given, Body extends object>(
  endpoint: EndpointKey,
  by: Calling,
  { one }: Rows<Row, Given>,
  creation: Creation<Row, Body>,
): void {
  const { input, unique = [], answer } = creation;
  const kind = one.slice(one.indexOf(" ") + 1);
  for (const names of unique) {
    test(`${endpoint} refuses a second ${kind} with the same ${names.join(" and ")}`, async () => {
      const { caller, post } = await starting(endpoint, by, creation)();
      const body = (await input?.(caller)) ?? {};
      const same = picked(body, names) as Partial<Body>;
      answer(await post(body));
      expectProblem(await post(await input?.(caller, same)), 409);
    });
  }
}

function repeatsAnswers<Row extends object, Body extends object>(
  endpoint: EndpointKey,
  by: Calling,
  creation: Creation<Row, Body>,
): void {
  const { input, answer, change } = creation;
  const start = starting(endpoint, by, creation);
  test(`${endpoint} answers a repeated Idempotency-Key with the first answer`, async () => {
    const { caller, post } = await start();
    const body = await input?.(caller);
    const key = randomUUID();
    const first = await post(body, key);
    answer(first);
    const again = await post(body, key);
    expectStatus(again, first.status);
    assert.equal(again.header("idempotency-replayed"), "true");
    assert.deepEqual(again.body, first.body);
  });
  if (change === undefined) return;
  test(`${endpoint} refuses an Idempotency-Key that came with another body`, async () => {
    const { caller, post } = await start();
    const body = await input?.(caller);
    const key = randomUUID();
    answer(await post(body, key));
    const reused = await post({ ...body, ...change }, key);
    expectProblem(reused, 422, "idempotency_key_reused");
  });
}

interface Started {
  readonly caller: TestCaller | undefined;
  readonly post: (body: object | undefined, key?: string) => Promise<Reply>;
}

function starting<Row extends object, Body extends object>(
  endpoint: EndpointKey,
  by: Calling,
  { url }: Creation<Row, Body>,
): () => Promise<Started> {
  return async () => {
    const caller = by();
    const address = (await url?.(caller)) ?? factsOf(endpoint).nowhere();
    const post: Started["post"] = (body, key) => {
      const headers = key === undefined ? {} : { "idempotency-key": key };
      return call(endpoint, address, { by: caller, body, headers });
    };
    return { caller, post };
  };
}
