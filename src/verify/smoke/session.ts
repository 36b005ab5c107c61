import type { Json } from '../../base/json.ts';
import type { Span } from '../../base/span.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import { refusalsOf } from '../../ir/refusals.ts';
import { isOpenEvent, openFlows } from '../../semantics/openFlows.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import { Footprint } from '../../semantics/footprint.ts';
import type { Call, Caller, Outcome } from '../../semantics/types.ts';
import type { World } from '../../semantics/world.ts';
import type { HttpRequest, HttpResponse } from '../ports.ts';
import { concernedEntities } from './concernedEntities.ts';
import type { CredentialMint, Credentials } from './credentials.ts';
import { Dispatch, type DispatchParts } from './dispatch.ts';
import { Doubts } from './doubts.ts';
import { scheduleToken } from './environment.ts';
import { Explainer } from './explain.ts';
import { Handlers, type Unhandled } from './handlers.ts';
import { describeResponse, type ExpectedProblem, type Finding, inspectLeak, inspectProblem, inspectProtection } from './inspectResponse.ts';
import { expectation, Judge, type Verdict } from './judge.ts';
import { Learned } from './learned.ts';
import type { Recorder } from './recorder.ts';
import { requestOf } from './requestOf.ts';
import type { Ticket } from './traffic.ts';

/** A call that was handed in: what the model says of it, and what the app said once it has. */
export interface Sent extends Awaited {
  readonly outcome: Outcome;
  /** Undefined until the app has answered. */
  response(): HttpResponse | undefined;
}

/** A call whose request is made when everything that it needs has been told. */
export interface Draft extends Awaited {
  /** Undefined while something is not known; `change` has the last word on the call. */
  request(change?: (call: Call) => Call): HttpRequest | undefined;
}

/** What can be waited for. */
interface Awaited {
  readonly tickets: readonly Ticket[];
}

/** A named call of a batch. */
export interface NamedCall {
  readonly check: string;
  readonly call: Call;
  /** JSON pointers that must be among those of `errors`; without them the ones that the model names. */
  readonly paths?: readonly string[];
}

/** A request that the model knows nothing of and that changes nothing. */
interface Exchange {
  readonly operation: string;
  readonly check: string;
  /** Asked for when its turn has come; undefined: there is nothing to send. */
  readonly request: () => HttpRequest | undefined;
  readonly caller?: Caller;
  /** The answer depends on what this call would read. */
  readonly like?: Call;
  /** What has to be there first. */
  readonly after?: readonly Awaited[];
  readonly inspect: (response: HttpResponse) => readonly Finding[];
}

export interface SessionParts extends DispatchParts {
  readonly application: ApplicationIR;
  readonly model: World;
  readonly baseUrl: string;
  readonly credentials: CredentialMint;
  /** Place and text of a part of the spec, for failures. */
  readonly quote?: (span: Span) => string | undefined;
}

/**
 * Has calls made by the app and by the reference model, and records whether the answers agree. The model is asked at
 * once, so that cases are planned without waiting for the app; the calls travel as soon as no earlier one that touches
 * the same rows is under way. What the app generates stands in the plan as the model's placeholders and is put into a
 * request when an answer has told it.
 */
export class Session {
  readonly application: ApplicationIR;
  readonly model: World;
  readonly recorder: Recorder;
  readonly credentials: CredentialMint;
  readonly #parts: SessionParts;
  readonly #endpoints: ReadonlyMap<string, Endpoint>;
  readonly #explainer: Explainer;
  readonly #judge: Judge;
  readonly #learned = new Learned();
  readonly #doubts = new Doubts();
  readonly #handlers: Handlers;
  /** When and how calls travel. */
  readonly dispatch: Dispatch;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.application = parts.application;
    this.model = parts.model;
    this.recorder = parts.recorder;
    this.credentials = parts.credentials;
    this.#endpoints = new Map(parts.application.endpoints.map((endpoint) => [endpoint.key, endpoint]));
    this.#explainer = new Explainer(parts.quote ?? (() => undefined));
    this.#judge = new Judge({ ...parts, learned: this.#learned, explainer: this.#explainer });
    this.#handlers = new Handlers(parts.application, parts.model);
    this.dispatch = new Dispatch(parts);
  }

  endpoint(key: string): Endpoint {
    const endpoint = this.#endpoints.get(key);
    if (endpoint === undefined) throw new Error(`No endpoint ${key}.`);
    return endpoint;
  }

  /** One call; its whole answer is one check of its operation. */
  async call(check: string, planned: Call, operation = planned.endpoint): Promise<Sent> {
    await this.dispatch.breathe();
    return this.#plan({ check, call: planned }, operation);
  }

  /** A call that others build on: when it fails, they are skipped. */
  async prepare(check: string, planned: Call): Promise<Sent> {
    await this.dispatch.breathe();
    return this.#plan({ check, call: planned }, planned.endpoint, (sent, footprint) => {
      const { status } = sent.response() ?? { status: 0 };
      if (status !== sent.outcome.status) this.#doubts.add(footprint, `${planned.endpoint} answered ${status} instead of ${sent.outcome.status}`);
    });
  }

  async batch(calls: readonly NamedCall[], operation?: string): Promise<void> {
    for (const named of calls) {
      await this.dispatch.breathe();
      this.#plan(named, operation ?? named.call.endpoint);
    }
  }

  /** Whether the schedule would succeed at that time and change rows. */
  changesBySchedule(flow: string, at: string): boolean {
    const before = this.model.snapshot();
    const { status, changes } = this.model.predictSchedule(flow, at);
    this.model.restore(before);
    return status < 400 && changes.length > 0;
  }

  /** Runs a schedule as if the time were `at`, in the model and in the app; the answer is one check. */
  async schedule(flow: string, at: string, { operation, caller }: { readonly operation: string; readonly caller: Caller }): Promise<Outcome> {
    await this.dispatch.breathe();
    this.#catchUp(this.application.entities.map(({ name }) => name));
    const outcome = this.model.predictSchedule(flow, at);
    const request: HttpRequest = { method: 'POST', path: `/-/schedules/${flow}?at=${encodeURIComponent(at)}`, headers: { authorization: `Bearer ${scheduleToken}` } };
    this.#explainer.note(() => `the schedule ${flow}, run at ${at}`, outcome);
    this.#handlers.handle({ check: 'runs', operation, caller });
    this.dispatch.handIn({ group: operation, alone: true }, async (number) => {
      const response = await this.dispatch.transmit(operation, request);
      const open = outcome.open ?? (this.#doubts.openOf(everything) === undefined ? undefined : { mayBeMissing: false, mayWrite: true });
      if (open !== undefined && !(response instanceof Error)) {
        const isMissing = open.mayBeMissing && response.status === 501;
        const broken = response.status >= 500 && !isMissing ? [{ expected: 'no failure of the app itself', actual: describeResponse(response) }] : inspectLeak(response);
        this.recorder.check(operation, this.#judge.failure('runs', broken, { request }), number);
        if (open.mayWrite && response.status < 400) this.#doubts.openAll(outcome.reason);
        return;
      }
      const findings = response instanceof Error || response.status !== outcome.status
        ? [{ expected: expectation(outcome), actual: response instanceof Error ? response.message : describeResponse(response) }]
        : outcome.status >= 400 ? inspectProblem(response, outcome) : inspectLeak(response);
      if (outcome.unpredictable !== undefined) this.recorder.skip(operation, 'runs', outcome.unpredictable);
      else this.recorder.check(operation, this.#judge.failure('runs', findings, { request, explanation: outcome.cause === undefined ? {} : this.#explainer.refusal(outcome.cause) }), number);
    });
    return outcome;
  }

  /** A call that the model knows nothing of (forged credentials, a broken body); the answer must be that problem. */
  async refused(options: { readonly check: string; readonly call: Call; readonly expected: ExpectedProblem; readonly credentials?: Credentials; readonly change?: (request: HttpRequest) => HttpRequest }): Promise<void> {
    const { check, expected, call } = options;
    const { caller } = this.#effective(call);
    const draft = this.draft(call, options.credentials);
    let isHead = false;
    await this.exchange({
      operation: call.endpoint, check, ...(caller === undefined ? {} : { caller }),
      request: () => {
        const plain = draft.request();
        const request = plain === undefined ? undefined : (options.change?.(plain) ?? plain);
        isHead = request?.method === 'HEAD';
        return request;
      },
      inspect: (response) => (
        response.status === expected.status
          ? inspectProblem(response, { ...expected, bodyless: isHead })
          : [{ expected: `${expected.status}${expected.code === undefined ? '' : ` ${expected.code}`}`, actual: describeResponse(response) }]
      ),
      after: [draft],
    });
  }

  /** Any request that changes nothing, judged by `inspect`. */
  async exchange({ operation, check, request: made, caller, like, after = [], inspect }: Exchange): Promise<void> {
    await this.dispatch.breathe();
    const footprint = new Footprint();
    if (like !== undefined) this.preview(like, footprint);
    this.dispatch.handIn({ group: operation, footprint, after: after.flatMap(({ tickets }) => tickets) }, async (number) => {
      const request = made();
      if (request === undefined) return;
      const response = await this.dispatch.transmit(operation, request);
      const findings = response instanceof Error ? [{ expected: 'an answer', actual: response.message }] : [...inspect(response), ...inspectLeak(response), ...inspectProtection(response)];
      this.recorder.check(operation, this.#judge.failure(check, findings, { request, caller }), number);
    });
  }

  /** Does the work when the calls have been answered. */
  whenAnswered(operation: string, calls: readonly Sent[], work: (number: number) => void): void {
    this.dispatch.handIn({ group: operation, after: calls.flatMap(({ tickets }) => tickets) }, (number) => {
      work(number);
      return Promise.resolve();
    });
  }

  /** The request of a call, to be made when its turn has come. */
  draft(planned: Call, credentials?: Credentials): Draft {
    const call = this.#effective(planned);
    const endpoint = this.endpoint(call.endpoint);
    const needs = this.#learned.needsOf(call);
    return {
      tickets: needs.tellers,
      request: (change = (same) => same) => {
        const known = this.#learned.resolved(call, needs);
        return known === undefined ? undefined : requestOf(this.application, endpoint, change(known), credentials ?? this.credentials.valid(endpoint, call.caller));
      },
    };
  }

  /** Whether no answer to what was planned so far will tell the value. */
  isUntold(value: Json): boolean {
    return this.#learned.isUntold(value);
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
  preview(call: Call, footprint?: Footprint): Outcome {
    return this.model.preview(this.#effective(call), footprint);
  }

  #effective(call: Call): Call {
    return { ...call, caller: this.credentials.effective(this.endpoint(call.endpoint), call.caller) };
  }

  #plan({ check, call: planned, paths }: NamedCall, operation: string, afterwards: (sent: Sent, footprint: Footprint) => void = () => undefined): Sent {
    const call = this.#effective(planned);
    const endpoint = this.endpoint(call.endpoint);
    this.#catchUp(concernedEntities(this.application, endpoint));
    const footprint = new Footprint();
    const predicted = this.model.predict(call, footprint);
    const key = call.headers['idempotency-key'];
    if (key !== undefined) footprint.writeAll(`Idempotency-Key ${JSON.stringify([call.endpoint, key])}`);
    const outcome = paths === undefined ? predicted : { ...predicted, paths };
    for (const seen of this.#handlers.takeIdle(footprint)) this.#letPass(seen, operation);
    const last = this.#explainer.last;
    let path = endpoint.path;
    this.#explainer.note(() => `${endpoint.method} ${path}`, outcome);
    this.#handlers.handle({ check, operation, caller: call.caller }, footprint);
    let response: HttpResponse | undefined;
    const draft = this.draft(call);
    const ticket = this.dispatch.handIn({ group: operation, footprint, after: draft.tickets, alone: outcome.unpredictable !== undefined }, async (number) => {
      const request = draft.request();
      const doubt = this.#doubts.of(footprint);
      if (request === undefined || doubt !== undefined) {
        const reason = doubt ?? untold;
        this.recorder.skip(operation, check, reason);
        this.#doubts.add(footprint, reason);
        return;
      }
      path = request.path;
      const answer = await this.dispatch.transmit(operation, request);
      if (!(answer instanceof Error)) response = answer;
      if (!(answer instanceof Error) && this.#isOpen(outcome, footprint, answer)) {
        const { findings } = this.#judge.judgeOpen(endpoint, outcome, answer, (status) => isAdmitted(endpoint, outcome, status));
        this.recorder.check(operation, this.#judge.failure(check, findings, { request, caller: call.caller }), number);
        // What was refused against the prediction is not there, and what was done against it is.
        if (outcome.open === undefined && answer.status >= 400 !== outcome.status >= 400) this.#doubts.open([...footprint.writes.keys(), ...concernedEntities(this.application, endpoint)], `code for words decided what a call before it did`);
        this.#spill(outcome, answer);
        return;
      }
      const { findings, explanation } = answer instanceof Error ? { findings: [{ expected: expectation(outcome), actual: answer.message }], explanation: {} } : this.#judge.judge(endpoint, outcome, answer, last);
      if (!(answer instanceof Error)) this.#spill(outcome, answer);
      if (outcome.unpredictable === undefined || findings.length > 0) this.recorder.check(operation, this.#judge.failure(check, findings, { request, caller: call.caller, explanation }), number);
      else this.recorder.skip(operation, check, outcome.unpredictable);
      afterwards(sent, footprint);
    });
    const sent: Sent = { outcome, tickets: [ticket], response: () => response };
    this.#learned.promise(outcome, ticket);
    return sent;
  }

  /** Whether code for words decides what the app answers, here or in what was done before. */
  #isOpen(outcome: Outcome, footprint: Footprint, { status, body }: HttpResponse): boolean {
    if (outcome.open !== undefined || this.#doubts.openOf(footprint) !== undefined) return true;
    return outcome.mayRefuse?.some((refusal) => refusal.status === status && body.includes(`"${refusal.code}"`)) === true;
  }

  /** Notes what is not known any more after the answer. */
  #spill(outcome: Outcome, { status }: HttpResponse): void {
    if (outcome.open?.mayWrite === true && status < 400) this.#doubts.openAll(outcome.reason);
    if (status < 400 && openFlows(this.application).size > 0 && outcome.events.some(({ name }) => isOpenEvent(name, this.application))) this.#doubts.openAll('handlers of events are stated in words');
  }

  /** Before a call that works on rows which event handlers touch: the app's handlers have to do what the model's did. */
  #catchUp(entities: readonly string[]): void {
    for (const entity of entities) for (const unhandled of this.#handlers.take(entity, this)) this.#await(entity, unhandled);
  }

  /** Handlers look at these rows before they are changed. Nothing shows when they have. */
  #letPass(seen: Footprint, operation: string): void {
    const footprint = new Footprint();
    for (const [entity, keys] of seen.reads) for (const key of keys) footprint.write(entity, key);
    for (const table of seen.scans) footprint.writeAll(table);
    this.dispatch.handIn({ group: operation, footprint }, () => this.#parts.clock.pause(unseenHandlingMs, this.#parts.signal));
  }

  /** Nothing that works on the entity goes out before the app's handlers have done their work. */
  #await(entity: string, { check, operation, call: shown }: Unhandled): void {
    const footprint = new Footprint();
    footprint.writeAll(entity);
    if (shown === undefined) {
      this.recorder.skip(operation, check, `no endpoint shows what handlers do with ${entity}`);
      this.dispatch.handIn({ group: operation, footprint }, () => this.#parts.clock.pause(unseenHandlingMs, this.#parts.signal));
      return;
    }
    const call = this.#effective(shown);
    const outcome = this.model.predict(call, footprint);
    const draft = this.draft(call);
    const ticket = this.dispatch.handIn({ group: operation, footprint, after: draft.tickets }, (number) => this.#poll({ check, operation, call, draft, outcome, footprint, number }));
    this.#learned.promise(outcome, ticket);
  }

  /** Asks until the answer is as expected, or too much time has gone by. */
  async #poll({ check, operation, call, draft, outcome, footprint, number }: { readonly check: string; readonly operation: string; readonly call: Call; readonly draft: Draft; readonly outcome: Outcome; readonly footprint: Footprint; readonly number: number }): Promise<void> {
    const request = draft.request();
    if (request === undefined) {
      this.recorder.skip(operation, check, untold);
      return;
    }
    const { clock, signal } = this.#parts;
    const endpoint = this.endpoint(call.endpoint);
    const startedMs = clock.elapsedMs();
    for (;;) {
      const response = await this.dispatch.transmit(operation, request);
      const isLast = clock.elapsedMs() - startedMs > handlingTimeoutMs;
      const { findings, explanation } = response instanceof Error ? { findings: [{ expected: expectation(outcome), actual: response.message }], explanation: {} }
        : this.#learned.onTrial(() => this.#verdict(endpoint, outcome, response, footprint), (verdict) => isLast || verdict.findings.length === 0);
      if (findings.length === 0 || isLast) {
        this.recorder.check(operation, this.#judge.failure(check, findings, { request, caller: call.caller, explanation }), number);
        return;
      }
      await clock.pause(10, signal);
    }
  }

  /** What is wrong with an answer that shows what handlers have done. */
  #verdict(endpoint: Endpoint, outcome: Outcome, response: HttpResponse, footprint: Footprint): Verdict {
    return this.#isOpen(outcome, footprint, response)
      ? this.#judge.judgeOpen(endpoint, outcome, response, (status) => isAdmitted(endpoint, outcome, status))
      : this.#judge.judge(endpoint, outcome, response, this.#explainer.last);
  }
}

/** Any row at all. */
const everything = new Footprint();
everything.scan('*');

/** Whether a status is within the contract where code for words decides, or what it has done is not known. */
function isAdmitted(endpoint: Endpoint, { open }: Outcome, status: number): boolean {
  if (status === endpoint.successStatus || (status === 304 && endpoint.method === 'GET')) return true;
  if (open === undefined) return status >= 400 && status < 500;
  if (status === 501) return open.mayBeMissing;
  return refusalsOf(endpoint).includes(status) || (open.mayWrite && (status === 409 || status === 422));
}

/** How long the app may take to handle an event. */
const handlingTimeoutMs = 4000;
/** How long it is given where nothing shows whether it has. */
const unseenHandlingMs = 200;
/** Why a call is not made. */
const untold = 'no answer told what it needs';
