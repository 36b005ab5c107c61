import type { ApplicationIR } from '../../ir/application.ts';
import type { RefSchema, Schema } from '../../ir/schema.ts';

export type ResolvedSchema = Exclude<Schema, RefSchema>;

/** The schema behind any chain of references; nullable when a link of the chain is. Undefined when the chain leads nowhere. */
export function resolveSchema(application: ApplicationIR, schema: Schema): ResolvedSchema | undefined {
  const seen = new Set<string>();
  let current: Schema = schema;
  let nullable = schema.nullable;
  while (current.kind === 'ref') {
    const { name } = current;
    if (seen.has(name)) return undefined;
    seen.add(name);
    const named = application.schemas.find((candidate) => candidate.name === name);
    if (named === undefined) return undefined;
    current = named.schema;
    nullable ||= current.nullable;
  }
  return current.nullable === nullable ? current : { ...current, nullable };
}
