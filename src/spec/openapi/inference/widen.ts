import type { NumericBounds, Schema, StringSchema } from '../../../ir/schema.ts';
import { omit } from '../omit.ts';

/** The schema of what either request may give: constraints that only one of them has are dropped. Of two kinds the first stays. */
export function widen(left: Schema, right: Schema): Schema {
  if (left.kind === 'string' && right.kind === 'string') return widenText(left, right);
  if (left.kind === 'enum' && right.kind === 'enum') return { ...left, values: [...new Set([...left.values, ...right.values])] };
  if (left.kind === 'integer' && right.kind === 'integer') return { ...widenBounds(left, right), bits: left.bits === 64 || right.bits === 64 ? 64 : 32 };
  if (left.kind === 'number' && right.kind === 'number') return widenBounds(left, right);
  if (left.kind === 'decimal' && right.kind === 'decimal') return widenBounds(left, right);
  return left;
}

function widenText(left: StringSchema, right: StringSchema): StringSchema {
  const low = weaker(left.minLength, right.minLength, Math.min);
  const high = weaker(left.maxLength, right.maxLength, Math.max);
  const rest = omit(left, 'minLength', 'maxLength', ...(left.pattern === right.pattern ? [] : ['pattern' as const]));
  return { ...rest, ...(low === undefined ? {} : { minLength: low }), ...(high === undefined ? {} : { maxLength: high }) };
}

const bounds = [['minimum', Math.min], ['exclusiveMinimum', Math.min], ['maximum', Math.max], ['exclusiveMaximum', Math.max]] as const;

function widenBounds<T extends Schema & NumericBounds>(left: T, right: T): T {
  const found = bounds.flatMap(([key, choose]) => {
    const value = weaker(left[key], right[key], choose);
    return value === undefined ? [] : [[key, value] as const];
  });
  const copy: T = { ...left };
  for (const key of ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', ...(left.multipleOf === right.multipleOf ? [] : ['multipleOf'])]) Reflect.deleteProperty(copy, key);
  return Object.assign(copy, Object.fromEntries(found));
}

function weaker(left: number | undefined, right: number | undefined, choose: (a: number, b: number) => number): number | undefined {
  return left === undefined || right === undefined ? undefined : choose(left, right);
}
