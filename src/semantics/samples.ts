/**
 * Valid values of schemas.
 *
 *     const context = schemaContext(application);
 *     const sampled = sampleOf(schema, context, 0);              // { value } or { skipped: reason }
 *     const next = sampleOf(schema, context, 1);                 // another value, where the schema allows one
 *     sampleOf(schema, context, 0, { name: 'email' });           // realistic for a property of that name
 *     sampleOf(schema, context, 0, { fill: 'minimal' });         // required properties only
 *
 * Deterministic: the same schema and n give the same value. Every value is checked with `matches` before it is given.
 */
import { assertNever } from '../base/assertNever.ts';
import type { Json } from '../base/json.ts';
import type { ArraySchema, IntersectionSchema, ObjectSchema, Schema, StringSchema, UnionSchema } from '../ir/schema.ts';
import { deepEqual } from './evaluate.ts';
import { isValid } from './matches.ts';
import { sampleNumber } from './sampleNumber.ts';
import { sampleText } from './sampleText.ts';
import type { Direction, SchemaContext } from './schemaContext.ts';
import * as decimal from './decimal.ts';
import type { Skipped } from './types.ts';

export interface SampleOptions {
  /** Name of the property or parameter that holds the value; makes it realistic. */
  readonly name?: string;
  /** `full` (default) gives optional properties too, `minimal` only what must be there. */
  readonly fill?: 'full' | 'minimal';
  /** `request` (default) leaves out `readOnly` properties, `response` the `writeOnly` ones. */
  readonly direction?: Direction;
}

export type Sampled = { readonly value: Json } | Skipped;

const made = new WeakMap<Schema, { readonly context: SchemaContext; readonly samples: Map<string, Sampled> }>();

/** The n-th sample of a schema, or why none could be made. */
export function sampleOf(schema: Schema, context: SchemaContext, n: number, options: SampleOptions = {}): Sampled {
  const before = made.get(schema);
  const known = before?.context === context ? before : { context, samples: new Map<string, Sampled>() };
  made.set(schema, known);
  const key = `${n} ${options.fill ?? ''} ${options.direction ?? ''} ${options.name ?? ''}`;
  const sampled = known.samples.get(key) ?? sampleAnew(schema, context, n, options);
  known.samples.set(key, sampled);
  return sampled;
}

function sampleAnew(schema: Schema, context: SchemaContext, n: number, options: SampleOptions): Sampled {
  const sampler: Sampler = { context, fill: options.fill ?? 'full', direction: options.direction ?? 'request', refs: [], texts: new Set() };
  const name = options.name ?? '';
  let reason = '';
  for (const fill of sampler.fill === 'full' ? (['full', 'minimal'] as const) : (['minimal'] as const)) {
    try {
      const value = sample(schema, { ...sampler, fill, texts: new Set() }, n, name);
      if (isValid(value, schema, context, sampler.direction)) return { value };
      reason = `A sample of ${describe(schema)} does not match its own schema.`;
    } catch (error) {
      if (!(error instanceof CannotSample)) throw error;
      reason = error.message;
    }
  }
  const stated = [schema.example, schema.default].find((value) => value !== undefined && isValid(value, schema, context, sampler.direction));
  return stated === undefined ? { skipped: reason } : { value: stated };
}

interface Sampler {
  readonly context: SchemaContext;
  readonly fill: 'full' | 'minimal';
  readonly direction: Direction;
  /** Names of the references that were followed to get here. */
  readonly refs: readonly string[];
  /** The texts of other places: each has its own, so that mistaking one for another shows. */
  readonly texts: Set<string>;
}

class CannotSample extends Error {}

/** How often one reference may stand inside itself. */
const maxDepth = 2;
/** After how many references, each inside the one before, optional properties are left out. */
const fullDepth = 6;
/** How many references may stand inside each other at all. */
const deepest = 100;

function sample(schema: Schema, sampler: Sampler, n: number, name: string): Json {
  switch (schema.kind) {
    case 'string':
      return ownText(schema, sampler, n, name) ?? impossible(schema, `no text was found for ${schema.pattern === undefined ? 'its format and lengths' : `the pattern ${schema.pattern}`}`);
    case 'integer':
    case 'number': {
      const text = sampleNumber(schema, n, name);
      return text === undefined ? impossible(schema, 'no number lies between its bounds') : Number(text);
    }
    case 'decimal': {
      const text = sampleNumber(schema, n, name);
      return text === undefined ? impossible(schema, 'no decimal lies between its bounds') : decimal.toScale(text, schema.scale);
    }
    case 'boolean':
      return n % 2 === 0;
    case 'enum':
      return schema.values[n % schema.values.length] ?? impossible(schema, 'it has no members');
    case 'array':
      return sampleArray(schema, sampler, n, name);
    case 'object':
      return sampleObject(schema, sampler, n);
    case 'union':
      return sampleUnion(schema, sampler, n, name);
    case 'intersection':
      return sampleIntersection(schema, sampler, n, name);
    case 'ref':
      return sampleRef(schema, sampler, n, name);
    case 'binary':
      return `bytes ${n}`;
    case 'any':
      return schema.example ?? `anything ${n}`;
    default:
      return assertNever(schema);
  }
}

/** How many samples are tried for a text that stands nowhere else; plans with neighbouring numbers keep their own. */
const mostTexts = 5;

/** The n-th text; one of the next where that stands in another place already. */
function ownText(schema: StringSchema, { texts }: Sampler, n: number, name: string): string | undefined {
  const first = sampleText(schema, n, name);
  if (first === undefined) return undefined;
  let own = first;
  for (let next = 1; texts.has(own) && next < mostTexts; next += 1) own = sampleText(schema, n + next, name) ?? own;
  texts.add(own);
  return own;
}

function sampleRef(schema: Extract<Schema, { kind: 'ref' }>, sampler: Sampler, n: number, name: string): Json {
  const target = sampler.context.get(schema.name);
  if (target === undefined) return impossible(schema, `${schema.name} is not declared`);
  const depth = sampler.refs.filter((known) => known === schema.name).length;
  if (depth >= maxDepth || sampler.refs.length >= deepest) return schema.nullable ? null : impossible(schema, `${schema.name} contains itself without end`);
  return sample(target, { ...sampler, refs: [...sampler.refs, schema.name], fill: depth > 0 || sampler.refs.length >= fullDepth ? 'minimal' : sampler.fill }, n, name);
}

function sampleArray(schema: ArraySchema, sampler: Sampler, n: number, name: string): Json {
  const least = schema.minItems ?? 0;
  const wanted = Math.min(Math.max(least, 1), schema.maxItems ?? Number.POSITIVE_INFINITY);
  const items: Json[] = [];
  try {
    for (let attempt = 0; items.length < wanted && attempt < wanted + 50; attempt += 1) {
      const item = sample(schema.items, sampler, n + attempt, name.replace(/s$/, ''));
      if (!schema.uniqueItems || !items.some((other) => deepEqual(other, item))) items.push(item);
    }
  } catch (error) {
    if (!(error instanceof CannotSample) || least > 0) throw error;
    return [];
  }
  return items.length >= least ? items : impossible(schema, `it needs ${least} different items`);
}

function sampleObject(schema: ObjectSchema, sampler: Sampler, n: number): Json {
  const value: Record<string, Json> = {};
  const optional: string[] = [];
  for (const [index, property] of schema.properties.entries()) {
    if (sampler.direction === 'request' ? property.readOnly : property.writeOnly) continue;
    const wanted = property.required || sampler.fill === 'full' || Object.keys(value).length < (schema.minProperties ?? 0);
    if (!wanted) continue;
    try {
      value[property.name] = sample(property.schema, sampler, n + offsetOf(property.schema, index), property.name);
      if (!property.required) optional.push(property.name);
    } catch (error) {
      if (!(error instanceof CannotSample) || property.required) throw error;
    }
  }
  fillUp(schema, sampler, n, value);
  while (schema.maxProperties !== undefined && Object.keys(value).length > schema.maxProperties) {
    const dropped = optional.pop();
    if (dropped === undefined) return impossible(schema, `it allows only ${schema.maxProperties} properties`);
    Reflect.deleteProperty(value, dropped);
  }
  return value;
}

/** Later dates for later properties, so that a start lies before its end. */
function offsetOf(schema: Schema, index: number): number {
  return schema.kind === 'string' && (schema.format === 'date' || schema.format === 'date-time' || schema.format === 'time') ? index : 0;
}

function fillUp(schema: ObjectSchema, sampler: Sampler, n: number, value: Record<string, Json>): void {
  const least = schema.minProperties ?? 0;
  for (let extra = 0; Object.keys(value).length < least && extra < least; extra += 1) {
    if (schema.additional === 'reject' || schema.additional === 'strip') return;
    value[`extra${extra + 1}`] = schema.additional === 'keep' ? `value ${extra + 1}` : sample(schema.additional, sampler, n + extra, 'extra');
  }
}

function sampleUnion(schema: UnionSchema, sampler: Sampler, n: number, name: string): Json {
  let reason: CannotSample | undefined;
  for (let attempt = 0; attempt < schema.variants.length; attempt += 1) {
    const index = (n + attempt) % schema.variants.length;
    const variant = schema.variants[index];
    if (variant === undefined) continue;
    try {
      const value = withDiscriminator(schema, index, sample(variant, sampler, Math.floor(n / schema.variants.length), name));
      if (isValid(value, schema, sampler.context, sampler.direction)) return value;
    } catch (error) {
      if (!(error instanceof CannotSample)) throw error;
      reason = error;
    }
  }
  if (schema.variants.length === 0) return impossible(schema, 'its parts contradict each other, no value fits');
  return impossible(schema, reason?.message ?? 'no sample of a variant matches exactly that variant');
}

function withDiscriminator(schema: UnionSchema, index: number, value: Json): Json {
  const tag = schema.discriminator?.mapping.find((entry) => entry.variant === index);
  if (schema.discriminator === undefined || tag === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return { ...(value as Readonly<Record<string, Json>>), [schema.discriminator.property]: tag.value };
}

function sampleIntersection(schema: IntersectionSchema, sampler: Sampler, n: number, name: string): Json {
  const values = schema.members.map((member) => sample(member, sampler, n, name));
  if (values.every((value) => typeof value === 'object' && value !== null && !Array.isArray(value))) return Object.assign({}, ...values) as Json;
  return values.find((value) => isValid(value, schema, sampler.context, sampler.direction)) ?? impossible(schema, 'no value fits all its members');
}

function impossible(schema: Schema, why: string): never {
  throw new CannotSample(`Cannot sample ${describe(schema)}: ${why}.`);
}

function describe(schema: Schema): string {
  return schema.kind === 'ref' ? schema.name : `a schema of kind ${schema.kind}`;
}
