import type { Span } from '../../../base/span.ts';
import type { ShapeFact } from '../../facts/appFacts.ts';
import type { Value } from '../../facts/value.ts';
import type { Reading } from './reading.ts';
import { constrained, withOther } from './shapeFacts.ts';
import { patternText } from './shapeFormats.ts';

/** The shape with what the function of a `refine` asks for, where that has a name of its own; undefined for any other check. */
export function refined(reading: Reading, shape: ShapeFact, check: Value, at: Span): ShapeFact | undefined {
  const resolved = reading.resolve(check);
  if (resolved.key === 'app#hasUniqueItems') return constrained(shape, 'uniqueItems', 'true', at);
  if (resolved.key === 'global#Number.isInteger' && shape.type === 'number') return { ...shape, type: 'integer' };
  // A check of what may be missing says something of that, too.
  if (resolved.kind !== 'function' || shape.optional || shape.nullable) return undefined;
  const [only, ...more] = resolved.effects;
  return only?.kind === 'return' && more.length === 0 && only.value !== undefined ? asked({ reading, at }, shape, only.value) : undefined;
}

/** Does the value stand for the argument of a function? Then the function gives back what it gets. */
export function isArgument(value: Value | undefined): boolean {
  return value?.kind === 'symbol' && /^param#\d+\.0$/.test(value.id);
}

interface Check {
  readonly reading: Reading;
  readonly at: Span;
}

function asked(check: Check, shape: ShapeFact, test: Value): ShapeFact | undefined {
  if (test.kind === 'operation' && test.operator === '&&') {
    return test.operands.reduce<ShapeFact | undefined>((found, operand) => (found === undefined ? undefined : asked(check, found, operand)), shape);
  }
  return test.kind === 'call' ? called(check, shape, test) : test.kind === 'operation' ? compared(check, shape, test) : undefined;
}

function called({ reading, at }: Check, shape: ShapeFact, { callee, args: [first] }: Extract<Value, { kind: 'call' }>): ShapeFact | undefined {
  if (callee.key === 'global#Number.isInteger' && isArgument(first) && shape.type === 'number') return { ...shape, type: 'integer' };
  if (callee.kind !== 'member' || first === undefined) return undefined;
  if (callee.name === 'test' && isArgument(first) && shape.type === 'string') {
    const pattern = reading.resolve(callee.object);
    return pattern.kind === 'regex' && !/[gy]/.test(pattern.flags) ? constrained(shape, 'pattern', patternText(reading, pattern) ?? '', at) : undefined;
  }
  const isText = shape.type === 'string' && isArgument(callee.object);
  return isText && ['startsWith', 'endsWith', 'includes'].includes(callee.name) ? withOther(shape, `${callee.name} ${reading.resolve(first).key}`, at) : undefined;
}

const bounds: Readonly<Record<string, readonly [string, string]>> = {
  // With the argument on the left, and on the right.
  '>=': ['minimum', 'maximum'], '>': ['exclusiveMinimum', 'exclusiveMaximum'], '<=': ['maximum', 'minimum'], '<': ['exclusiveMaximum', 'exclusiveMinimum'],
};

function compared({ reading, at }: Check, shape: ShapeFact, { operator, operands: [left, right] }: Extract<Value, { kind: 'operation' }>): ShapeFact | undefined {
  if (left === undefined || right === undefined) return undefined;
  const [limit, subject] = [right, left].map((side) => reading.literal(side)).flatMap((value, index) => (typeof value === 'number' ? [[value, index === 0 ? left : right] as const] : []))[0] ?? [];
  if (limit === undefined || subject === undefined) return undefined;
  const bound = bounds[operator]?.[subject === left ? 0 : 1];
  if (bound !== undefined && isArgument(subject)) return shape.type === 'number' || shape.type === 'integer' ? constrained(shape, bound, String(limit), at) : undefined;
  if (subject.kind === 'member' && subject.name === 'length' && isArgument(subject.object)) return ofLength(shape, bound ?? operator, limit, at);
  const isStep = operator === '===' && limit === 0 && subject.kind === 'operation' && subject.operator === '%' && isArgument(subject.operands[0]) && shape.type === 'integer';
  const step = isStep && subject.operands[1] !== undefined ? reading.literal(subject.operands[1]) : undefined;
  return typeof step === 'number' ? constrained(shape, 'multipleOf', String(step), at) : undefined;
}

function ofLength(shape: ShapeFact, bound: string, limit: number, at: Span): ShapeFact | undefined {
  const names = shape.type === 'string' ? ['minLength', 'maxLength'] as const : shape.type === 'array' ? ['minItems', 'maxItems'] as const : undefined;
  if (names === undefined) return undefined;
  const [least, most] = names;
  switch (bound) {
    case 'minimum': return constrained(shape, least, String(limit), at);
    case 'exclusiveMinimum': return constrained(shape, least, String(limit + 1), at);
    case 'maximum': return constrained(shape, most, String(limit), at);
    case 'exclusiveMaximum': return constrained(shape, most, String(limit - 1), at);
    case '!==': return limit === 0 ? constrained(shape, least, '1', at) : undefined;
    case '===': return constrained(constrained(shape, least, String(limit), at), most, String(limit), at);
    default: return undefined;
  }
}
