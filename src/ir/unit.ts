import type { Span } from '../base/span.ts';
import type { AtomAccess, OperationKind } from './operation.ts';

export type Stratum = 'template' | 'ast' | 'llm';

/**
 * The atom of generation: one declaration (or one whole file where a file has no declarations) with its place,
 * the IR nodes it comes from and the units it depends on.
 */
export interface Unit {
  /** `src/services/orderService.ts#createOrder`, or the path alone for a whole file. */
  readonly id: string;
  readonly file: string;
  /** The declared name, or the file's base name. */
  readonly name: string;
  readonly stratum: Stratum;
  /** Why it is in that stratum, for people. */
  readonly reason: string;
  /** The layer of the app it belongs to: `database`, `model`, `service`, `api`, `behavior`, `tests`, `operations`. */
  readonly milestone: Milestone;
  /** Keys of IR nodes: `Product.price`, `POST /orders/{id}/pay`, `flow:checkout`. */
  readonly nodes: readonly string[];
  readonly dependsOn: readonly string[];
  /** For llm units: what has to be written, and where the spec says it. */
  readonly task?: LlmTask;
}

export type Milestone = 'operations' | 'database' | 'model' | 'service' | 'behavior' | 'api' | 'tests';

export interface LlmTask {
  readonly words: string;
  readonly signature: string;
  readonly reason: string;
  readonly category: 'flow' | 'guard' | 'invariant' | 'endpoint';
  readonly span: Span;
  /** What must hold before and after, as far as the IR says it. */
  readonly contract: AtomContract;
}

/** What the IR says of a unit that is stated in words. */
export interface AtomContract {
  readonly access: AtomAccess;
  readonly operation: OperationKind;
  /** Entities that the unit is about, most important first: of its parameters, its result and its words. */
  readonly entities: readonly string[];
  /** What holds when it is called, a sentence each. */
  readonly pre: readonly string[];
  /** What must hold when it returns, a sentence each. */
  readonly post: readonly string[];
  /** Statuses that it may refuse with. */
  readonly refusals: readonly number[];
}

/** A file of the generated app, before it is formatted. */
export interface GeneratedFile {
  /** Relative to the app's folder, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly stratum: Stratum;
  /** Name of the emitter, for the manifest. */
  readonly emitter: string;
  readonly nodes: readonly string[];
  /** Formatted already (a static template), or to be passed through the formatter. */
  readonly formatted: boolean;
  /** Written only when it is not there yet: the person's own file. */
  readonly once: boolean;
}

/** A file with its units, before it is formatted. */
export interface EmittedFile {
  readonly file: GeneratedFile;
  readonly units: readonly Unit[];
}

/** What a target makes of an application: files sorted by path, units by id. */
export interface Generated {
  readonly files: readonly GeneratedFile[];
  readonly units: readonly Unit[];
}
