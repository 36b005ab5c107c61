import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { Json } from '../../base/json.ts';
import type { Span } from '../../base/span.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import { valueAt } from '../../semantics/pointers.ts';
import { rowPointer } from '../../semantics/present.ts';
import type { Call, Caller, Mismatch, Outcome, RowValues } from '../../semantics/types.ts';
import type { World } from '../../semantics/world.ts';
import { VerifyError, type ClockPort, type HttpPort, type HttpRequest, type HttpResponse } from '../ports.ts';
import type { CheckFailure } from '../report.ts';
import type { CredentialMint, Credentials } from './credentials.ts';
import { curlOf, mintCommand } from './curl.ts';
import { Explainer, type Explanation, findingOf } from './explain.ts';
import { describeResponse, type ExpectedProblem, type Finding, inspectLeak, inspectProblem, inspectProtection, inspectSuccess, isRecord, jsonOf } from './inspectResponse.ts';
import type { Recorder } from './recorder.ts';
import { concernedEntities } from './concernedEntities.ts';
import { listCallOn } from './listCallOn.ts';
import { scheduleToken } from './environment.ts';
import { requestOf } from './requestOf.ts';

/** What a call got, beside what the model said. */
export interface Answer {
  readonly outcome: Outcome;
  readonly response: HttpResponse;
  /** True when the answer was as predicted. */
  readonly asExpected: boolean;
}

/** A named call of a batch. */
export interface NamedCall {
  readonly check: string;
  readonly call: Call;
  /** JSON pointers that must be among those of `errors`; without them the ones that the model names. */
  readonly paths?: readonly string[];
}

/** A request that the model knows nothing of. */
interface Exchange {
  readonly operation: string;
  readonly check: string;
  readonly request: HttpRequest;
  readonly caller?: Caller;
  readonly inspect: (response: HttpResponse) => readonly Finding[];
}

/** An entity whose rows the app's event handlers still have to touch, and the call that asked for it. */
interface Unsettled {
  readonly check: string;
  readonly operation: string;
  readonly caller: Caller | undefined;
  /** One of the rows as it is after the handlers, or was before they removed it. */
  readonly row: RowValues;
}

/** How long the app may take to handle an event. */
const handlingTimeoutMs = 4000;
/** How long it is given where nothing shows whether it has. */
const unseenHandlingMs = 200;
/** How many answers may be waited for at once. */
const mostTravelling = 8;

/** Thrown in place of a further request when the first failure is enough. */
export class EnoughSeen extends Error {
  override readonly name = 'EnoughSeen';
}

export interface SessionParts {
  readonly application: ApplicationIR;
  readonly model: World;
  readonly http: HttpPort;
  readonly baseUrl: string;
  readonly credentials: CredentialMint;
  readonly recorder: Recorder;
  readonly clock: ClockPort;
  readonly signal: CancelSignal;
  /** Ends with `EnoughSeen` at the first failure. */
  readonly stopAtFirstFailure?: boolean;
  /** Place and text of a part of the spec, for failures. */
  readonly quote?: (span: Span) => string | undefined;
}

/** Sends calls to the app and to the reference model in step, and records whether the answers agree. */
export class Session {
  readonly application: ApplicationIR;
  readonly model: World;
  readonly recorder: Recorder;
  readonly credentials: CredentialMint;
  readonly clock: ClockPort;
  readonly signal: CancelSignal;
  readonly #http: HttpPort;
  readonly #baseUrl: string;
  readonly #stopAtFirstFailure: boolean;
  readonly #endpoints: ReadonlyMap<string, Endpoint>;
  readonly #explainer: Explainer;
  readonly #unsettled = new Map<string, Unsettled>();
  readonly #travelling = new Set<Promise<void>>();
  #problem: Error | undefined;

  constructor(parts: SessionParts) {
    this.application = parts.application;
    this.model = parts.model;
    this.recorder = parts.recorder;
    this.credentials = parts.credentials;
    this.clock = parts.clock;
    this.signal = parts.signal;
    this.#http = parts.http;
    this.#baseUrl = parts.baseUrl;
    this.#stopAtFirstFailure = parts.stopAtFirstFailure === true;
    this.#explainer = new Explainer(parts.quote ?? (() => undefined));
    this.#endpoints = new Map(parts.application.endpoints.map((endpoint) => [endpoint.key, endpoint]));
  }

  endpoint(key: string): Endpoint {
    const endpoint = this.#endpoints.get(key);
    if (endpoint === undefined) throw new Error(`No endpoint ${key}.`);
    return endpoint;
  }

  /** One call; its whole answer is one check of its operation. */
  async call(check: string, planned: Call, operation = planned.endpoint): Promise<Answer> {
    return (await this.start(check, planned, operation)).answer();
  }

  /** Sends a call and gives what the model says of it; `answer` waits for the app, which may as well go on travelling when nothing changes. */
  async start(check: string, planned: Call, operation = planned.endpoint): Promise<{ readonly outcome: Outcome; readonly answer: () => Promise<Answer> }> {
    const call = this.#effective(planned);
    await this.#settle(call);
    const outcome = this.model.predict(call);
    const alone = changesSomething(this.endpoint(call.endpoint), outcome);
    if (alone) await this.settled();
    const sent = this.#send(operation, { check, call }, outcome);
    if (alone) await sent;
    else await this.#travel(sent);
    return { outcome, answer: () => sent };
  }

  /**
   * Calls whose answers nobody waits for. Those that change nothing travel together, also with the ones after them,
   * until something changes; the others go alone, in order.
   */
  async batch(calls: readonly NamedCall[], operation?: string): Promise<void> {
    for (const named of calls) {
      const call = this.#effective(named.call);
      await this.#settle(call);
      const outcome = this.model.predict(call);
      const alone = changesSomething(this.endpoint(call.endpoint), outcome);
      if (alone) await this.settled();
      const answer = this.#send(operation ?? call.endpoint, { ...named, call }, outcome);
      if (alone) await answer;
      else await this.#travel(answer);
    }
  }

  /** Waits for the answers that are on their way; before it is looked whether the calls have changed anything. */
  async settled(): Promise<void> {
    while (this.#travelling.size > 0) await Promise.all(this.#travelling);
    if (this.#problem !== undefined) throw this.#problem;
  }

  /** Resolves when the answers that are on their way now have come; never rejects. */
  async arrivals(): Promise<void> {
    await Promise.all(this.#travelling);
  }

  async #travel(answer: Promise<unknown>): Promise<void> {
    const arrived = answer.then(() => undefined, (error: unknown) => { this.#problem ??= error instanceof Error ? error : new Error(String(error)); })
      .finally(() => { this.#travelling.delete(arrived); });
    this.#travelling.add(arrived);
    if (this.#travelling.size >= mostTravelling) await Promise.race(this.#travelling);
    if (this.#problem !== undefined) throw this.#problem;
  }

  /** Whether the schedule would succeed at that time and change rows. */
  changesBySchedule(flow: string, at: string): boolean {
    const before = this.model.snapshot();
    const { status, changes } = this.model.predictSchedule(flow, at);
    this.model.restore(before);
    return status < 400 && changes.length > 0;
  }

  /** Runs a schedule as if the time were `at`, in the model and in the app; the answer is one check. */
  async schedule(flow: string, at: string, operation: string): Promise<Outcome> {
    await this.settled();
    for (const [entity, waiting] of this.#unsettled) await this.#catchUp(entity, waiting);
    this.#unsettled.clear();
    const outcome = this.model.predictSchedule(flow, at);
    const request: HttpRequest = { method: 'POST', path: `/-/schedules/${flow}?at=${encodeURIComponent(at)}`, headers: { authorization: `Bearer ${scheduleToken}` } };
    const response = await this.#transmit(operation, request);
    this.#explainer.note(`the schedule ${flow}, run at ${at}`, outcome);
    const findings = response instanceof Error || response.status !== outcome.status
      ? [{ expected: expectation(outcome), actual: response instanceof Error ? response.message : describeResponse(response) }]
      : outcome.status >= 400 ? inspectProblem(response, outcome) : inspectLeak(response);
    if (outcome.unpredictable !== undefined) this.recorder.skip(operation, 'runs', outcome.unpredictable);
    else this.recorder.check(operation, this.#failure('runs', findings, request, undefined, outcome.cause === undefined ? {} : this.#explainer.refusal(outcome.cause)));
    this.#handleEvents('runs', operation, undefined);
    return outcome;
  }

  /** A call that the model knows nothing of (forged credentials, a broken body); the answer must be that problem. */
  async refused(options: { readonly check: string; readonly call: Call; readonly expected: ExpectedProblem; readonly credentials?: Credentials; readonly change?: (request: HttpRequest) => HttpRequest }): Promise<void> {
    const { check, expected } = options;
    const call = this.#effective(options.call);
    const endpoint = this.endpoint(call.endpoint);
    const plain = requestOf(this.application, endpoint, call, options.credentials ?? this.credentials.valid(endpoint, call.caller));
    const request = options.change?.(plain) ?? plain;
    await this.exchange({ operation: call.endpoint, check, request, ...(call.caller === undefined ? {} : { caller: call.caller }), inspect: (response) => (
      response.status === expected.status
        ? inspectProblem(response, { ...expected, bodyless: request.method === 'HEAD' })
        : [{ expected: `${expected.status}${expected.code === undefined ? '' : ` ${expected.code}`}`, actual: describeResponse(response) }]
    ) });
  }

  /** Any request that changes nothing, judged by `inspect`; travels with others. */
  exchange(options: Exchange): Promise<void> {
    return this.#travel(this.#exchanged(options));
  }

  async #exchanged({ operation, check, request, caller, inspect }: Exchange): Promise<void> {
    const response = await this.#transmit(operation, request);
    const findings = response instanceof Error ? [{ expected: 'an answer', actual: response.message }] : [...inspect(response), ...inspectLeak(response), ...inspectProtection(response)];
    this.recorder.check(operation, this.#failure(check, findings, request, caller));
  }

  /** Lets the model handle the events of a call at once and remembers which entities the app has yet to catch up with. */
  #handleEvents(check: string, operation: string, caller: Caller | undefined): void {
    if (this.model.pendingEvents === 0) return;
    const names = this.application.entities.map((entity) => entity.name);
    const before = new Map(names.map((name) => [name, this.model.rows(name)]));
    this.model.deliver();
    for (const name of names) {
      const earlier = before.get(name) ?? [];
      const later = this.model.rows(name);
      const row = later.findLast((each) => !earlier.includes(each)) ?? earlier.find((each) => !later.includes(each));
      if (row !== undefined) this.#unsettled.set(name, { check, operation, caller, row });
    }
  }

  /** Before a call that works on rows which event handlers touch: waits until the app's handlers have done what the model's did. */
  async #settle(call: Call): Promise<void> {
    if (this.#unsettled.size === 0) return;
    for (const entity of concernedEntities(this.application, this.endpoint(call.endpoint))) {
      const waiting = this.#unsettled.get(entity);
      if (waiting === undefined) continue;
      await this.settled();
      this.#unsettled.delete(entity);
      await this.#catchUp(entity, waiting);
    }
  }

  async #catchUp(entity: string, { check, operation, caller, row }: Unsettled): Promise<void> {
    const name = `${check}: ${entity} after its events`;
    const shown = listCallOn(this.application, entity, row);
    if (shown === undefined) {
      this.recorder.skip(operation, name, `${entity} has no endpoint that lists it`);
      await this.clock.pause(unseenHandlingMs, this.signal);
      return;
    }
    const endpoint = this.endpoint(shown.endpoint);
    const call = this.#effective({ ...shown, caller });
    const request = requestOf(this.application, endpoint, call, this.credentials.valid(endpoint, call.caller));
    const startedMs = this.clock.elapsedMs();
    for (;;) {
      const outcome = this.model.predict(call);
      const response = await this.#transmit(operation, request);
      const { findings, explanation } = response instanceof Error ? { findings: [{ expected: expectation(outcome), actual: response.message }], explanation: {} } : this.#judge(endpoint, outcome, response);
      if (findings.length === 0 || this.clock.elapsedMs() - startedMs > handlingTimeoutMs) {
        this.recorder.check(operation, this.#failure(name, findings, request, call.caller, explanation));
        return;
      }
      await this.clock.pause(10, this.signal);
    }
  }

  /** What the app must answer to several calls one after the other, without doing them; events are handled in between. */
  rehearse<T>(work: (predict: (call: Call) => Outcome) => T): T {
    const before = this.model.snapshot();
    try {
      return work((call) => {
        const outcome = this.model.predict(this.#effective(call));
        this.model.deliver();
        return outcome;
      });
    } finally {
      this.model.restore(before);
    }
  }

  /** What the app must answer to the call, without doing it. */
  preview(call: Call): Outcome {
    return this.model.preview(this.#effective(call));
  }

  #effective(call: Call): Call {
    return { ...call, caller: this.credentials.effective(this.endpoint(call.endpoint), call.caller) };
  }

  async #send(operation: string, { check, call, paths }: NamedCall, predicted: Outcome): Promise<Answer> {
    const outcome = paths === undefined ? predicted : { ...predicted, paths };
    const endpoint = this.endpoint(call.endpoint);
    const request = requestOf(this.application, endpoint, call, this.credentials.valid(endpoint, call.caller));
    const response = await this.#transmit(operation, request);
    if (response instanceof Error) {
      this.recorder.check(operation, this.#failure(check, [{ expected: expectation(outcome), actual: response.message }], request, call.caller));
      return { outcome, response: { status: 0, headers: {}, body: '' }, asExpected: false };
    }
    const { findings, explanation } = this.#judge(endpoint, outcome, response);
    this.#explainer.note(`${request.method} ${request.path}`, outcome);
    this.#handleEvents(check, operation, call.caller);
    if (outcome.unpredictable === undefined || findings.length > 0) this.recorder.check(operation, this.#failure(check, findings, request, call.caller, explanation));
    else this.recorder.skip(operation, check, outcome.unpredictable);
    return { outcome, response, asExpected: findings.length === 0 };
  }

  /** What is wrong with the answer, and why another had to come. */
  #judge(endpoint: Endpoint, outcome: Outcome, response: HttpResponse): { readonly findings: readonly Finding[]; readonly explanation: Explanation } {
    const mismatches: Mismatch[] = [];
    const findings = this.#findings(endpoint, outcome, response, mismatches);
    return { findings, explanation: findings.length === 0 ? {} : this.#explainer.explain(endpoint, outcome, mismatches) };
  }

  #findings(endpoint: Endpoint, outcome: Outcome, response: HttpResponse, mismatches: Mismatch[]): readonly Finding[] {
    const leaked = [...inspectLeak(response), ...inspectProtection(response)];
    if (outcome.unpredictable !== undefined) return response.status >= 500 ? [{ expected: 'no failure of the app itself', actual: describeResponse(response) }, ...leaked] : leaked;
    if (response.status !== outcome.status) return [{ expected: expectation(outcome), actual: describeResponse(response) }, ...leaked];
    const body = jsonOf(response);
    // A Location may be absolute and holds keys of all kinds: it is followed instead of compared.
    const { location, ...headers } = outcome.headers;
    const missing = location !== undefined && response.headers['location'] === undefined ? [{ expected: 'header location', actual: 'no such header' }] : [];
    mismatches.push(...this.model.learn({ ...outcome, headers }, { status: response.status, headers: response.headers, ...(body === undefined ? {} : { body }) }));
    const values = mismatches.map(findingOf);
    if (response.status >= 400) return [...inspectProblem(response, { ...outcome, bodyless: endpoint.method === 'HEAD' }), ...values, ...leaked];
    if (response.status === 304) return [...values, ...leaked, ...(response.body === '' ? [] : [{ expected: 'no body', actual: describeResponse(response) }])];
    return [...inspectSuccess(this.application, endpoint, response), ...missing, ...values, ...leaked];
  }

  async #transmit(operation: string, request: HttpRequest): Promise<HttpResponse | Error> {
    if (this.signal.aborted) throw new VerifyError('Cancelled.');
    if (this.#stopAtFirstFailure && this.recorder.hasFailed) throw new EnoughSeen();
    const startedMs = this.clock.elapsedMs();
    try {
      return await this.#http.request(request);
    } catch (error) {
      return new Error(`no answer: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.recorder.countRequest(operation, this.clock.elapsedMs() - startedMs);
    }
  }

  #failure(check: string, findings: readonly Finding[], request: HttpRequest, caller: Caller | undefined, explanation: Explanation = {}): CheckFailure | undefined {
    const [first, ...others] = findings;
    if (first === undefined) return undefined;
    const curl = curlOf(request, this.#baseUrl);
    return {
      check,
      expected: summary([first, ...others].map((finding) => finding.expected)),
      actual: summary([first, ...others].map((finding) => finding.actual)),
      ...explanation,
      curl,
      ...(caller !== undefined && curl.includes('$TOKEN') ? { token: mintCommand({ subject: caller.subject, scopes: caller.scopes, app: this.application.name }) } : {}),
    };
  }
}

/** Links are no rows: adding or removing one changes none, and still the next list shows it. */
function changesSomething({ implementation }: Endpoint, outcome: Outcome): boolean {
  const isLinking = implementation.kind === 'link' && implementation.action !== 'list' && outcome.status < 400;
  return isLinking || outcome.changes.length > 0 || outcome.events.length > 0 || outcome.unpredictable !== undefined;
}

/** The different texts among these; the first five when there are many. */
function summary(texts: readonly string[]): string {
  const different = [...new Set(texts)];
  return different.slice(0, 5).join('; ') + (different.length > 5 ? `; and ${different.length - 5} more` : '');
}

function expectation(outcome: Outcome): string {
  return `${outcome.status}${outcome.code === undefined ? '' : ` ${outcome.code}`} (${outcome.reason})`;
}

/** A JSON body, or undefined when the call has none. */
export function bodyOf(answer: Answer): Json | undefined {
  return jsonOf(answer.response);
}

/** The row that the body of a success shows, or undefined when it shows none. */
export function rowIn(response: HttpResponse, endpoint: Endpoint): RowValues | undefined {
  const row = valueAt(jsonOf(response), rowPointer(endpoint));
  return isRecord(row) ? row : undefined;
}
