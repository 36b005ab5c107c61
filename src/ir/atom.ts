import type { Json } from '../base/json.ts';
import type { Unit, LlmTask } from './unit.ts';

/** A unit that a model writes: its task is known. */
export interface Atom extends Unit {
  readonly task: LlmTask;
}

/** Whether a unit is one that a model writes. */
export function isAtom(unit: Unit): unit is Atom {
  return unit.task !== undefined;
}

/**
 * What a model wrote for one atom and validators accepted: kept in the app (`.devmatrix/units.json`), so that generating again, elsewhere and
 * without a model gives the same bytes.
 */
export interface WrittenUnit {
  /** Id of the unit. */
  readonly unit: string;
  /** `taskDigest` of what it was written for; another digest means that the spec says something else now. */
  readonly task: string;
  /** The declaration as TypeScript, without imports: names of the app and its libraries are imported by the emitter. */
  readonly code: string;
  /** Further declarations of the same file that it needs (helpers, constants, types), each private to the file. */
  readonly helpers: readonly string[];
  /** Examples of what it does, run as generated tests of the app. */
  readonly cases: readonly AtomCase[];
  /** `complete`: every validator holds. `partial`: a fallback that does what could be derived and answers 501 for the rest. */
  readonly status: 'complete' | 'partial';
  /** `provider/model`, for the report. */
  readonly model: string;
}

/**
 * One example of what an atom does, run inside one transaction that is rolled back. Where a value stands, `{ "$row": "loan" }` is the row named so,
 * `{ "$key": "loan" }` its key, `{ "$now": "PT-1H" }` the instant of the call moved by an ISO 8601 duration, `{ "$bytes": "aGk=" }` bytes in base64.
 */
export interface AtomCase {
  /** What it shows, in words: `a loan that was renewed twice is refused`. */
  readonly name: string;
  /** Rows that are there before, in the order they are made; attributes that are left out get values that the spec allows. */
  readonly rows: readonly CaseRow[];
  /** The instant of the call; 2030-01-15T12:00:00.000Z by default. */
  readonly now?: string;
  /** Who calls; an administrator by default, null for nobody. */
  readonly caller?: CaseCaller | null;
  /** The arguments after the context, by parameter name. */
  readonly arguments: Readonly<Record<string, Json>>;
  readonly expect: CaseExpectation;
}

export interface CaseRow {
  readonly name: string;
  readonly entity: string;
  readonly values: Readonly<Record<string, Json>>;
}

export interface CaseCaller {
  readonly subject: string;
  readonly scopes?: readonly string[];
  readonly isAdmin?: boolean;
}

export interface CaseExpectation {
  /** The call is refused, with this status and this code where they are given. Without it the call must succeed. */
  readonly failure?: { readonly status?: number; readonly code?: string };
  /** Must be contained in the result: objects may have more keys, lists must be as long. Left out when the result does not matter. */
  readonly result?: Json;
  /** Rows afterwards: by name with attributes that they must have (null: the row is gone). */
  readonly rows?: Readonly<Record<string, Readonly<Record<string, Json>> | null>>;
  /** How many rows of an entity there are afterwards. */
  readonly counts?: Readonly<Record<string, number>>;
  /** Rows that the call made, by entity, in any order and no others of that entity; each with attributes that it must have. */
  readonly created?: Readonly<Record<string, readonly Readonly<Record<string, Json>>[]>>;
  /** Events that were emitted, in their order: by name alone, or with fields that the payload must have. */
  readonly events?: readonly CaseEvent[];
}

/** An event that an example expects. */
export type CaseEvent = string | { readonly name: string; readonly payload: Readonly<Record<string, Json>> };

/** What is wrong with an answer for an atom. `message` is fed back to the model and shown to people. */
export interface AtomFinding {
  /** `DM50xx`. */
  readonly code: string;
  readonly level: FindingLevel;
  /** The name of the example that it contradicts: one that different codes break in the same way is doubted. */
  readonly example?: string;
  readonly message: string;
  /** 1-based line in the code of the answer. */
  readonly line?: number;
}

/** Which validator found it; in the order in which they run. */
export type FindingLevel =
  | 'answer' | 'syntax' | 'signature' | 'names' | 'security' | 'conventions' | 'size' | 'types' | 'examples' | 'file' | 'milestone' | 'application';
