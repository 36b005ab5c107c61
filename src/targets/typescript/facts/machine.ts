import type { Expression, Pattern, Statement } from '../../../ast/syntax.ts';
import type { Span } from '../../../base/span.ts';
import type { FunctionValue, Value } from '../../facts/value.ts';
import type { AppModule, Declaration } from './moduleScope.ts';
import type { Program } from './program.ts';
import type { Closure, Held, Run } from './scope.ts';

/** How the parts of the evaluator reach each other: expressions contain functions, functions statements, statements expressions. */
export interface Machine {
  readonly program: Program;
  readonly options: EvaluateOptions;
  expression(run: Run, node: Expression): Held;
  /** A held thing as a value: a function as what it does. */
  plain(run: Run, held: Held): Value;
  statements(run: Run, statements: readonly Statement[]): void;
  /** Gives the names of a pattern their values. */
  bind(run: Run, pattern: Pattern, held: Held): void;
  /** Follows a call to the end of the function: its effects, where the call stands; undefined when it cannot be followed here. */
  enter(run: Run, closure: Closure, args: readonly Held[]): Run | undefined;
  leave(closure: Closure): void;
  functionValue(run: Run, closure: Closure): FunctionValue;
  declared(declaration: Declaration, at: Span): Held;
  /** Has this evaluation become too long? Then what is left is not understood. */
  exhausted(): boolean;
}

export interface EvaluateOptions {
  /** Is this function or constant of the app looked into, or does its name stand for it? */
  follow(id: string): boolean;
  /** The name that an id of this app has in the app that it is compared with. */
  rename(id: string): string;
}

export function placeOf(run: Run, node: { readonly start: number; readonly end: number }): Span {
  return { file: run.scope.module.path, start: node.start, end: node.end };
}

export function isValue(held: Held): held is Value {
  return held.kind !== 'closure' && held.kind !== 'instance' && held.kind !== 'holder';
}

export function moduleOf(run: Run): AppModule {
  return run.scope.module;
}
