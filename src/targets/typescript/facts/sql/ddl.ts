import type { ConstraintFact } from '../../../facts/appFacts.ts';
import type { SqlNode } from './sqlNode.ts';

/** Offsets in one migration. */
export interface SqlRange {
  readonly start: number;
  readonly end: number;
}

/** A column as a statement creates it. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  /** `identity` and `identity always` count up by themselves. */
  readonly default: ColumnDefault | undefined;
  readonly at: SqlRange;
  readonly parts: Readonly<Partial<Record<'type' | 'notNull' | 'default', SqlRange>>>;
}

export type ColumnDefault = { readonly kind: 'expression'; readonly node: SqlNode } | { readonly kind: 'identity'; readonly always: boolean };

/** A constraint or index as a statement creates it. */
export interface ConstraintDefinition {
  /** Undefined where PostgreSQL makes a name up. */
  readonly name: string | undefined;
  readonly kind: ConstraintFact['kind'];
  /** Columns, or expressions of an index, each with what follows it: `desc`. */
  readonly items: readonly { readonly node: SqlNode; readonly suffix: string }[];
  /** The expression of a check; what narrows an index. */
  readonly condition: SqlNode | undefined;
  readonly reference: Reference | undefined;
  /** Other clauses in one text: `using gin`. */
  readonly clauses: string;
  /** Whether it stands in the definition of its only column. */
  readonly inline: boolean;
  readonly at: SqlRange;
}

export interface Reference {
  readonly table: string;
  /** None for the primary key of that table. */
  readonly columns: readonly string[];
  /** `on delete cascade`, ... */
  readonly actions: string;
}

/** What a statement does to the database. */
export type DdlOperation =
  | { readonly kind: 'createTable'; readonly table: string; readonly tolerant: boolean; readonly columns: readonly ColumnDefinition[]; readonly constraints: readonly ConstraintDefinition[]; readonly at: SqlRange }
  | { readonly kind: 'dropTable'; readonly table: string }
  | { readonly kind: 'renameTable'; readonly table: string; readonly to: string }
  | { readonly kind: 'addColumn'; readonly table: string; readonly column: ColumnDefinition; readonly constraints: readonly ConstraintDefinition[]; readonly tolerant: boolean }
  | { readonly kind: 'dropColumn'; readonly table: string; readonly column: string }
  | { readonly kind: 'renameColumn'; readonly table: string; readonly column: string; readonly to: string; readonly at: SqlRange }
  | { readonly kind: 'setType'; readonly table: string; readonly column: string; readonly type: string; readonly at: SqlRange }
  | { readonly kind: 'setNotNull'; readonly table: string; readonly column: string; readonly notNull: boolean; readonly at: SqlRange }
  | { readonly kind: 'setDefault'; readonly table: string; readonly column: string; readonly default: ColumnDefault | undefined; readonly at: SqlRange }
  | { readonly kind: 'addConstraint'; readonly table: string; readonly constraint: ConstraintDefinition }
  | { readonly kind: 'dropConstraint'; readonly table: string; readonly name: string }
  | { readonly kind: 'renameConstraint'; readonly table: string | undefined; readonly name: string; readonly to: string }
  | { readonly kind: 'createIndex'; readonly table: string; readonly tolerant: boolean; readonly index: ConstraintDefinition }
  | { readonly kind: 'dropIndex'; readonly name: string };
