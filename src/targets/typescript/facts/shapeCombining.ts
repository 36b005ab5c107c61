import type { ShapeFact } from '../../facts/appFacts.ts';
import type { CallValue, Value } from '../../facts/value.ts';
import type { Reading } from './reading.ts';
import { constrained, plainShape, shapeKey, withOther } from './shapeFacts.ts';
import { jsonText } from './shapeLiterals.ts';

/** A default as JSON; one that a function makes is what that gives. */
export function defaultText(reading: Reading, value: Value): string {
  return jsonText(reading, reading.given(value));
}

/** Makes the value out of a text, as `Number` does. */
export function coerced(shape: ShapeFact, call: CallValue): ShapeFact {
  return withOther(shape, 'coerced', call.at);
}

/** What comes out of the second is what there is; how the first makes it is said beside. */
export function piped(from: ShapeFact, to: ShapeFact, call: CallValue): ShapeFact {
  const isNumber = to.type === 'number' || to.type === 'integer';
  const here = { ...to, at: call.at, nullable: to.nullable || from.nullable, optional: from.optional || to.optional, ...(from.default === undefined ? {} : { default: from.default }) };
  if (isNumber && from.type === 'number' && from.constraints.some(({ name }) => name === 'other:coerced')) return from.constraints.reduce((shape, { name, value, at }) => constrained(shape, name, value, at), here);
  return withOther(here, `from ${shapeKey({ ...from, optional: false, nullable: false, default: undefined })}`, from.at);
}

/** Shapes in an order that is the same however they were written. */
export function sortedShapes(shapes: readonly ShapeFact[]): readonly ShapeFact[] {
  return shapes.map((shape) => ({ shape, key: shapeKey(shape) })).sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ shape }) => shape);
}

/** What is both; the order does not matter. */
export function intersection(parts: readonly ShapeFact[], call: CallValue): ShapeFact {
  const flat = parts.flatMap((part) => (part.type === 'other:intersection' && part.constraints.length === 0 && !part.nullable && !part.optional ? part.items : [part]));
  return { ...plainShape('other:intersection', call.at), items: sortedShapes(flat) };
}
