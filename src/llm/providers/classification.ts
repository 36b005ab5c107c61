import type { FailureCause, FailureKind } from '../outcome.ts';
import { listOf, numberOf, recordOf, textOf } from './unknownJson.ts';
import type { JsonRecord } from './unknownJson.ts';

/** An error as a provider tells it, in a status, a body or an event of a stream. */
export interface ToldError {
  readonly status?: number;
  readonly headers?: Headers;
  /** The body or event as it came. */
  readonly body: unknown;
}

export interface Classified {
  readonly kind: FailureKind;
  readonly cause?: FailureCause;
}

/** What an error means, by its codes and types, then by its status; never by its message. */
export function classify(error: ToldError): Classified {
  const inner = innerError(error.body);
  const codes = codesOf(inner);
  for (const code of codes) {
    const known = byCode.get(code);
    if (known !== undefined) return known;
  }
  // An event inside a stream has no status.
  const said = codes.includes('invalid_request_error') || codes.includes('INVALID_ARGUMENT') ? 400 : undefined;
  return byStatus(error.status ?? statusIn(inner) ?? said, isPage(error));
}

/** What the provider said to people. */
export function messageOf(error: ToldError): string {
  const inner = innerError(error.body);
  const code = codesOf(inner)[0];
  const message = textOf(inner?.['message']) ?? textOf(error.body) ?? '';
  return [error.status, code, message].filter((part) => part !== undefined && part !== '').join(' ');
}

/** The object that describes the error: providers wrap it in `error`, Google in a list besides. */
export function innerError(body: unknown): JsonRecord | undefined {
  const record = recordOf(Array.isArray(body) ? body[0] : body);
  const wrapped: unknown = record?.['error'];
  if (typeof wrapped === 'string') return { message: wrapped };
  return wrapped === undefined || wrapped === null ? record : innerError(wrapped);
}

/** Most telling first: OpenAI's `code` says more than its `type`. */
function codesOf(inner: JsonRecord | undefined): readonly string[] {
  if (inner === undefined) return [];
  const details = recordOf(inner['details']);
  const reasons = listOf(inner['details']).map((detail) => recordOf(detail)?.['reason']);
  const found = [details?.['error_code'], ...reasons, inner['code'], inner['type'], inner['status']];
  return found.map(textOf).filter((code) => code !== undefined);
}

/** Gateways write the status of whom they asked into `code`. */
function statusIn(inner: JsonRecord | undefined): number | undefined {
  const code = numberOf(inner?.['code']) ?? numberOf(inner?.['status']);
  return code !== undefined && code >= 400 && code < 600 ? code : undefined;
}

/** A web page instead of an error of the protocol, as proxies and sign-in pages answer. */
function isPage(error: ToldError): boolean {
  return (error.headers?.get('content-type') ?? '').includes('text/html');
}

const rateLimited: Classified = { kind: 'rateLimited' };
const overloaded: Classified = { kind: 'overloaded', cause: 'server' };
const slow: Classified = { kind: 'overloaded', cause: 'timeout' };
const tooLarge: Classified = { kind: 'tooLarge' };
const refused: Classified = { kind: 'refused', cause: 'policy' };
const noKey: Classified = { kind: 'unauthorised', cause: 'key' };
const noPermission: Classified = { kind: 'unauthorised', cause: 'permission' };
const noCredit: Classified = { kind: 'unauthorised', cause: 'credit' };
const notFound: Classified = { kind: 'unknown', cause: 'notFound' };
const badRequest: Classified = { kind: 'unknown', cause: 'badRequest' };

/** `invalid_request_error` and its like are not here: they say less than the status. */
const byCode: ReadonlyMap<string, Classified> = new Map([
  ...entries(rateLimited, ['rate_limit_error', 'rate_limit_exceeded', 'too_many_requests', 'RESOURCE_EXHAUSTED']),
  ...entries(overloaded, [
    'overloaded_error', 'overloaded', 'api_error', 'server_error', 'server_overloaded', 'engine_overloaded', 'internal_server_error', 'service_unavailable',
    'over_capacity', 'capacity_exceeded', 'flex_tier_capacity_exceeded', 'UNAVAILABLE', 'INTERNAL',
  ]),
  ...entries(slow, ['timeout_error', 'timeout', 'DEADLINE_EXCEEDED']),
  ...entries(tooLarge, ['context_length_exceeded', 'context_window_exceeded', 'prompt_too_long', 'request_too_large', 'string_above_max_length', 'max_tokens_exceeded', 'exceed_context_size_error']),
  ...entries(refused, ['content_filter', 'content_policy_violation', 'content_policy', 'invalid_prompt', 'image_content_policy_violation', 'bio_policy', 'misalignment_policy_violation', 'ResponsibleAIPolicyViolation']),
  ...entries(noCredit, ['billing_error', 'insufficient_quota', 'insufficient_credits', 'insufficient_balance', 'billing_hard_limit_reached', 'billing_not_active', 'account_deactivated']),
  ...entries(noKey, ['authentication_error', 'invalid_api_key', 'invalid_authentication', 'API_KEY_INVALID', 'UNAUTHENTICATED']),
  ...entries(noPermission, ['permission_error', 'permission_denied', 'model_not_allowed', 'unsupported_country_region_territory', 'PERMISSION_DENIED']),
  ...entries(notFound, ['not_found_error', 'model_not_found', 'model_decommissioned', 'model_not_available', 'NOT_FOUND']),
]);

function entries(classified: Classified, codes: readonly string[]): (readonly [string, Classified])[] {
  return codes.map((code) => [code, classified] as const);
}

function byStatus(status: number | undefined, page: boolean): Classified {
  if (status === undefined) return { kind: 'overloaded', cause: 'server' };
  if (status >= 500 || status === 498) return overloaded;
  // Redirects lead to sign-in pages.
  if (page || (status >= 300 && status < 400)) return { kind: 'badOutput', cause: 'html' };
  switch (status) {
    case 401: return noKey;
    case 402: return noCredit;
    case 403: return noPermission;
    case 404: return notFound;
    case 408: return slow;
    case 413: return tooLarge;
    case 429: return rateLimited;
    default: return badRequest;
  }
}
