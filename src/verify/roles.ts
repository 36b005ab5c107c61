import type { ApplicationIR } from '../ir/application.ts';
import type { Caller } from '../semantics/types.ts';
import { scopesOf } from './smoke/credentials.ts';

/** A kind of caller that somebody who tries the app out can be. */
export interface Role {
  /** For people: `user`, a scope's name, `admin`. */
  readonly name: string;
  readonly caller: Caller;
}

/** The roles of an application: a user without scopes, one for each scope, one with all scopes, the admin. Empty when nobody shows credentials. */
export function rolesOf(application: ApplicationIR): readonly Role[] {
  const { adminScope, schemes } = application.auth;
  if (schemes.length === 0) return [];
  const scopes = scopesOf(application);
  const role = (name: string, granted: readonly string[]): Role => ({ name, caller: { subject: name, scopes: granted } });
  return [
    role('user', []),
    ...scopes.map((scope) => role(scope, [scope])),
    ...(scopes.length > 1 ? [role('all scopes', scopes)] : []),
    ...(adminScope === undefined ? [] : [role('admin', [...scopes, adminScope])]),
  ];
}
