import type { Caller } from '../../../semantics/types.ts';
import type { Call } from '../../../semantics/types.ts';
import type { Forgery } from '../credentials.ts';
import type { NamedCall } from '../session.ts';
import type { Suite } from '../suite.ts';

/** Tried once for each kind of access; that an operation asks for credentials at all is seen when there are none. */
const forgeries: readonly (readonly [Forgery, string])[] = [
  ['wrongSignature', 'a token with a wrong signature'],
  ['malformed', 'a malformed token'],
  ['expired', 'an expired token'],
  ['notYetValid', 'a token that is not valid yet'],
  ['unsigned', 'a token without signature'],
  ['wrongIssuer', 'a token of another issuer'],
  ['wrongAudience', 'a token for another audience'],
  ['wrongScheme', 'another authentication scheme'],
];

/** No, wrong and insufficient credentials on a call that is otherwise valid. The call itself is not made. */
export async function checkAccess(suite: Suite, call: Call): Promise<void> {
  const { session } = suite;
  const endpoint = session.endpoint(call.endpoint);
  const { caller } = call;
  if (endpoint.access.kind === 'public' || caller === undefined) return;
  const anonymous: Call = { ...call, caller: undefined };
  if (session.preview(anonymous).status !== 401) return;
  const tried = suite.once(`access ${JSON.stringify(endpoint.access.alternatives)}`) ? forgeries : [];
  await Promise.all([
    session.batch([{ check: 'no credentials', call: anonymous }, ...lessScopes(suite, call, caller)]),
    ...tried.map(async ([forgery, check]) => {
      const credentials = session.credentials.forged(endpoint, caller, forgery);
      if (credentials !== undefined) await session.refused({ check, call, credentials, expected: { status: 401 } });
    }),
  ]);
}

/** The caller without one of the scopes each time, as far as that is refused. */
function lessScopes(suite: Suite, call: Call, caller: Caller): readonly NamedCall[] {
  return caller.scopes
    .map((scope): NamedCall => ({ check: `without scope ${scope}`, call: { ...call, caller: { ...caller, scopes: caller.scopes.filter((other) => other !== scope) } } }))
    .filter((candidate) => suite.session.preview(candidate.call).status === 403);
}
