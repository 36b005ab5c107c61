import type { Json } from '../../base/json.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Endpoint, SchemeUse, SecurityScheme } from '../../ir/endpoint.ts';
import { alternativeOf } from '../../semantics/model.ts';
import type { Caller } from '../../semantics/types.ts';
import type { ClockPort, CryptoPort } from '../ports.ts';

/** What a request carries to say who calls. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** Ways in which credentials can be wrong. */
export type Forgery = 'malformed' | 'expired' | 'notYetValid' | 'wrongSignature' | 'unsigned' | 'wrongIssuer' | 'wrongAudience' | 'wrongScheme';

const nobody: Credentials = { headers: {}, query: {} };
const lifetimeSeconds = 3600;

/** Makes the credentials of callers for one running app; tokens are made once for each caller. */
export class CredentialMint {
  readonly #application: ApplicationIR;
  readonly #crypto: CryptoPort;
  readonly #clock: ClockPort;
  readonly #secret: string;
  readonly #lifetimeSeconds: number;
  readonly #tokens = new Map<string, string>();
  readonly #pooled = new Map<string, string>();
  /** Who was given to an endpoint already, by subject. */
  readonly #given = new Map<string, Caller>();

  constructor(options: { readonly application: ApplicationIR; readonly crypto: CryptoPort; readonly clock: ClockPort; readonly secret: string; readonly lifetimeSeconds?: number }) {
    this.#application = options.application;
    this.#crypto = options.crypto;
    this.#clock = options.clock;
    this.#secret = options.secret;
    this.#lifetimeSeconds = options.lifetimeSeconds ?? lifetimeSeconds;
  }

  /**
   * The caller as the endpoint can know them. Tokens alone say anything; keys and passwords were given to the app when it
   * started, so there every subject stands for one of those. Who stands for somebody stands for themselves, too.
   */
  effective(endpoint: Endpoint, caller: Caller | undefined): Caller | undefined {
    const schemes = preferred(endpoint, this.#application)?.schemes ?? [];
    if (caller === undefined || schemes.every((scheme) => scheme.kind === 'jwt')) return caller;
    const given = this.#given.get(caller.subject) ?? this.#standIn(caller);
    this.#given.set(given.subject, given);
    return given;
  }

  #standIn(caller: Caller): Caller {
    const { adminScope } = this.#application.auth;
    const isAdmin = adminScope !== undefined && caller.scopes.includes(adminScope);
    const subject = this.#pooled.get(caller.subject) ?? pooledSubject(Math.min(this.#pooled.size, poolSize - 1));
    this.#pooled.set(caller.subject, subject);
    const scopes = scopesOf(this.#application);
    return isAdmin ? { subject: `${subject}-admin`, scopes: [...scopes, adminScope] } : { subject, scopes };
  }

  /** Valid credentials of the caller for an endpoint; none for a public endpoint without a caller. */
  valid(endpoint: Endpoint, caller: Caller | undefined): Credentials {
    if (caller === undefined) return nobody;
    const uses = endpoint.access.kind === 'public' ? this.#tokenScheme() : (preferred(endpoint, this.#application)?.uses ?? []);
    return merge(uses.map((use) => this.#present(use, caller)));
  }

  /** Credentials of the caller that the endpoint must refuse; undefined when its schemes cannot be wrong in that way. */
  forged(endpoint: Endpoint, caller: Caller, forgery: Forgery): Credentials | undefined {
    const choice = preferred(endpoint, this.#application);
    const [scheme] = choice?.schemes ?? [];
    if (scheme === undefined) return undefined;
    switch (scheme.kind) {
      case 'jwt': return { headers: { authorization: this.#forgedHeader(caller, forgery) }, query: {} };
      case 'apiKey': return forgery === 'malformed' ? apiKeyCredentials(scheme, 'not-a-key') : undefined;
      case 'basic': return forgery === 'wrongSignature'
        ? { headers: { authorization: `Basic ${this.#crypto.base64(`${caller.subject}:wrong`)}` }, query: {} }
        : forgery === 'malformed' ? { headers: { authorization: 'Basic !!!' }, query: {} } : undefined;
    }
  }

  #forgedHeader(caller: Caller, forgery: Forgery): string {
    const claims = this.#claims(caller);
    const now = this.#clock.epochSeconds();
    const sign = (changes: Readonly<Record<string, Json>>, secret = this.#secret): string => `Bearer ${this.#crypto.signJwt({ ...claims, ...changes }, secret)}`;
    switch (forgery) {
      case 'malformed': return 'Bearer not.a.token';
      case 'expired': return sign({ iat: now - 2 * lifetimeSeconds, exp: now - lifetimeSeconds });
      case 'notYetValid': return sign({ nbf: now + lifetimeSeconds });
      case 'wrongSignature': return sign({}, `${this.#secret}-of-somebody-else`);
      case 'unsigned': return `Bearer ${unsigned(this.#crypto.signJwt(claims, this.#secret))}`;
      case 'wrongIssuer': return sign({ iss: 'somebody-else' });
      case 'wrongAudience': return sign({ aud: 'another-app' });
      case 'wrongScheme': return `Basic ${this.#crypto.base64(`${caller.subject}:secret`)}`;
    }
  }

  #present(use: SchemeUse, caller: Caller): Credentials {
    const scheme = schemeNamed(this.#application, use.scheme);
    switch (scheme?.kind) {
      case undefined: return nobody;
      case 'jwt': return { headers: { authorization: `Bearer ${this.token(caller)}` }, query: {} };
      case 'apiKey': return apiKeyCredentials(scheme, apiKeyOf(caller));
      case 'basic': return { headers: { authorization: `Basic ${this.#crypto.base64(`${caller.subject}:${basicPassword}`)}` }, query: {} };
    }
  }

  /** Credentials of the caller for every scheme of the application at once. */
  ofAllSchemes(caller: Caller): Credentials {
    return merge(this.#application.auth.schemes.map(({ name }) => this.#present({ scheme: name, scopes: [] }, caller)).reverse());
  }

  /** A bearer token of the caller. */
  token(caller: Caller): string {
    const key = JSON.stringify([caller.subject, ...caller.scopes]);
    let token = this.#tokens.get(key);
    if (token === undefined) {
      token = this.#crypto.signJwt(this.#claims(caller), this.#secret);
      this.#tokens.set(key, token);
    }
    return token;
  }

  #claims(caller: Caller): Readonly<Record<string, Json>> {
    const now = this.#clock.epochSeconds();
    const { name } = this.#application;
    return { sub: caller.subject, scope: caller.scopes.join(' '), iss: name, aud: name, iat: now, exp: now + this.#lifetimeSeconds };
  }

  /** Callers of public endpoints show a token where the app knows tokens. */
  #tokenScheme(): readonly SchemeUse[] {
    const scheme = this.#application.auth.schemes.find((candidate) => candidate.kind === 'jwt');
    return scheme === undefined ? [] : [{ scheme: scheme.name, scopes: [] }];
  }
}

/** The alternative that the smoke uses: the first, as the planner does. */
function preferred(endpoint: Endpoint, application: ApplicationIR): { readonly uses: readonly SchemeUse[]; readonly schemes: readonly SecurityScheme[] } | undefined {
  if (endpoint.access.kind === 'public') return undefined;
  const uses = alternativeOf(endpoint);
  return { uses, schemes: uses.flatMap((use) => schemeNamed(application, use.scheme) ?? []) };
}

function schemeNamed(application: ApplicationIR, name: string): SecurityScheme | undefined {
  return application.auth.schemes.find((scheme) => scheme.name === name);
}

function apiKeyCredentials(scheme: Extract<SecurityScheme, { kind: 'apiKey' }>, key: string): Credentials {
  switch (scheme.in) {
    case 'header': return { headers: { [scheme.parameter.toLowerCase()]: key }, query: {} };
    case 'query': return { headers: {}, query: { [scheme.parameter]: key } };
    case 'cookie': return { headers: { cookie: `${scheme.parameter}=${key}` }, query: {} };
  }
}

function merge(all: readonly Credentials[]): Credentials {
  return { headers: Object.assign({}, ...all.map((one) => one.headers)) as Record<string, string>, query: Object.assign({}, ...all.map((one) => one.query)) as Record<string, string> };
}

/** The header and claims of a token with `alg: none` and no signature. */
function unsigned(token: string): string {
  // {"alg":"none","typ":"JWT"} in base64url.
  return `eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.${token.split('.')[1] ?? ''}.`;
}

const basicPassword = 'smoke-password';

/** How many subjects the app under test knows by API key or password. */
const poolSize = 60;

/** The callers that the app under test knows by API key or password, each also as admin; none when it knows none of the two. */
export function keyedCallers(application: ApplicationIR): readonly Caller[] {
  if (application.auth.schemes.every((scheme) => scheme.kind === 'jwt')) return [];
  const scopes = scopesOf(application);
  const { adminScope } = application.auth;
  return Array.from({ length: poolSize }, (_, index) => pooledSubject(index)).flatMap((subject) => [
    { subject, scopes },
    ...(adminScope === undefined ? [] : [{ subject: `${subject}-admin`, scopes: [...scopes, adminScope] }]),
  ]);
}

function pooledSubject(index: number): string {
  return `smoke-${index + 1}`;
}

/** All scopes that endpoints ask for, without the admin's. */
export function scopesOf(application: ApplicationIR): readonly string[] {
  const uses = application.endpoints.flatMap((endpoint) => (endpoint.access.kind === 'public' ? [] : endpoint.access.alternatives.flat()));
  return [...new Set(uses.flatMap((use) => use.scopes))].filter((scope) => scope !== application.auth.adminScope);
}

/** `API_KEYS` of the app under test. */
export function apiKeyTable(callers: readonly Caller[]): Readonly<Record<string, Json>> {
  return Object.fromEntries(callers.map((caller) => [apiKeyOf(caller), { subject: caller.subject, scopes: caller.scopes }]));
}

/** `BASIC_USERS` of the app under test: the user name is the subject. */
export function basicUserTable(callers: readonly Caller[]): Readonly<Record<string, Json>> {
  return Object.fromEntries(callers.map(({ subject, scopes }) => [subject, { password: basicPassword, scopes }]));
}

function apiKeyOf(caller: Caller): string {
  return `key-of-${caller.subject}`;
}
