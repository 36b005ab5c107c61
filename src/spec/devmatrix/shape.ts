/** What may stand at a place of a spec: the one table from which diagnostics, JSON Schema and completion come. */
export type Shape =
  | { readonly kind: 'text'; readonly pattern?: string; readonly values?: readonly string[]; readonly hints?: readonly string[] }
  | { readonly kind: 'number'; readonly integer?: true; readonly minimum?: number; readonly maximum?: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'null' }
  /** Any value, checked elsewhere if at all. */
  | { readonly kind: 'any' }
  | { readonly kind: 'list'; readonly items: Shape }
  /** A map whose keys are names that the person chooses. */
  | { readonly kind: 'map'; readonly values: Shape }
  /** A map with known keys. */
  | { readonly kind: 'object'; readonly title: string; readonly keys: Keys }
  /** A map that exactly one of its keys, that of a variant, says the kind of. */
  | { readonly kind: 'variants'; readonly title: string; readonly common: Keys; readonly variants: Readonly<Record<string, Variant>> }
  /** Alternatives that differ in the kind of their value. */
  | { readonly kind: 'either'; readonly options: readonly Shape[] }
  /** A shape by name, for those that contain themselves. */
  | { readonly kind: 'named'; readonly name: string };

export type Keys = Readonly<Record<string, Key>>;

export interface Key {
  readonly shape: Shape;
  readonly about: string;
  /** Why the key must be given. */
  readonly required?: string;
}

export interface Variant extends Key {
  readonly keys: Keys;
}

/** Shapes by name. */
export type Shapes = Readonly<Record<string, Shape>>;
