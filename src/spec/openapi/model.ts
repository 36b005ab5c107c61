import type { Json } from '../../base/json.ts';
import type { Span } from '../../base/span.ts';
import type { HttpMethod, Parameter } from '../../ir/endpoint.ts';
import type { SourceNode } from '../source.ts';

/**
 * A faithful model of an OpenAPI document, 3.0 and 3.1 in one form: nullability is one bit, exclusive bounds are
 * numbers, `const` is an enum, parameters of the path are merged into its operations. Composition, aliases and
 * cycles stay as they are written; a reference is an edge to a definition, never a copy.
 */
export interface SpecDocument {
  readonly version: '3.0' | '3.1';
  readonly title: string;
  readonly apiVersion: string;
  readonly description?: string;
  readonly basePath: string;
  readonly definitions: readonly Definition[];
  readonly operations: readonly SpecOperation[];
  readonly schemes: readonly SpecScheme[];
  readonly security: readonly SpecRequirement[] | undefined;
  /** The examples, and the schemas that they are examples of. */
  readonly examples: readonly { readonly node: SourceNode; readonly schema: SpecSchema }[];
  readonly notGenerated: readonly { readonly what: string; readonly reason: string; readonly span: Span }[];
  /** The map under `x-devmatrix`. */
  readonly extension?: SourceNode;
  readonly businessLogic?: SourceNode;
  readonly span: Span;
  /** The root of its file. */
  readonly root: SourceNode;
}

/** A schema that others refer to: a component, or any other place that a `$ref` names. */
export interface Definition {
  /** File and JSON pointer. */
  readonly id: string;
  /** The name under which it stands: `Pet`, or the last meaningful parts of its pointer. */
  readonly name: string;
  /** True for `components.schemas` of the document itself. */
  readonly component: boolean;
  readonly span: Span;
  /** Set once all definitions are read. */
  schema: SpecSchema;
}

export type SpecType = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';

export interface SpecSchema {
  readonly span: Span;
  /** Without `null`; empty when none is stated. */
  readonly types: readonly SpecType[];
  /** Undefined when nothing is said about null. */
  readonly nullable?: boolean;
  /** Schema `false`. */
  readonly never?: true;
  readonly ref?: Definition;
  /** The text of `$ref`. */
  readonly refSpan?: Span;
  readonly enum?: readonly SpecValue[];
  readonly format?: string;
  readonly contentEncoding?: string;
  readonly contentMediaType?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly items?: SpecSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: readonly SpecProperty[];
  readonly required?: readonly { readonly name: string; readonly span: Span }[];
  readonly additional?: boolean | SpecSchema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly allOf?: readonly SpecSchema[];
  readonly oneOf?: readonly SpecSchema[];
  readonly anyOf?: readonly SpecSchema[];
  readonly discriminator?: SpecDiscriminator;
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
  readonly default?: SpecValue;
  readonly example?: Json;
  readonly title?: string;
  readonly description?: string;
  readonly extension?: SourceNode;
}

/** A value with its place. */
export interface SpecValue {
  readonly value: Json;
  readonly span: Span;
}

export interface SpecProperty {
  readonly name: string;
  readonly schema: SpecSchema;
  readonly span: Span;
}

export interface SpecDiscriminator {
  readonly property: string;
  readonly mapping: readonly { readonly value: string; readonly target: Definition | undefined; readonly span: Span }[];
  readonly span: Span;
}

export interface SpecOperation {
  readonly method: HttpMethod;
  readonly path: string;
  readonly operationId?: { readonly text: string; readonly span: Span };
  readonly summary?: string;
  readonly description?: string;
  readonly deprecated: boolean;
  readonly tags: readonly string[];
  readonly parameters: readonly SpecParameter[];
  readonly body?: SpecBody;
  readonly responses: readonly SpecResponse[];
  readonly security: readonly SpecRequirement[] | undefined;
  readonly extension?: SourceNode;
  readonly businessLogic?: SourceNode;
  /** The method's key. */
  readonly span: Span;
}

export interface SpecParameter {
  readonly name: string;
  readonly in: Parameter['in'];
  readonly required: boolean;
  readonly schema: SpecSchema;
  readonly description?: string;
  readonly style: Parameter['style'];
  readonly explode: boolean;
  readonly ignored: boolean;
  /** The item of the list of parameters. */
  readonly item?: SourceNode;
  readonly span: Span;
}

export interface SpecContent {
  readonly mediaType: string;
  readonly schema?: SpecSchema;
  readonly span: Span;
}

export interface SpecBody {
  /** Name of the shared request body that it is. */
  readonly origin?: string;
  readonly required: boolean;
  readonly description?: string;
  readonly contents: readonly SpecContent[];
  readonly span: Span;
}

/** `status` as written: `200`, `4XX`, `default`. */
export interface SpecResponse {
  /** Name of the shared response that it is. */
  readonly origin?: string;
  readonly status: string;
  readonly description: string;
  readonly headers: readonly { readonly name: string; readonly required: boolean; readonly schema: SpecSchema }[];
  readonly contents: readonly SpecContent[];
  readonly span: Span;
}

/** All of its schemes must hold. */
export interface SpecRequirement {
  readonly uses: readonly { readonly scheme: string; readonly scopes: readonly { readonly name: string; readonly span: Span }[]; readonly span: Span }[];
  readonly span: Span;
}

export interface SpecScheme {
  readonly name: string;
  /** False when something in it is missing or misspelt, which is reported. */
  readonly complete: boolean;
  readonly type: string;
  readonly scheme: string;
  readonly in: string;
  readonly parameter: string;
  readonly scopes: readonly { readonly name: string; readonly description: string }[];
  readonly span: Span;
}
