import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reply } from "./app.ts";
import {
  admin,
  someone,
  someoneWithout,
  strangers,
  type TestCaller,
} from "./callers.ts";
import { expectInvalid, expectProblem, expectStatus } from "./expect.ts";
import { type Listing, listAll, valuesOf } from "./lists.ts";
import { call, type EndpointKey, factsOf } from "./requests.ts";
import {
  addressOf,
  keyIn,
  readBack,
  type RowOptions,
  type Rows,
} from "./rowTests.ts";

/** Without credentials, with forged or expired ones: 401, before anything else is looked at. */
export function refusesStrangers(...endpoints: readonly EndpointKey[]): void {
  for (const endpoint of endpoints) {
    for (const [credentials, headers] of strangers) {
      test(`${endpoint} refuses ${credentials}`, async () => {
        const url = factsOf(endpoint).nowhere();
        const reply = await call(endpoint, url, { headers });
        expectProblem(reply, 401);
        const challenge = reply.header("www-authenticate") ?? "";
        assert.match(challenge, /^(?:Bearer|Basic|ApiKey)\b/);
      });
    }
  }
}

/** A caller who lacks the scope is refused. */
export function refusesWithoutScope(
  scope: string,
  ...endpoints: readonly EndpointKey[]
): void {
  for (const endpoint of endpoints) {
    test(`${endpoint} refuses a caller without the scope ${scope}`, async () => {
      const by = someoneWithout(scope);
      const url = factsOf(endpoint).nowhere();
      expectProblem(await call(endpoint, url, { by }), 403);
    });
  }
}

/** Only an administrator passes. */
export function refusesWhoIsNoAdmin(
  ...endpoints: readonly EndpointKey[]
): void {
  for (const endpoint of endpoints) {
    test(`${endpoint} refuses who is no administrator`, async () => {
      const url = factsOf(endpoint).nowhere();
      expectProblem(await call(endpoint, url, { by: someone() }), 403);
    });
  }
}

/** What is public does not ask for credentials. */
export function needsNoCredentials(...endpoints: readonly EndpointKey[]): void {
  for (const endpoint of endpoints) {
    test(`${endpoint} needs no credentials`, async () => {
      const { status } = await call(endpoint, factsOf(endpoint).nowhere());
      assert.ok(status !== 401 && status !== 403, `answered ${status}`);
    });
  }
}

/** A row of somebody else is as unknown as one that does not exist, and stays as it is. */
export function hidesRows<Row extends object, Given>(
  endpoint: EndpointKey,
  rows: Rows<Row, Given>,
  options: RowOptions<Row> & {
    readonly body?: (by: TestCaller) => object | Promise<object>;
  } = {},
): void {
  test(`${endpoint} does not know ${rows.one} of somebody else`, async () => {
    const owner = someone();
    const row = await rows.make(owner);
    const body = await options.body?.(owner);
    const url = addressOf(rows, options, row);
    const reply = await call(endpoint, url, { by: someone(), body });
    expectProblem(reply, 404, "not_found");
    const back = await readBack(rows, row, owner);
    if (back !== undefined) assert.deepEqual(back, row);
  });
}

/** An administrator sees every row. */
export function answersAdmins<Row extends object, Given>(
  endpoint: EndpointKey,
  rows: Rows<Row, Given>,
  options: RowOptions<Row> = {},
): void {
  test(`${endpoint} answers an administrator, whoever the row belongs to`, async () => {
    const row = await rows.make(someone());
    const url = addressOf(rows, options, row);
    const reply = await call(endpoint, url, { by: admin() });
    const check = options.check ?? options.answer ?? rows.read?.answer;
    if (check === undefined) expectStatus(reply, 200);
    else check(reply);
  });
}

/** A list shows the caller's rows only. */
export function listsOwnRows<Row extends object, Given>(
  endpoint: EndpointKey,
  rows: Rows<Row, Given>,
  many: string,
  { listing, key }: { readonly listing: Listing; readonly key: string },
): void {
  test(`${endpoint} shows only the caller's ${many}`, async () => {
    const keysOf = async (by: TestCaller): Promise<readonly unknown[]> => {
      const url = factsOf(endpoint).nowhere();
      return valuesOf(await listAll(url, listing, by), key);
    };
    const owner = someone();
    const row = await rows.make(owner);
    assert.ok((await keysOf(owner)).includes(keyIn(row, key)));
    assert.deepEqual(await keysOf(someone()), []);
  });
}

/** A request that names a row of somebody else is refused like one that names no row at all. */
export function refusesReference<Row extends object, Given>(
  endpoint: EndpointKey,
  property: string,
  rows: Rows<Row, Given>,
  input: (by: TestCaller, row: Row) => object | Promise<object>,
): void {
  test(`${endpoint} refuses the ${property} of somebody else's row`, async () => {
    const row = await rows.make(someone());
    const by = someone();
    const body = await input(by, row);
    const reply: Reply = await call(endpoint, factsOf(endpoint).nowhere(), {
      by,
      body,
    });
    expectInvalid(reply, 422, `/${property}`);
  });
}
