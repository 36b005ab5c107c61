import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint, SchemeUse } from '../../../ir/endpoint.ts';

/** Who has to call: nobody in particular, any caller with the ordinary scopes, or an administrator. */
export type CallerNeeded = 'nobody' | 'someone' | 'admin';

/** The least caller that the endpoint admits. */
export function callerNeeded(application: ApplicationIR, endpoint: Endpoint): CallerNeeded {
  const { access } = endpoint;
  if (access.kind === 'public' || access.alternatives.some((uses) => uses.length === 0)) return 'nobody';
  const { adminScope } = application.auth;
  const needsAdmin = (uses: readonly SchemeUse[]): boolean => uses.some(({ scopes }) => adminScope !== undefined && scopes.includes(adminScope));
  return access.alternatives.every(needsAdmin) ? 'admin' : 'someone';
}

/** The most powerful caller that any of the endpoints needs. */
export function callerForAll(application: ApplicationIR, endpoints: readonly Endpoint[]): CallerNeeded {
  const needed = endpoints.map((endpoint) => callerNeeded(application, endpoint));
  if (needed.includes('admin')) return 'admin';
  return needed.includes('someone') ? 'someone' : 'nobody';
}

/** Every scope that the spec knows, sorted; those of schemes and those that endpoints ask for. */
export function allScopes(application: ApplicationIR): readonly string[] {
  const declared = application.auth.schemes.flatMap((scheme) => (scheme.kind === 'jwt' ? scheme.scopes.map(({ name }) => name) : []));
  const asked = application.endpoints.flatMap(({ access }) => (access.kind === 'secured' ? access.alternatives.flat().flatMap(({ scopes }) => scopes) : []));
  const admin = application.auth.adminScope === undefined ? [] : [application.auth.adminScope];
  return [...new Set([...declared, ...asked, ...admin])].sort();
}
