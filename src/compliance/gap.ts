import type { RelatedPlace, Severity } from '../base/diagnostic.ts';
import type { Span } from '../base/span.ts';

/**
 * `missing`: the spec asks for it and the code does not have it. `partial`: the code has a part of it. `contradicts`: the code says
 * something else. `unrequested`: the code has what the spec does not ask for.
 */
export type GapKind = 'missing' | 'partial' | 'contradicts' | 'unrequested';

/** One difference between an app's code and its spec, worded once. */
export interface Gap {
  /** `DM4012`. */
  readonly code: string;
  readonly kind: GapKind;
  readonly severity: Severity;
  /** The IR node: `Product.price.exclusiveMinimum`, `POST /orders/{id}/pay`, `Order.status:PAID->SHIPPED`, `flow:checkout`. */
  readonly key: string;
  readonly message: string;
  /** The code that is wrong, or where the missing code belongs; relative to the app's folder. Empty at the start of a file that does not exist. */
  readonly at: Span;
  readonly fileExists: boolean;
  /** What the spec says. */
  readonly spec: Span;
  /** The place in the code that the spec asks for, as it would be generated; undefined for what is unrequested. */
  readonly expected: Span | undefined;
  /** The smallest code that is there instead; undefined for what is missing. */
  readonly actual: Span | undefined;
  readonly related: readonly RelatedPlace[];
  /** What the code says, as the message words it: `maxLength 5`, `nullable`; of a column `numeric(12, 2) not null`. Undefined when it says nothing. */
  readonly found?: string | undefined;
}

/** What is counted: nodes of the IR. */
export const countedKinds = ['entities', 'attributes', 'relations', 'endpoints', 'constraints', 'states', 'transitions', 'flows'] as const;

export type CountedKind = (typeof countedKinds)[number];

export type Counts = Readonly<Record<CountedKind, number>>;

/** The state of one IR node for the tree in the sidebar. */
export interface NodeState {
  readonly key: string;
  readonly kind: CountedKind;
  /** Key of the node that it belongs to: an attribute's entity. */
  readonly parent: string | undefined;
  readonly label: string;
  readonly spec: Span;
  /** Where the code implements it; undefined when it does not. */
  readonly code: Span | undefined;
  /** Gaps of this node alone. */
  readonly gaps: number;
}

export interface ComplianceReport {
  /** Parts of the counted nodes without any gap, 0 to 1; 1 when nothing is counted. */
  readonly strict: number;
  /** The same, where a `partial` gap counts half and unrequested code not at all. */
  readonly relaxed: number;
  readonly expected: Counts;
  readonly implemented: Counts;
  /** Sorted by file, place and code. */
  readonly gaps: readonly Gap[];
  readonly nodes: readonly NodeState[];
  /** Files that do not parse now; what is said of them is from the last text that did. */
  readonly unreadable: readonly { readonly file: string; readonly start: number; readonly message: string }[];
}
