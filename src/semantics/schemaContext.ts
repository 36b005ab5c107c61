import type { ApplicationIR } from '../ir/application.ts';
import type { Schema } from '../ir/schema.ts';

/** Named schemas by name: what `ref` schemas are looked up in. */
export type SchemaContext = ReadonlyMap<string, Schema>;

/** Which way a value travels: requests never carry `readOnly` properties, responses never `writeOnly` ones. */
export type Direction = 'request' | 'response';

const contexts = new WeakMap<ApplicationIR, SchemaContext>();

/** The named schemas of an application; computed once for each. */
export function schemaContext(application: ApplicationIR): SchemaContext {
  const known = contexts.get(application);
  if (known !== undefined) return known;
  const context = new Map(application.schemas.map((named) => [named.name, named.schema]));
  contexts.set(application, context);
  return context;
}

/** The schema behind a chain of references, nullable when one of them is; undefined when a name is unknown or the chain is a circle. */
export function resolveSchema(schema: Schema, context: SchemaContext): Exclude<Schema, { kind: 'ref' }> | undefined {
  let current: Schema | undefined = schema;
  let nullable = false;
  for (let hops = 0; current?.kind === 'ref'; hops += 1) {
    if (hops > context.size) return undefined;
    nullable ||= current.nullable;
    current = context.get(current.name);
  }
  return current === undefined || !nullable || current.nullable ? current : { ...current, nullable: true };
}
