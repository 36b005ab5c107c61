import type { Json } from '../base/json.ts';
import type { Endpoint } from '../ir/endpoint.ts';
import { isPending, substitute } from './placeholders.ts';
import { Refused } from './refused.ts';
import type { Call, Outcome } from './types.ts';

/** First answers to requests with an Idempotency-Key, by caller, endpoint and key. Never changed, so that a snapshot holds it. */
export type Replays = ReadonlyMap<string, StoredAnswer>;

interface StoredAnswer {
  readonly sent: string;
  readonly outcome: Outcome;
  /** True while a value of the answer is a placeholder. */
  readonly pending: boolean;
}

/** What a request with an Idempotency-Key is known by. */
export interface Keyed {
  readonly slot: string;
  /** All that must be the same when the key is used again. */
  readonly sent: string;
}

export const nothingToReplay: Replays = new Map();

/** What the request is known by; undefined without a key that counts. */
export function keyedRequest(endpoint: Endpoint, call: Call): Keyed | undefined {
  const key = endpoint.idempotencyKey && endpoint.method === 'POST' ? call.headers['idempotency-key'] : undefined;
  if (key === undefined) return undefined;
  return { slot: JSON.stringify([call.caller?.subject ?? null, endpoint.key, key]), sent: JSON.stringify([call.path, call.query, call.body ?? null]) };
}

/** The first answer once more; undefined when the request is the first with its key. Throws Refused when the key was used with another. */
export function replayed(replays: Replays, { slot, sent }: Keyed): Outcome | undefined {
  const before = replays.get(slot);
  if (before === undefined) return undefined;
  if (before.sent !== sent) throw new Refused(422, 'The Idempotency-Key was used with another request.', { code: 'idempotency_key_reused' });
  return { ...before.outcome, headers: { ...before.outcome.headers, 'idempotency-replayed': 'true' }, changes: [], events: [], reason: 'The first answer is replayed.' };
}

/** With the answer to that request. */
export function withAnswer(replays: Replays, { slot, sent }: Keyed, outcome: Outcome): Replays {
  return new Map([...replays, [slot, { sent, outcome, pending: isPending(outcome as unknown as Json) }]]);
}

/** With what is known now in the place of placeholders. */
export function learnt(replays: Replays, known: ReadonlyMap<string | number, Json>): Replays {
  if (![...replays.values()].some(({ pending }) => pending)) return replays;
  return new Map([...replays].map(([slot, answer]) => {
    if (!answer.pending) return [slot, answer];
    const outcome = substitute(answer.outcome as unknown as Json, known) as unknown as Outcome;
    return [slot, { ...answer, outcome, pending: isPending(outcome as unknown as Json) }];
  }));
}
