import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reply } from "./app.ts";
import type { TestCaller } from "./callers.ts";
import {
  expectEmpty,
  expectFields,
  expectProblem,
  expectStatus,
} from "./expect.ts";
import { call, type EndpointKey, factsOf } from "./requests.ts";

/** Gives the caller of a test. */
export type Calling = () => TestCaller | undefined;

/** How tests come to rows of one entity, and find them again. */
export interface Rows<Row extends object, Given = never> {
  /** `a cart item` */
  readonly one: string;
  /** A row of the caller's where rows have owners; `given` are values that it has to have. */
  readonly make: (by?: TestCaller, given?: Given) => Promise<Row>;
  /** Its address. */
  readonly path?: (row: Row) => string;
  /** The endpoint that shows one row; with `answer` in the form in which it was made. */
  readonly read?: {
    readonly endpoint: EndpointKey;
    readonly answer?: (reply: Reply) => Row;
    /** The property of its answer that holds the row; none where the answer is the row. */
    readonly inside?: string;
  };
}

/** What an endpoint does otherwise than the others of its entity. */
export interface RowOptions<Row> {
  readonly path?: (row: Row) => string;
  /** An address at which no row stands, where rows have to be made for it. */
  readonly unknown?: (by: TestCaller | undefined) => Promise<string>;
  /** The answer of a success, in the form in which the row was made. */
  readonly answer?: (reply: Reply) => Row;
  /** The answer of a success in another form. */
  readonly check?: (reply: Reply) => unknown;
}

/** The row is shown as it is, not again to who knows it, and not when it does not exist. */
export function readsRows<Row extends object, Given>(
  endpoint: EndpointKey,
  by: Calling,
  rows: Rows<Row, Given>,
  options: RowOptions<Row> = {},
): void {
  const answer = options.answer ?? rows.read?.answer;
  test(`${endpoint} answers ${rows.one}`, async () => {
    const caller = by();
    const row = await rows.make(caller);
    const reply = await call(endpoint, addressOf(rows, options, row), {
      by: caller,
    });
    if (options.check !== undefined) options.check(reply);
    else assert.deepEqual(answer?.(reply), row);
  });
  test(`${endpoint} answers 304 to a caller who knows the row`, async () => {
    const caller = by();
    const url = addressOf(rows, options, await rows.make(caller));
    const etag = await etagAt(endpoint, url, caller);
    assert.match(etag, /^"\d+"$/);
    const headers = { "if-none-match": etag };
    expectEmpty(await call(endpoint, url, { by: caller, headers }), 304);
  });
  knowsNoOther(endpoint, by, rows, options);
}

/** A replacement is stored whole, with defaults for what is absent, and does the same when it comes again. */
export function replacesRows<Row extends object, Given>(
  endpoint: EndpointKey,
  by: Calling,
  rows: Rows<Row, Given>,
  options: RowOptions<Row> & {
    readonly body: (by: TestCaller | undefined) => object | Promise<object>;
    /** Fields that answers show, when they do not show all. */
    readonly shown?: readonly string[];
    readonly defaults?: Defaults;
  },
): void {
  const { body, shown, defaults } = options;
  const success = successOf(options, rows);
  test(`${endpoint} replaces ${rows.one}`, async () => {
    const caller = by();
    const row = await rows.make(caller);
    const sent = await body(caller);
    const put = async (): Promise<unknown> => {
      const url = addressOf(rows, options, row);
      return success(await call(endpoint, url, { by: caller, body: sent }));
    };
    const visible = shown === undefined ? sent : picked(sent, shown);
    const replaced = await put();
    expectShown(replaced, visible);
    const back = await readBack(rows, row, caller);
    if (back !== undefined && options.check === undefined)
      assert.deepEqual(back, replaced);
    else if (back !== undefined) expectFields(back, visible);
    expectShown(await put(), visible);
  });
  if (defaults !== undefined) {
    test(`${endpoint} gives what is absent its default`, async () => {
      const caller = by();
      const url = addressOf(rows, options, await rows.make(caller));
      const sent = await defaults.body(caller);
      const reply = await call(endpoint, url, { by: caller, body: sent });
      expectShown(success(reply), defaults.shown);
    });
  }
  honoursIfMatch(endpoint, by, rows, { ...options, body });
  knowsNoOther(endpoint, by, rows, { ...options, body });
}

/** A request with what is needed only, and what is shown for the rest. */
export interface Defaults {
  readonly body: (by: TestCaller | undefined) => object | Promise<object>;
  readonly shown: object;
}

/** Each change alters what it names and nothing else, but for the attributes that are `touched` by every write. */
export function updatesRows<Row extends object, Given>(
  endpoint: EndpointKey,
  by: Calling,
  rows: Rows<Row, Given>,
  options: RowOptions<Row> & {
    readonly patches?: (
      by: TestCaller | undefined,
    ) => readonly object[] | Promise<readonly object[]>;
    readonly touched?: readonly string[];
    /** The least change that is taken; nothing, when it is left out. */
    readonly least?: (by: TestCaller | undefined) => object | Promise<object>;
  } = {},
): void {
  const { patches, touched = [], least = nothing } = options;
  const answer = options.answer ?? rows.read?.answer;
  if (patches !== undefined && answer !== undefined) {
    test(`${endpoint} changes only what is given`, async () => {
      const caller = by();
      let row: Row = await rows.make(caller);
      const bodies = [await least(caller), ...(await patches(caller))];
      for (const body of bodies) {
        const url = addressOf(rows, options, row);
        const changed: Row = answer(
          await call(endpoint, url, { by: caller, body }),
        );
        const untouched: object = {
          ...row,
          ...body,
          ...picked(changed, touched),
        };
        assert.deepEqual(changed, untouched);
        row = changed;
      }
      const back = await readBack(rows, row, caller);
      if (back !== undefined) assert.deepEqual(back, row);
    });
  }
  honoursIfMatch(endpoint, by, rows, { ...options, body: least });
  knowsNoOther(endpoint, by, rows, { ...options, body: least });
}

/** A deleted row is gone. */
export function deletesRows<Row extends object, Given>(
  endpoint: EndpointKey,
  by: Calling,
  rows: Rows<Row, Given>,
  options: RowOptions<Row> = {},
): void {
  const check =
    options.check ??
    options.answer ??
    ((reply: Reply): void => expectEmpty(reply, 204));
  test(`${endpoint} deletes ${rows.one}`, async () => {
    const caller = by();
    const row = await rows.make(caller);
    const url = addressOf(rows, options, row);
    check(await call(endpoint, url, { by: caller }));
    await expectGone(rows, row, caller);
    const again = await call(endpoint, url, { by: caller });
    expectProblem(again, 404, "not_found");
  });
  honoursIfMatch(endpoint, by, rows, { ...options, check });
  knowsNoOther(endpoint, by, rows, options);
}

/** What becomes of rows that refer to a deleted one: `[what happens, who refers, by which attribute]`. */
export function whenDeleted<
  Row extends object,
  Given,
  Other extends object,
  OtherGiven,
>(
  endpoint: EndpointKey,
  by: Calling,
  rows: Rows<Row, Given>,
  effect: readonly [
    kind: "restrict" | "cascade" | "setNull",
    others: string,
    attribute: string,
  ],
  referring: {
    readonly rows: Rows<Other, OtherGiven>;
    readonly given: (row: Row) => NoInfer<OtherGiven>;
    readonly options?: RowOptions<Row>;
  },
): void {
  const [kind, others, attribute] = effect;
  const what = {
    restrict: `is refused while ${others} refer to the row`,
    cascade: `deletes the ${others} that refer to the row`,
    setNull: `unlinks the ${others} that refer to the row`,
  }[kind];
  test(`${endpoint} ${what} by ${attribute}`, async () => {
    const caller = by();
    const row = await rows.make(caller);
    const other = await referring.rows.make(caller, referring.given(row));
    const url = addressOf(rows, referring.options ?? {}, row);
    const reply = await call(endpoint, url, { by: caller });
    if (kind === "restrict") {
      expectProblem(reply, 409);
      expectStatus(await readRow(rows, row, caller), 200);
      return;
    }
    assert.ok(reply.status < 300, `answered ${reply.status}: ${reply.text}`);
    const left = await readRow(referring.rows, other, caller);
    if (kind === "cascade") {
      expectProblem(left, 404, "not_found");
      return;
    }
    expectStatus(left, 200);
    const { inside } = referring.rows.read ?? {};
    const shown = left.body as Readonly<Record<string, object>>;
    expectFields((inside === undefined ? shown : shown[inside]) ?? {}, {
      [attribute]: null,
    });
  });
}

/** The row as its endpoint shows it now; undefined when no endpoint shows it in the form in which it was made. */
export async function readBack<Row extends object, Given>(
  rows: Rows<Row, Given>,
  row: Row,
  by: TestCaller | undefined,
): Promise<Row | undefined> {
  const answer = rows.read?.answer;
  return answer === undefined
    ? undefined
    : answer(await readRow(rows, row, by));
}

/** The value of one property. */
export function keyIn(row: object, key: string): unknown {
  return (row as Readonly<Record<string, unknown>>)[key];
}

/** The properties with these names. */
export function picked(values: object, names: readonly string[]): object {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => names.includes(name)),
  );
}

/** The address of a row at an endpoint. */
export function addressOf<Row extends object, Given>(
  rows: Rows<Row, Given>,
  options: RowOptions<Row>,
  row: Row,
): string {
  const path = options.path ?? rows.path;
  if (path === undefined)
    throw new Error(`No address of ${rows.one} is known.`);
  return path(row);
}

/** Refused with another version than the row's, done with the right one. */
function honoursIfMatch<Row extends object, Given>(
  endpoint: EndpointKey,
  by: Calling,
  rows: Rows<Row, Given>,
  options: RowOptions<Row> & Sending,
): void {
  const success = successOf(options, rows);
  test(`${endpoint} honours If-Match`, async () => {
    const caller = by();
    const row = await rows.make(caller);
    const body = await options.body?.(caller);
    const send = (etag: string): Promise<Reply> =>
      call(endpoint, addressOf(rows, options, row), {
        by: caller,
        body,
        headers: { "if-match": etag },
      });
    const { read } = rows;
    const etag =
      read === undefined
        ? '"1"'
        : await etagAt(read.endpoint, addressOf(rows, {}, row), caller);
    expectProblem(await send('"999999"'), 412);
    const back = await readBack(rows, row, caller);
    if (back !== undefined) assert.deepEqual(back, row);
    success(await send(etag));
  });
}

interface Sending {
  readonly body?: (by: TestCaller | undefined) => object | Promise<object>;
}

function knowsNoOther<Row extends object, Given>(
  endpoint: EndpointKey,
  by: Calling,
  { one }: Rows<Row, Given>,
  { unknown, body }: RowOptions<Row> & Sending,
): void {
  test(`${endpoint} answers 404 for ${one} that does not exist`, async () => {
    const caller = by();
    const url = (await unknown?.(caller)) ?? factsOf(endpoint).nowhere();
    const sent = { by: caller, body: await body?.(caller) };
    expectProblem(await call(endpoint, url, sent), 404, "not_found");
  });
}

function successOf<Row extends object, Given>(
  { check, answer }: RowOptions<Row>,
  rows: Rows<Row, Given>,
): (reply: Reply) => unknown {
  return (
    check ??
    answer ??
    rows.read?.answer ??
    ((reply): void => expectStatus(reply, 200))
  );
}

/** The fields stand in an answer that is an object. */
function expectShown(answered: unknown, fields: object): void {
  if (typeof answered === "object" && answered !== null)
    expectFields(answered, fields);
}

/** A change of nothing. */
function nothing(): object {
  return {};
}

async function expectGone<Row extends object, Given>(
  rows: Rows<Row, Given>,
  row: Row,
  by: TestCaller | undefined,
): Promise<void> {
  if (rows.read === undefined) return;
  expectProblem(await readRow(rows, row, by), 404, "not_found");
}

async function readRow<Row extends object, Given>(
  rows: Rows<Row, Given>,
  row: Row,
  by: TestCaller | undefined,
): Promise<Reply> {
  if (rows.read === undefined) throw new Error(`Nothing shows ${rows.one}.`);
  return call(rows.read.endpoint, addressOf(rows, {}, row), { by });
}

async function etagAt(
  endpoint: EndpointKey,
  url: string,
  by: TestCaller | undefined,
): Promise<string> {
  return (await call(endpoint, url, { by })).header("etag") ?? "";
}
