import type { Json } from '../base/json.ts';
import type { Schema } from '../ir/schema.ts';
import { isValid } from './matches.ts';
import { below } from './pointers.ts';
import { sampleOf } from './samples.ts';
import { type SchemaContext, resolveSchema } from './schemaContext.ts';

/** A schema without references. */
export type Resolved = Exclude<Schema, { kind: 'ref' }>;

/** One place of a valid value with the schema that rules it. */
export interface Place {
  readonly schema: Resolved;
  readonly pointer: string;
  /** `Product.price`; the names of the properties on the way. */
  readonly key: string;
  /** Name of the property that holds it. */
  readonly name: string;
  /** What stands there in the base; undefined when the base leaves it out. */
  readonly value: Json | undefined;
  /** False when an enclosing object may leave it out. */
  readonly required: boolean;
}

/** How a value is varied. */
export interface VariationOptions {
  /** The valid value that is varied; a sample of the schema without it. */
  readonly base?: Json;
  /** Prefix of the keys: the entity's name; `''` gives `price.minimum`. */
  readonly key?: string;
  /** Name of the parameter or property that holds the value. */
  readonly name?: string;
  /** Named schemas that need not be walked through again; those that are now join them. */
  readonly entered?: Set<string>;
  /** Ends after that many variations; without it all. */
  readonly most?: number;
}

/** The base of the options, or a sample; undefined when there is none. */
export function baseOf(schema: Schema, context: SchemaContext, options: VariationOptions): Json | undefined {
  if (options.base !== undefined) return options.base;
  const sampled = sampleOf(schema, context, 0, options.name === undefined ? {} : { name: options.name });
  return 'value' in sampled ? sampled.value : undefined;
}

/** All places of a request's value, outermost first; in a list only the first item, and inside a named schema only where it stands first. */
export function placesOf(schema: Schema, context: SchemaContext, base: Json, options: VariationOptions): readonly Place[] {
  const places: Place[] = [];
  visit({ schema, pointer: '', key: options.key ?? '', name: options.name ?? '', value: base, required: true }, { context, entered: options.entered ?? new Set() }, places, 0);
  return places;
}

const maxDepth = 12;

interface Walk {
  readonly context: SchemaContext;
  /** Names of the schemas that were walked through. */
  readonly entered: Set<string>;
}

function visit(at: Omit<Place, 'schema'> & { readonly schema: Schema }, walk: Walk, places: Place[], depth: number): void {
  const schema = resolveSchema(at.schema, walk.context);
  if (schema === undefined || depth > maxDepth) return;
  if (at.schema.kind === 'ref') {
    const isKnown = walk.entered.has(at.schema.name);
    // An absent value shows nothing of what is inside.
    if (at.value !== undefined) walk.entered.add(at.schema.name);
    if (isKnown && ['object', 'array', 'union', 'intersection'].includes(schema.kind)) {
      places.push({ ...at, schema });
      return;
    }
  }
  if (schema.kind === 'union' || schema.kind === 'intersection') {
    places.push({ ...at, schema });
    visitCombined({ ...at, schema }, walk, places, depth);
    return;
  }
  places.push({ ...at, schema });
  const { value } = at;
  if (schema.kind === 'object' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const record = value as Readonly<Record<string, Json>>;
    for (const property of schema.properties) {
      if (property.readOnly) continue;
      const item = Object.hasOwn(record, property.name) ? record[property.name] : undefined;
      visit({ schema: property.schema, pointer: below(at.pointer, property.name), key: joined(at.key, property.name), name: property.name, value: item, required: property.required }, walk, places, depth + 1);
    }
  }
  if (schema.kind === 'array' && Array.isArray(value) && value.length > 0) {
    const [first] = value as readonly Json[];
    visit({ schema: schema.items, pointer: below(at.pointer, 0), key: joined(at.key, 'items'), name: at.name, value: first, required: true }, walk, places, depth + 1);
  }
}

/** Inside a union the variant that the value matches rules what stands in it. */
function visitCombined(place: Place, walk: Walk, places: Place[], depth: number): void {
  const { schema, value } = place;
  if (value === undefined) return;
  const members = schema.kind === 'intersection' ? schema.members : schema.kind === 'union' ? schema.variants.filter((variant) => isValid(value, variant, walk.context, 'request')).slice(0, 1) : [];
  for (const member of members) {
    const inner: Place[] = [];
    visit({ ...place, schema: member }, walk, inner, depth + 1);
    places.push(...inner.filter((each) => each.pointer !== place.pointer || schema.kind === 'intersection'));
  }
}

function joined(key: string, name: string): string {
  return key === '' ? name : `${key}.${name}`;
}
