import { after } from "node:test";
import { buildApp } from "../../../src/app.ts";
import { openDatabase } from "../../../src/db/client.ts";
import { migrate } from "../../../src/db/migrate.ts";
import {
  // {{#testProofs}}
  proven,
  // {{/testProofs}}
  type TestCaller,
  testConfig,
} from "./callers.ts";
// {{#wordsInvariants}}
import { noteRefusal } from "./openTest.ts";
// {{/wordsInvariants}}

/** What the app answered. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  /** The parsed JSON, or the text when it is none. */
  readonly body: unknown;
  header(name: string): string | undefined;
}

/** What may go with a request; `body` is sent as JSON, `raw` as it is. */
export interface RequestOptions {
  readonly by?: TestCaller;
  readonly body?: unknown;
  readonly raw?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

type Reading = "GET" | "HEAD" | "OPTIONS";
export type Method = Reading | "POST" | "PUT" | "PATCH" | "DELETE";

const config = testConfig();
/** One database and one app serve all tests of a run. */
export const database = await openDatabase(config);
await migrate(database);
export const app = await buildApp({ config, database });
await app.ready();

after(async () => {
  await app.close();
  await database.close();
});

/** Gives the caller of what needs no credentials. */
export function nobody(): undefined {
  return undefined;
}

/** Sends a request through the whole app. */
export async function send(
  method: Method,
  url: string,
  options: RequestOptions = {},
): Promise<Reply> {
  const { by, body, raw, headers = {} } = options;
  const payload = body === undefined ? raw : JSON.stringify(body);
  // {{#testProofs}}
  const proof = by === undefined ? undefined : proven(by, method, url);
  // {{/testProofs}}
  const response = await app.inject({
    method,
    url,
    headers: {
      ...by?.headers,
      // {{#testProofs}}
      ...proof?.headers,
      // {{/testProofs}}
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(payload === undefined ? {} : { payload }),
    // {{#testProofs}}
    ...(proof === undefined ? {} : { url: proof.url }),
    // {{/testProofs}}
  });
  // {{#wordsInvariants}}
  noteRefusal(response.payload);
  // {{/wordsInvariants}}
  return {
    status: response.statusCode,
    text: response.payload,
    body: parsed(response.payload),
    header: (name) => {
      const value = response.headers[name];
      return Array.isArray(value) ? value.join(", ") : value?.toString();
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
