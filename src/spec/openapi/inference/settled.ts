import type { Diagnostic } from '../../../base/diagnostic.ts';
import type { CrudImplementation } from '../../../ir/endpoint.ts';
import type { Extensions } from '../extensions.ts';
import type { EndpointDraft } from '../lowerOperation.ts';
import type { SchemaTable } from '../schemaTable.ts';
import type { DraftEntity } from './entities.ts';
import type { Candidate } from './resources.ts';

/** What inference starts from: the operations and schemas of the document. */
export interface InferenceInput {
  readonly drafts: readonly EndpointDraft[];
  readonly table: SchemaTable;
  readonly cyclic: ReadonlySet<string>;
  readonly extensions: Extensions;
  readonly diagnostics: Diagnostic[];
}

/** What is CRUD on which entity, and what is not. */
export interface Settled {
  readonly entities: Map<string, DraftEntity>;
  /** By endpoint key. */
  readonly accepted: ReadonlyMap<string, { readonly candidate: Candidate; readonly implementation: CrudImplementation }>;
  readonly refused: ReadonlyMap<string, { readonly reason: string; readonly entity: string }>;
}
