import type { Json } from '../base/json.ts';
import type { Span } from '../base/span.ts';

/**
 * The shape of a value, after both OpenAPI dialects and DevMatrix YAML have been normalised:
 * nullability is one bit, exclusive bounds are numbers, `const` is an enum of one value.
 */
export type Schema =
  | StringSchema
  | IntegerSchema
  | NumberSchema
  | DecimalSchema
  | BooleanSchema
  | EnumSchema
  | ArraySchema
  | ObjectSchema
  | UnionSchema
  | IntersectionSchema
  | RefSchema
  | BinarySchema
  | AnySchema;

interface SchemaBase {
  readonly span: Span;
  readonly nullable: boolean;
  readonly description?: string;
  readonly default?: Json;
  readonly example?: Json;
}

/** Formats with a meaning for validation; every other format is kept in `annotation` and not checked. */
export type StringFormat =
  | 'uuid' | 'email' | 'uri' | 'date' | 'date-time' | 'time' | 'duration' | 'hostname' | 'ipv4' | 'ipv6' | 'byte';

export interface StringSchema extends SchemaBase {
  readonly kind: 'string';
  readonly format?: StringFormat;
  /** A format that is not checked, as the spec wrote it. */
  readonly annotation?: string;
  /** In Unicode code points. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** An ECMA-262 regular expression for the flag `u`, not anchored. */
  readonly pattern?: string;
}

/** Bounds of numbers; at most one of the inclusive and exclusive bound is set on each side. */
export interface NumericBounds {
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}

export interface IntegerSchema extends SchemaBase, NumericBounds {
  readonly kind: 'integer';
  /** 32 or 64; integers travel as JSON numbers and are limited to ±(2^53 - 1). */
  readonly bits: 32 | 64;
}

export interface NumberSchema extends SchemaBase, NumericBounds {
  readonly kind: 'number';
}

/** An exact decimal: a string in JSON (`"12.50"`), `numeric(precision, scale)` in the database, never a binary float. */
export interface DecimalSchema extends SchemaBase, NumericBounds {
  readonly kind: 'decimal';
  /** All digits, at most 15 so that bounds are exact numbers. */
  readonly precision: number;
  /** Digits after the point. */
  readonly scale: number;
}

export interface BooleanSchema extends SchemaBase {
  readonly kind: 'boolean';
}

export interface EnumSchema extends SchemaBase {
  readonly kind: 'enum';
  /** At least one; `null` is never among them (it sets `nullable`). */
  readonly values: readonly (string | number | boolean)[];
}

export interface ArraySchema extends SchemaBase {
  readonly kind: 'array';
  readonly items: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems: boolean;
}

export interface ObjectSchema extends SchemaBase {
  readonly kind: 'object';
  readonly properties: readonly Property[];
  /** What happens to unknown keys: `reject` (422), `strip`, `keep` as they are, or checked by a schema. */
  readonly additional: 'reject' | 'strip' | 'keep' | Schema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

export interface Property {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
  /** Set by the server: never accepted in a request. */
  readonly readOnly: boolean;
  /** Never given in a response (a password). */
  readonly writeOnly: boolean;
  readonly span: Span;
}

export interface UnionSchema extends SchemaBase {
  readonly kind: 'union';
  /** True for oneOf: exactly one variant may match. */
  readonly exclusive: boolean;
  /** None where members of an allOf contradict each other: no value fits. */
  readonly variants: readonly Schema[];
  readonly discriminator?: Discriminator;
}

/** How variants are told apart by one property; `mapping` gives for each value the index of its variant. */
export interface Discriminator {
  readonly property: string;
  readonly mapping: readonly { readonly value: string; readonly variant: number }[];
}

/** An allOf that could not be merged into one object (a member is in its own cycle, or is a union). */
export interface IntersectionSchema extends SchemaBase {
  readonly kind: 'intersection';
  readonly members: readonly Schema[];
}

/** A reference to `ApplicationIR.schemas` by name. */
export interface RefSchema extends SchemaBase {
  readonly kind: 'ref';
  readonly name: string;
  /** True on an edge inside a cycle: emitters must defer it. */
  readonly lazy: boolean;
}

/** Raw bytes: an upload or a download. */
export interface BinarySchema extends SchemaBase {
  readonly kind: 'binary';
}

/** Any JSON value. */
export interface AnySchema extends SchemaBase {
  readonly kind: 'any';
}

/** A schema with a name that code can use: a component, or the request or response body of an operation. */
export interface NamedSchema {
  readonly kind: 'namedSchema';
  /** PascalCase, unique without regard to case. */
  readonly name: string;
  /** The entity whose file holds it; without one it stands among the shared schemas. */
  readonly entity?: string;
  readonly schema: Schema;
  /** True when the schema can reach itself. */
  readonly cyclic: boolean;
  /** Set for the schema of problem details that no spec has to declare. */
  readonly ofProblems?: true;
  readonly span: Span;
}
