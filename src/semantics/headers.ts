/**
 * Headers without which a call is refused.
 *
 *     headerValue(parameter, context, n)      // { value: '*' } for `If-Match`, a sample for any other
 */
import type { Parameter } from '../ir/endpoint.ts';
import { isValid } from './matches.ts';
import { sampleOf, type Sampled } from './samples.ts';
import type { SchemaContext } from './schemaContext.ts';

/** What admits whatever version a row has. */
const anyVersion = '*';

/** A value of a header parameter with which a call can succeed. */
export function headerValue({ name, schema }: Parameter, context: SchemaContext, n: number): Sampled {
  if (name.toLowerCase() === 'if-match' && isValid(anyVersion, schema, context, 'request')) return { value: anyVersion };
  return sampleOf(schema, context, n, { name });
}
