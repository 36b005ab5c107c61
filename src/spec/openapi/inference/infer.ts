import type { Diagnostic } from '../../../base/diagnostic.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { NamedSchema } from '../../../ir/schema.ts';
import type { Extensions } from '../extensions.ts';
import type { EndpointDraft } from '../lowerOperation.ts';
import type { SchemaTable } from '../schemaTable.ts';
import { wordsFor } from './words.ts';

/** What inference starts from: the operations and schemas of the document. */
export interface InferenceInput {
  readonly drafts: readonly EndpointDraft[];
  readonly table: SchemaTable;
  readonly cyclic: ReadonlySet<string>;
  readonly extensions: Extensions;
  readonly diagnostics: Diagnostic[];
}

export type Inferred = Pick<ApplicationIR, 'entities' | 'schemas' | 'endpoints' | 'flows' | 'stateMachines' | 'invariants' | 'events'>;

/** Finds entities, relations and CRUD in what a document says about its operations; everything else stays in words. */
export function infer({ drafts, table, cyclic }: InferenceInput): Inferred {
  return {
    entities: [],
    schemas: [...table.schemas].map(([name, schema]): NamedSchema => ({ kind: 'namedSchema', name, schema, cyclic: cyclic.has(name), span: table.spans.get(name) ?? schema.span })),
    endpoints: drafts.map((draft) => ({ ...draft, implementation: wordsFor(draft, 'nothing is inferred yet') })),
    flows: [],
    stateMachines: [],
    invariants: [],
    events: [],
  };
}
