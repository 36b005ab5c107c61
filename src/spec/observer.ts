import type { Expression } from '../ir/expression.ts';
import type { Scope } from './cel/celScope.ts';
import type { SourceNode, SourceScalar } from './source.ts';

/** Is told, while a DevMatrix spec is read, what its steps and expressions see; editors answer from it. */
export interface Observer {
  /** A step, with the names known before and after it. */
  step(node: SourceNode, before: Scope, after: Scope): void;
  /** An expression, or one value of a `where`; undefined when it has errors. */
  expression(node: SourceScalar, scope: Scope, expression: Expression | undefined): void;
}
