import type { Json } from '../base/json.ts';
import type { Span } from '../base/span.ts';
import type { WrittenMark } from './behavior.ts';
import type { Schema } from './schema.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS' | 'TRACE';

export interface Endpoint {
  readonly kind: 'endpoint';
  /** `POST /orders/{id}/pay`: names the endpoint everywhere. */
  readonly key: string;
  readonly method: HttpMethod;
  /** With `{parameter}` placeholders. */
  readonly path: string;
  /** camelCase, unique; used as the name of the handler. */
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly deprecated: boolean;
  /** The first tag names the group of routes. */
  readonly tags: readonly string[];
  /** All of them, those of the path item merged in. */
  readonly parameters: readonly Parameter[];
  readonly requestBody?: RequestBody;
  /** At least one; sorted by status. */
  readonly responses: readonly Response[];
  /** The status that a successful call answers; one of `responses`. */
  readonly successStatus: number;
  readonly access: Access;
  /** True when a POST accepts `Idempotency-Key`. */
  readonly idempotencyKey: boolean;
  readonly implementation: Implementation;
  /** Why the implementation was chosen, when the spec does not state it. */
  readonly inferred?: string;
  readonly span: Span;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly schema: Schema;
  readonly description?: string;
  /** OpenAPI serialisation; arrays and objects in the query. `json` for a parameter with `content`. */
  readonly style: 'simple' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject' | 'label' | 'matrix' | 'json';
  readonly explode: boolean;
  readonly span: Span;
}

export interface RequestBody {
  readonly required: boolean;
  readonly description?: string;
  readonly contents: readonly Content[];
  readonly span: Span;
}

/** A body in one media type; without a schema any body. */
export interface Content {
  readonly mediaType: string;
  readonly schema?: Schema;
}

export interface Response {
  /** 100-599. */
  readonly status: number;
  readonly description: string;
  readonly headers: readonly { readonly name: string; readonly required: boolean; readonly schema: Schema }[];
  readonly contents: readonly Content[];
  readonly span: Span;
}

/** `alternatives`: any one of them admits; in each all schemes must hold. */
export type Access =
  | { readonly kind: 'public' }
  | { readonly kind: 'secured'; readonly alternatives: readonly (readonly SchemeUse[])[]; readonly span: Span };

export interface SchemeUse {
  /** Name of a `SecurityScheme`. */
  readonly scheme: string;
  readonly scopes: readonly string[];
}

export type SecurityScheme =
  /** A JWT in `Authorization: Bearer`; oauth2 and openIdConnect are verified the same way. */
  | { readonly kind: 'jwt'; readonly name: string; readonly origin: 'bearer' | 'oauth2' | 'openIdConnect'; readonly scopes: readonly ScopeDefinition[]; readonly span: Span }
  | { readonly kind: 'apiKey'; readonly name: string; readonly in: 'header' | 'query' | 'cookie'; readonly parameter: string; readonly span: Span }
  | { readonly kind: 'basic'; readonly name: string; readonly span: Span };

export interface ScopeDefinition {
  readonly name: string;
  readonly description: string;
}

export type Implementation = CrudImplementation | LinkImplementation | FlowImplementation | WordsImplementation;

/** One of the six operations on an entity's rows. */
export interface CrudImplementation {
  readonly kind: 'crud';
  readonly action: 'list' | 'create' | 'read' | 'replace' | 'update' | 'delete';
  readonly entity: string;
  /** For all but list and create: the path parameter and the unique attribute that it is compared with. */
  readonly key?: { readonly parameter: string; readonly attribute: string };
  /** Path parameters that narrow the rows: `/orders/{orderId}/items` has `{ parameter: 'orderId', attribute: 'orderId', entity: 'Order' }`; an unknown parent is 404. */
  readonly parents: readonly { readonly parameter: string; readonly attribute: string; readonly entity: string }[];
  readonly list?: ListBehavior;
  /** How the row travels in the answer, when not by itself; never of a list. */
  readonly wrapper?: RowWrapper;
}

/** One row in a property of an object, beside what every success says. */
export interface RowWrapper {
  /** None where a removal is confirmed without the row. */
  readonly row?: string;
  readonly constants: readonly Constant[];
}

/** A property that has the same value in every success. */
export interface Constant {
  readonly property: string;
  readonly value: Json;
}

export interface ListBehavior {
  readonly paging: Paging;
  readonly envelope: Envelope;
  readonly filters: readonly Filter[];
  readonly sort?: { readonly parameter: string; readonly attributes: readonly string[]; readonly default?: string };
}

/** How a list is cut into pages; parameters are names of query parameters. */
export type Paging =
  /** All rows, at most `max`; `limit` names a parameter that asks for fewer (`default` when it is absent). */
  | { readonly kind: 'none'; readonly max: number; readonly limit?: string; readonly default?: number }
  | { readonly kind: 'keyset'; readonly limit: string; readonly cursor: string; readonly default: number; readonly max: number }
  | { readonly kind: 'offset'; readonly limit?: string; readonly offset: string; readonly default: number; readonly max: number }
  | { readonly kind: 'page'; readonly limit?: string; readonly page: string; readonly first: 0 | 1; readonly default: number; readonly max: number };

/** How a list travels: the bare array, or in a property of an object beside what else that object has. */
export type Envelope =
  | { readonly kind: 'array' }
  | (PageFacts & {
    readonly kind: 'object';
    readonly items: string;
    /** The property of that object that holds the facts of the page; without it they stand beside the items. */
    readonly within?: string;
    readonly constants?: readonly Constant[];
  });

/** Names of the properties that tell about a page; `pages` is the number of all pages. */
export interface PageFacts {
  readonly nextCursor?: string;
  readonly total?: string;
  readonly limit?: string;
  readonly offset?: string;
  readonly page?: string;
  readonly pages?: string;
  readonly hasMore?: string;
}

export interface Filter {
  readonly parameter: string;
  readonly attribute: string;
  readonly operator: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'in' | 'contains' | 'startsWith';
}

/** Lists, adds or removes a link of a `manyToMany` relation. Add and remove are idempotent. */
export interface LinkImplementation {
  readonly kind: 'link';
  readonly action: 'list' | 'add' | 'remove';
  readonly entity: string;
  readonly relation: string;
  readonly key: { readonly parameter: string; readonly attribute: string };
  /** For add and remove: the path parameter with the target's key. */
  readonly target?: { readonly parameter: string; readonly attribute: string };
  readonly list?: ListBehavior;
}

export interface FlowImplementation {
  readonly kind: 'flow';
  readonly flow: string;
}

/** Not derivable from the spec: an llm unit; without a model the route answers 501 and says what is missing. */
export interface WordsImplementation extends WrittenMark {
  readonly kind: 'words';
  /** What should happen, in the spec's words or inferred from the operation. */
  readonly text: string;
  /** Why no deterministic implementation exists. */
  readonly reason: string;
  readonly category: 'search' | 'upload' | 'download' | 'action' | 'bulk' | 'other';
  /** The entity it seems to be about. */
  readonly entity?: string;
}
