import { isWithin, type Span } from '../base/span.ts';
import type { ShapeFact } from '../targets/facts/appFacts.ts';
import { shortKey } from '../targets/facts/shortHash.ts';
import type { GapKind } from './gap.ts';
import { isSaidOtherwise } from './wholeNumbers.ts';

/** What differs between two checks of JSON values. */
export type ShapeAspect = 'type' | 'nullable' | 'optional' | 'default' | 'others' | 'values' | 'property' | 'constraint';

export interface ShapeDifference {
  readonly aspect: ShapeAspect;
  readonly kind: GapKind;
  /** Names of properties from the outside in; items of lists are `[]`. */
  readonly path: readonly string[];
  /** Name of the constraint. */
  readonly constraint?: string;
  readonly expected: Span | undefined;
  readonly actual: Span | undefined;
  readonly at: Span;
  /** Both sides in words. */
  readonly expectedText: string;
  readonly actualText: string;
}

/** All differences of two shapes; what a difference makes meaningless inside of it is left out. */
export function compareShapes(expected: ShapeFact, actual: ShapeFact, path: readonly string[] = []): readonly ShapeDifference[] {
  if (expected === actual || shapeKey(expected) === shapeKey(actual)) return [];
  const both = { path, expected: placeOf(expected), actual: placeOf(actual), at: placeOf(actual) };
  if (expected.type !== actual.type) {
    return [{ ...both, aspect: 'type', kind: 'contradicts', expectedText: describeType(expected), actualText: describeType(actual) }];
  }
  return [
    ...nullability(expected, actual, both),
    ...defaults(expected, actual, both),
    ...constraints(expected, actual, path),
    ...values(expected, actual, both),
    ...properties(expected, actual, path),
    ...others(expected, actual, both),
    ...items(expected, actual, both),
  ];
}

/** Where a shape is written. */
function placeOf({ at, from }: ShapeFact): Span {
  return from ?? at;
}

/** Where one side makes a shape nullable or optional, or gives a default, and where the other one does not: at the name that is used, or where that is written. */
function made(places: Places, [expected, here]: readonly [ShapeFact, Span | undefined], [actual, there]: readonly [ShapeFact, Span | undefined]): Places {
  const isInName = here !== undefined && expected.from !== undefined && isWithin(here, expected.from);
  const at = there ?? (here === undefined || isInName ? places.at : actual.at);
  return { ...places, expected: here ?? places.expected, actual: at, at };
}

type Places = Pick<ShapeDifference, 'path' | 'expected' | 'actual' | 'at'>;

function nullability(expected: ShapeFact, actual: ShapeFact, places: Places): readonly ShapeDifference[] {
  if (expected.nullable === actual.nullable) return [];
  const word = (isNullable: boolean): string => (isNullable ? 'nullable' : 'not nullable');
  return [{ ...made(places, [expected, expected.nullableAt], [actual, actual.nullableAt]), aspect: 'nullable', kind: 'contradicts', expectedText: word(expected.nullable), actualText: word(actual.nullable) }];
}

/** A default makes a property optional: where the defaults differ, optionality follows from them. */
function defaults(expected: ShapeFact, actual: ShapeFact, places: Places): readonly ShapeDifference[] {
  if (expected.default !== actual.default) {
    const word = (value: string | undefined): string => (value === undefined ? 'no default' : `the default ${value}`);
    const kind = expected.default === undefined ? 'unrequested' : actual.default === undefined ? 'missing' : 'contradicts';
    return [{
      ...made(places, [expected, expected.defaultAt], [actual, actual.defaultAt]), aspect: 'default', kind,
      expectedText: word(expected.default), actualText: word(actual.default),
    }];
  }
  if (expected.optional === actual.optional) return [];
  const word = (isOptional: boolean): string => (isOptional ? 'optional' : 'required');
  return [{ ...made(places, [expected, expected.optionalAt], [actual, actual.optionalAt]), aspect: 'optional', kind: 'contradicts', expectedText: word(expected.optional), actualText: word(actual.optional) }];
}

function constraints(expected: ShapeFact, actual: ShapeFact, path: readonly string[]): readonly ShapeDifference[] {
  const left = [...actual.constraints];
  const take = (matches: (constraint: ShapeFact['constraints'][number]) => boolean): ShapeFact['constraints'][number] | undefined => {
    const index = left.findIndex(matches);
    return index === -1 ? undefined : left.splice(index, 1)[0];
  };
  const open = expected.constraints.filter((constraint) => take((other) => other.name === constraint.name && other.value === constraint.value) === undefined && !isSaidOtherwise(constraint, actual, expected));
  const different = open.map(({ name, value, at }): ShapeDifference => {
    const other = take((candidate) => candidate.name === name) ?? take((candidate) => partners[name] === candidate.name);
    const common = { aspect: 'constraint', path, constraint: name, expected: at, expectedText: describe(name, value) } as const;
    return other === undefined
      ? { ...common, kind: 'missing', actual: undefined, at: placeOf(actual), actualText: '' }
      : { ...common, kind: 'contradicts', actual: other.at, at: other.at, actualText: describe(other.name, other.value) };
  });
  const coerced = left.find(({ name }) => name === 'other:coerced');
  if (coerced !== undefined) {
    const [wanted, found] = [placeOf(expected), placeOf(actual)];
    return [{ aspect: 'type', kind: 'contradicts', path, expected: wanted, actual: found, at: found, expectedText: describeType(expected), actualText: `${describeType(actual)}, or what can be made one` }];
  }
  const more = left.filter((constraint) => !isSaidOtherwise(constraint, expected, actual)).map(({ name, value, at }): ShapeDifference => ({
    aspect: 'constraint', kind: 'unrequested', path, constraint: name, expected: undefined, actual: at, at, expectedText: '', actualText: describe(name, value),
  }));
  return [...different, ...more];
}

/** A bound that is inclusive on one side and exclusive on the other is one bound. */
const partners: Readonly<Record<string, string>> = {
  minimum: 'exclusiveMinimum', exclusiveMinimum: 'minimum', maximum: 'exclusiveMaximum', exclusiveMaximum: 'maximum',
};

function describe(name: string, value: string): string {
  return name.startsWith('other:') ? name.slice(6) : `${name} ${value}`;
}

function values(expected: ShapeFact, actual: ShapeFact, places: Places): readonly ShapeDifference[] {
  const texts = (shape: ShapeFact): readonly string[] => shape.values.map(({ value }) => value);
  const missing = expected.values.filter(({ value }) => !texts(actual).includes(value));
  const more = actual.values.filter(({ value }) => !texts(expected).includes(value));
  const [first] = more;
  if (missing.length === 0 && first === undefined) return [];
  const at = first?.at ?? placeOf(actual);
  return [{
    ...places, aspect: 'values', kind: missing.length === 0 ? 'unrequested' : 'contradicts', expected: missing[0]?.at ?? placeOf(expected), actual: at, at,
    expectedText: texts(expected).join(', '), actualText: texts(actual).join(', '),
  }];
}

function properties(expected: ShapeFact, actual: ShapeFact, path: readonly string[]): readonly ShapeDifference[] {
  const found = new Map(actual.properties.map((property) => [property.name, property]));
  const wanted = new Set(expected.properties.map(({ name }) => name));
  return [
    ...expected.properties.flatMap(({ name, shape, at }): readonly ShapeDifference[] => {
      const other = found.get(name);
      if (other !== undefined) return compareShapes(shape, other.shape, [...path, name]);
      return [{ aspect: 'property', kind: 'missing', path: [...path, name], expected: at, actual: undefined, at: placeOf(actual), expectedText: name, actualText: '' }];
    }),
    ...actual.properties.filter(({ name }) => !wanted.has(name)).map(({ name, at }): ShapeDifference => ({
      aspect: 'property', kind: 'unrequested', path: [...path, name], expected: undefined, actual: at, at, expectedText: '', actualText: name,
    })),
  ];
}

function others(expected: ShapeFact, actual: ShapeFact, places: Places): readonly ShapeDifference[] {
  if (typeof expected.others === 'object' && typeof actual.others === 'object') return compareShapes(expected.others, actual.others, [...places.path, '*']);
  const word = (shape: ShapeFact): string => (typeof shape.others === 'object' ? 'checked' : shape.others ?? 'dropped');
  if (word(expected) === word(actual)) return [];
  return [{ ...places, aspect: 'others', kind: 'contradicts', expectedText: word(expected), actualText: word(actual) }];
}

function items(expected: ShapeFact, actual: ShapeFact, places: Places): readonly ShapeDifference[] {
  if (expected.items.length !== actual.items.length) {
    return [{ ...places, aspect: 'type', kind: 'contradicts', expectedText: describeType(expected), actualText: describeType(actual) }];
  }
  const isUnion = expected.type === 'union';
  const keys = new Set(actual.items.map(shapeKey));
  const wanted = isUnion ? expected.items.filter((item) => !keys.has(shapeKey(item))) : expected.items;
  const expectedKeys = new Set(expected.items.map(shapeKey));
  const found = isUnion ? actual.items.filter((item) => !expectedKeys.has(shapeKey(item))) : actual.items;
  const step = expected.type === 'array' ? '[]' : expected.type === 'record' ? '*' : undefined;
  return wanted.flatMap((item, index) => {
    const other = found[index];
    return other === undefined ? [] : compareShapes(item, other, step === undefined && !isUnion ? [...places.path, String(index)] : step === undefined ? places.path : [...places.path, step]);
  });
}

function describeType(shape: ShapeFact): string {
  if (shape.type === 'union') return `one of ${shape.items.map(describeType).join(', ')}`;
  if (shape.type === 'array') return `a list of ${shape.items.map(describeType).join(', ')}`;
  return shape.type.startsWith('other:') ? shape.type.slice(6) : shape.type;
}

const keys = new WeakMap<ShapeFact, string>();

/** The same text for shapes that check the same, in whatever order they say it. */
export function shapeKey(shape: ShapeFact): string {
  const before = keys.get(shape);
  if (before !== undefined) return before;
  const { type, nullable, optional, others: rest } = shape;
  const key = shortKey(JSON.stringify([
    type, nullable, optional, shape.default ?? null,
    shape.constraints.map(({ name, value }) => `${name}=${value}`).sort(),
    shape.properties.map((property) => `${property.name}:${shapeKey(property.shape)}`).sort(),
    typeof rest === 'object' ? shapeKey(rest) : rest ?? null,
    type === 'union' ? shape.items.map(shapeKey).sort() : shape.items.map(shapeKey),
    shape.values.map(({ value }) => value).sort(),
  ]));
  keys.set(shape, key);
  return key;
}
