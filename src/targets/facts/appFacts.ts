import type { Span } from '../../base/span.ts';
import type { Value, FunctionValue } from './value.ts';

/**
 * What an app's code says, independent of how it is written and in which file it stands. Spans are relative to the app's folder.
 * The same reader makes them of the code that a spec asks for and of the code that is there; compliance compares the two.
 */
export interface AppFacts {
  /** What the ORM knows of the database. */
  readonly tables: readonly TableFact[];
  /** What the migrations, run in their order, make of an empty database. */
  readonly database: readonly TableFact[];
  readonly endpoints: readonly EndpointFact[];
  /** Checks that other code knows by name, those of answers among them. */
  readonly schemas: readonly SchemaFact[];
  readonly machines: readonly MachineFact[];
  /** Functions that other code of the app calls by name: services, repositories, flows, checks, presenters. */
  readonly functions: readonly FunctionFact[];
  readonly eventHandlers: readonly TriggerFact[];
  readonly schedules: readonly TriggerFact[];
  /** Data that is neither code nor schema: what the application says of itself, security schemes, constraint messages, compose, openapi.json. */
  readonly settings: readonly SettingFact[];
  /** Files whose text does not parse now; their facts are those of the last text that did, if there was one. */
  readonly unreadable: readonly { readonly file: string; readonly start: number; readonly message: string }[];
}

export interface TableFact {
  /** As in the database: `order_items`. */
  readonly name: string;
  readonly columns: readonly ColumnFact[];
  readonly constraints: readonly ConstraintFact[];
  readonly at: Span;
}

export interface ColumnFact {
  /** As in the database. */
  readonly name: string;
  /** The name in code; the column's own in a migration. */
  readonly property: string;
  /** As SQL says it: `text`, `numeric(12, 2)`, `timestamp(3) with time zone`. */
  readonly type: string;
  readonly nullable: boolean;
  /** Canonical text of the default that the database gives; undefined without one. */
  readonly default: string | undefined;
  /** What the code says that a text column holds, sorted; undefined when it does not say. */
  readonly values?: readonly string[];
  readonly primaryKey: boolean;
  readonly at: Span;
  /** Where the parts are said, when they are: `type`, `notNull`, `default`, `primaryKey`. */
  readonly parts: Readonly<Partial<Record<'type' | 'notNull' | 'default' | 'primaryKey', Span>>>;
}

export interface ConstraintFact {
  readonly name: string;
  readonly kind: 'primaryKey' | 'unique' | 'foreignKey' | 'check' | 'index';
  readonly columns: readonly string[];
  /** Of foreign keys: `categories(id) on delete set null`; of checks: the normalised expression; of unique indexes and indexes: what narrows them. */
  readonly detail: string;
  readonly at: Span;
}

/** A way in: the method and path with `{parameter}` placeholders, every prefix included. */
export interface EndpointFact {
  /** `POST /orders/{id}/pay`. */
  readonly key: string;
  readonly method: string;
  readonly path: string;
  /** Checked before the handler runs: `params`, `querystring`, `headers`, `body`, and whatever else the code names. */
  readonly inputs: readonly { readonly part: string; readonly shape: ShapeFact; readonly at: Span }[];
  /** Hooks before the handler, such as the check of access, in their order. */
  readonly hooks: readonly { readonly name: string; readonly value: Value; readonly at: Span }[];
  /** Other options of the route, such as `bodyLimit`. */
  readonly options: readonly { readonly name: string; readonly value: Value; readonly at: Span }[];
  readonly handler: FunctionValue | Value;
  /** The conditions under which there is such an endpoint; none for most. */
  readonly when: readonly Value[];
  /** Ids of the app's functions that the handler mentions. */
  readonly calls: readonly string[];
  readonly at: Span;
  /** The place of what the code says the path with, and of the method. */
  readonly pathAt: Span;
  readonly methodAt: Span;
}

/** A check of JSON values. */
export interface ShapeFact {
  /** `string`, `number`, `integer`, `boolean`, `object`, `array`, `enum`, `union`, `record`, `null`, `unknown`, `never`, `tuple`, `file`, or `other:<canonical text>`. */
  readonly type: string;
  readonly nullable: boolean;
  readonly optional: boolean;
  /** Canonical text; undefined without a default. */
  readonly default: string | undefined;
  readonly defaultAt?: Span;
  /** Where it is made nullable or optional; unknown for variants of unions. */
  readonly nullableAt?: Span;
  readonly optionalAt?: Span;
  /** `minLength`, `maxLength`, `pattern`, `format`, `minimum`, `exclusiveMinimum`, `maximum`, `exclusiveMaximum`, `multipleOf`, `minItems`, `maxItems`, `precision`, `scale`, or `other:<canonical text>`. */
  readonly constraints: readonly { readonly name: string; readonly value: string; readonly at: Span }[];
  /** Of objects. */
  readonly properties: readonly { readonly name: string; readonly shape: ShapeFact; readonly at: Span }[];
  /** Of objects: what becomes of other properties. Of records and `catchall`: their shape. */
  readonly others: 'refused' | 'dropped' | 'kept' | ShapeFact | undefined;
  /** Of arrays and tuples: the items; of unions: the variants; of records: the values. */
  readonly items: readonly ShapeFact[];
  /** Of enums and literals, as JSON texts. */
  readonly values: readonly { readonly value: string; readonly at: Span }[];
  readonly at: Span;
  /** Where it is written, when it is used through a name. */
  readonly from?: Span;
}

export interface SchemaFact {
  readonly name: string;
  readonly shape: ShapeFact;
  /** The whole declaration. */
  readonly at: Span;
}

export interface MachineFact {
  readonly name: string;
  readonly initial: { readonly state: string; readonly at: Span } | undefined;
  readonly states: readonly { readonly name: string; readonly at: Span }[];
  readonly transitions: readonly { readonly event: string; readonly from: string; readonly to: string; readonly at: Span }[];
  readonly at: Span;
}

export interface FunctionFact {
  /** Names it in all calls, and is the same for the spec's code and the code that is there: `productService.create`, `checkout`. */
  readonly id: string;
  readonly value: FunctionValue;
  /** The key of its value. */
  readonly key: string;
  /** Ids of the app's functions that it mentions. */
  readonly calls: readonly string[];
  /** The whole declaration, and its body. */
  readonly at: Span;
  readonly body: Span;
}

/** Code that starts by itself: `when` is the event's name or the cron expression. */
export interface TriggerFact {
  readonly name: string;
  readonly when: string;
  readonly whenAt: Span;
  readonly value: Value;
  readonly at: Span;
}

export interface SettingFact {
  /** `application.port`, `docker/compose.yaml#services.app.ports[0]`. */
  readonly key: string;
  /** Canonical text. */
  readonly value: string;
  readonly at: Span;
}

/** Names of the app's functions and other declarations, to tell which of them both versions of an app have. */
export interface NameFacts {
  /** Ids of declared functions, such as `productService.create`. */
  readonly declared: ReadonlySet<string>;
  /** Ids that the code uses and nothing declares. */
  readonly missing: ReadonlySet<string>;
}

/** Reads an app's files; remembers what it read of files that did not change. */
export interface FactReader {
  /** Gives the text of a file of the app, or takes the file away. */
  update(path: string, text: string | undefined): void;
  names(): NameFacts;
  /**
   * What the code says. Functions in `shared` are called by name; all others are followed to what they do. A list in which nothing
   * changed is the same list as before, a fact that did not change the same object.
   */
  facts(shared: ReadonlySet<string>): AppFacts;
}
