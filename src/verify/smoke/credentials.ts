import type { Json } from '../../base/json.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Endpoint, SchemeUse, SecurityScheme } from '../../ir/endpoint.ts';
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
  readonly #tokens = new Map<string, string>();

  constructor(options: { readonly application: ApplicationIR; readonly crypto: CryptoPort; readonly clock: ClockPort; readonly secret: string }) {
    this.#application = options.application;
    this.#crypto = options.crypto;
    this.#clock = options.clock;
    this.#secret = options.secret;
  }

  /** Valid credentials of the caller for an endpoint; none for a public endpoint without a caller. */
  valid(endpoint: Endpoint, caller: Caller | undefined): Credentials {
    if (caller === undefined) return nobody;
    const uses = endpoint.access.kind === 'public' ? this.#anyScheme() : (preferred(endpoint, this.#application)?.uses ?? []);
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
      case 'jwt': return { headers: { authorization: `Bearer ${this.#token(caller)}` }, query: {} };
      case 'apiKey': return apiKeyCredentials(scheme, apiKeyOf(caller));
      case 'basic': return { headers: { authorization: `Basic ${this.#crypto.base64(`${caller.subject}:${basicPassword}`)}` }, query: {} };
    }
  }

  #token(caller: Caller): string {
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
    return { sub: caller.subject, scope: caller.scopes.join(' '), iss: name, aud: name, iat: now, exp: now + lifetimeSeconds };
  }

  #anyScheme(): readonly SchemeUse[] {
    const [scheme] = this.#application.auth.schemes;
    return scheme === undefined ? [] : [{ scheme: scheme.name, scopes: [] }];
  }
}

/** The alternative that the smoke uses: the one with a JWT when there is one, because it can carry scopes. */
function preferred(endpoint: Endpoint, application: ApplicationIR): { readonly uses: readonly SchemeUse[]; readonly schemes: readonly SecurityScheme[] } | undefined {
  if (endpoint.access.kind === 'public') return undefined;
  const choices = endpoint.access.alternatives.map((uses) => ({ uses, schemes: uses.flatMap((use) => schemeNamed(application, use.scheme) ?? []) }));
  return choices.find((choice) => choice.schemes.some((scheme) => scheme.kind === 'jwt')) ?? choices.find((choice) => choice.uses.length > 0);
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

/** The key under which the app under test knows the caller. */
export function apiKeyOf(caller: Caller): string {
  return `key-${nameOf(caller)}`;
}


/** `API_KEYS` of the app under test. */
export function apiKeyTable(callers: readonly Caller[]): Readonly<Record<string, Json>> {
  return Object.fromEntries(callers.map((caller) => [apiKeyOf(caller), { subject: caller.subject, scopes: caller.scopes }]));
}

/** `BASIC_USERS` of the app under test: the user name is the subject. */
export function basicUserTable(callers: readonly Caller[]): Readonly<Record<string, Json>> {
  const scopesOf = (subject: string): readonly string[] => [...new Set(callers.filter((caller) => caller.subject === subject).flatMap((caller) => caller.scopes))];
  return Object.fromEntries(callers.map(({ subject }) => [subject, { password: basicPassword, scopes: scopesOf(subject) }]));
}

function nameOf(caller: Caller): string {
  return [caller.subject, ...[...caller.scopes].sort()].map((part) => encodeURIComponent(part)).join('+');
}
