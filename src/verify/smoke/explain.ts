import type { Span } from '../../base/span.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import type { Cause, Mismatch, Outcome, RowChange } from '../../semantics/types.ts';
import type { Finding } from './inspectResponse.ts';

/** What makes a failure understandable: what was done before it, and the line of the spec that says what had to come. */
export interface Explanation {
  readonly after?: string;
  readonly because?: string;
}

/** A call that changed rows. */
export interface Done {
  /** Its method and path, as far as they are known by now. */
  readonly request: () => string;
  readonly changes: readonly RowChange[];
}

/** Remembers what was done last, and knows which part of the spec each of its effects follows from. */
export class Explainer {
  readonly #quote: (span: Span) => string | undefined;
  #last: Done | undefined;

  /** `quote` gives the place and the text of a part of the spec. */
  constructor(quote: (span: Span) => string | undefined) {
    this.#quote = quote;
  }

  /** The call that changed rows last. */
  get last(): Done | undefined {
    return this.#last;
  }

  /** Takes note of a call that changes rows. */
  note(request: () => string, outcome: Outcome): void {
    if (outcome.changes.length > 0) this.#last = { request, changes: outcome.changes };
  }

  /** Why the call had to be answered as the model says: the refusing step, or the steps that gave the values that differ. `last` had changed rows before it. */
  explain(endpoint: Endpoint, outcome: Outcome, mismatches: readonly Mismatch[], last: Done | undefined): Explanation {
    if (outcome.cause !== undefined) return this.refusal(outcome.cause);
    const own = causesOf(outcome.changes, undefined, mismatches);
    if (outcome.changes.length > 0 || last === undefined) return this.#because(own);
    const { implementation } = endpoint;
    if (implementation.kind !== 'crud') return {};
    const spans = causesOf(last.changes, implementation.entity, mismatches);
    return spans.length === 0 ? {} : { after: last.request(), ...this.#because(spans) };
  }

  /** The part of the spec that refuses something. */
  refusal(cause: Cause): Explanation {
    return this.#because([cause.span]);
  }

  #because(spans: readonly Span[]): Explanation {
    const lines = [...new Set(spans.flatMap((span) => this.#quote(span) ?? []))];
    return lines.length === 0 ? {} : { because: lines.slice(0, mostLines).join('; ') };
  }
}

const mostLines = 3;

/** The parts of the spec that gave the attributes which differ their values: the last that wrote each. */
function causesOf(changes: readonly RowChange[], entity: string | undefined, mismatches: readonly Mismatch[]): readonly Span[] {
  const concerned = changes.filter((change) => entity === undefined || change.entity === entity).flatMap(({ cause }) => (cause === undefined ? [] : [cause]));
  const names = mismatches.map(({ pointer }) => pointer.split('/').findLast((part) => part !== '' && !/^\d+$/.test(part)) ?? '');
  const exact = names.flatMap((name) => spanOf(concerned.findLast(({ attributes }) => attributes?.has(name)), name));
  const whole = concerned.findLast(({ attributes }) => attributes === undefined) ?? concerned.at(-1);
  return exact.length > 0 ? exact : whole === undefined ? [] : [whole.span];
}

function spanOf(cause: Cause | undefined, name: string): readonly Span[] {
  return cause === undefined ? [] : [cause.attributes?.get(name) ?? cause.span];
}

/** What differs, as what had to be there and what is. */
export function findingOf({ pointer, message }: Mismatch): Finding {
  const [came = '', wanted] = message.split('; expected ');
  const place = pointer === '' ? '' : `${pointer} `;
  const header = /^header \S+ /.exec(came)?.[0] ?? '';
  if (wanted !== undefined) return { expected: `${place}${header}${wanted}`, actual: `${place}${came}` };
  return { expected: message.startsWith('is unexpected') ? `no ${pointer}` : `${place}as the spec says`, actual: `${place}${came}` };
}
