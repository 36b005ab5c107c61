import { test } from "node:test";
import type { Reply } from "./app.ts";
import type { TestCaller } from "./callers.ts";
import { expectFields, expectInvalid, expectProblem } from "./expect.ts";
import { call, type EndpointKey, factsOf } from "./requests.ts";
import type { Fields } from "./values.ts";

/** The bodies that an endpoint takes. */
export interface Bodies {
  readonly fields: Fields;
  /** Fields of the table that this endpoint does not have. */
  readonly without?: readonly string[];
  readonly required?: readonly string[];
  /** Unknown keys are allowed. */
  readonly open?: true;
}

/** A body that is wrong in one place is refused, and the answer says where. */
export function refusesBodies(endpoint: EndpointKey, bodies: Bodies): void {
  const { required = [], open } = bodies;
  const fields = fieldsOf(bodies);
  const valid = Object.fromEntries(
    fields.map(([name, { good }]) => [name, good]),
  );
  const cases = [
    ...required.map((name): BodyCase => [
      `${name}: without ${name}`,
      { [name]: undefined },
      at(name),
    ]),
    ...(open === true
      ? []
      : [
          [
            "unknownKey: with an unknown key",
            { unknownKey: "unknown" },
            at("unknownKey"),
          ] as const,
        ]),
    ...fields.flatMap(([name, { refused }]) =>
      refused.map((each): BodyCase => {
        const inner = (each.at ?? "").replaceAll("/", ".");
        return [
          `${name}${inner}: ${each.fault}`,
          { [name]: each.value },
          `${at(name)}${each.at ?? ""}`,
        ];
      }),
    ),
  ];
  refusesEach(endpoint, valid, cases);
}

type BodyCase = readonly [fault: string, change: object, pointer: string];

/** The valid body with each of the changes is refused. */
export function refusesEach(
  endpoint: EndpointKey,
  valid: object,
  cases: readonly BodyCase[],
): void {
  const { by, nowhere } = factsOf(endpoint);
  for (const [fault, change, pointer] of cases) {
    test(`${endpoint} refuses ${fault}`, async () => {
      const body = { ...valid, ...change };
      const reply = await call(endpoint, nowhere(), { by: by(), body });
      expectInvalid(reply, 422, pointer);
    });
  }
}

/** What is no JSON is refused, and so is a media type that the endpoints do not take. */
export function refusesOtherThanJson(
  endpoints: readonly EndpointKey[],
  otherType: string | undefined = "application/xml",
): void {
  for (const endpoint of endpoints) {
    const { by, nowhere } = factsOf(endpoint);
    const sent = async (type: string, raw: string): Promise<Reply> => {
      const headers = { "content-type": type };
      return call(endpoint, nowhere(), { by: by(), headers, raw });
    };
    test(`${endpoint} refuses a body that is no JSON`, async () => {
      expectProblem(await sent("application/json", '{ "unfinished": '), 400);
      if (otherType !== "") expectProblem(await sent(otherType, "<xml/>"), 415);
    });
  }
}

/** Bodies at the edge of what is allowed. */
export interface AcceptedBodies<By> extends Pick<Bodies, "fields" | "without"> {
  /** Fields whose values cannot be chosen freely: references, unique values, what invariants are about. */
  readonly except?: readonly string[];
  /** Fields that answers do not show. */
  readonly hidden?: readonly string[];
  readonly by: () => By;
  /** Where the request goes, and a body that is good. */
  readonly prepare: (
    by: By,
  ) => Promise<{ readonly url: string; readonly body: object }>;
  readonly answer: (reply: Reply) => object;
}

/** Values at the edge of what is allowed are stored and shown. */
export function acceptsBoundaries<By extends TestCaller | undefined>(
  endpoint: EndpointKey,
  bodies: AcceptedBodies<By>,
): void {
  const { except = [], hidden = [], by, prepare, answer } = bodies;
  for (const [name, { accepted }] of fieldsOf(bodies)) {
    if (except.includes(name)) continue;
    for (const { boundary, value, shown } of accepted) {
      test(`${endpoint} accepts ${name}: ${boundary}`, async () => {
        const caller = by();
        const { url, body } = await prepare(caller);
        const reply = await call(endpoint, url, {
          by: caller,
          body: { ...body, [name]: value },
        });
        const isShown = shown !== undefined && !hidden.includes(name);
        expectFields(answer(reply), isShown ? { [name]: shown } : {});
      });
    }
  }
}

/** Query parameters that break their schema are refused; `queries` are further ones, told one by one with their parameter. */
export function refusesQueries(
  endpoint: EndpointKey,
  parameters: Fields,
  queries: readonly (readonly [query: string, pointer: string])[] = [],
): void {
  const { by, nowhere } = factsOf(endpoint);
  const cases = Object.entries(parameters).flatMap(([name, { refused }]) =>
    refused
      .filter(({ inUrl, value }) => inUrl && String(value).length <= 300)
      .map(
        ({ value }) =>
          [
            `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
            `/query${at(name)}`,
          ] as const,
      ),
  );
  for (const [query, pointer] of [...cases, ...queries]) {
    test(`${endpoint} refuses ?${query}`, async () => {
      const url = nowhere();
      const separator = url.includes("?") ? "&" : "?";
      const reply = await call(endpoint, `${url}${separator}${query}`, {
        by: by(),
      });
      expectInvalid(reply, 400, pointer);
    });
  }
}

/** A key that cannot be one is refused. */
export function refusesKeys(
  ...addresses: readonly (readonly [
    endpoint: EndpointKey,
    parameter: string,
    url: string,
  ])[]
): void {
  for (const [endpoint, parameter, url] of addresses) {
    const { by } = factsOf(endpoint);
    test(`${endpoint} refuses a malformed ${parameter}`, async () => {
      expectProblem(await call(endpoint, url, { by: by() }), 400);
    });
  }
}

function fieldsOf({
  fields,
  without = [],
}: Pick<Bodies, "fields" | "without">): readonly (readonly [
  string,
  Fields[string],
])[] {
  return Object.entries(fields).filter(([name]) => !without.includes(name));
}

/** The JSON pointer of a property. */
function at(name: string): string {
  return `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
