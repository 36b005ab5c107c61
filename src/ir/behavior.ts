import type { Span } from '../base/span.ts';
import type { Expression, ExpressionType } from './expression.ts';

/** What happens when a trigger fires: steps that run in one transaction. */
export interface Flow {
  readonly kind: 'flow';
  /** camelCase, unique. */
  readonly name: string;
  readonly description?: string;
  readonly trigger: Trigger;
  /** What expressions read as `input.<name>`: path and query parameters and body properties, payload fields, or arguments. */
  readonly inputs: readonly FlowInput[];
  readonly steps: readonly Step[];
  /** Type of what `return` gives, when it gives something. */
  readonly result?: ExpressionType;
  /** Set for the flow that the parser made for an exposed transition. */
  readonly synthesizedFrom?: string;
  readonly span: Span;
}

export interface FlowInput {
  readonly name: string;
  readonly source: 'path' | 'query' | 'body' | 'payload' | 'argument';
  readonly type: ExpressionType;
  readonly span: Span;
}

export type Trigger =
  /** `endpoint` is an `Endpoint.key`. */
  | { readonly kind: 'http'; readonly endpoint: string; readonly span: Span }
  | { readonly kind: 'event'; readonly event: string; readonly span: Span }
  /** A five-field cron expression, in UTC. */
  | { readonly kind: 'schedule'; readonly cron: string; readonly span: Span }
  /** Called by other flows only. */
  | { readonly kind: 'call'; readonly span: Span };

/** What a caller is told when a step cannot go on: a 4xx status, a stable code, a sentence. */
export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

interface StepBase {
  readonly span: Span;
  /** The step is skipped unless this is true. */
  readonly when?: Expression;
}

export interface Assignment {
  readonly attribute: string;
  readonly value: Expression;
  readonly span: Span;
}

export type Step =
  | LoadStep | LoadManyStep | RequireStep | ForEachStep | LetStep | CreateStep | UpdateStep | DeleteStep
  | TransitionStep | EmitStep | CallStep | ReturnStep | WordsStep;

/** Reads one row and binds it to `as`: by key, or the first that matches. Rows of owned entities must be the caller's. */
export interface LoadStep extends StepBase {
  readonly kind: 'load';
  readonly as: string;
  readonly entity: string;
  readonly by: { readonly kind: 'key'; readonly value: Expression } | { readonly kind: 'where'; readonly conditions: readonly Condition[] };
  /** Lock the row for the rest of the transaction; set by the parser when a later step writes it. */
  readonly lock: boolean;
  /** When no row is there: fail (default 404), or bind null. */
  readonly missing: { readonly kind: 'fail'; readonly failure: Failure } | { readonly kind: 'null' };
  /** True: rows of other owners too. */
  readonly anyOwner: boolean;
}

/** Reads all matching rows, in key order unless `orderBy` is given, and binds the list to `as`. */
export interface LoadManyStep extends StepBase {
  readonly kind: 'loadMany';
  readonly as: string;
  readonly entity: string;
  readonly conditions: readonly Condition[];
  readonly orderBy?: { readonly attribute: string; readonly direction: 'asc' | 'desc' };
  readonly lock: boolean;
  readonly anyOwner: boolean;
}

/** One conjunct of a `where`: attribute, operator, value; becomes SQL. */
export interface Condition {
  readonly attribute: string;
  readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in';
  readonly value: Expression;
  readonly span: Span;
}

/** Ends the flow with `failure` unless the condition is true; nothing that it wrote stays. */
export interface RequireStep extends StepBase {
  readonly kind: 'require';
  readonly condition: Expression;
  readonly failure: Failure;
}

export interface ForEachStep extends StepBase {
  readonly kind: 'forEach';
  readonly item: string;
  readonly in: Expression;
  readonly steps: readonly Step[];
}

export interface LetStep extends StepBase {
  readonly kind: 'let';
  readonly name: string;
  readonly value: Expression;
}

export interface CreateStep extends StepBase {
  readonly kind: 'create';
  readonly entity: string;
  readonly as?: string;
  readonly values: readonly Assignment[];
}

/** Writes attributes of a bound row; the binding then holds the new row. */
export interface UpdateStep extends StepBase {
  readonly kind: 'update';
  readonly target: string;
  readonly entity: string;
  readonly values: readonly Assignment[];
}

export interface DeleteStep extends StepBase {
  readonly kind: 'delete';
  readonly target: string;
  readonly entity: string;
}

/** Fires an event of a state machine on a bound row; an illegal one fails with 409 and nothing changes. */
export interface TransitionStep extends StepBase {
  readonly kind: 'transition';
  readonly target: string;
  readonly entity: string;
  readonly machine: string;
  readonly event: string;
}

/** Writes an event to the outbox in the same transaction. */
export interface EmitStep extends StepBase {
  readonly kind: 'emit';
  readonly event: string;
  readonly payload: readonly { readonly name: string; readonly value: Expression; readonly span: Span }[];
}

/** Runs another flow inside this transaction. */
export interface CallStep extends StepBase {
  readonly kind: 'call';
  readonly flow: string;
  readonly as?: string;
  readonly arguments: readonly { readonly name: string; readonly value: Expression; readonly span: Span }[];
}

/** Ends the flow; for http the value is the response body (an entity is presented as its response schema). */
export interface ReturnStep extends StepBase {
  readonly kind: 'return';
  readonly value?: Expression;
}

/**
 * On what is stated in words: code was written for it (`markWritten`). `complete` code never answers 501, `partial` code may.
 */
export interface WrittenMark {
  readonly isWritten?: true;
  readonly isPartial?: true;
}

/** A step that the spec states only in words: an llm unit. `bindings` are the names it may read. */
export interface WordsStep extends StepBase, WrittenMark {
  readonly kind: 'words';
  readonly text: string;
  readonly bindings: readonly { readonly name: string; readonly type: ExpressionType }[];
  readonly as?: string;
}

export interface StateMachine {
  readonly kind: 'stateMachine';
  /** camelCase, unique: `orderStatus`. */
  readonly name: string;
  readonly entity: string;
  /** The attribute that holds the state; an enum of the states, `generated: 'state'`. */
  readonly attribute: string;
  readonly states: readonly { readonly name: string; readonly span: Span }[];
  readonly initial: string;
  readonly transitions: readonly Transition[];
  readonly span: Span;
}

/** `event` moves a row from `from` to `to`; at most one transition an event and state. Key: `Order.status:PAID->SHIPPED`. */
export interface Transition {
  readonly event: string;
  readonly from: string;
  readonly to: string;
  /** Over `self` (the row), `caller`, `now`. */
  readonly guard?: Guard;
  readonly span: Span;
}

export type Guard =
  | { readonly kind: 'expression'; readonly expression: Expression; readonly failure: Failure }
  /** `failure` where the spec says how it refuses; else 409 `guard_failed` with a message of its own. */
  | (WrittenMark & { readonly kind: 'words'; readonly text: string; readonly failure?: Failure; readonly span: Span });

/** A truth about every row of an entity, read as `self`. A write that breaks it is refused with 422. */
export interface Invariant {
  readonly kind: 'invariant';
  /** camelCase, unique in its entity. */
  readonly name: string;
  readonly entity: string;
  readonly message: string;
  readonly rule:
    /** `row`: attributes of one row (also a CHECK constraint); `aggregate`: reads `hasMany` relations of the row. */
    | { readonly kind: 'expression'; readonly scope: 'row' | 'aggregate'; readonly expression: Expression }
    | (WrittenMark & { readonly kind: 'words'; readonly text: string });
  readonly span: Span;
}

/** A domain event; its payload is the record of the `emit` steps that name it. */
export interface DomainEvent {
  readonly kind: 'event';
  /** Dotted lower case: `order.placed`. */
  readonly name: string;
  readonly payload: readonly { readonly name: string; readonly type: ExpressionType }[];
  readonly span: Span;
}
