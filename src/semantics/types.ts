/**
 * The data that the reference model, the smoke test and the emitters of tests exchange.
 *
 * - `Call` is one request, `Outcome` what it must answer. In a `World` both hold plain JSON; values that the app
 *   generates (ids, clock times) stand there as placeholders until `World.learn` has seen the real ones.
 * - A `Plan` is the same as data without a world: `Template` leaves say where a value comes from, a `Reference` into the
 *   body of an earlier call's answer, or `Generated`, a value that is seen for the first time.
 * - What cannot be planned is a `Skipped` with its reason, never left out.
 */
import type { Json } from '../base/json.ts';
import type { Span } from '../base/span.ts';

/** Who calls: the subject and the scopes of the credentials. How they travel is the transport's business. */
export interface Caller {
  readonly subject: string;
  readonly scopes: readonly string[];
}

/** One request to an endpoint of the application. */
export interface Call<V = Json> {
  /** `Endpoint.key`. */
  readonly endpoint: string;
  /** Undefined: without credentials. */
  readonly caller: Caller | undefined;
  /** By name; every path parameter has a value. Sent as text, percent-encoded. */
  readonly path: Readonly<Record<string, V>>;
  /** As they stand in the URL before percent-encoding; an array is a repeated key. `serialiseParameter` makes them. */
  readonly query: Readonly<Record<string, V>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, V>>;
  /** Undefined: no body. */
  readonly body?: V;
}

/** What the application must answer. */
export interface Outcome<V = Json> {
  readonly status: number;
  /** The problem's code, where the contract fixes it. */
  readonly code?: string;
  /** Codes that may come in its place: of further rules that are broken, whose order the contract does not say. */
  readonly otherCodes?: readonly string[];
  /** For 422 and 400: the JSON pointers of `errors` that must be among those answered. */
  readonly paths: readonly string[];
  /** The body of a success, exact but for generated values. */
  readonly body?: V;
  /** Lower-case names: `etag`, `location`, `allow`, ... as far as they are predicted. */
  readonly headers: Readonly<Record<string, V>>;
  /** Why, as a sentence for people. */
  readonly reason: string;
  /** Why it is refused: the step, the transition or the invariant. */
  readonly cause?: Cause;
  /** What the call did to the rows; empty for every failure. */
  readonly changes: readonly RowChange[];
  /** Events written to the outbox, in order. */
  readonly events: readonly EmittedEvent[];
  /** Set when the model cannot say what must happen: then `status` is only a guess and must not be asserted. */
  readonly unpredictable?: string;
  /** Set, beside `unpredictable`, where code decides that was written for words: any answer within the contract will do. */
  readonly open?: Openness;
  /** Refusals by what is stated in words that may come in place of this success; nothing has changed then. */
  readonly mayRefuse?: readonly PossibleRefusal[];
  /** Set on a list with rows whose order among each other only the app knows. */
  readonly unsure?: UnsureOrder;
}

/** The rows of a list around a page, where the order of some is not known. */
export interface UnsureOrder {
  /** Where the rows are in the body. */
  readonly pointer: string;
  /** The attribute that they are sorted by, before their key. */
  readonly attribute: string | undefined;
  readonly descending: boolean;
  /** The attribute that is the key. */
  readonly key: string;
  /** Whether keys are made up in the order of their rows. */
  readonly byKey: boolean;
  /** Which of `rows` is the first of the page. */
  readonly start: number;
  readonly rows: readonly ListedRow[];
}

/** A row as a list shows it; the order of those of one run is not known. */
export interface ListedRow {
  readonly item: Json;
  readonly key: Json;
  /** What it is sorted by. */
  readonly value: Json;
  readonly run: number;
}

/** What is left open where code for words decides. */
export interface Openness {
  /** Whether a success may have changed any row. */
  readonly mayWrite: boolean;
  /** Whether a part may be missing, which answers 501. */
  readonly mayBeMissing: boolean;
}

export interface PossibleRefusal {
  readonly status: number;
  readonly code: string;
}

/** The part of the spec that something follows from. */
export interface Cause {
  readonly span: Span;
  /** What gives the value of single attributes. */
  readonly attributes?: ReadonlyMap<string, Span>;
}

export interface RowChange {
  readonly kind: 'created' | 'updated' | 'deleted';
  readonly entity: string;
  /** Attribute values after the change; for `deleted` before it. */
  readonly values: RowValues;
  /** The step that asked for it. */
  readonly cause?: Cause;
}

/** Attribute values in their JSON form: decimals as strings with exactly `scale` digits, timestamps as ISO 8601 in UTC. */
export type RowValues = Readonly<Record<string, Json>>;

export interface EmittedEvent {
  readonly name: string;
  readonly payload: Readonly<Record<string, Json>>;
}

/** A JSON value whose leaves may come from earlier answers. */
export type Template = null | boolean | number | string | Reference | Generated | readonly Template[] | { readonly [key: string]: Template };

/** The value at `pointer` in the body that step `step` (its index in the plan) answered. */
export class Reference {
  readonly step: number;
  readonly pointer: string;

  constructor(step: number, pointer: string) {
    this.step = step;
    this.pointer = pointer;
  }
}

/** In an expected body: a value that the app makes here; only its form is known. */
export class Generated {
  readonly form: 'uuid' | 'integer' | 'timestamp' | 'text' | 'any';
  /** For `text`: a regular expression that the value matches, anchored. */
  readonly pattern?: string;

  constructor(form: Generated['form'], pattern?: string) {
    this.form = form;
    if (pattern !== undefined) this.pattern = pattern;
  }
}

/** One step of a plan. */
export type PlannedStep =
  | PlannedCall
  /** Wait until every event in the outbox has been handled. */
  | { readonly kind: 'deliver' }
  /** Run the flow of a schedule; over HTTP this cannot be done. */
  | { readonly kind: 'schedule'; readonly flow: string };

export interface PlannedCall {
  readonly kind: 'call';
  /** A camelCase name for the answer, unique in its plan: `customer`, `cartItem2`. */
  readonly name: string;
  readonly call: Call<Template>;
  readonly expected: Outcome<Template>;
}

/** What could not be planned, and why. */
export interface Skipped {
  readonly skipped: string;
}

/** Steps after which one valid row of an entity is there. */
export interface Fixture {
  readonly entity: string;
  readonly steps: readonly PlannedStep[];
  /** Who may read and change the row: its owner with all the scopes that its endpoints need. */
  readonly caller: Caller;
  /** The row's primary key; undefined when no answer shows it. */
  readonly key?: Template;
  /** All attribute values of the row that are known. */
  readonly row: Readonly<Record<string, Template>>;
}

/** One pair of state and event of a machine. */
export interface TransitionCase {
  readonly machine: string;
  readonly state: string;
  readonly event: string;
  /** Steps that bring a row to `state`. */
  readonly steps: readonly PlannedStep[];
  /** How many of the steps are the same for every event of the state. */
  readonly shared: number;
  /** The call that fires `event`, with its outcome. */
  readonly fire: PlannedCall;
  /** True when the machine allows it here. */
  readonly legal: boolean;
}

/** One case of a flow: its happy path, or one of its steps made to fail. */
export interface FlowCase {
  readonly flow: string;
  /** `happy`, or what fails: `require cart_empty`, `load Order`, `transition pay`. */
  readonly label: string;
  readonly kind: 'happy' | 'failure';
  readonly steps: readonly PlannedStep[];
  readonly call: PlannedCall;
}

/** A value with the reason to try it; `key` names the IR node: `Product.price.minimum`. */
export interface LabelledValue {
  readonly label: string;
  readonly key: string;
  /** Where in the value the interesting part stands, as a JSON pointer. */
  readonly pointer: string;
  readonly value: Json;
}

/** A finding of `matches` or of a comparison. */
export interface Mismatch {
  readonly pointer: string;
  readonly message: string;
}
