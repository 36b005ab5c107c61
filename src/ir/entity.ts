import type { Json } from '../base/json.ts';
import type { Span } from '../base/span.ts';
import type { Schema } from './schema.ts';

/** A thing with an identity that the application stores. */
export interface Entity {
  readonly kind: 'entity';
  /** PascalCase, singular, unique without regard to case. */
  readonly name: string;
  /** PascalCase plural: `OrderItems`. */
  readonly plural: string;
  /** snake_case plural, unique: `order_items`. */
  readonly table: string;
  /** Stable across renames of `name`, so that migrations rename instead of drop; equals `name` unless the spec says otherwise. */
  readonly id: string;
  readonly description?: string;
  /** In spec order, the primary key first; foreign keys of `belongsTo` relations are attributes too. */
  readonly attributes: readonly Attribute[];
  readonly relations: readonly Relation[];
  /** Composite unique constraints; a single unique attribute has `Attribute.unique`. */
  readonly uniques: readonly UniqueConstraint[];
  readonly indexes: readonly (readonly string[])[];
  /** Who may see and change a row; without it every caller whom the endpoint admits. */
  readonly owner?: Owner;
  /** Rows present after the first start, as JSON objects by attribute name. */
  readonly seed: readonly SeedRow[];
  /** Why the entity was inferred, when the spec does not state it. */
  readonly inferred?: string;
  readonly span: Span;
}

export interface SeedRow {
  readonly values: Readonly<Record<string, Json>>;
  readonly span: Span;
}

/** A stored value of an entity; each is a column. Objects, arrays and unions are stored as `jsonb`. */
export interface Attribute {
  readonly kind: 'attribute';
  /** As it stands in JSON: usually camelCase. Unique in its entity. */
  readonly name: string;
  /** snake_case, unique in its table. */
  readonly column: string;
  /** Stable id for migrations; equals `name` unless the spec says otherwise. */
  readonly id: string;
  /** Its `nullable` is whether the column can hold NULL. Its `default` is what a create without it stores. */
  readonly schema: Schema;
  readonly unique: boolean;
  readonly primaryKey: boolean;
  /**
   * Who gives the value: the caller (undefined), or the server:
   * `uuid` and `identity` make keys, `createdAt` and `updatedAt` follow the clock, `owner` takes the caller's subject,
   * `state` belongs to a state machine, `flow` is written by flows only.
   */
  readonly generated?: 'uuid' | 'identity' | 'createdAt' | 'updatedAt' | 'owner' | 'state' | 'flow';
  /** Must a create request give it? False for generated, nullable and defaulted attributes. */
  readonly requiredOnCreate: boolean;
  /** May an update request change it? False for generated and immutable attributes. */
  readonly updatable: boolean;
  /** Never shown in responses. */
  readonly secret: boolean;
  /** Name of the `belongsTo` relation whose foreign key this is. */
  readonly relation?: string;
  readonly span: Span;
}

export type Relation = BelongsTo | HasMany | ManyToMany;

/** The row holds the key of one row of `target`. */
export interface BelongsTo {
  readonly kind: 'belongsTo';
  readonly name: string;
  readonly target: string;
  /** Name of the foreign key attribute of this entity. */
  readonly attribute: string;
  readonly onDelete: 'restrict' | 'cascade' | 'setNull';
  readonly inferred?: string;
  readonly span: Span;
}

/** The rows of `target` whose `via` relation points here; `single` when that foreign key is unique. */
export interface HasMany {
  readonly kind: 'hasMany';
  readonly name: string;
  readonly target: string;
  /** Name of the `belongsTo` relation on the target. */
  readonly via: string;
  readonly single: boolean;
  readonly span: Span;
}

/** Rows linked through a table of two keys. Declared on one side (`owning`), mirrored on the other when named there. */
export interface ManyToMany {
  readonly kind: 'manyToMany';
  readonly name: string;
  readonly target: string;
  /** Name of the link table, the same on both sides. */
  readonly through: string;
  /** Columns of the link table: this entity's key and the target's. */
  readonly sourceColumn: string;
  readonly targetColumn: string;
  readonly owning: boolean;
  readonly span: Span;
}

export interface UniqueConstraint {
  readonly attributes: readonly string[];
  readonly span: Span;
}

/**
 * `attribute`: the caller's subject stands in that attribute of the row.
 * `relation`: the row belongs to whoever owns the row that this `belongsTo` relation points to.
 */
export type Owner =
  | { readonly kind: 'attribute'; readonly attribute: string; readonly span: Span }
  | { readonly kind: 'relation'; readonly relation: string; readonly span: Span };
