import type { Json } from '../../base/json.ts';
import { isIntegerPlaceholder, placeholdersIn, substitute } from '../../semantics/placeholders.ts';
import type { Call, Outcome } from '../../semantics/types.ts';
import type { Ticket } from './traffic.ts';

/** What has to be known before a call can be sent. */
export interface Needs {
  readonly tokens: readonly (string | number)[];
  /** The errands whose answers tell it. */
  readonly tellers: readonly Ticket[];
}

/** What the app has generated, in the place of the model's placeholders: known once an answer has told it. */
export class Learned {
  readonly known = new Map<string | number, Json>();
  readonly #tellers = new Map<string | number, Ticket>();

  /** The answer to that errand will tell the values that the outcome has placeholders for. */
  promise(outcome: Outcome, ticket: Ticket): void {
    for (const token of placeholdersIn([outcome.body ?? null, outcome.headers])) if (!this.#tellers.has(token)) this.#tellers.set(token, ticket);
  }

  /** What the call needs to be told; a placeholder that nobody has promised to tell only looks like one. */
  needsOf(call: Call): Needs {
    const tokens = [...placeholdersIn(this.#partsOf(call))].filter((token) => this.#tellers.has(token));
    return { tokens, tellers: tokens.flatMap((token) => this.#tellers.get(token) ?? []) };
  }

  /** Whether no answer will ever tell the value. */
  isUntold(value: Json): boolean {
    return [...placeholdersIn(value)].some((token) => !this.#tellers.has(token));
  }

  /** The call with what the app has generated; undefined while something that it needs is not known. */
  resolved(call: Call, { tokens }: Needs): Call | undefined {
    if (tokens.length === 0) return call;
    if (tokens.some((token) => !this.known.has(token))) return undefined;
    return { ...call, ...(substitute(this.#partsOf(call), this.known) as unknown as Call) };
  }

  /** Does the work, and forgets what it has learned unless it ends well: what was read from an answer that came too early belongs to other rows. */
  onTrial<T>(work: () => T, isGood: (result: T) => boolean): T {
    const before = this.known.size;
    const result = work();
    // What is known is never replaced, so that what is new comes last.
    if (!isGood(result)) for (const token of [...this.known.keys()].slice(before)) this.known.delete(token);
    return result;
  }

  /** The outcome with what is known by now. */
  expected(outcome: Outcome): Outcome {
    if (this.known.size === 0) return outcome;
    const headers = substitute(outcome.headers, this.known) as Outcome['headers'];
    return outcome.body === undefined ? { ...outcome, headers } : { ...outcome, headers, body: substitute(outcome.body, this.known) };
  }

  #partsOf({ path, query, headers, body }: Call): Json {
    return { path: this.#asNumbers(path), query: this.#asNumbers(query), headers: this.#asNumbers(headers), ...(body === undefined ? {} : { body }) };
  }

  /** Where all values travel as text, the placeholder of an integer may be written out. */
  #asNumbers(value: Json): Json {
    if (typeof value === 'string') {
      const number = /^\d{10}$/.test(value) ? Number(value) : undefined;
      return number !== undefined && isIntegerPlaceholder(number) && this.#tellers.has(number) ? number : value;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return (value as readonly Json[]).map((item) => this.#asNumbers(item));
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.#asNumbers(item)]));
  }
}
