import type { Endpoint } from '../../../ir/endpoint.ts';
import { routerName } from '../models/parameters.ts';

/** The path as the router writes it: `/orders/:id`; a colon of the path itself is doubled, and what is percent-encoded is not, as in what the router compares. */
export function urlOf(path: string): string {
  const url = decoded(path).replaceAll(':', '::').replaceAll(/\{([^{}]+)\}(?=(.?))/gsu, (_, name: string, after: string) => `:${routerName(name)}${after === '' || '/-.'.includes(after) ? '' : '(.+?)'}`);
  // The last parameter beside another one is delimited by the segment's end alone.
  return !url.includes('(.+?):') ? url : url.replaceAll(/\(\.\+\?\):([\p{L}\p{N}_]+)(?=\/|$)/gu, '(.+?):$1(.+?)');
}

/** The path parameters whose names the router cannot have, with those that it is given instead. */
export function renamedParameters(endpoint: Endpoint): readonly { readonly from: string; readonly to: string }[] {
  return endpoint.parameters.flatMap(({ name, in: place }) => (place === 'path' && routerName(name) !== name ? [{ from: name, to: routerName(name) }] : []));
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
