import type { Span } from '../../../base/span.ts';
import type { ShapeFact } from '../../facts/appFacts.ts';
import type { Value } from '../../facts/value.ts';
import type { Entry } from './reading.ts';
import { optional, plainShape } from './shapeFacts.ts';
import type { Shapes } from './shapeReading.ts';

type Properties = ShapeFact['properties'];

/** An object with these properties. */
export function objectShape(shapes: Shapes, fields: Value | undefined, others: ShapeFact['others'], at: Span): ShapeFact {
  return { ...plainShape('object', at), properties: fields === undefined ? [] : propertiesOf(shapes, fields), others };
}

/** The properties that an object of schemas says; what it takes from `other.shape` is among them. */
function propertiesOf(shapes: Shapes, fields: Value): Properties {
  const taken = shapeMembers(shapes, fields);
  if (taken !== undefined) return taken;
  const found = new Map<Value, Properties[number]>();
  const entries = shapes.reading.entries(fields, (spread): readonly Entry[] | undefined =>
    shapeMembers(shapes, spread)?.map((property) => {
      const value: Value = { kind: 'opaque', text: property.name, key: property.name, at: property.at };
      found.set(value, property);
      return { name: property.name, value, at: property.at };
    }));
  return (entries ?? []).map(({ name, value, at }) => found.get(value) ?? { name, shape: shapes.shape(value.kind === 'function' ? shapes.reading.given(value) : value), at });
}

/** The properties of `schema.shape`; undefined for other values. */
function shapeMembers(shapes: Shapes, value: Value): Properties | undefined {
  if (value.kind === 'member' && value.name === 'shape') return shapes.find(value.object)?.properties;
  const resolved = shapes.reading.resolve(value);
  return resolved.kind === 'member' && resolved.name === 'shape' ? shapes.find(resolved.object)?.properties : undefined;
}

/** The object with more properties; later ones take the place of earlier ones of their name. */
function extended(shape: ShapeFact, more: Properties): ShapeFact {
  return { ...shape, properties: [...shape.properties.filter(({ name }) => !more.some((other) => other.name === name)), ...more] };
}

/** Names in `{ a: true, b: true }`; undefined without an argument, which means all. */
function namesIn(shapes: Shapes, mask: Value | undefined): ReadonlySet<string> | undefined {
  const entries = mask === undefined ? undefined : shapes.reading.entries(mask);
  return entries === undefined ? undefined : new Set(entries.filter(({ value }) => shapes.reading.literal(value) === true).map(({ name }) => name));
}

function changed(shape: ShapeFact, names: ReadonlySet<string> | undefined, change: (shape: ShapeFact) => ShapeFact): ShapeFact {
  return { ...shape, properties: shape.properties.map((property) => (names === undefined || names.has(property.name) ? { ...property, shape: change(property.shape) } : property)) };
}

type ObjectMethod = (shapes: Shapes, shape: ShapeFact, args: readonly Value[], at: Span) => ShapeFact;

/** Methods that only objects have. */
export const objectMethods: Readonly<Record<string, ObjectMethod>> = {
  strict: (_, shape) => ({ ...shape, others: 'refused' }),
  strip: (_, shape) => ({ ...shape, others: 'dropped' }),
  passthrough: (_, shape) => ({ ...shape, others: 'kept' }),
  loose: (_, shape) => ({ ...shape, others: 'kept' }),
  nonstrict: (_, shape) => ({ ...shape, others: 'kept' }),
  catchall: (shapes, shape, [rest]) => ({ ...shape, others: rest === undefined ? shape.others : restOf(shapes.shape(rest)) }),
  extend: (shapes, shape, [fields]) => (fields === undefined ? shape : extended(shape, propertiesOf(shapes, fields))),
  safeExtend: (shapes, shape, [fields]) => (fields === undefined ? shape : extended(shape, propertiesOf(shapes, fields))),
  augment: (shapes, shape, [fields]) => (fields === undefined ? shape : extended(shape, propertiesOf(shapes, fields))),
  merge: (shapes, shape, [other]) => {
    const merged = other === undefined ? undefined : shapes.find(other);
    return merged === undefined ? shape : { ...extended(shape, merged.properties), others: merged.others };
  },
  pick: (shapes, shape, [mask]) => ({ ...shape, properties: shape.properties.filter(({ name }) => namesIn(shapes, mask)?.has(name) === true) }),
  omit: (shapes, shape, [mask]) => ({ ...shape, properties: shape.properties.filter(({ name }) => namesIn(shapes, mask)?.has(name) !== true) }),
  partial: (shapes, shape, [mask], at) => changed(shape, namesIn(shapes, mask), (inner) => madeOptional(inner, at)),
  deepPartial: (_, shape) => changed(shape, undefined, (inner) => optional(inner.type === 'object' ? changed(inner, undefined, optional) : inner)),
  required: (shapes, shape, [mask]) => changed(shape, namesIn(shapes, mask), (inner) => ({ ...inner, optional: false })),
};

/** Optional by a call that says it of several properties at once. */
function madeOptional(shape: ShapeFact, at: Span): ShapeFact {
  const made = optional(shape);
  return made === shape || shape.optional ? made : { ...made, optionalAt: at };
}

/** A `catchall` of anything keeps other properties, one of nothing refuses them. */
function restOf(rest: ShapeFact): ShapeFact['others'] {
  if (rest.type === 'never') return 'refused';
  return rest.type === 'unknown' && rest.constraints.length === 0 ? 'kept' : rest;
}
