/**
 * The reference model of a running app.
 *
 *     const world = createWorld(application, { now: '2026-01-01T00:00:00.000Z' });
 *     const outcome = world.predict({ endpoint: 'POST /products', caller, path: {}, query: {}, headers: {}, body });
 *     const mismatches = world.learn(outcome, { status: 201, headers: { etag: '"1"' }, body: answered });
 *
 * `predict` says what the app must answer and takes the effects over; the values that the app generates stand in the
 * outcome as placeholders (valid uuids, integers, instants of the model's clock). `learn` compares the real answer with
 * the outcome, gives what differs, and puts the real values in the place of the placeholders, so that later calls can
 * use either. `preview` predicts without effect. Events wait until `deliver`; schedules run by `runSchedule`.
 * `snapshot` and `restore` are cheap: a snapshot is one reference.
 *
 * The order of checks is that of docs/generated-app.md: credentials, scopes, parameters, body, rows. Routes, methods, media types
 * and JSON syntax belong to the transport and are not modelled.
 */
import type { Json } from '../base/json.ts';
import type { ApplicationIR } from '../ir/application.ts';
import type { Endpoint } from '../ir/endpoint.ts';
import { compareBody } from './compareBody.ts';
import { type Answer, type ReadCall, runCrud } from './crud.ts';
import { CursorBook } from './cursorBook.ts';
import { Footprint } from './footprint.ts';
import { type StepListener, runFlow } from './flowRun.ts';
import { runLink } from './links.ts';
import { type Model, admission, isAdmin, modelOf } from './model.ts';
import { refusal, unpredictable } from './outcomes.ts';
import { anything, isCursorPlaceholder } from './placeholders.ts';
import { presentValue, successSchema } from './present.ts';
import { readCall } from './readCall.ts';
import { byWords, Refused } from './refused.ts';
import { type Replays, keyedRequest, learnt, nothingToReplay, replayed, withAnswer } from './replays.ts';
import { checkAggregates, insertRow } from './rows.ts';
import { type State, emptyState, substituteState } from './state.ts';
import { cleaned } from './stored.ts';
import { asClockInstant, instantOf, instantText } from './time.ts';
import { type Actor, type Counter, Transaction, systemActor } from './transaction.ts';
import type { Call, Caller, Mismatch, Outcome, RowChange, RowValues } from './types.ts';
import { RealOrder } from './unsureOrder.ts';

/** What the app answered. */
export interface RealAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined without a body. */
  readonly body?: Json;
}

export interface WorldOptions {
  /** Where the clock starts, ISO 8601; set it to the real time when answers are compared with a running app. */
  readonly now?: string;
  /** How far real timestamps may lie from the model's clock; without it any instant will do. */
  readonly clockToleranceMs?: number;
  /** True when the app inserted its seed rows. */
  readonly seeded?: boolean;
}

/** What the handlers of events did. */
export interface Delivery {
  readonly changes: readonly RowChange[];
  /** Handlers that failed, with the reason. */
  readonly failures: readonly string[];
}

/** A moment of a world, for `restore`. */
export interface Snapshot {
  readonly state: State;
  readonly clock: number;
  readonly replays: Replays;
}

/** A world of the application without rows. */
export function createWorld(application: ApplicationIR, options: WorldOptions = {}): World {
  return new World(application, options);
}

export class World {
  readonly model: Model;
  /** Told of each step of a flow before it runs; planners see by it where a flow failed. */
  onStep: StepListener | undefined;
  readonly #tolerance: { readonly clockMs: number };
  readonly #counter: Counter = { next: 0 };
  #cursors = new CursorBook();
  #realOrder = new RealOrder();
  /** By entity: how often all its handlers were waited for. */
  #rounds = new Map<string, number>();
  #state: State = emptyState;
  #clock: number;
  #replays = nothingToReplay;

  constructor(application: ApplicationIR, options: WorldOptions) {
    this.model = modelOf(application);
    this.#clock = asClockInstant(instantOf(options.now ?? '2026-01-01T00:00:00.000Z'));
    this.#tolerance = { clockMs: options.clockToleranceMs ?? Number.POSITIVE_INFINITY };
    if (options.seeded === true) this.#seed();
  }

  /** What the app must answer; the effects stay. `footprint` takes note of what the call looks at and changes. */
  predict(call: Call, footprint?: Footprint): Outcome {
    this.#clock += 1;
    const endpoint = this.model.endpoints.get(call.endpoint);
    if (endpoint === undefined) return unpredictable(`The application has no endpoint ${call.endpoint}.`);
    try {
      return this.#answered(endpoint, call, footprint);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return refusal(error);
    }
  }

  /** What the app must answer; nothing stays. */
  preview(call: Call, footprint?: Footprint): Outcome {
    const before = this.snapshot();
    const outcome = this.predict(call, footprint);
    this.restore(before);
    return outcome;
  }

  /** Compares the real answer with the outcome and takes over the values that the app generated. */
  learn(outcome: Outcome, real: RealAnswer): readonly Mismatch[] {
    const known = new Map<string | number, Json>();
    const faults = this.compare(outcome, real, known);
    this.#bind(known);
    return faults;
  }

  /** Compares the real answer with the outcome and adds the values that the app generated to `known`; the world keeps its placeholders. */
  compare(outcome: Outcome, real: RealAnswer, known: Map<string | number, Json>): readonly Mismatch[] {
    if (outcome.unpredictable !== undefined) return [];
    if (real.status !== outcome.status) return [{ pointer: '', message: `answered ${real.status}; expected ${outcome.status}: ${outcome.reason}` }];
    const faults = [...this.#compareBody(outcome, real.body, known)];
    for (const [name, expected] of Object.entries(outcome.headers)) {
      for (const fault of compareBody(expected, real.headers[name], '', known, this.#tolerance)) faults.push({ pointer: '', message: `header ${name} ${fault.message}` });
    }
    return faults;
  }

  #compareBody({ body, unsure }: Outcome, real: Json | undefined, known: Map<string | number, Json>): readonly Mismatch[] {
    if (body === undefined) return [];
    if (unsure === undefined) return compareBody(body, real, '', known, this.#tolerance);
    const answered = { real, known, tolerance: this.#tolerance };
    const faults = [...compareBody(this.#realOrder.arranged(body, unsure, answered), real, '', known, this.#tolerance), ...this.#realOrder.faults(unsure, real)];
    if (faults.length === 0) this.#realOrder.learn(unsure, answered);
    return faults;
  }

  /** All handlers that have touched the entity so far have come to an end in the app. */
  handled(entity: string): void {
    this.#rounds.set(entity, this.#round(entity) + 1);
  }

  /** Runs the handlers of all events in the outbox, also of those that handlers emit; each in its own transaction. `onIdle` is told what one looked at that changed nothing. */
  deliver(footprint?: Footprint, onIdle?: (seen: Footprint) => void): Delivery {
    const failures: string[] = [];
    const changes: RowChange[] = [];
    for (let round = 0; this.#state.outbox.length > 0 && round < 1000; round += 1) {
      const [event, ...rest] = this.#state.outbox;
      this.#state = { ...this.#state, outbox: rest };
      if (event === undefined) break;
      for (const flow of this.model.application.flows) {
        if (flow.trigger.kind !== 'event' || flow.trigger.event !== event.name) continue;
        const own = footprint === undefined ? undefined : new Footprint();
        const before = changes.length;
        const failure = this.#background((tx) => void runFlow(tx, flow, event.payload, this.onStep), changes, own);
        if (own !== undefined) footprint?.add(own);
        if (own !== undefined && failure === undefined && changes.length === before) onIdle?.(own);
        if (failure !== undefined) failures.push(`${flow.name}: ${failure}`);
      }
    }
    return { changes, failures };
  }

  /** Runs the flow of a schedule, or any flow without a caller; gives why it failed. */
  runSchedule(flowName: string): string | undefined {
    const flow = this.model.flows.get(flowName);
    return flow === undefined ? `There is no flow ${flowName}.` : this.#background((tx) => void runFlow(tx, flow, {}, this.onStep));
  }

  /** What a schedule does when it is run as if the time were `at`; the effects stay. */
  predictSchedule(flowName: string, at: string): Outcome {
    const flow = this.model.flows.get(flowName);
    if (flow === undefined) return unpredictable(`The application has no flow ${flowName}.`);
    this.#clock += 1;
    const tx = new Transaction(this.model, this.#state, systemActor, at, this.#counter);
    try {
      runFlow(tx, flow, {}, this.onStep);
      checkAggregates(tx);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return refusal(error);
    }
    this.#state = tx.committed();
    return { status: 204, headers: {}, paths: [], reason: 'Nothing stands against it.', changes: tx.changes, events: tx.events };
  }

  /** Runs a handler of an event with this payload, as `deliver` would. */
  runHandler(flowName: string, payload: RowValues): string | undefined {
    const flow = this.model.flows.get(flowName);
    return flow === undefined ? `There is no flow ${flowName}.` : this.#background((tx) => void runFlow(tx, flow, payload, this.onStep));
  }

  snapshot(): Snapshot {
    return { state: this.#state, clock: this.#clock, replays: this.#replays };
  }

  restore(snapshot: Snapshot): void {
    this.#state = snapshot.state;
    this.#clock = snapshot.clock;
    this.#replays = snapshot.replays;
  }

  /** A world of its own that goes on from here as this one would. */
  fork(): World {
    const fork = new World(this.model.application, { clockToleranceMs: this.#tolerance.clockMs });
    fork.adopt(this);
    return fork;
  }

  /** Goes on from where the other world stands, as that one would. */
  adopt(other: World): void {
    this.restore(other.snapshot());
    this.#counter.next = other.#counter.next;
    this.#cursors = other.#cursors.copy();
    this.#realOrder = other.#realOrder.copy();
    this.#rounds = new Map(other.#rounds);
  }

  /** How many values it has made up. */
  get madeUp(): number {
    return this.#counter.next;
  }

  /** Whether an answer was a page that another follows. */
  get hasCursors(): boolean {
    return this.#cursors.size > 0;
  }

  /** The stored rows of an entity in the order of their creation. */
  rows(entity: string): readonly RowValues[] {
    return [...(this.#state.tables.get(entity)?.values() ?? [])].map((row) => row.values);
  }

  /** How many events no handler has seen. */
  get pendingEvents(): number {
    return this.#state.outbox.length;
  }

  /** The model's clock, ISO 8601. */
  get now(): string {
    return instantText(this.#clock);
  }

  /** Moves the clock forward; it never goes back. */
  set now(text: string) {
    this.#clock = Math.max(this.#clock, asClockInstant(instantOf(text)));
  }

  #answered(endpoint: Endpoint, call: Call, footprint: Footprint | undefined): Outcome {
    const admitted = admission(endpoint, call.caller);
    if (admitted !== 'admitted') throw new Refused(admitted, admitted === 401 ? 'Credentials are needed.' : 'The caller lacks a scope.');
    const read = readCall(endpoint, call, this.model.context);
    const keyed = keyedRequest(endpoint, call);
    const before = keyed === undefined ? undefined : replayed(this.#replays, keyed);
    if (before !== undefined) return before;
    const outcome = this.#run(read, call.caller, footprint);
    if (keyed !== undefined) this.#replays = withAnswer(this.#replays, keyed, outcome);
    return outcome;
  }

  #run(call: ReadCall, caller: Caller | undefined, footprint: Footprint | undefined): Outcome {
    const actor = this.#actor(caller);
    const tx = this.#transaction(isPublicRead(call.endpoint) ? { ...actor, passes: true } : actor, footprint);
    const answer = this.#perform(tx, call);
    checkAggregates(tx);
    this.#state = tx.committed();
    return { ...answer, paths: [], reason: 'Nothing stands against it.', changes: tx.changes, events: tx.events, ...(tx.mayRefuse.size === 0 ? {} : { mayRefuse: [...tx.mayRefuse.values()] }) };
  }

  #perform(tx: Transaction, call: ReadCall): Answer {
    const { implementation } = call.endpoint;
    switch (implementation.kind) {
      case 'crud':
        return runCrud(tx, call, implementation, this.#cursors);
      case 'link':
        return runLink(tx, call, implementation, this.#cursors);
      case 'flow':
        return this.#flow(tx, call, implementation.flow);
      case 'words':
        throw byWords(call.endpoint.key, implementation, call.endpoint.method === 'GET' ? 'read' : 'write');
    }
  }

  #flow(tx: Transaction, call: ReadCall, name: string): Answer {
    const flow = this.model.flows.get(name);
    if (flow === undefined) throw new Refused(500, `There is no flow ${name}.`, { unpredictable: 'the flow is not declared' });
    const { context } = this.model;
    const schema = call.endpoint.requestBody?.contents[0]?.schema;
    // Without a body its properties have their defaults.
    const given = call.body ?? (schema === undefined ? {} : cleaned({}, schema, context));
    const body = typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as RowValues) : {};
    const sources = { path: call.path, query: call.query, body, payload: {}, argument: {} };
    const input = Object.fromEntries(flow.inputs.map((each) => [each.name, (sources[each.source] as RowValues)[each.name] ?? null]));
    const result = runFlow(tx, flow, input, this.onStep);
    const shown = successSchema(call.endpoint);
    const status = call.endpoint.successStatus;
    if (shown === undefined) return { status, headers: {} };
    return { status, headers: {}, body: result === undefined ? anything : presentValue(result.value, shown, context) };
  }

  #background(work: (tx: Transaction) => void, changes: RowChange[] = [], footprint?: Footprint): string | undefined {
    this.#clock += 1;
    const tx = this.#transaction({ ...systemActor, round: (entity) => this.#round(entity) }, footprint);
    try {
      work(tx);
      checkAggregates(tx);
    } catch (error) {
      if (error instanceof Refused) return error.message;
      throw error;
    }
    this.#state = tx.committed();
    changes.push(...tx.changes);
    return undefined;
  }

  #round(entity: string): number {
    return this.#rounds.get(entity) ?? 0;
  }

  #transaction(actor: Actor, footprint?: Footprint): Transaction {
    return new Transaction(this.model, this.#state, actor, instantText(this.#clock), this.#counter, footprint);
  }

  #actor(caller: Caller | undefined): Actor {
    return { subject: caller?.subject, scopes: caller?.scopes ?? [], passes: isAdmin(this.model.application, caller) };
  }

  #bind(known: Map<string | number, Json>): void {
    for (const [token, real] of known) if (isCursorPlaceholder(token) && typeof real === 'string') this.#cursors.learn(String(token), real);
    if (known.size === 0) return;
    this.#state = substituteState(this.#state, known, (entity) => this.model.entities.get(entity)?.key.name ?? 'id');
    this.#replays = learnt(this.#replays, known);
  }

  #seed(): void {
    const tx = this.#transaction(systemActor);
    for (const { entity } of this.model.entities.values()) for (const row of entity.seed) insertRow(tx, entity.name, row.values, 'anyReferences');
    this.#state = tx.committed();
  }
}

/** Rows that anybody may list and read have no owner to ask. */
function isPublicRead({ access, implementation }: Endpoint): boolean {
  if (access.kind !== 'public' || (implementation.kind !== 'crud' && implementation.kind !== 'link')) return false;
  return implementation.action === 'list' || implementation.action === 'read';
}
