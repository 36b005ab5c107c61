import type { Span } from '../../../base/span.ts';
import type { ShapeFact } from '../../facts/appFacts.ts';
import type { CallValue, Value } from '../../facts/value.ts';
import { coerced, defaultText, intersection, piped } from './shapeCombining.ts';
import { refined } from './shapeChecks.ts';
import { constrained, enumOf, nullable, optional, plainShape, unionOf, withDefault, withOther } from './shapeFacts.ts';
import { formatsOf, isFormat, patternText } from './shapeFormats.ts';
import { literalValues } from './shapeLiterals.ts';
import { objectMethods } from './shapeObjects.ts';
import type { Shapes } from './shapeReading.ts';

/** A method that is called on a schema. */
export interface MethodCall {
  readonly shape: ShapeFact;
  readonly name: string;
  readonly call: CallValue;
}

interface Method {
  readonly shapes: Shapes;
  readonly shape: ShapeFact;
  readonly args: readonly Value[];
  readonly call: CallValue;
  /** Where the method stands, without what is before it. */
  readonly at: Span;
}

type Apply = (method: Method) => ShapeFact;

const same: Apply = ({ shape }) => shape;
const bound = (name: string, value: string): Apply => ({ shape, at }) => constrained(shape, name, value, at);
const limit = (name: 'min' | 'max'): Apply => (method) => limited(method, name, numberText(method));
const numeric = (name: string): Apply => (method) => constrained(method.shape, name, numberText(method), method.at);
const said = (name: string): Apply => ({ shapes, shape, args, at }) => withOther(shape, [name, ...args.slice(0, 1).map((arg) => shapes.reading.resolve(arg).key)].join(' '), at);
const integer: Apply = ({ shape, at }) => (shape.type === 'number' ? { ...shape, type: 'integer', constraints: shape.constraints.filter(({ name, value }) => name !== 'format' || !value.startsWith('float')) } : withOther(shape, 'int', at));

const methods: Readonly<Record<string, Apply>> = {
  optional: ({ shape }) => optional(shape),
  nullable: ({ shape }) => nullable(shape),
  nullish: ({ shape }) => optional(nullable(shape)),
  nonoptional: ({ shape }) => ({ ...shape, optional: false }),
  exactOptional: ({ shape }) => optional(shape),
  default: ({ shapes, shape, args, at }) => (args[0] === undefined ? shape : withDefault(shape, defaultText(shapes.reading, args[0]), at)),
  prefault: ({ shapes, shape, args, at }) => (args[0] === undefined ? shape : withDefault(shape, defaultText(shapes.reading, args[0]), at)),
  removeDefault: ({ shape }) => ({ ...shape, default: undefined }),
  catch: ({ shapes, shape, args, at }) => withOther(shape, `catch ${args[0] === undefined ? '' : defaultText(shapes.reading, args[0])}`, at),
  min: limit('min'),
  max: limit('max'),
  minLength: limit('min'),
  maxLength: limit('max'),
  length: (method) => limited({ ...method, shape: limited(method, 'min', numberText(method)) }, 'max', numberText(method)),
  size: (method) => limited({ ...method, shape: limited(method, 'min', numberText(method)) }, 'max', numberText(method)),
  nonempty: (method) => limited(method, 'min', '1'),
  gt: numeric('exclusiveMinimum'),
  gte: numeric('minimum'),
  lt: numeric('exclusiveMaximum'),
  lte: numeric('maximum'),
  minimum: numeric('minimum'),
  maximum: numeric('maximum'),
  positive: bound('exclusiveMinimum', '0'),
  nonnegative: bound('minimum', '0'),
  negative: bound('exclusiveMaximum', '0'),
  nonpositive: bound('maximum', '0'),
  multipleOf: (method) => (numberText(method) === '1' ? integer(method) : numeric('multipleOf')(method)),
  step: (method) => (numberText(method) === '1' ? integer(method) : numeric('multipleOf')(method)),
  int: integer,
  safe: integer,
  finite: same,
  regex: ({ shapes, shape, args, at }) => constrained(shape, 'pattern', patternText(shapes.reading, args[0]) ?? '', at),
  includes: said('includes'),
  startsWith: said('startsWith'),
  endsWith: said('endsWith'),
  array: ({ shape, call }) => ({ ...plainShape('array', call.at), items: [shape] }),
  or: ({ shapes, shape, args, call }) => (args[0] === undefined ? shape : unionOf([shape, shapes.shape(args[0])], call.at)),
  and: ({ shapes, shape, args, call }) => (args[0] === undefined ? shape : intersection([shape, shapes.shape(args[0])], call)),
  rest: ({ shapes, shape, args }) => ({ ...shape, others: args[0] === undefined ? undefined : shapes.shape(args[0]) }),
  exclude: ({ shapes, shape, args }) => withValues(shape, shapes, args[0], (known, value) => !known.has(value)),
  extract: ({ shapes, shape, args }) => withValues(shape, shapes, args[0], (known, value) => known.has(value)),
  keyof: ({ shape, call }) => enumOf(shape.properties.map(({ name, at }) => ({ value: JSON.stringify(name), at })), call.at),
  pipe: ({ shapes, shape, args, call }) => (args[0] === undefined ? shape : piped(shape, shapes.shape(args[0]), call)),
  transform: transformed,
  unwrap: ({ shape }) => (shape.default !== undefined ? { ...shape, default: undefined, optional: false } : shape.optional || shape.nullable ? { ...shape, optional: false, nullable: false } : shape.items[0] ?? shape),
  check: checked,
  with: checked,
  brand: same,
  readonly: same,
  describe: same,
  meta: same,
  register: same,
  clone: same,
  lowercase: said('lowercase'),
  uppercase: said('uppercase'),
  trim: said('trim'),
  normalize: said('normalize'),
  toLowerCase: said('toLowerCase'),
  toUpperCase: said('toUpperCase'),
};

/** The shape after a method of zod. What is not known is kept as its text. */
export function shapeFromMethod(shapes: Shapes, { shape, name, call }: MethodCall): ShapeFact {
  const { args } = call;
  const at = shapes.reading.segment(call);
  const here = { ...shape, at: call.at };
  const ofObject = Object.hasOwn(objectMethods, name) ? objectMethods[name] : undefined;
  if (ofObject !== undefined && shape.type === 'object') return ofObject(shapes, here, args, at);
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method !== undefined) return method({ shapes, shape: here, args, call, at });
  if (isFormat(name) && shape.type === 'string') return formatsOf(shapes.reading, here, { name, args, at });
  const asked = name === 'refine' && args[0] !== undefined ? refined(shapes.reading, here, args[0], at) : undefined;
  if (asked !== undefined) return asked;
  return withOther(here, [name, ...args.slice(0, name === 'refine' || name === 'superRefine' ? 1 : undefined).map((arg) => shapes.reading.resolve(arg).key)].join(' '), at);
}

function numberText({ shapes, args }: Method): string {
  const [value] = args;
  return value === undefined ? '' : String(shapes.reading.literal(value) ?? shapes.reading.resolve(value).key);
}

/** `min` and `max` count characters, items, or are bounds of a number. */
function limited({ shape, at }: Method, end: 'min' | 'max', value: string): ShapeFact {
  const names = shape.type === 'string' ? { min: 'minLength', max: 'maxLength' }
    : ['array', 'tuple', 'file', 'other:set', 'other:map'].includes(shape.type) ? { min: 'minItems', max: 'maxItems' } : { min: 'minimum', max: 'maximum' };
  return constrained(shape, names[end], value, at);
}

function withValues(shape: ShapeFact, shapes: Shapes, list: Value | undefined, keep: (known: ReadonlySet<string>, value: string) => boolean): ShapeFact {
  const known = new Set(literalValues(shapes.reading, list).map(({ value }) => value));
  return { ...shape, values: shape.values.filter(({ value }) => keep(known, value)) };
}

function transformed({ shapes, shape, args, at, call }: Method): ShapeFact {
  const [change] = args;
  const text = change === undefined ? '' : shapes.reading.resolve(change).key;
  // A number written as a text is read by `transform(Number)` behind a pattern, or by `z.coerce`: what it may be is said by what follows.
  if (shape.type === 'string' && text === 'global#Number') return coerced(plainShape('number', call.at), call);
  return withOther(shape, `transform ${text}`, at);
}

/** `check(z.minLength(1), z.trim())`: checks are named like methods. */
function checked(method: Method): ShapeFact {
  return method.args.reduce((shape, check) => {
    const resolved = method.shapes.reading.resolve(check);
    const name = resolved.kind === 'call' ? checkName(resolved.callee) : undefined;
    if (resolved.kind !== 'call' || name === undefined) return withOther(shape, `check ${resolved.key}`, check.at);
    const inner = shapeFromMethod(method.shapes, { shape, name: aliases[name] ?? name, call: resolved });
    return { ...inner, at: shape.at };
  }, method.shape);
}

const aliases: Readonly<Record<string, string>> = { minSize: 'min', maxSize: 'max', overwrite: 'overwrite' };

function checkName(callee: Value): string | undefined {
  if (callee.kind === 'symbol') return /^zod[^#]*#(?!z$)(\w+)$/.exec(callee.id)?.[1];
  return callee.kind === 'member' && callee.object.kind === 'symbol' && callee.object.id.startsWith('zod') ? callee.name : undefined;
}
