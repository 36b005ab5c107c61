import type { Call } from '../../../semantics/types.ts';
import { stranger } from '../otherCallers.ts';
import type { Sent } from '../session.ts';
import type { Suite } from '../suite.ts';

/** The same `Idempotency-Key`: the first answer again and nothing done twice; refused with another body. `call` must be one that succeeds; gives it as it was sent first. */
export async function checkIdempotency(suite: Suite, wanted: Call, wantedOther: Call | undefined): Promise<Sent> {
  const { session } = suite;
  const [call, withOtherBody] = bySameCaller(suite, wanted, wantedOther);
  // Every operation is given the same key, the next time another one: a key belongs to one operation.
  let turn = 1;
  while (!suite.once(`idempotency ${call.endpoint} ${turn}`)) turn += 1;
  const key = `smoke-key-${turn}`;
  const withKey = (each: Call, value = key): Call => ({ ...each, headers: { ...each.headers, 'idempotency-key': value } });
  if (suite.once('Idempotency-Key over 255 characters')) await session.refused({ check: 'Idempotency-Key over 255 characters', call: withKey(call, 'k'.repeat(256)), expected: { status: 400 } });
  const first = await session.call('first with an Idempotency-Key', withKey(call));
  await session.call('replayed for the same Idempotency-Key', withKey(call));
  if (withOtherBody === undefined) return first;
  await session.call('Idempotency-Key used for another body', withKey(withOtherBody));
  if (call.caller === undefined) return first;
  const foreign = withKey({ ...withOtherBody, caller: stranger(call.caller, suite.application) });
  await session.call("somebody else's Idempotency-Key", foreign);
  return first;
}

/** The calls by somebody who uses the same key at other operations too, where it does not matter who calls. */
function bySameCaller(suite: Suite, call: Call, other: Call | undefined): readonly [Call, Call | undefined] {
  if (call.caller === undefined) return [call, other];
  const caller = { subject: 'smoke-same-key', scopes: call.caller.scopes };
  const isAccepted = (each: Call): boolean => suite.session.preview({ ...each, caller }).status === suite.session.endpoint(each.endpoint).successStatus;
  return [call, ...(other === undefined ? [] : [other])].every(isAccepted) ? [{ ...call, caller }, other === undefined ? undefined : { ...other, caller }] : [call, other];
}
