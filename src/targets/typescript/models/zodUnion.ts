import type { Schema, UnionSchema } from '../../../ir/schema.ts';
import { propertyKey, quote } from '../code/identifiers.ts';
import type { ZodScope } from './zodScope.ts';

/** The zod expression of a union: told apart by a property, exactly one of (oneOf), or any of (anyOf). */
export function unionSchema(schema: UnionSchema, scope: ZodScope, zodOf: (schema: Schema, scope: ZodScope) => string): string {
  const variants = schema.variants.map((variant) => zodOf(variant, scope));
  const [first] = variants;
  if (first === undefined) return scope.support('nothing');
  if (variants.length === 1) return first;
  const { discriminator } = schema;
  if (discriminator === undefined) return `${schema.exclusive && scope.wire === 'json' ? 'z.xor' : 'z.union'}([${variants.join(', ')}])`;
  if (schema.variants.every((variant, index) => isTagged(variant, index, schema, scope))) {
    return `z.discriminatedUnion(${quote(discriminator.property)}, [${variants.join(', ')}])`;
  }
  const choices = discriminator.mapping.map(({ value, variant }) => `${propertyKey(value)}: ${variants[variant] ?? 'z.never()'}`);
  return `${scope.support('discriminated')}(${quote(discriminator.property)}, { ${choices.join(', ')} })`;
}

/** Whether the variant itself fixes the discriminating property to the values that lead to it. */
function isTagged(variant: Schema, index: number, union: UnionSchema, scope: ZodScope): boolean {
  if (variant.nullable) return false;
  if (variant.kind === 'ref') {
    const { lazy, opaque } = scope.reference(variant.name, scope.role);
    if (lazy || opaque) return false;
  }
  const object = variant.kind === 'ref' ? scope.schemaOf(variant.name) : variant;
  if (object.kind !== 'object' || object.nullable) return false;
  const tag = object.properties.find(({ name }) => name === union.discriminator?.property);
  if (tag === undefined || !tag.required || tag.schema.kind !== 'enum') return false;
  const wanted = union.discriminator?.mapping.filter((entry) => entry.variant === index).map(({ value }) => value) ?? [];
  const { values } = tag.schema;
  return values.length === wanted.length && wanted.every((value) => values.includes(value));
}
