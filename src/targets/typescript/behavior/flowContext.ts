import type { ApplicationIR } from '../../../ir/application.ts';
import type { Flow } from '../../../ir/behavior.ts';
import type { Entity } from '../../../ir/entity.ts';
import type { TsFile } from '../code/tsFile.ts';
import { forget } from '../expressions/facts.ts';
import { type ExpressionScope, type Variable, withVariable } from '../expressions/scope.ts';
import type { WordsUnit } from './wordsUnit.ts';

/** A local variable of the generated function. */
export interface Binding {
  readonly text: string;
  /** Set when a later step assigns it: then it is declared by `let`. */
  isAssigned: boolean;
}

/** Text that is settled when the whole function is known. */
export type Line = string | (() => string);

/** What is the same for all steps of a flow. */
export interface FlowContext {
  readonly flow: Flow;
  readonly application: ApplicationIR;
  readonly file: TsFile;
  /** Names that macros read: TypeScript keeps what it knows of them only for constants. */
  readonly captured: ReadonlySet<string>;
  /** Type of what the function gives, `void` for nothing. */
  readonly result: string;
  readonly words: WordsUnit[];
}

/** Where a step stands. */
export interface Place {
  readonly scope: ExpressionScope;
  readonly bindings: ReadonlyMap<string, Binding>;
  /** Names that this block declares. */
  readonly own: ReadonlySet<string>;
  /** Names that something after the step may read. */
  readonly later: ReadonlySet<string>;
  /** For the item of a loop over a bound list: the list, so that it keeps the newest row. */
  readonly lists: ReadonlyMap<string, string>;
}

/** The lines of a step, and the place after it. */
export interface Written {
  readonly lines: readonly Line[];
  readonly place: Place;
}

/** The place after a name got a value; what was known of its old value is forgotten. */
export function bind(place: Place, name: string, binding: Binding, variable: Omit<Variable, 'text'>): Place {
  const scope = withVariable({ ...place.scope, facts: forget(place.scope.facts, name) }, name, { ...variable, text: binding.text });
  return { ...place, scope, bindings: new Map(place.bindings).set(name, binding), own: new Set([...place.own, name]) };
}

/** The entity of a step. Throws for one that no checked IR has. */
export function entityOf(context: FlowContext, name: string): Entity {
  const entity = context.application.entities.find((candidate) => candidate.name === name);
  if (entity === undefined) throw new Error(`The application has no entity ${name}.`);
  return entity;
}

/** Settles the lines. */
export function settled(lines: readonly Line[]): string {
  return lines.map((line) => (typeof line === 'string' ? line : line())).join('\n');
}
