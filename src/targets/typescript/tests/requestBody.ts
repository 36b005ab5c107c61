import type { Json } from '../../../base/json.ts';
import type { Entity } from '../../../ir/entity.ts';
import type { ObjectSchema, Property, Schema } from '../../../ir/schema.ts';
import { sampleOf } from '../../../semantics/samples.ts';
import { schemaContext } from '../../../semantics/schemaContext.ts';
import { type Imports, noImports } from './imports.ts';
import { type ResolvedSchema, resolveSchema } from '../resolveSchema.ts';
import { namesInInvariants, valuesForInvariants } from './invariantValues.ts';
import { literal, propertyName } from './literal.ts';
import { factoryName, onlyName } from './testNames.ts';
import { attributeOf, type TestModel, targetOf, writableProperties } from './testModel.ts';
import { uniqueMember, uniqueValue } from './uniqueValue.ts';

/** One property of a request under construction. */
export interface BodyField {
  readonly name: string;
  /** `literal`: the same each time; `unique`: another at each call; `reference`: the key of a row that is made for it. */
  readonly kind: 'literal' | 'unique' | 'reference';
  readonly source: string;
  /** A reference whose row has to be the caller's own. */
  readonly usesCaller: boolean;
}

export interface BodyOptions {
  readonly entity: Entity;
  /** Which sample: another number gives other values. */
  readonly n: number;
  /** Source of the caller. */
  readonly by: string;
}

/** The properties of a valid request: all that can be given but optional references. */
export function bodyFields(file: Imports, model: TestModel, body: ObjectSchema | undefined, options: BodyOptions): readonly BodyField[] {
  const unique = uniqueNames(model, options.entity, body);
  return writableProperties(body).flatMap((property) => field(file, model, property, options, unique) ?? []);
}

/** The fields as an object literal. */
export function objectSource(fields: readonly BodyField[], rest: readonly string[] = []): string {
  const parts = [...fields.map(({ name, source }) => `${propertyName(name)}: ${source}`), ...rest];
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

/** A sample of a schema, or undefined when there is none. */
export function sampleJson(model: TestModel, schema: Schema, n: number, name: string): Json | undefined {
  const sampled = sampleOf(schema, schemaContext(model.application), n, { name });
  return 'value' in sampled ? sampled.value : undefined;
}

/** Different values of a schema that has few, or a form that cannot be varied otherwise. */
function distinctSamples(model: TestModel, schema: Schema, name: string): readonly Json[] {
  const samples = Array.from({ length: 60 }, (_, n) => sampleJson(model, schema, n, name));
  const texts = new Map(samples.flatMap((value) => (value === undefined || value === null ? [] : [[JSON.stringify(value), value] as const])));
  return [...texts.values()];
}

/** Source of the key of a new row of the entity, which is the caller's when it has an owner. */
export function keyOfNewRow(file: Imports, model: TestModel, target: Entity, by: string): { readonly source: string; readonly usesCaller: boolean } | undefined {
  const resource = model.resources.get(target.name);
  if (resource?.factory === undefined) return undefined;
  const usesCaller = resource.factory.needsOwner;
  const name = resource.oneEach ? onlyName(target) : factoryName(target);
  const call = file.use(`test:${name}`);
  return { source: `(await ${call}(${usesCaller ? by : ''}))${resource.key.name === 'id' ? '.id' : `[${literal(resource.key.name)}]`}`, usesCaller };
}

/** A value for one attribute or property that differs from the one of sample 0. */
export function otherValue(file: Imports, model: TestModel, property: Property, options: Omit<BodyOptions, 'n'>): BodyField | undefined {
  if (namesInInvariants(model.application, options.entity).has(property.name)) return undefined;
  const { entity } = options;
  const isVaried = attributeOf(entity, property.name)?.unique === true || entity.uniques.some(({ attributes }) => attributes.includes(property.name));
  const unique = new Set(isVaried ? [property.name] : []);
  const reference = { ...property, required: true };
  return field(file, model, reference, { ...options, n: 1 }, unique);
}

function field(file: Imports, model: TestModel, property: Property, options: BodyOptions, unique: ReadonlySet<string>): BodyField | undefined {
  const { application } = model;
  const { name } = property;
  const schema = resolveSchema(application, property.schema);
  const target = targetOf(application, options.entity, attributeOf(options.entity, name));
  if (target !== undefined) {
    const key = property.required && !property.schema.nullable ? keyOfNewRow(file, model, target, options.by) : undefined;
    return key === undefined ? undefined : { name, kind: 'reference', ...key };
  }
  const varied = unique.has(name) && schema !== undefined ? (uniqueValue(file, schema, `${options.entity.name} ${name}`) ?? uniqueMember(file, distinctSamples(model, property.schema, name))) : undefined;
  if (varied !== undefined) return { name, kind: 'unique', source: varied, usesCaller: false };
  const planned = valuesForInvariants(application, options.entity);
  const sample = Object.hasOwn(planned, name) ? planned[name] : sampleJson(model, property.schema, options.n, name);
  if (sample === undefined) return undefined;
  return { name, kind: 'literal', source: literal(sample), usesCaller: false };
}

/** Properties whose values must differ between rows: unique ones, and one of each composite that no new reference makes unique. */
function uniqueNames({ application }: TestModel, entity: Entity, body: ObjectSchema | undefined): ReadonlySet<string> {
  const names = new Set(entity.attributes.filter(({ unique, primaryKey }) => unique || primaryKey).map(({ name }) => name));
  const given = new Set(writableProperties(body).map(({ name }) => name));
  for (const { attributes } of entity.uniques) {
    if (attributes.some((name) => names.has(name))) continue;
    const candidates = attributes.flatMap((name) => attributeOf(entity, name) ?? []).filter(({ name, relation }) => given.has(name) && relation === undefined);
    const variable = candidates.flatMap(({ name, schema }) => {
      const resolved = resolveSchema(application, schema);
      return resolved !== undefined && uniqueValue(noImports, resolved, name) !== undefined ? [{ name, resolved }] : [];
    });
    const [best] = variable.sort((a, b) => narrowness(a.resolved) - narrowness(b.resolved));
    if (best !== undefined) names.add(best.name);
  }
  return names;
}

/** Orders schemas by how soon varied values repeat: free texts never do, patterns may, numbers of a small range soon do. */
function narrowness(schema: ResolvedSchema): number {
  if (schema.kind !== 'string') return 2;
  return schema.pattern === undefined ? 0 : 1;
}
