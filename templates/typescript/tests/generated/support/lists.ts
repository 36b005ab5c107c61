import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { send } from "./app.ts";
import type { TestCaller } from "./callers.ts";
import { expectStatus } from "./expect.ts";

/** How a list travels and how it is cut into pages. */
export interface Listing {
  /** The property with the rows; without it the body is the array. */
  readonly items?: string;
  readonly limit?: { readonly parameter: string; readonly max: number };
  /** The next cursor stands in a property of the body, or of the object in `within`. */
  readonly cursor?: {
    readonly parameter: string;
    readonly property: string;
    readonly within?: string;
  };
  readonly offset?: string;
  readonly page?: { readonly parameter: string; readonly first: number };
}

export type Item = Readonly<Record<string, unknown>>;

/** One page of a list; `query` is added to the address. */
export async function listPage(
  url: string,
  listing: Listing,
  query: Readonly<Record<string, string | number>>,
  by?: TestCaller,
): Promise<readonly Item[]> {
  return itemsOf(await pageBody(url, query, by), listing);
}

/** All rows of a list, page by page, each page no longer than `limit`. */
export async function listAll(
  url: string,
  listing: Listing,
  by?: TestCaller,
  limit = listing.limit?.max,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let next: Readonly<Record<string, string | number>> | undefined =
    firstPage(listing);
  while (next !== undefined) {
    const size =
      listing.limit === undefined || limit === undefined
        ? {}
        : { [listing.limit.parameter]: limit };
    const body = await pageBody(url, { ...size, ...next }, by);
    const items = itemsOf(body, listing);
    assert.ok(
      limit === undefined || items.length <= limit,
      `a page has at most ${limit} rows`,
    );
    all.push(...items);
    next =
      items.length === 0
        ? undefined
        : nextPage(listing, body, all.length, next);
  }
  return all;
}

/** The values of one property, in the order of the rows. */
export function valuesOf(
  items: readonly Item[],
  property: string,
): readonly unknown[] {
  return items.map((item) => item[property]);
}

async function pageBody(
  url: string,
  query: Readonly<Record<string, string | number>>,
  by: TestCaller | undefined,
): Promise<unknown> {
  const added = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]),
  ).toString();
  const separator = url.includes("?") ? "&" : "?";
  const reply = await send(
    "GET",
    added === "" ? url : url + separator + added,
    by === undefined ? {} : { by },
  );
  expectStatus(reply, 200);
  return reply.body;
}

function itemsOf(body: unknown, { items }: Listing): readonly Item[] {
  const list = items === undefined ? body : (body as Item)[items];
  assert.ok(Array.isArray(list), "the rows are an array");
  return list as readonly Item[];
}

function firstPage({
  page,
}: Listing): Readonly<Record<string, string | number>> {
  return page === undefined ? {} : { [page.parameter]: page.first };
}

function nextPage(
  { cursor, offset, page }: Listing,
  body: unknown,
  count: number,
  last: Readonly<Record<string, string | number>>,
): Readonly<Record<string, string | number>> | undefined {
  if (cursor !== undefined) {
    const whole = body as Item;
    const holder = cursor.within === undefined ? whole : whole[cursor.within];
    const value = (holder as Item | undefined)?.[cursor.property];
    return typeof value === "string"
      ? { [cursor.parameter]: value }
      : undefined;
  }
  if (offset !== undefined) return { [offset]: count };
  return page === undefined
    ? undefined
    : { [page.parameter]: Number(last[page.parameter]) + 1 };
}

/** What is done leaves everything as it is that the addresses show. */
export async function leavesUnchanged(
  urls: readonly string[],
  by: TestCaller | undefined,
  action: () => Promise<void>,
): Promise<void> {
  const before = await readAll(urls, by);
  await action();
  assert.deepEqual(await readAll(urls, by), before);
}

async function readAll(
  urls: readonly string[],
  by: TestCaller | undefined,
): Promise<readonly unknown[]> {
  const bodies: unknown[] = [];
  for (const url of urls) {
    const reply = await send("GET", url, by === undefined ? {} : { by });
    bodies.push({ status: reply.status, body: reply.body });
  }
  return bodies;
}

/** One of the rows has all these values. */
export function expectAmong(items: readonly Item[], fields: Item): void {
  const found = items.some((item) =>
    Object.entries(fields).every(([name, value]) =>
      isDeepStrictEqual(item[name], value),
    ),
  );
  assert.ok(
    found,
    `${JSON.stringify(fields)} is among ${JSON.stringify(items)}`,
  );
}
