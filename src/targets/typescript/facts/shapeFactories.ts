import type { ShapeFact } from '../../facts/appFacts.ts';
import type { CallValue, Value } from '../../facts/value.ts';
import { returnEffect } from './effects.ts';
import { isArgument } from './shapeChecks.ts';
import { coerced, defaultText, intersection, piped, sortedShapes } from './shapeCombining.ts';
import { constrained, enumOf, nullable, optional, plainShape, shapeKey, unionOf, withDefault, withOther } from './shapeFacts.ts';
import { formatsOf, isFormat } from './shapeFormats.ts';
import { literalValues } from './shapeLiterals.ts';
import { objectShape } from './shapeObjects.ts';
import type { Shapes } from './shapeReading.ts';
import * as make from './values.ts';

interface Made {
  readonly shapes: Shapes;
  readonly args: readonly Value[];
  readonly call: CallValue;
}

type Factory = (made: Made) => ShapeFact | undefined;

const plain = (type: string): Factory => ({ call }) => plainShape(type, call.at);
const first = (change: (shape: ShapeFact, made: Made) => ShapeFact): Factory => (made) => change(made.shapes.shape(argument(made, 0)), made);
const sized = (type: string, format: string): Factory => ({ call }) => constrained(plainShape(type, call.at), 'format', format, call.at);

const factories: Readonly<Record<string, Factory>> = {
  string: plain('string'),
  number: (made) => (isCoercing(made) ? coerced(plainShape('number', made.call.at), made.call) : plainShape('number', made.call.at)),
  int: plain('integer'),
  int32: sized('integer', 'int32'),
  uint32: sized('integer', 'uint32'),
  float32: sized('number', 'float32'),
  float64: sized('number', 'float64'),
  int64: sized('other:bigint', 'int64'),
  uint64: sized('other:bigint', 'uint64'),
  bigint: plain('other:bigint'),
  boolean: plain('boolean'),
  stringbool,
  date: plain('other:date'),
  symbol: plain('other:symbol'),
  null: plain('null'),
  undefined: plain('other:undefined'),
  void: plain('other:undefined'),
  any: plain('unknown'),
  unknown: plain('unknown'),
  never: plain('never'),
  nan: plain('other:nan'),
  file: plain('file'),
  json: plain('other:json'),
  'coerce.string': ({ call }) => coerced(plainShape('string', call.at), call),
  'coerce.number': ({ call }) => coerced(plainShape('number', call.at), call),
  'coerce.boolean': ({ call }) => coerced(plainShape('boolean', call.at), call),
  'coerce.bigint': ({ call }) => coerced(plainShape('other:bigint', call.at), call),
  'coerce.date': ({ call }) => coerced(plainShape('other:date', call.at), call),
  object: (made) => objectShape(made.shapes, made.args[0], 'dropped', made.call.at),
  strictObject: (made) => objectShape(made.shapes, made.args[0], 'refused', made.call.at),
  looseObject: (made) => objectShape(made.shapes, made.args[0], 'kept', made.call.at),
  array: (made) => ({ ...plainShape('array', made.call.at), items: [made.shapes.shape(argument(made, 0))] }),
  set: (made) => ({ ...plainShape('other:set', made.call.at), items: [made.shapes.shape(argument(made, 0))] }),
  map: (made) => ({ ...plainShape('other:map', made.call.at), items: made.args.map((arg) => made.shapes.shape(arg)) }),
  tuple: tuple,
  record: record('record'),
  partialRecord: record('record'),
  looseRecord: record('other:looseRecord'),
  union: (made) => unionOf(variants(made, 0), made.call.at),
  xor: (made) => withOther({ ...plainShape('union', made.call.at), items: sortedShapes(variants(made, 0)) }, 'exclusive', made.call.at),
  discriminatedUnion: (made) => withOther({ ...plainShape('union', made.call.at), items: sortedShapes(variants(made, 1)) }, `discriminator ${made.args[0]?.key ?? ''}`, argument(made, 0).at),
  intersection: (made) => intersection(made.args.slice(0, 2).map((arg) => made.shapes.shape(arg)), made.call),
  enum: (made) => enumOf(literalValues(made.shapes.reading, made.args[0]), made.call.at),
  nativeEnum: (made) => enumOf(literalValues(made.shapes.reading, made.args[0]), made.call.at),
  literal: (made) => enumOf(literalValues(made.shapes.reading, made.args[0]), made.call.at),
  keyof: (made) => enumOf(made.shapes.shape(argument(made, 0)).properties.map(({ name, at }) => ({ value: JSON.stringify(name), at })), made.call.at),
  lazy: (made) => made.shapes.find(made.shapes.reading.given(argument(made, 0))),
  optional: first((shape, { call }) => optional({ ...shape, at: call.at })),
  nullable: first((shape, { call }) => nullable({ ...shape, at: call.at })),
  nullish: first((shape, { call }) => optional(nullable({ ...shape, at: call.at }))),
  nonoptional: first((shape) => ({ ...shape, optional: false })),
  readonly: first((shape) => shape),
  _default: first((shape, made) => withDefault(shape, defaultText(made.shapes.reading, argument(made, 1)), made.call.at)),
  prefault: first((shape, made) => withDefault(shape, defaultText(made.shapes.reading, argument(made, 1)), made.call.at)),
  catch: first((shape, made) => withOther(shape, `catch ${defaultText(made.shapes.reading, argument(made, 1))}`, made.call.at)),
  preprocess,
  pipe: (made) => piped(made.shapes.shape(argument(made, 0)), made.shapes.shape(argument(made, 1)), made.call),
  transform: (made) => withOther(plainShape('unknown', made.call.at), `transform ${made.shapes.reading.resolve(argument(made, 0)).key}`, made.call.at),
  custom: (made) => withOther(plainShape('unknown', made.call.at), `refine ${argument(made, 0).key}`, made.call.at),
  instanceof: (made) => plainShape(`other:instanceof ${argument(made, 0).key}`, made.call.at),
  templateLiteral: (made) => withOther(plainShape('string', made.call.at), `template ${argument(made, 0).key}`, made.call.at),
};

/** The shape that a function of zod makes: `string`, `iso.datetime`, `coerce.number`. */
export function shapeFromFactory(shapes: Shapes, name: string, call: CallValue): ShapeFact | undefined {
  const factory = Object.hasOwn(factories, name) ? factories[name] : undefined;
  if (factory !== undefined) return factory({ shapes, args: call.args, call });
  if (isFormat(name)) return formatsOf(shapes.reading, plainShape('string', call.at), { name, args: call.args, at: call.at });
  return plainShape(`other:${call.key}`, call.at);
}

function argument({ args, call }: Made, index: number): Value {
  return args[index] ?? { kind: 'literal', value: undefined, key: 'undefined', at: call.at };
}

function isCoercing({ shapes, args }: Made): boolean {
  const options = args[0];
  const entry = options === undefined ? undefined : shapes.reading.entry(options, 'coerce');
  return entry !== undefined && shapes.reading.literal(entry.value) === true;
}

/** A function that gives back what it gets prepares nothing. */
function preprocess(made: Made): ShapeFact {
  const { reading } = made.shapes;
  const shape = made.shapes.shape(argument(made, 1));
  const change = reading.resolve(argument(made, 0));
  return isArgument(reading.given(change)) ? { ...shape, at: made.call.at } : withOther(shape, `preprocess ${change.key}`, made.call.at);
}

/** One word for true and one for false, as they are written, are an enum of which one value is true. */
function stringbool({ shapes: { reading }, args, call }: Made): ShapeFact {
  const { at } = call;
  const [options] = args;
  const words = ['truthy', 'falsy'].map((name) => (options === undefined ? undefined : reading.items(reading.entry(options, name)?.value ?? options))?.map((item) => reading.text(item)) ?? []);
  const [[yes, ...more] = [], [no, ...others] = []] = words;
  const isExact = options !== undefined && reading.text(reading.entry(options, 'case')?.value) === 'sensitive';
  if (yes === undefined || no === undefined || more.length > 0 || others.length > 0 || !isExact) return withOther(plainShape('boolean', at), ['stringbool', ...args.map(({ key }) => key)].join(' '), at);
  const test = make.operation('===', [make.symbol('param#1.0', at), make.literal(yes, at)], at);
  return withOther(enumOf([yes, no].map((word) => ({ value: JSON.stringify(word), at })), at), `transform ${make.functionValue(1, [returnEffect(test, at)], at).key}`, at);
}

function variants(made: Made, index: number): readonly ShapeFact[] {
  return (made.shapes.reading.items(argument(made, index)) ?? []).map((item) => made.shapes.shape(item));
}

function tuple(made: Made): ShapeFact {
  const rest = made.args[1] === undefined ? undefined : made.shapes.find(made.args[1]);
  return { ...plainShape('tuple', made.call.at), items: variants(made, 0), others: rest };
}

function record(type: string): Factory {
  return (made) => {
    const [key, value] = made.args.length === 1 ? [undefined, argument(made, 0)] : [made.args[0], argument(made, 1)];
    const shape: ShapeFact = { ...plainShape(type, made.call.at), items: [made.shapes.shape(value)] };
    const keys = key === undefined ? undefined : made.shapes.shape(key);
    return keys === undefined || shapeKey(keys) === 'string' ? shape : withOther(shape, `keys ${shapeKey(keys)}`, keys.at);
  };
}
