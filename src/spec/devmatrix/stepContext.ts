import type { Json } from '../../base/json.ts';
import type { Flow, StateMachine, Step } from '../../ir/behavior.ts';
import type { Entity } from '../../ir/entity.ts';
import type { Expression, ExpressionType } from '../../ir/expression.ts';
import type { Scope } from '../cel/celScope.ts';
import type { SourceNode } from '../source.ts';
import type { Context } from './context.ts';
import type { FlowDraft } from './triggers.ts';
import type { SchemaReader } from './schemas.ts';

/** What the steps of one flow are read with. */
export interface StepSetting {
  readonly context: Context;
  readonly reader: SchemaReader;
  readonly entities: readonly Entity[];
  readonly machines: readonly StateMachine[];
  readonly flow: FlowDraft;
  /** Flows that can be called, by name. */
  readonly callable: ReadonlyMap<string, CallableFlow>;
  /** Types of the values that the flow returned so far. */
  readonly results: { readonly type: ExpressionType; readonly node: SourceNode }[];
  readonly emitted: Emission[];
}

export interface CallableFlow {
  readonly inputs: Flow['inputs'];
  readonly result: ExpressionType | undefined;
  /** What stands for arguments that a call leaves out. */
  readonly defaults: ReadonlyMap<string, Json>;
}

/** An event that a step emits. */
export interface Emission {
  readonly event: string;
  readonly payload: readonly { readonly name: string; readonly type: ExpressionType; readonly span: SourceNode['span'] }[];
  readonly span: SourceNode['span'];
}

/** A step and what the following steps can see. */
export interface ReadStep {
  readonly steps: readonly Step[];
  readonly scope: Scope;
}

/** The keys of which each step has exactly one. */
export const stepKinds = ['load', 'require', 'forEach', 'let', 'create', 'update', 'delete', 'transition', 'emit', 'call', 'return', 'do'] as const;

/** What a step is read with: its node, its condition, and the scope in which it stands. */
export interface StepAt {
  readonly node: SourceNode;
  readonly kind: (typeof stepKinds)[number];
  /** The value of the key that names the step. */
  readonly subject: SourceNode;
  readonly scope: Scope;
  readonly base: { readonly span: SourceNode['span']; readonly when?: Expression };
}
