import type { ApplicationIR } from '../../ir/application.ts';
import { needsProofs } from './tests/proofs.ts';

/** What an application needs of the runtime; templates keep or drop their parts by these names. */
export interface Features {
  readonly auth: boolean;
  readonly jwt: boolean;
  readonly apiKey: boolean;
  readonly apiKeyInQuery: boolean;
  readonly basic: boolean;
  /** Credentials that are compared with configured ones: API keys or users. */
  readonly credentialMaps: boolean;
  readonly authorizationHeader: boolean;
  readonly events: boolean;
  readonly schedules: boolean;
  /** Events or schedules: something runs beside the requests. */
  readonly background: boolean;
  readonly idempotency: boolean;
  readonly metrics: boolean;
  readonly rateLimit: boolean;
  readonly seed: boolean;
  /** Code for invariants in words may refuse any write of their entities. */
  readonly wordsInvariants: boolean;
  /** Callers of generated tests prove to some endpoints in another way who they are. */
  readonly testProofs: boolean;
}

/** The features that the application uses. */
export function featuresOf(application: ApplicationIR): Features {
  const auth = application.endpoints.some(({ access }) => access.kind === 'secured');
  const kinds = new Set(auth ? application.auth.schemes.map(({ kind }) => kind) : []);
  const jwt = kinds.has('jwt');
  const apiKey = kinds.has('apiKey');
  const basic = kinds.has('basic');
  const triggers = new Set(application.flows.map(({ trigger }) => trigger.kind));
  const events = application.events.length > 0 || triggers.has('event');
  const schedules = triggers.has('schedule');
  return {
    auth, jwt, apiKey, basic, events, schedules,
    apiKeyInQuery: apiKey && application.auth.schemes.some((scheme) => scheme.kind === 'apiKey' && scheme.in === 'query'),
    credentialMaps: apiKey || basic,
    authorizationHeader: jwt || basic,
    background: events || schedules,
    idempotency: application.endpoints.some(({ idempotencyKey }) => idempotencyKey),
    metrics: application.infrastructure.metrics,
    rateLimit: application.infrastructure.rateLimitPerMinute !== undefined,
    seed: application.entities.some(({ seed }) => seed.length > 0),
    wordsInvariants: application.invariants.some(({ rule }) => rule.kind === 'words' && rule.isWritten === true),
    testProofs: needsProofs(application),
  };
}
