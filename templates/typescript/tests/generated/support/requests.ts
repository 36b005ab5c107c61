import { type Method, type Reply, type RequestOptions, send } from "./app.ts";
import type { TestCaller } from "./callers.ts";
import { endpoints } from "./endpoints.ts";

/** `GET /carts/{id}`: an endpoint as the specification names it. */
export type EndpointKey = keyof typeof endpoints;

/** What tests have to know of every endpoint. */
export interface EndpointFacts {
  /** The least powerful caller that it admits. */
  readonly by: () => TestCaller | undefined;
  /** An address of it at which no row stands. */
  readonly nowhere: () => string;
  /** Headers without which it cannot be called. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is known of an endpoint. */
export function factsOf(endpoint: EndpointKey): EndpointFacts {
  return endpoints[endpoint];
}

/** Sends a request to an endpoint: with its method and the headers that it needs, to any address of it. */
export function call(
  endpoint: EndpointKey,
  url: string,
  { by, headers, ...rest }: Calls = {},
): Promise<Reply> {
  return send(methodOf(endpoint), url, {
    ...rest,
    ...(by === undefined ? {} : { by }),
    headers: { ...factsOf(endpoint).headers, ...headers },
  });
}

/** What may go with a request; nobody in particular may be named as the caller. */
export interface Calls extends Omit<RequestOptions, "by"> {
  readonly by?: TestCaller | undefined;
}

/** The method in an endpoint's name. */
export function methodOf(endpoint: EndpointKey): Method {
  return endpoint.slice(0, endpoint.indexOf(" ")) as Method;
}
