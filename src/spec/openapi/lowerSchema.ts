import type { Diagnostic, Fix } from '../../base/diagnostic.ts';
import { nearest } from '../../base/nearest.ts';
import type { ObjectSchema, Property, RefSchema, Schema } from '../../ir/schema.ts';
import { isWithin } from '../../base/span.ts';
import { replaceSpan, replaceText } from '../fixes.ts';
import { openApiCatalogue } from './catalogue.ts';
import { violationOf } from './checkValue.ts';
import { lowerScalar } from './lowerScalar.ts';
import { intersect, mergeSchemas } from './mergeSchemas.ts';
import { omit } from './omit.ts';
import type { Definition, SpecSchema, SpecType, SpecValue } from './model.ts';
import { shortJson } from './readEnum.ts';
import { isConstraining, meta, without } from './specParts.ts';
import type { SchemaLowering } from './specParts.ts';
import { lowerUnion } from './unions.ts';

/** Definitions and parts that are expanded inside one another: deeper ones stay references. */
const chainLimit = 200;
/**
 * Makes schemas of the IR from those of the document. References stay references; only members of allOf are expanded,
 * one level of properties each. Every schema is lowered once.
 */
export class Lowering implements SchemaLowering {
  readonly names: ReadonlyMap<Definition, string>;
  readonly diagnostics: Diagnostic[];
  readonly #lowered = new Map<SpecSchema, Schema>();
  readonly #named = new Map<Definition, Schema>();
  /** Definitions whose composition is being expanded, innermost last; `part` where a property or an item lies between. */
  readonly #open: (Definition | 'part')[] = [];
  /** Names that an object requires and does not declare: an allOf around it may. */
  readonly #pending = new WeakMap<Schema, readonly string[]>();

  constructor(names: ReadonlyMap<Definition, string>, diagnostics: Diagnostic[]) {
    this.names = names;
    this.diagnostics = diagnostics;
  }

  /** The schema of a definition; undefined while it is being made, which means that it composes itself. */
  named(definition: Definition): Schema | undefined {
    const known = this.#named.get(definition);
    if (known !== undefined) return known;
    if (this.#open.includes(definition) || this.#open.length >= chainLimit) return undefined;
    this.#open.push(definition);
    const schema = this.schema(definition.schema);
    this.#open.pop();
    this.#named.set(definition, schema);
    return schema;
  }

  schema(spec: SpecSchema): Schema {
    const known = this.#lowered.get(spec);
    if (known !== undefined) return known;
    const schema = this.#checked(spec, this.#lower(spec));
    this.#lowered.set(spec, schema);
    return schema;
  }

  #lower(spec: SpecSchema): Schema {
    if (spec.never === true) return { ...meta(spec), kind: 'union', exclusive: false, variants: [] };
    if (spec.ref !== undefined) return this.#reference(spec, spec.ref);
    if (spec.allOf !== undefined) return this.#composition(spec, spec.allOf, without(spec, 'allOf'));
    if (spec.oneOf !== undefined || spec.anyOf !== undefined) return lowerUnion(this, spec);
    return this.plain(spec);
  }

  /** A schema without composition. */
  plain(spec: SpecSchema): Schema {
    const types = spec.types.length > 0 ? spec.types : impliedTypes(spec);
    if (types.length <= 1 || spec.enum !== undefined) return this.#ofType(spec, types[0]);
    const variants = types.map((type) => this.#ofType({ ...spec, types: [type], nullable: false }, type));
    return { ...meta(spec), kind: 'union', exclusive: false, variants };
  }

  #ofType(spec: SpecSchema, type: SpecType | undefined): Schema {
    if (type === 'object' && spec.enum === undefined) return this.#object(spec);
    if (type === 'array' && spec.enum === undefined) return this.#array(spec);
    return { ...lowerScalar(spec, type), ...meta(spec) };
  }

  #array(spec: SpecSchema): Schema {
    const { minItems, maxItems } = spec;
    return {
      ...meta(spec),
      kind: 'array',
      items: spec.items === undefined ? { kind: 'any', nullable: true, span: spec.span } : this.#part(spec.items),
      uniqueItems: spec.uniqueItems ?? false,
      ...(minItems === undefined ? {} : { minItems }),
      ...(maxItems === undefined ? {} : { maxItems }),
    };
  }

  #object(spec: SpecSchema): ObjectSchema {
    const required = new Set((spec.required ?? []).map(({ name }) => name));
    const properties = (spec.properties ?? []).map((property): Property => {
      const target = property.schema.ref === undefined ? undefined : this.aliased(property.schema.ref)?.schema;
      return {
        name: property.name,
        schema: this.#part(property.schema),
        required: required.has(property.name),
        readOnly: property.schema.readOnly ?? target?.readOnly ?? false,
        writeOnly: property.schema.writeOnly ?? target?.writeOnly ?? false,
        span: property.span,
      };
    });
    const declared = new Set(properties.map(({ name }) => name));
    const { minProperties, maxProperties } = spec;
    const schema: ObjectSchema = {
      ...meta(spec),
      kind: 'object',
      properties,
      additional: this.#additional(spec),
      ...(minProperties === undefined ? {} : { minProperties }),
      ...(maxProperties === undefined ? {} : { maxProperties }),
    };
    const missing = [...required].filter((name) => !declared.has(name));
    if (missing.length > 0) this.#pending.set(schema, missing);
    return schema;
  }

  #part(spec: SpecSchema): Schema {
    this.#open.push('part');
    const schema = this.schema(spec);
    this.#open.pop();
    return schema;
  }

  /** Unknown keys are dropped, unless the schema says otherwise or declares no property at all. */
  #additional(spec: SpecSchema): ObjectSchema['additional'] {
    const { additional } = spec;
    if (additional === undefined) return (spec.properties ?? []).length === 0 || spec.discriminator !== undefined ? 'keep' : 'strip';
    if (typeof additional === 'boolean') return additional ? 'keep' : 'reject';
    return isConstraining(additional) || additional.ref !== undefined ? this.#part(additional) : 'keep';
  }

  /** The definition that a chain of plain references ends in; undefined when it goes in a circle. */
  aliased(definition: Definition): Definition | undefined {
    const seen = new Set<Definition>();
    let current = definition;
    while (current.schema.ref !== undefined && current.schema.nullable === undefined && !isConstraining(current.schema)) {
      if (seen.has(current)) return undefined;
      seen.add(current);
      current = current.schema.ref;
    }
    return current;
  }

  #reference(spec: SpecSchema, ref: Definition): Schema {
    const target = this.aliased(ref);
    const name = target === undefined ? undefined : this.names.get(target);
    if (target === undefined || name === undefined) {
      this.diagnostics.push(openApiCatalogue.report('DM1207', spec.refSpan ?? spec.span, { name: ref.name }));
      return { ...meta(spec), kind: 'any' };
    }
    if (isConstraining(spec)) return this.#composition(spec, [{ span: spec.span, types: [], ref }], without(spec, 'ref'));
    return { ...meta(spec), kind: 'ref', name, lazy: false };
  }

  /** An allOf with what stands beside it, as one schema where that can be said. */
  #composition(spec: SpecSchema, members: readonly SpecSchema[], rest: SpecSchema): Schema {
    const own = isConstraining(rest) ? [rest] : [];
    const saying = members.filter((member) => member.ref !== undefined || isConstraining(member));
    const [only] = saying;
    if (saying.length === 1 && own.length === 0 && only !== undefined) return this.#wrapped(annotated(spec, members), this.schema(only));
    for (const member of [...members, ...own]) this.#members.add(member);
    const parts = [...saying.map((member) => this.#expanded(member)), ...own.map((part) => this.schema(part))].filter((part) => part !== undefined);
    const [first, ...others] = parts;
    if (first === undefined) return { ...meta(spec), kind: 'any' };
    const merged = others.reduce((left, right) => this.#joined(spec, left, right), first);
    const complete = this.#withRequired(merged, parts);
    const nullable = spec.nullable ?? merged.nullable;
    const { default: fallback, example, description } = meta(spec);
    return {
      ...complete,
      nullable,
      span: spec.span,
      ...(description === undefined ? {} : { description }),
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(example === undefined ? {} : { example }),
    };
  }

  #joined(spec: SpecSchema, left: Schema, right: Schema): Schema {
    const merged = mergeSchemas(left, right);
    if (merged !== undefined) return merged;
    const scalar = (schema: Schema): boolean => !['union', 'intersection', 'ref', 'object', 'any'].includes(schema.kind);
    if ((scalar(left) || scalar(right)) && left.kind !== right.kind && ![left.kind, right.kind].some((kind) => kind === 'union' || kind === 'intersection' || kind === 'ref')) {
      this.diagnostics.push(openApiCatalogue.report('DM1212', isWithin(right.span, spec.span) ? right.span : spec.span, { left: left.kind, right: right.kind }));
    }
    if (left.kind === 'intersection') return joinMembers(left, right);
    return intersect(left, right);
  }

  /** A member of allOf with its references replaced by what they stand for. */
  #expanded(member: SpecSchema): Schema | undefined {
    if (member.ref === undefined) return this.schema(member);
    const target = this.aliased(member.ref);
    if (target === undefined) return this.schema(member);
    if (this.#isVariantsParent(target)) return this.schema(this.#ownPart(target));
    const schema = this.named(target);
    if (schema === undefined) return this.#unexpandable(member, target);
    if (schema.kind === 'union' || schema.kind === 'intersection' || schema.kind === 'ref') return this.schema({ span: member.span, types: [], ref: target });
    return schema;
  }

  /** A member that is being made itself: through a property that is recursion, directly it is a mistake. */
  #unexpandable(member: SpecSchema, target: Definition): Schema | undefined {
    const at = this.#open.indexOf(target);
    if (at === -1 || this.#open.lastIndexOf('part') > at) return this.schema({ span: member.span, types: [], ref: target });
    this.diagnostics.push(openApiCatalogue.report('DM1211', member.refSpan ?? member.span, { name: target.name }));
    return undefined;
  }

  readonly #ownParts = new Map<Definition, SpecSchema>();

  #ownPart(target: Definition): SpecSchema {
    const part = this.#ownParts.get(target) ?? without(without(target.schema, 'oneOf'), 'anyOf');
    this.#ownParts.set(target, part);
    return part;
  }

  /** True when a definition that is being made extends one that lists it as a variant: it takes the parent's own part only. */
  #isVariantsParent(target: Definition): boolean {
    const variants = [...(target.schema.oneOf ?? []), ...(target.schema.anyOf ?? [])];
    return variants.some(({ ref }) => ref !== undefined && this.#open.includes(ref));
  }

  #wrapped(spec: SpecSchema, inner: Schema): Schema {
    const { nullable, default: fallback, example, description } = meta(spec);
    return {
      ...inner,
      nullable: nullable || inner.nullable,
      ...(description === undefined ? {} : { description }),
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(example === undefined ? {} : { example }),
    };
  }

  #withRequired(merged: Schema, parts: readonly Schema[]): Schema {
    const names = new Set(parts.flatMap((part) => this.#pending.get(part) ?? []));
    if (merged.kind !== 'object' || names.size === 0) return merged;
    return { ...merged, properties: merged.properties.map((property) => (names.has(property.name) ? { ...property, required: true } : property)) };
  }

  /** Members of allOf: what they require, another member may declare. */
  readonly #members = new Set<SpecSchema>();

  /** Reports a default that breaks the schema, and required names that nothing declares. */
  #checked(spec: SpecSchema, schema: Schema): Schema {
    if (schema.kind === 'object' && spec.properties !== undefined && spec.allOf === undefined && spec.ref === undefined && !this.#members.has(spec)) this.#checkRequired(spec, schema);
    if (spec.default !== undefined && schema.kind === 'ref') this.#defaults.push({ stated: spec.default, schema });
    if (spec.default === undefined || schema.kind === 'ref') return schema;
    const reason = violationOf(spec.default.value, schema);
    if (reason === undefined) return schema;
    this.diagnostics.push(openApiCatalogue.report('DM1214', spec.default.span, { value: shortJson(spec.default.value), reason }, { fixes: defaultFixes(spec.default, schema) }));
    return omit(schema, 'default');
  }

  /** Defaults beside references, which can be judged only when everything is named. */
  readonly #defaults: { readonly stated: SpecValue; readonly schema: RefSchema }[] = [];

  /** Reports the defaults beside references that break the schema referred to, and drops them. */
  checkDefaults(resolve: (name: string) => Schema | undefined): void {
    for (const { stated, schema } of this.#defaults) {
      const target = resolve(schema.name);
      const reason = target === undefined || (stated.value === null && schema.nullable) ? undefined : violationOf(stated.value, target, resolve);
      if (target === undefined || reason === undefined) continue;
      this.diagnostics.push(openApiCatalogue.report('DM1214', stated.span, { value: shortJson(stated.value), reason }, { fixes: defaultFixes(stated, target) }));
      Reflect.deleteProperty(schema, 'default');
    }
  }

  #checkRequired(spec: SpecSchema, schema: ObjectSchema): void {
    const names = schema.properties.map(({ name }) => name);
    const declared = new Set(names);
    for (const { name, span } of spec.required ?? []) {
      if (declared.has(name)) continue;
      const near = nearest(name, names);
      this.diagnostics.push(openApiCatalogue.report('DM1236', span, { name, hint: near === undefined ? '' : ` (did you mean "${near}"?)` }, { fixes: near === undefined || spec.required?.some((other) => other.name === near) === true ? [] : [replaceText(span, name, near)] }));
    }
  }
}

/** A default as it was probably meant: a value of the enum that is near, or a number or flag without quotes. */
function defaultFixes({ value, span }: SpecValue, schema: Schema): readonly Fix[] {
  if (typeof value === 'number' && (schema.kind === 'string' || schema.kind === 'decimal')) return [replaceSpan(span, JSON.stringify(String(value)))];
  if (typeof value !== 'string') return [];
  if (schema.kind === 'enum') {
    const near = nearest(value, schema.values.filter((member) => typeof member === 'string'));
    return near === undefined ? [] : [replaceText(span, value, near)];
  }
  const plain = schema.kind === 'boolean' ? /^(true|false)$/.test(value) : (schema.kind === 'integer' || schema.kind === 'number') && /^-?\d+(\.\d+)?$/.test(value);
  return plain ? [replaceSpan(span, value)] : [];
}

/** The schema with the description and nullability of those members of its allOf that say nothing else. */
function annotated(spec: SpecSchema, members: readonly SpecSchema[]): SpecSchema {
  const description = spec.description ?? members.find((member) => member.ref === undefined && !isConstraining(member) && member.description !== undefined)?.description;
  const nullable = spec.nullable ?? members.find((member) => member.ref === undefined && !isConstraining(member) && member.nullable === true)?.nullable;
  return { ...spec, ...(description === undefined ? {} : { description }), ...(nullable === undefined ? {} : { nullable }) };
}

function joinMembers(left: Schema & { kind: 'intersection' }, right: Schema): Schema {
  const at = left.members.findIndex((member) => mergeSchemas(member, right) !== undefined);
  const found = left.members[at];
  const merged = found === undefined ? undefined : mergeSchemas(found, right);
  return merged === undefined ? intersect(left, right) : { ...left, members: left.members.with(at, merged) };
}

/** The type that keywords belong to, when none is stated. */
function impliedTypes(spec: SpecSchema): readonly SpecType[] {
  if (spec.properties !== undefined || spec.additional !== undefined || spec.required !== undefined || spec.minProperties !== undefined || spec.maxProperties !== undefined) return ['object'];
  if (spec.items !== undefined || spec.minItems !== undefined || spec.maxItems !== undefined || spec.uniqueItems !== undefined) return ['array'];
  if (spec.pattern !== undefined || spec.minLength !== undefined || spec.maxLength !== undefined || spec.contentEncoding !== undefined || spec.contentMediaType !== undefined) return ['string'];
  const { format } = spec;
  if (format === 'int32' || format === 'int64') return ['integer'];
  const bounds = [spec.minimum, spec.maximum, spec.exclusiveMinimum, spec.exclusiveMaximum, spec.multipleOf];
  if (format === 'float' || format === 'double' || bounds.some((bound) => bound !== undefined)) return ['number'];
  return format === undefined ? [] : ['string'];
}
