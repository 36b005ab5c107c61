import type { Span } from '../../../base/span.ts';
import type { ShapeFact } from '../../facts/appFacts.ts';
import { shortKey } from '../../facts/shortHash.ts';

type Constraint = ShapeFact['constraints'][number];

/** A shape of a type that nothing else is said of. */
export function plainShape(type: string, at: Span): ShapeFact {
  return { type, nullable: false, optional: false, default: undefined, constraints: [], properties: [], others: undefined, items: [], values: [], at };
}

/** Of two bounds of one name the narrower counts. */
const narrower: Readonly<Record<string, 'larger' | 'smaller'>> = {
  minLength: 'larger', minItems: 'larger', minimum: 'larger', exclusiveMinimum: 'larger', maxLength: 'smaller', maxItems: 'smaller', maximum: 'smaller', exclusiveMaximum: 'smaller',
};

/** The shape with a constraint more; what is there already, or says nothing, is not added. */
export function constrained(shape: ShapeFact, name: string, value: string, at: Span): ShapeFact {
  if ((name === 'minLength' || name === 'minItems') && Number(value) <= 0) return shape;
  const added: Constraint = { name, value, at };
  const wins = narrower[name];
  const same = shape.constraints.find((other) => other.name === name && (wins !== undefined || other.value === value));
  if (same === undefined) return { ...shape, constraints: sorted([...shape.constraints, added]) };
  const isNarrower = wins === 'larger' ? Number(value) > Number(same.value) : Number(value) < Number(same.value);
  return wins !== undefined && isNarrower ? { ...shape, constraints: sorted([...shape.constraints.filter((other) => other !== same), added]) } : shape;
}

function sorted(constraints: readonly Constraint[]): readonly Constraint[] {
  return [...constraints].sort((a, b) => compare(`${a.name}\0${a.value}`, `${b.name}\0${b.value}`));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The shape with something that is done or checked and has no name of its own. */
export function withOther(shape: ShapeFact, text: string, at: Span): ShapeFact {
  return constrained(shape, `other:${text}`, '', at);
}

/** The shape with that default; who leaves the value out gets it, so that it is not optional any more. */
export function withDefault(shape: ShapeFact, value: string, at: Span): ShapeFact {
  return { ...shape, default: value, defaultAt: at, optional: false };
}

export function optional(shape: ShapeFact): ShapeFact {
  return shape.default === undefined ? { ...shape, optional: true, optionalAt: shape.at } : shape;
}

export function nullable(shape: ShapeFact): ShapeFact {
  return { ...shape, nullable: true, nullableAt: shape.at };
}

/** One of several shapes. Constants are values of one enum, null and undefined are no variants of their own. */
export function unionOf(variants: readonly ShapeFact[], at: Span): ShapeFact {
  const flat = variants.flatMap((variant) => (variant.type === 'union' && isBare(variant) ? variant.items.map((item) => ({ ...item, nullable: item.nullable || variant.nullable, optional: item.optional || variant.optional })) : [variant]));
  const real = flat.filter(({ type }) => type !== 'null' && type !== 'other:undefined');
  const nullable = flat.length > 0 && flat.some((variant) => variant.type === 'null' || variant.nullable);
  const isOptional = flat.some((variant) => variant.type === 'other:undefined' || variant.optional);
  const merged = mergedEnums(real.map((variant) => ({ ...variant, nullable: false, optional: false })), at);
  const byKey = new Map(merged.map((variant) => [shapeKey(variant), variant]));
  const items = [...byKey].sort(([a], [b]) => compare(a, b)).map(([, item]) => item);
  const [only] = items;
  const shape = items.length === 1 && only !== undefined ? { ...only, at } : { ...plainShape(items.length === 0 ? 'null' : 'union', at), items };
  return { ...shape, nullable: items.length > 0 && nullable, optional: isOptional && shape.default === undefined };
}

function isBare({ constraints, default: fallback }: ShapeFact): boolean {
  return constraints.length === 0 && fallback === undefined;
}

function mergedEnums(variants: readonly ShapeFact[], at: Span): readonly ShapeFact[] {
  const enums = variants.filter((variant) => variant.type === 'enum' && isBare(variant));
  if (enums.length < 2) return variants;
  return [...variants.filter((variant) => !enums.includes(variant)), enumOf(enums.flatMap(({ values }) => values), at)];
}

/** One of these values, given as JSON texts. */
export function enumOf(values: ShapeFact['values'], at: Span): ShapeFact {
  const byText = new Map(values.map((value) => [value.value, value]));
  const isNullable = byText.delete('null');
  const kept = [...byText.values()].sort((a, b) => compare(a.value, b.value));
  return kept.length === 0 && isNullable ? plainShape('null', at) : { ...plainShape('enum', at), values: kept, nullable: isNullable };
}

const keys = new WeakMap<ShapeFact, string>();

/** All that a shape says as one text, without its places; of long texts their hash. */
export function shapeKey(shape: ShapeFact): string {
  const before = keys.get(shape);
  if (before !== undefined) return before;
  const key = shortKey(textOf(shape));
  keys.set(shape, key);
  return key;
}

function textOf(shape: ShapeFact): string {
  const { type, nullable, default: fallback, constraints, properties, others, items, values } = shape;
  const parts = [
    type, nullable ? 'null' : '', shape.optional ? '?' : '', fallback === undefined ? '' : `=${fallback}`,
    ...constraints.map(({ name, value }) => (value === '' ? name : `${name} ${value}`)),
    values.length === 0 ? '' : `(${values.map(({ value }) => value).join(', ')})`,
    items.length === 0 ? '' : `[${items.map(shapeKey).join(', ')}]`,
    properties.length === 0 ? '' : `{${properties.map(({ name, shape: inner }) => `${name}: ${shapeKey(inner)}`).sort().join(', ')}}`,
    others === undefined ? '' : typeof others === 'string' ? others : `...${shapeKey(others)}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}
