import type { Schema } from '../../../ir/schema.ts';
import type { Role } from './schemaRoles.ts';

/** What zod code needs from the file that it stands in. */
export interface ZodScope {
  readonly role: Role;
  /** `json` values have their types; in `text` (a query, a form) everything arrives as text, in `multipart` all but files. */
  readonly wire: 'json' | 'text' | 'multipart';
  /** Names of the schemas that this text is inside of: text has no way to hold itself. */
  readonly inside?: ReadonlySet<string>;
  reference(name: string, role: Role): Reference;
  /** A helper of the app's own schema support. */
  support(name: SupportName): string;
  /** The resolved schema of a name. */
  schemaOf(name: string): Schema;
}

export interface Reference {
  readonly expression: string;
  /** Must be put off, because the schema is not made yet when this code runs. */
  readonly lazy: boolean;
  /** Its variable is annotated as a `ZodType`, so that its shape cannot be seen. */
  readonly opaque: boolean;
}

export type SupportName =
  | 'decimal' | 'hasUniqueItems' | 'discriminated' | 'ownProperties' | 'integerText' | 'numberText' | 'booleanText' | 'listText' | 'repeated'
  | 'deepObject' | 'jsonText' | 'pairsText' | 'explodedObject' | 'time' | 'noQuery' | 'anyBody' | 'nothing';
