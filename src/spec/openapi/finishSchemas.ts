import { components } from '../../base/components.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { nearest } from '../../base/nearest.ts';
import { isWithin } from '../../base/span.ts';
import type { Discriminator, IntersectionSchema, ObjectSchema, RefSchema, Schema, UnionSchema } from '../../ir/schema.ts';
import { replaceText } from '../fixes.ts';
import { openApiCatalogue } from './catalogue.ts';
import { fitsNothing } from './fitsNothing.ts';
import { omit } from './omit.ts';
import { placeOf } from './unions.ts';

/** A schema on its way into the IR: the last pass may still change it in place. */
type Draft<T> = { -readonly [K in keyof T]: T[K] };

/**
 * The last pass over all named schemas: composition that leads back to itself without content is broken up, edges
 * inside a cycle are marked as lazy, what no value fits says so, unions get the property that tells their variants apart.
 * Gives the cyclic names.
 */
export function finishSchemas(named: Map<string, Schema>, diagnostics: Diagnostic[]): ReadonlySet<string> {
  breakEmptyCycles(named, diagnostics);
  const cyclic = markLazy(named);
  for (const schema of named.values()) {
    visit(schema, (part) => {
      if (part.kind === 'intersection' && fitsNothing(part, named)) empty(part, diagnostics);
      if (part.kind === 'union') tellApart(part, named, diagnostics);
    });
  }
  return cyclic;
}

/** Members that contradict each other become a union of no variants, which is told unless their types alone told it. */
function empty(schema: IntersectionSchema, diagnostics: Diagnostic[]): void {
  const [left, right] = schema.members.map((member) => (member.kind === 'ref' ? member.name : member.kind));
  const isTold = diagnostics.some(({ code, span }) => code === 'DM1212' && isWithin(span, schema.span));
  if (!isTold) diagnostics.push(openApiCatalogue.report('DM1212', schema.span, { left: left ?? '', right: right ?? '' }));
  Reflect.deleteProperty(schema, 'members');
  Object.assign(schema, { kind: 'union', exclusive: false, variants: [] } satisfies Partial<UnionSchema>);
}

/** Calls `see` for a schema and all that it holds, each part once; references are not followed. */
function visit(schema: Schema, see: (part: Schema) => void): void {
  const seen = new Set<Schema>();
  const waiting = [schema];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    if (seen.has(part)) continue;
    seen.add(part);
    see(part);
    waiting.push(...partsOf(part));
  }
}

function partsOf(schema: Schema): readonly Schema[] {
  switch (schema.kind) {
    case 'array': return [schema.items];
    case 'object': return [...schema.properties.map((property) => property.schema), ...(typeof schema.additional === 'object' ? [schema.additional] : [])];
    case 'union': return schema.variants;
    case 'intersection': return schema.members;
    case 'any': case 'binary': case 'boolean': case 'decimal': case 'enum': case 'integer': case 'number': case 'ref': case 'string': return [];
  }
}

/** The names that a schema is made of without any object or list between. */
function immediate(schema: Schema): readonly string[] {
  switch (schema.kind) {
    case 'ref': return [schema.name];
    case 'union': return schema.variants.flatMap(immediate);
    case 'intersection': return schema.members.flatMap(immediate);
    case 'any': case 'array': case 'binary': case 'boolean': case 'decimal': case 'enum': case 'integer': case 'number': case 'object': case 'string': return [];
  }
}

function breakEmptyCycles(named: Map<string, Schema>, diagnostics: Diagnostic[]): void {
  const graph = new Map([...named].map(([name, schema]) => [name, immediate(schema)]));
  const { groupOf, cyclic } = components(graph);
  for (const name of cyclic) {
    const schema = named.get(name);
    if (schema === undefined) continue;
    const within = (other: string): boolean => groupOf.get(other) === groupOf.get(name);
    diagnostics.push(openApiCatalogue.report('DM1207', schema.span, { name }));
    named.set(name, withoutNames(schema, within) ?? { kind: 'any', nullable: schema.nullable, span: schema.span });
  }
}

function withoutNames(schema: Schema, drop: (name: string) => boolean): Schema | undefined {
  if (schema.kind === 'ref') return drop(schema.name) ? undefined : schema;
  if (schema.kind === 'union') {
    const variants = schema.variants.map((variant) => withoutNames(variant, drop)).filter((variant) => variant !== undefined);
    return variants.length < 2 ? variants[0] : { ...omit(schema, 'discriminator'), variants };
  }
  if (schema.kind === 'intersection') {
    const members = schema.members.map((member) => withoutNames(member, drop)).filter((member) => member !== undefined);
    return members.length < 2 ? members[0] : { ...schema, members };
  }
  return schema;
}

function markLazy(named: ReadonlyMap<string, Schema>): ReadonlySet<string> {
  const refs = new Map<string, readonly RefSchema[]>();
  for (const [name, schema] of named) {
    const found: RefSchema[] = [];
    visit(schema, (part) => { if (part.kind === 'ref') found.push(part); });
    refs.set(name, found);
  }
  const { groupOf, cyclic } = components(new Map([...refs].map(([name, edges]) => [name, edges.map((edge) => edge.name)])));
  for (const [name, edges] of refs) {
    if (!cyclic.has(name)) continue;
    for (const edge of edges) if (groupOf.get(edge.name) === groupOf.get(name)) (edge as Draft<RefSchema>).lazy = true;
  }
  return cyclic;
}

/** Checks and completes a stated discriminator, and finds one when each variant requires a constant of its own in one property. */
function tellApart(union: UnionSchema, named: ReadonlyMap<string, Schema>, diagnostics: Diagnostic[]): void {
  const objects = union.variants.map((variant) => objectOf(variant, named));
  const known = objects.filter((object) => object !== undefined);
  const constants = known.length < objects.length || known.length < 2 ? undefined : commonConstant(known);
  const stated = union.discriminator;
  if (stated === undefined) {
    if (constants !== undefined) (union as Draft<UnionSchema>).discriminator = constants;
    return;
  }
  const { property, mapping } = stated;
  const complete = union.variants.every((_, index) => mapping.some((entry) => entry.variant === index));
  const without = objects.findIndex((object) => object !== undefined && object.additional !== 'keep' && !object.properties.some(({ name }) => name === property));
  const declared = without === -1;
  if (complete && declared) return;
  if (constants?.property === property) {
    (union as Draft<UnionSchema>).discriminator = constants;
    return;
  }
  delete (union as Draft<UnionSchema>).discriminator;
  const place = placeOf(stated) ?? union.span;
  const variant = union.variants[without];
  const shown = variant?.kind === 'ref' ? `the variant "${variant.name}"` : 'a variant';
  const reason = declared ? 'a variant without a name cannot be told by it' : `${shown} has no property "${property}"`;
  const shared = (known[0]?.properties ?? []).map(({ name }) => name).filter((name) => known.every((object) => object.properties.some((candidate) => candidate.name === name)));
  const near = declared ? undefined : nearest(property, shared);
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
  diagnostics.push(openApiCatalogue.report('DM1235', place, { reason, hint }, { fixes: near === undefined ? [] : [replaceText(place, property, near)] }));
}

function commonConstant([first, ...others]: readonly ObjectSchema[]): Discriminator | undefined {
  for (const { name } of first?.properties ?? []) {
    const values = [first, ...others].map((object) => constantsOf(object, name));
    const all = values.flat();
    if (values.every((list) => list.length > 0) && new Set(all).size === all.length) {
      return { property: name, mapping: values.flatMap((list, variant) => list.map((value) => ({ value, variant }))) };
    }
  }
  return undefined;
}

function constantsOf(object: ObjectSchema | undefined, name: string): readonly string[] {
  const property = object?.properties.find((candidate) => candidate.name === name);
  if (property?.required !== true || property.schema.kind !== 'enum' || property.schema.nullable) return [];
  const texts = property.schema.values.filter((value) => typeof value === 'string');
  return texts.length === property.schema.values.length ? texts : [];
}

function objectOf(schema: Schema, named: ReadonlyMap<string, Schema>): ObjectSchema | undefined {
  let current: Schema | undefined = schema;
  for (let steps = 0; current?.kind === 'ref' && steps < 20; steps += 1) current = named.get(current.name);
  return current?.kind === 'object' ? current : undefined;
}
