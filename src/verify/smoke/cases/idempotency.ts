import type { Call } from '../../../semantics/types.ts';
import { type Suite, stranger } from '../suite.ts';

/** The same `Idempotency-Key`: the first answer again, nothing done twice; with another body refused. */
export async function checkIdempotency(suite: Suite, another: () => Promise<Call | undefined>): Promise<void> {
  const first = await another();
  if (first === undefined) return;
  const key = `smoke-${suite.nextNumber()}`;
  const withKey = (call: Call, value = key): Call => ({ ...call, headers: { ...call.headers, 'idempotency-key': value } });
  await suite.session.call('first with an Idempotency-Key', withKey(first));
  await suite.session.call('replayed for the same Idempotency-Key', withKey(first));
  const second = await another();
  if (second !== undefined && JSON.stringify(second.body) !== JSON.stringify(first.body)) {
    await suite.session.call('Idempotency-Key used for another body', withKey({ ...second, caller: first.caller, path: first.path }));
    if (second.caller !== undefined && suite.session.preview(withKey({ ...second, caller: stranger(second.caller, suite.application) })).status < 300) {
      await suite.session.call("somebody else's Idempotency-Key", withKey({ ...second, caller: stranger(second.caller, suite.application) }));
    }
    await suite.session.refused({ check: 'Idempotency-Key over 255 characters', call: withKey(second, 'k'.repeat(256)), expected: { status: 400 } });
  }
}
