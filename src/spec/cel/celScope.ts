import type { Relation } from '../../ir/entity.ts';
import type { ExpressionType } from '../../ir/expression.ts';

/** What expressions need to know of the entities. */
export interface CelModel {
  /** Type of an attribute; undefined when the entity has none of that name. */
  attribute(entity: string, name: string): ExpressionType | undefined;
  attributes(entity: string): readonly string[];
  relation(entity: string, name: string): Relation | undefined;
  relations(entity: string): readonly Relation[];
}

/** Names that an expression may use, and what is known of them at its place. */
export interface Scope {
  readonly model: CelModel;
  readonly variables: ReadonlyMap<string, ExpressionType>;
  /** Paths such as `order.paidAt` that are known not to be null here. */
  readonly facts: ReadonlySet<string>;
  /** Whether `hasMany` relations of `self` can be read. */
  readonly relationsOfSelf: 'readable' | 'hidden';
}

/** The scope with one more variable; what was known of an older one of that name is forgotten. */
export function withVariable(scope: Scope, name: string, type: ExpressionType): Scope {
  const facts = [...scope.facts].filter((path) => path !== name && !path.startsWith(`${name}.`));
  return { ...scope, variables: new Map(scope.variables).set(name, type), facts: new Set(facts) };
}

/** The scope with more paths known not to be null. */
export function withFacts(scope: Scope, facts: readonly string[]): Scope {
  return facts.length === 0 ? scope : { ...scope, facts: new Set([...scope.facts, ...facts]) };
}
