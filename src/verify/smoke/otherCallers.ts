import type { ApplicationIR } from '../../ir/application.ts';
import type { Caller } from '../../semantics/types.ts';

/** Another caller with the same scopes, who owns nothing of the first one's. */
export function stranger(caller: Caller, application: ApplicationIR): Caller {
  const { adminScope } = application.auth;
  return { subject: `${caller.subject}-stranger`, scopes: caller.scopes.filter((scope) => scope !== adminScope) };
}

/** The same caller with the scope that passes ownership checks; undefined when the application has none. */
export function asAdmin(caller: Caller, application: ApplicationIR): Caller | undefined {
  const { adminScope } = application.auth;
  return adminScope === undefined ? undefined : { subject: `${caller.subject}-admin`, scopes: [...new Set([...caller.scopes, adminScope])] };
}
