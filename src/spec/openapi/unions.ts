import type { Span } from '../../base/span.ts';
import type { Discriminator, ObjectSchema, Schema } from '../../ir/schema.ts';
import { openApiCatalogue } from './catalogue.ts';
import { intersect, mergeSchemas } from './mergeSchemas.ts';
import type { SpecDiscriminator, SpecSchema } from './model.ts';
import { omit } from './omit.ts';
import { isConstraining, meta, without } from './specParts.ts';
import type { SchemaLowering } from './specParts.ts';

/** A schema with oneOf or anyOf, and what stands beside them. */
export function lowerUnion(lowering: SchemaLowering, spec: SpecSchema): Schema {
  const base = omit(without(without(spec, 'oneOf'), 'anyOf'), 'discriminator');
  const own = isConstraining(base) ? lowering.plain(base) : undefined;
  const choices = ([['oneOf', spec.oneOf], ['anyOf', spec.anyOf]] as const).flatMap(([kind, variants]) =>
    variants === undefined ? [] : [choiceOf(lowering, spec, variants, { exclusive: kind === 'oneOf', own })]);
  return { ...choices.reduce(intersect), ...meta(spec), nullable: choices.every((choice) => choice.nullable) || spec.nullable === true };
}

function choiceOf(lowering: SchemaLowering, spec: SpecSchema, variants: readonly SpecSchema[], { exclusive, own }: { exclusive: boolean; own: Schema | undefined }): Schema {
  const real = variants.filter((variant) => !isNull(variant));
  const nullable = real.length < variants.length;
  const kept = distinct(real.map((variant) => ownedVariant(lowering, variant, own)));
  const union = unionOf(spec, kept, exclusive, nullable);
  const withMapping = union.kind === 'union' && spec.discriminator !== undefined ? withDiscriminator(lowering, union, real, spec.discriminator) : union;
  if (own === undefined || kept.every((variant) => mergedWith.has(variant)) || isNeutral(own)) return withMapping;
  return { ...(mergeSchemas(own, withMapping) ?? intersect(own, withMapping)), nullable: own.nullable || nullable };
}

const places = new WeakMap<Discriminator, Span>();

/** Where the document names the property of a discriminator. */
export function placeOf(discriminator: Discriminator): Span | undefined {
  return places.get(discriminator);
}

/** Variants that took the schema around them into themselves. */
const mergedWith = new WeakSet<Schema>();

/** A variant that only requires properties means the schema around it with those properties required. */
function ownedVariant(lowering: SchemaLowering, variant: SpecSchema, own: Schema | undefined): Schema {
  const requirementOnly = variant.ref === undefined && variant.properties === undefined && variant.required !== undefined && variant.additional === undefined
    && variant.allOf === undefined && variant.oneOf === undefined && variant.anyOf === undefined;
  if (own?.kind !== 'object' || !requirementOnly || own.properties.length === 0) return lowering.schema(variant);
  const names = new Set((variant.required ?? []).map(({ name }) => name));
  const merged: ObjectSchema = { ...own, span: variant.span, properties: own.properties.map((property) => (names.has(property.name) ? { ...property, required: true } : property)) };
  mergedWith.add(merged);
  return merged;
}

/** An object that says nothing about its content adds nothing to a union of objects. */
function isNeutral(schema: Schema): boolean {
  return schema.kind === 'any' || (schema.kind === 'object' && schema.properties.length === 0 && schema.additional === 'keep');
}

/** `type: null`, or an enum of null alone. */
function isNull(spec: SpecSchema): boolean {
  return spec.nullable === true && spec.ref === undefined && (!isConstraining(spec) || (spec.types.length === 0 && spec.enum?.length === 0));
}

function distinct(variants: readonly Schema[]): readonly Schema[] {
  const names = new Set<string>();
  return variants.filter((variant) => {
    if (variant.kind !== 'ref' || variant.nullable) return true;
    const known = names.has(variant.name);
    names.add(variant.name);
    return !known;
  });
}

function unionOf(spec: SpecSchema, variants: readonly Schema[], exclusive: boolean, foldedNull: boolean): Schema {
  const [first] = variants;
  const nullable = foldedNull || (variants.length > 0 && variants.every((variant) => variant.nullable));
  if (first === undefined) return { kind: 'any', nullable: true, span: spec.span };
  if (variants.length === 1) return { ...first, nullable };
  if (variants.every((variant) => variant.kind === 'enum')) {
    return { kind: 'enum', values: [...new Set(variants.flatMap(({ values }) => values))], nullable: nullable || variants.some((variant) => variant.nullable), span: spec.span };
  }
  return { kind: 'union', exclusive, variants, nullable: nullable || variants.some((variant) => variant.nullable), span: spec.span };
}

/** The mapping of a discriminator: what is stated, and the names of the components for the other variants. */
function withDiscriminator(lowering: SchemaLowering, union: Schema & { kind: 'union' }, specs: readonly SpecSchema[], discriminator: SpecDiscriminator): Schema {
  const indexOf = (name: string | undefined): number => union.variants.findIndex((variant) => variant.kind === 'ref' && variant.name === name);
  const mapping: Discriminator['mapping'][number][] = [];
  for (const { value, target, span } of discriminator.mapping) {
    const definition = target === undefined ? undefined : lowering.aliased(target);
    const variant = definition === undefined ? -1 : indexOf(lowering.names.get(definition));
    if (variant !== -1) mapping.push({ value, variant });
    else if (target !== undefined) lowering.diagnostics.push(openApiCatalogue.report('DM1235', span, { reason: `"${value}" stands for a schema that is no variant`, hint: '' }));
  }
  for (const { ref } of specs) {
    const definition = ref === undefined ? undefined : lowering.aliased(ref);
    const variant = definition === undefined ? -1 : indexOf(lowering.names.get(definition));
    if (definition !== undefined && variant !== -1 && !mapping.some((entry) => entry.variant === variant)) mapping.push({ value: definition.name, variant });
  }
  const made: Discriminator = { property: discriminator.property, mapping };
  places.set(made, discriminator.span);
  return { ...union, discriminator: made };
}
