/** What may stand at a place of a spec: the one table from which diagnostics, JSON Schema and completion come. */
export type Shape =
  | { readonly kind: 'text'; readonly pattern?: string; readonly values?: readonly string[]; readonly hints?: readonly string[]; readonly means?: Meaning }
  | { readonly kind: 'number'; readonly integer?: true; readonly minimum?: number; readonly maximum?: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'null' }
  /** Any value, checked elsewhere if at all. */
  | { readonly kind: 'any'; readonly means?: Meaning }
  | { readonly kind: 'list'; readonly items: Shape }
  /** A map whose keys are names that the person chooses. */
  | { readonly kind: 'map'; readonly values: Shape; readonly keys?: Meaning }
  /** A map with known keys. */
  | { readonly kind: 'object'; readonly title: string; readonly keys: Keys }
  /** A map that exactly one of its keys, that of a variant, says the kind of. */
  | { readonly kind: 'variants'; readonly title: string; readonly common: Keys; readonly variants: Readonly<Record<string, Variant>> }
  /** Alternatives that differ in the kind of their value. */
  | { readonly kind: 'either'; readonly options: readonly Shape[] }
  /** A shape by name, for those that contain themselves. */
  | { readonly kind: 'named'; readonly name: string };

/** What a text or the keys of a map stand for, beyond being text: editors offer what there is, and lead to it. */
export type Meaning =
  | 'type' | 'entity' | 'machine' | 'flow' | 'event' | 'route' | 'cron' | 'returns' | 'property'
  /** `public`, `authenticated` or a scope; a scope alone. */
  | 'access' | 'scope'
  /** An attribute or `belongsTo` relation of the entity at hand; the same, `-` before it for descending; one that can hold the owner. */
  | 'attribute' | 'order' | 'owner'
  /** The `belongsTo` relation of the other entity. */
  | 'via'
  /** A state and an event of the machine at hand. */
  | 'state' | 'transition'
  /** A row that an earlier step has bound; an argument of the called flow; a field of the emitted event; a `{parameter}` of the path. */
  | 'binding' | 'argument' | 'payload' | 'pathParameter'
  /** In OpenAPI: a `$ref`, a status, a media type, a security scheme, a tag, a path. */
  | 'reference' | 'status' | 'mediaType' | 'securityScheme' | 'tag' | 'path'
  /** CEL; CEL whose left sides are attributes of the loaded entity. */
  | 'expression' | 'condition';

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
