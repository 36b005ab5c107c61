import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reply } from "./app.ts";
import type { TestCaller } from "./callers.ts";
import { expectProblem } from "./expect.ts";
import { type Listing, listAll, listPage } from "./lists.ts";
import { call, type EndpointKey, factsOf } from "./requests.ts";
import { type Calling, keyIn, type Rows } from "./rowTests.ts";

/** A list in which only the rows of the test stand, and the values with which rows stand in it. */
interface Opened<Given> {
  readonly url: string;
  readonly given: Given;
}

/** Two rows and a question to which only the first is the answer. */
interface Question<Given> {
  readonly matching: Given;
  readonly other: Given;
  readonly asked: unknown;
}

export interface Filter<Given> {
  readonly parameter: string;
  readonly ask: (by: TestCaller | undefined) => Promise<Question<Given>>;
  /** The list of the test cannot be had: other rows stand in it too. */
  readonly amongOthers?: boolean;
}

/** How a list is tested. */
export interface ListChecks<Given> {
  /** `cart items` */
  readonly many: string;
  readonly answer: (reply: Reply) => unknown;
  readonly listing: Listing;
  /** The attribute that tells rows apart. */
  readonly key: string;
  readonly open?: (by: TestCaller | undefined) => Promise<Opened<Given>>;
  /** The caller sees own rows only. */
  readonly own?: true;
  /** Queries that are refused. */
  readonly bad?: readonly string[];
  /** Rows can be walked through; `amongOthers`: where other rows stand too. */
  readonly pages?: true | "amongOthers";
  readonly sort?: {
    readonly parameter: string;
    /** By attribute: what makes a row come first, and last. */
    readonly orders: Readonly<
      Record<string, readonly [low: () => Given, high: () => Given]>
    >;
  };
  readonly filters?: readonly Filter<Given>[];
}

/** A filter asked with a value that is another each time; `asked` says what of the values the query holds. */
export function varied<V extends string | number, Given>(
  parameter: string,
  value: (by: TestCaller | undefined) => V | Promise<V>,
  given: (value: V) => Given,
  asked: "it" | "itsEnd" | "theOther" = "it",
): Filter<Given> {
  const ask = async (by: TestCaller | undefined): Promise<Question<Given>> => {
    const wanted = await value(by);
    const unwanted = await value(by);
    const query = {
      it: wanted,
      itsEnd: partOf(String(wanted), String(unwanted)),
      theOther: unwanted,
    };
    return {
      matching: given(wanted),
      other: given(unwanted),
      asked: query[asked],
    };
  };
  return { parameter, ask };
}

/** The longest part of a text that the other has not, whatever the case: the end of short ones may well stand in it. */
function partOf(text: string, other: string): string {
  const parts = [text.slice(1), text.slice(0, -1)];
  const isMissing = (part: string): boolean =>
    !other.toLowerCase().includes(part.toLowerCase());
  return parts.find(isMissing) ?? text;
}

/** A filter asked with a value that is told. */
export function told<const Given>(
  parameter: string,
  matching: Given,
  other: Given,
  asked: unknown,
): Filter<Given> {
  return { parameter, ask: async () => ({ matching, other, asked }) };
}

/** The same filter where other rows stand in the list too. */
export function amongOthers<Given>(filter: Filter<Given>): Filter<Given> {
  return { ...filter, amongOthers: true };
}

/** The list has its form, refuses what it does not know, comes page by page, in order, and filtered. */
export function listsRows<Row extends object, Given>(
  endpoint: EndpointKey,
  by: Calling,
  rows: Rows<Row, Given> | undefined,
  checks: ListChecks<NoInfer<Given>>,
): void {
  const { many, answer, bad } = checks;
  test(`${endpoint} answers ${many}`, async () => {
    const caller = by();
    const { url, make } = await opened(endpoint, caller, rows, checks.open);
    if (rows !== undefined) await make();
    answer(await call(endpoint, url, { by: caller }));
  });
  if (bad !== undefined) {
    test(`${endpoint} refuses unknown query parameters and bad pages`, async () => {
      const caller = by();
      const url = factsOf(endpoint).nowhere();
      for (const query of ["unknown=1", ...bad]) {
        const reply = await call(endpoint, `${url}?${query}`, { by: caller });
        expectProblem(reply, 400);
      }
    });
  }
  if (rows === undefined) return;
  if (checks.pages !== undefined) walksPages(endpoint, by, rows, checks);
  for (const attribute of Object.keys(checks.sort?.orders ?? {}))
    sortsRows(endpoint, by, rows, checks, attribute);
  for (const filter of checks.filters ?? [])
    filtersRows(endpoint, by, rows, checks, filter);
}

function walksPages<Row extends object, Given>(
  endpoint: EndpointKey,
  by: Calling,
  rows: Rows<Row, Given>,
  { listing, key, open, own, pages }: ListChecks<Given>,
): void {
  const opening = pages === true ? open : undefined;
  const isAlone = own === true || opening !== undefined;
  test(`${endpoint} comes page by page, each row once`, async () => {
    const caller = by();
    const { url, make } = await opened(endpoint, caller, rows, opening);
    const keys: unknown[] = [];
    for (let made = 0; made < 3; made += 1) keys.push(keyIn(await make(), key));
    const size = isAlone ? 2 : listing.limit?.max;
    const walked = keysIn(await listAll(url, listing, caller, size), key);
    if (isAlone) assert.deepEqual(new Set(walked), new Set(keys));
    else
      assert.deepEqual(
        keys.filter((each) => !walked.includes(each)),
        [],
      );
    assert.equal(new Set(walked).size, walked.length);
    const query = { [listing.limit?.parameter ?? ""]: 2 };
    const page = await listPage(url, listing, query, caller);
    assert.equal(page.length, 2);
  });
}

function sortsRows<Row extends object, Given>(
  endpoint: EndpointKey,
  by: Calling,
  rows: Rows<Row, Given>,
  { listing, key, open, sort }: ListChecks<Given>,
  attribute: string,
): void {
  const order = sort?.orders[attribute];
  if (sort === undefined || order === undefined) return;
  test(`${endpoint} sorts by ${attribute}`, async () => {
    const caller = by();
    const { url, make } = await opened(endpoint, caller, rows, open);
    const [lowest, highest] = order;
    const high = keyIn(await make(highest()), key);
    const low = keyIn(await make(lowest()), key);
    const sorted = async (direction: string): Promise<readonly unknown[]> => {
      const query = withQuery(url, sort.parameter, `${direction}${attribute}`);
      return keysIn(await listAll(query, listing, caller), key);
    };
    const ascending = await sorted("");
    assert.ok(ascending.includes(low) && ascending.includes(high));
    assert.ok(ascending.indexOf(low) < ascending.indexOf(high));
    const descending = await sorted("-");
    assert.ok(descending.includes(low) && descending.includes(high));
    assert.ok(descending.indexOf(high) < descending.indexOf(low));
  });
}

function filtersRows<Row extends object, Given>(
  endpoint: EndpointKey,
  by: Calling,
  rows: Rows<Row, Given>,
  { listing, key, open }: ListChecks<Given>,
  { parameter, ask, amongOthers: everywhere = false }: Filter<Given>,
): void {
  const opening = everywhere ? undefined : open;
  test(`${endpoint} filters by ${parameter}`, async () => {
    const caller = by();
    const { url, make } = await opened(endpoint, caller, rows, opening);
    const { matching, other, asked } = await ask(caller);
    const match = keyIn(await make(matching), key);
    const others = keyIn(await make(other), key);
    const query = withQuery(url, parameter, encodeURIComponent(String(asked)));
    const found = keysIn(await listAll(query, listing, caller), key);
    assert.ok(found.includes(match), "the row that matches is found");
    assert.ok(!found.includes(others), "the other row is not");
  });
}

interface Open<Row, Given> {
  readonly url: string;
  readonly make: (given?: Given) => Promise<Row>;
}

async function opened<Row extends object, Given>(
  endpoint: EndpointKey,
  by: TestCaller | undefined,
  rows: Rows<Row, Given> | undefined,
  open: ListChecks<Given>["open"],
): Promise<Open<Row, Given>> {
  const fixed = await open?.(by);
  return {
    url: fixed?.url ?? factsOf(endpoint).nowhere(),
    make: async (given) => {
      if (rows === undefined) throw new Error("No rows can be made.");
      const both = { ...fixed?.given, ...given } as Given;
      const isPlain = fixed === undefined && given === undefined;
      return isPlain ? rows.make(by) : rows.make(by, both);
    },
  };
}

function withQuery(url: string, parameter: string, value: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}${parameter}=${value}`;
}

function keysIn(rows: readonly object[], key: string): readonly unknown[] {
  return rows.map((row) => keyIn(row, key));
}
