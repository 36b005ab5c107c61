import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Schema } from '../../ir/schema.ts';
import { omit } from './omit.ts';
import type { Definition, SpecSchema } from './model.ts';

/** What the lowering of one kind of schema needs of the whole. */
export interface SchemaLowering {
  readonly names: ReadonlyMap<Definition, string>;
  readonly diagnostics: Diagnostic[];
  schema(spec: SpecSchema): Schema;
  plain(spec: SpecSchema): Schema;
  aliased(definition: Definition): Definition | undefined;
}

const constraining: readonly (keyof SpecSchema)[] = [
  'enum', 'format', 'minLength', 'maxLength', 'pattern', 'minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf', 'items', 'minItems',
  'maxItems', 'uniqueItems', 'properties', 'required', 'additional', 'minProperties', 'maxProperties', 'oneOf', 'anyOf', 'allOf', 'contentEncoding', 'contentMediaType',
];

/** Whether a schema says something about values beside references, annotations and null. */
export function isConstraining(spec: SpecSchema): boolean {
  return spec.types.length > 0 || spec.never === true || constraining.some((key) => spec[key] !== undefined);
}

/** The schema without one keyword; the annotations stay. */
export function without(spec: SpecSchema, key: 'ref' | 'allOf' | 'oneOf' | 'anyOf'): SpecSchema {
  return omit(spec, key, 'default');
}

/** What every schema of the IR has. */
export function meta(spec: SpecSchema): Pick<Schema, 'span' | 'nullable' | 'description' | 'default' | 'example'> {
  return {
    span: spec.span,
    nullable: spec.nullable ?? false,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    ...(spec.default === undefined ? {} : { default: spec.default.value }),
    ...(spec.example === undefined ? {} : { example: spec.example }),
  };
}
