import type { FailureCause, FailureKind } from '../../src/llm/outcome.ts';
import type { FaultName } from '../../test/provider-server/faults.ts';
import type { ProtocolName } from '../../test/provider-server/types.ts';

/** What a call must end in, written `kind` or `kind/cause`. */
export type Expected = 'ok' | FailureKind | `${FailureKind}/${FailureCause}`;
export type Delivery = 'stream' | 'whole';

/** Faults of the client's side besides those of the server. */
export type ClientFault = 'cancelledBefore' | 'cancelledWaiting' | 'cancelledMidway' | 'nobodyListens' | 'none';
export type MatrixFault = FaultName | ClientFault;

/** What differs from the rule for a protocol, a delivery, or one in the other. */
type Exceptions = Partial<Record<ProtocolName | Delivery | `${ProtocolName} ${Delivery}`, Expected>>;

export interface FaultRow {
  readonly expected: Expected;
  readonly except?: Exceptions;
  /** What the provider asked for, in milliseconds, give or take a second for dates. */
  readonly retryAfterMs?: number;
  /** The call has limits of a fraction of a second, and must end by them. */
  readonly waits?: true;
}

const row = (expected: Expected, more: Omit<FaultRow, 'expected'> = {}): FaultRow => ({ expected, ...more });
const times: FaultRow = row('offline/timeout', { waits: true });

/** Every fault that the fake provider can play, and those of the client's side: a fault without a row does not compile. */
export const expectedOutcomes: Readonly<Record<MatrixFault, FaultRow>> = {
  none: row('ok'),
  cancelledBefore: row('cancelled'),
  cancelledWaiting: row('cancelled', { waits: true }),
  cancelledMidway: row('cancelled', { waits: true }),
  nobodyListens: row('offline/connection'),

  badRequest: row('unknown/badRequest'),
  contextLength: row('tooLarge'),
  contentPolicy: row('refused/policy', { except: { anthropic: 'unknown/badRequest' } }),
  unauthorised: row('unauthorised/key'),
  noCredit: row('unauthorised/credit'),
  forbidden: row('unauthorised/permission'),
  proxyPage: row('badOutput/html'),
  redirect: row('badOutput/html'),
  notFound: row('unknown/notFound'),
  requestTimeout: row('overloaded/server', { except: { anthropic: 'overloaded/timeout' } }),
  conflict: row('unknown/badRequest'),
  tooLarge: row('tooLarge'),
  unprocessable: row('unknown/badRequest'),
  rateLimited: row('rateLimited', { retryAfterMs: 2_000 }),
  rateLimitedMs: row('rateLimited', { retryAfterMs: 350 }),
  rateLimitedDate: row('rateLimited', { retryAfterMs: 3_000 }),
  rateLimitedLong: row('rateLimited', { retryAfterMs: 3_600_000 }),
  rateLimitedSilent: row('rateLimited'),
  quota: row('unauthorised/credit'),
  serverError: row('overloaded/server'),
  badGateway: row('overloaded/server'),
  unavailable: row('overloaded/server', { retryAfterMs: 1_000 }),
  gatewayTimeout: row('overloaded/server', { except: { anthropic: 'overloaded/timeout' } }),
  overloaded: row('overloaded/server'),

  html: row('badOutput/html'),
  empty: row('badOutput/empty'),
  wrongShape: row('badOutput/malformed'),
  errorBody: row('overloaded/server'),
  noType: row('ok'),
  wrongType: row('ok'),
  wholeForStream: row('ok'),
  resetBeforeHeaders: row('offline/connection'),
  stallBeforeHeaders: times,
  stallAfterHeaders: times,
  stallMidway: times,
  pingsForever: times,
  tricklesForever: times,
  cutSocket: row('truncated/streamCut'),
  endEarly: row('truncated/streamCut', { except: { whole: 'badOutput/malformed' } }),
  noEnd: row('truncated/streamCut', { except: { whole: 'ok' } }),
  cutInsideLine: row('truncated/streamCut', { except: { whole: 'badOutput/malformed' } }),
  badJson: row('badOutput/malformed'),
  onlyPings: row('badOutput/malformed', { except: { whole: 'badOutput/empty' } }),
  noEventNames: row('ok'),
  foreignEvents: row('ok'),
  noUsage: row('ok'),
  oneBlob: row('ok'),
  dribble: row('ok'),
  crlf: row('ok'),
  comments: row('ok'),
  noRole: row('ok'),

  errorEvent: row('overloaded/server'),
  rateLimitEvent: row('rateLimited'),
  failed: row('overloaded/server'),

  maxTokens: row('truncated/outputLimit'),
  refusal: row('refused/policy'),
  contentFilter: row('refused/policy'),
  contextWindow: row('truncated/outputLimit', { except: { anthropic: 'tooLarge' } }),
  toolUse: row('badOutput/malformed'),
  noText: row('badOutput/empty'),
};

export const matrixFaults = Object.keys(expectedOutcomes) as readonly MatrixFault[];

/** What a fault must end in for a protocol and a delivery. */
export function expectedFor(fault: MatrixFault, protocol: ProtocolName, delivery: Delivery): Expected {
  const { expected, except } = expectedOutcomes[fault];
  return except?.[`${protocol} ${delivery}`] ?? except?.[protocol] ?? except?.[delivery] ?? expected;
}
