import type { NamedSchema, Schema } from '../../../ir/schema.ts';
import { jsonOf } from './resources.ts';
import type { Candidate } from './resources.ts';
import type { InferenceInput, Settled } from './settled.ts';

/** The named schemas, each with the entity that alone uses it; properties that the server fills are read-only in requests. */
export function nameSchemas({ table, cyclic }: Pick<InferenceInput, 'table' | 'cyclic'>, settled: Settled): readonly NamedSchema[] {
  const owners = new Map<string, string | undefined>();
  const filled = new Map<string, ReadonlySet<string>>();
  const own = (name: string | undefined, entity: string): void => {
    if (name !== undefined) owners.set(name, owners.has(name) && owners.get(name) !== entity ? undefined : entity);
  };
  for (const { candidate, implementation } of settled.accepted.values()) {
    own(candidate.answer?.name, implementation.entity);
    own(candidate.body?.name, implementation.entity);
    if (candidate.listProperty !== undefined || candidate.wrapped !== undefined) own(envelopeName(candidate), implementation.entity);
    const generated = settled.entities.get(implementation.entity)?.attributes.filter((attribute) => attribute.generated !== undefined).map(({ name }) => name);
    if (candidate.body?.name !== undefined) filled.set(candidate.body.name, new Set([...(filled.get(candidate.body.name) ?? []), ...(generated ?? [])]));
  }
  return [...table.schemas].map(([name, schema]): NamedSchema => {
    const entity = owners.get(name);
    return {
      kind: 'namedSchema',
      name,
      ...(entity === undefined ? {} : { entity }),
      schema: readOnlyWhere(schema, filled.get(name)),
      cyclic: cyclic.has(name),
      span: table.spans.get(name) ?? schema.span,
    };
  });
}

function envelopeName({ draft }: Candidate): string | undefined {
  const schema = jsonOf(draft.responses.find(({ status }) => status === draft.successStatus)?.contents)?.schema;
  return schema?.kind === 'ref' ? schema.name : undefined;
}

function readOnlyWhere(schema: Schema, names: ReadonlySet<string> | undefined): Schema {
  if (schema.kind !== 'object' || names === undefined || !schema.properties.some(({ name, readOnly }) => names.has(name) && !readOnly)) return schema;
  return { ...schema, properties: schema.properties.map((property) => (names.has(property.name) ? { ...property, readOnly: true } : property)) };
}
