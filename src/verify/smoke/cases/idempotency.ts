import type { Call } from '../../../semantics/types.ts';
import { type Suite, stranger } from '../suite.ts';

/** The same `Idempotency-Key`: the first answer again and nothing done twice; refused with another body. `call` must be one that succeeds. */
export async function checkIdempotency(suite: Suite, call: Call, withOtherBody: Call | undefined): Promise<void> {
  const { session } = suite;
  // Every operation is given the same key, the next time another one: a key belongs to one operation.
  let turn = 1;
  while (!suite.once(`idempotency ${call.endpoint} ${turn}`)) turn += 1;
  const key = `smoke-key-${turn}`;
  const withKey = (each: Call, value = key): Call => ({ ...each, headers: { ...each.headers, 'idempotency-key': value } });
  await session.refused({ check: 'Idempotency-Key over 255 characters', call: withKey(call, 'k'.repeat(256)), expected: { status: 400 } });
  await session.call('first with an Idempotency-Key', withKey(call));
  await session.call('replayed for the same Idempotency-Key', withKey(call));
  if (withOtherBody === undefined) return;
  await session.call('Idempotency-Key used for another body', withKey(withOtherBody));
  if (call.caller === undefined) return;
  const foreign = withKey({ ...withOtherBody, caller: stranger(call.caller, suite.application) });
  await session.call("somebody else's Idempotency-Key", foreign);
}
