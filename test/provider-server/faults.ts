/** An answer with an error status, in the words of both families of protocols. */
export interface ErrorFault {
  readonly kind: 'error';
  readonly status: number;
  readonly message: string;
  readonly anthropicType: string;
  readonly openaiType: string;
  readonly openaiCode: string | null;
  readonly headers?: () => Readonly<Record<string, string>>;
  /** The body is a web page, as of a proxy. */
  readonly html?: true;
}

/** The bytes of an answer with status 200 are changed, held back or cut. */
export interface BodyFault {
  readonly kind: 'body';
  readonly how:
    | 'html' | 'empty' | 'wrongShape' | 'errorBody' | 'noType' | 'wholeForStream' | 'wrongType'
    | 'resetBeforeHeaders' | 'stallBeforeHeaders' | 'stallAfterHeaders' | 'stallMidway' | 'pingsForever' | 'tricklesForever'
    | 'cutSocket' | 'endEarly' | 'noEnd' | 'cutInsideLine' | 'badJson' | 'onlyPings' | 'noUsage' | 'oneBlob' | 'dribble' | 'crlf' | 'comments' | 'noRole'
    | 'noEventNames' | 'foreignEvents';
}

/** A well-formed event or answer that says that something failed. */
export interface ToldFault {
  readonly kind: 'told';
  readonly how: 'errorEvent' | 'rateLimitEvent' | 'failed';
}

/** The model itself ends otherwise than by finishing. */
export interface StopFault {
  readonly kind: 'stop';
  readonly how: 'maxTokens' | 'refusal' | 'contentFilter' | 'contextWindow' | 'toolUse' | 'noText';
}

export type Fault = ErrorFault | BodyFault | ToldFault | StopFault;

const error = (status: number, anthropicType: string, openaiType: string, openaiCode: string | null, message: string): ErrorFault =>
  ({ kind: 'error', status, anthropicType, openaiType, openaiCode, message });
const limited = (headers: () => Readonly<Record<string, string>>): ErrorFault =>
  ({ ...error(429, 'rate_limit_error', 'requests', 'rate_limit_exceeded', 'Number of requests has exceeded your rate limit.'), headers });
const body = (how: BodyFault['how']): BodyFault => ({ kind: 'body', how });
const told = (how: ToldFault['how']): ToldFault => ({ kind: 'told', how });
const stop = (how: StopFault['how']): StopFault => ({ kind: 'stop', how });

/** Every fault that the server can play; docs/models.md has what each must end in. */
export const faults = {
  badRequest: error(400, 'invalid_request_error', 'invalid_request_error', 'invalid_value', 'messages: at least one message is required'),
  contextLength: error(400, 'invalid_request_error', 'invalid_request_error', 'context_length_exceeded', 'prompt is too long: 210000 tokens > 200000 maximum'),
  contentPolicy: error(400, 'invalid_request_error', 'image_generation_user_error', 'content_policy_violation', 'Output blocked by content filtering policy'),
  unauthorised: error(401, 'authentication_error', 'invalid_request_error', 'invalid_api_key', 'Incorrect API key provided: sk-fake-0123456789abcdef0123456789abcdef.'),
  noCredit: error(402, 'billing_error', 'insufficient_quota', 'insufficient_credits', 'Your credit balance is too low.'),
  proxyPage: { ...error(403, '', '', null, '<!DOCTYPE html><html><body><h1>Blocked by policy</h1></body></html>'), html: true },
  redirect: { ...error(302, '', '', null, ''), html: true, headers: () => ({ location: '/v1/models' }) },
  forbidden: error(403, 'permission_error', 'invalid_request_error', 'model_not_allowed', 'Your key has no access to this model.'),
  notFound: error(404, 'not_found_error', 'invalid_request_error', 'model_not_found', 'The model does not exist.'),
  requestTimeout: error(408, 'timeout_error', 'server_error', null, 'Request timed out.'),
  conflict: error(409, 'conflict_error', 'conflict', null, 'The request conflicts with another.'),
  tooLarge: error(413, 'request_too_large', 'invalid_request_error', 'request_too_large', 'Request exceeds the maximum size.'),
  unprocessable: error(422, 'invalid_request_error', 'invalid_request_error', null, 'The request was well-formed but cannot be followed.'),
  rateLimited: limited(() => ({ 'retry-after': '2' })),
  rateLimitedMs: limited(() => ({ 'retry-after-ms': '350', 'retry-after': '9' })),
  rateLimitedDate: limited(() => ({ 'retry-after': new Date(Date.now() + 3_000).toUTCString() })),
  rateLimitedLong: limited(() => ({ 'retry-after': '3600' })),
  rateLimitedSilent: limited(() => ({})),
  quota: error(429, 'billing_error', 'insufficient_quota', 'insufficient_quota', 'You exceeded your current quota, please check your plan and billing details.'),
  serverError: error(500, 'api_error', 'server_error', null, 'Internal server error'),
  badGateway: { ...error(502, '', '', null, '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>'), html: true },
  unavailable: { ...error(503, 'api_error', 'server_error', null, 'The server is overloaded or not ready yet.'), headers: () => ({ 'retry-after': '1' }) },
  gatewayTimeout: error(504, 'timeout_error', 'server_error', null, 'Gateway timeout'),
  overloaded: error(529, 'overloaded_error', 'server_error', 'overloaded', 'Overloaded'),
  html: body('html'),
  empty: body('empty'),
  wrongShape: body('wrongShape'),
  errorBody: body('errorBody'),
  noType: body('noType'),
  wrongType: body('wrongType'),
  wholeForStream: body('wholeForStream'),
  resetBeforeHeaders: body('resetBeforeHeaders'),
  stallBeforeHeaders: body('stallBeforeHeaders'),
  stallAfterHeaders: body('stallAfterHeaders'),
  stallMidway: body('stallMidway'),
  pingsForever: body('pingsForever'),
  tricklesForever: body('tricklesForever'),
  cutSocket: body('cutSocket'),
  endEarly: body('endEarly'),
  noEnd: body('noEnd'),
  cutInsideLine: body('cutInsideLine'),
  badJson: body('badJson'),
  onlyPings: body('onlyPings'),
  noEventNames: body('noEventNames'),
  foreignEvents: body('foreignEvents'),
  noUsage: body('noUsage'),
  oneBlob: body('oneBlob'),
  dribble: body('dribble'),
  crlf: body('crlf'),
  comments: body('comments'),
  noRole: body('noRole'),
  errorEvent: told('errorEvent'),
  rateLimitEvent: told('rateLimitEvent'),
  failed: told('failed'),
  maxTokens: stop('maxTokens'),
  refusal: stop('refusal'),
  contentFilter: stop('contentFilter'),
  contextWindow: stop('contextWindow'),
  toolUse: stop('toolUse'),
  noText: stop('noText'),
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof faults;

export const faultNames = Object.keys(faults) as readonly FaultName[];

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(faults, name);
}
