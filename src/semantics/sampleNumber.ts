import { words } from '../base/names.ts';
import type { DecimalSchema, IntegerSchema, NumberSchema } from '../ir/schema.ts';
import * as decimal from './decimal.ts';

/** Inclusive bounds in steps of `step`: `least * step` to `most * step` are allowed. */
interface Grid {
  readonly step: string;
  readonly least: bigint;
  readonly most: bigint;
}

/** The n-th sample of a numeric schema as decimal text, different for each n as long as the bounds allow; undefined when no value fits. */
export function sampleNumber(schema: IntegerSchema | NumberSchema | DecimalSchema, n: number, name: string): string | undefined {
  const grid = gridOf(schema);
  if (grid.least > grid.most) return undefined;
  const wish = indexOf(preferred(name), grid.step);
  const start = wish < grid.least ? grid.least : wish > grid.most ? below(grid) : wish;
  return decimal.multiply(indexNear(grid, start, BigInt(n)).toString(), grid.step);
}

/** The n-th index: upwards from the start, then downwards, then again. */
function indexNear(grid: Grid, start: bigint, n: bigint): bigint {
  const above = grid.most - start + 1n;
  const turn = n % (grid.most - grid.least + 1n);
  return turn < above ? start + turn : start - 1n - (turn - above);
}

/** A little below the greatest value, so that there is room for more samples. */
function below(grid: Grid): bigint {
  const room = grid.most - 20n;
  return room < grid.least ? grid.least : room;
}

/** The least and the greatest allowed value as decimal text; undefined on a side without a bound of its own. */
export function extremes(schema: IntegerSchema | NumberSchema | DecimalSchema): { readonly least?: string; readonly most?: string } {
  const grid = gridOf(schema);
  if (grid.least > grid.most) return {};
  const hasLower = schema.minimum !== undefined || schema.exclusiveMinimum !== undefined;
  const hasUpper = schema.maximum !== undefined || schema.exclusiveMaximum !== undefined || schema.kind === 'decimal';
  return {
    ...(hasLower ? { least: decimal.multiply(grid.least.toString(), grid.step) } : {}),
    ...(hasUpper ? { most: decimal.multiply(grid.most.toString(), grid.step) } : {}),
  };
}

/** The step between neighbouring values as decimal text: 1 for integers, one unit of the scale for decimals, `multipleOf` where given. */
export function stepOf(schema: IntegerSchema | NumberSchema | DecimalSchema): string {
  const natural = schema.kind === 'integer' ? '1' : schema.kind === 'decimal' ? decimal.toScale(decimal.divide(1, 10 ** schema.scale) ?? '1', schema.scale) : '0.5';
  if (schema.multipleOf === undefined) return schema.kind === 'number' ? numberStep(schema, natural) : natural;
  const multiple = decimal.decimalOf(schema.multipleOf);
  for (let factor = 1; factor <= 1000; factor += 1) {
    const candidate = decimal.multiply(multiple, factor);
    if (schema.kind === 'number' || decimal.compare(decimal.remainder(candidate, natural) ?? '1', 0) === 0) return candidate;
  }
  return multiple;
}

/** Floats with narrow bounds need a finer grid: a tenth of the room between the bounds, as a power of ten. */
function numberStep(schema: NumberSchema, natural: string): string {
  const low = schema.minimum ?? schema.exclusiveMinimum;
  const high = schema.maximum ?? schema.exclusiveMaximum;
  if (low === undefined || high === undefined || high - low >= 20) return natural;
  const room = high - low;
  return room <= 0 ? decimal.decimalOf(high === 0 ? 1 : Math.abs(high)) : decimal.decimalOf(10 ** Math.floor(Math.log10(room / 100)));
}

const grids = new WeakMap<IntegerSchema | NumberSchema | DecimalSchema, Grid>();

function gridOf(schema: IntegerSchema | NumberSchema | DecimalSchema): Grid {
  const known = grids.get(schema) ?? gridAnew(schema);
  grids.set(schema, known);
  return known;
}

function gridAnew(schema: IntegerSchema | NumberSchema | DecimalSchema): Grid {
  const step = stepOf(schema);
  const [naturalLeast, naturalMost] = naturalBounds(schema);
  const lower = schema.minimum ?? schema.exclusiveMinimum ?? naturalLeast;
  const upper = schema.maximum ?? schema.exclusiveMaximum ?? naturalMost;
  let least = indexOf(lower, step);
  let most = indexOf(upper, step);
  const at = (index: bigint): string => decimal.multiply(index.toString(), step);
  if (decimal.compare(at(least), lower) < 0 || (schema.exclusiveMinimum !== undefined && decimal.compare(at(least), lower) === 0)) least += 1n;
  if (decimal.compare(at(most), upper) > 0 || (schema.exclusiveMaximum !== undefined && decimal.compare(at(most), upper) === 0)) most -= 1n;
  return { step, least, most };
}

function naturalBounds(schema: IntegerSchema | NumberSchema | DecimalSchema): readonly [string, string] {
  if (schema.kind === 'decimal') {
    const most = decimal.subtract(decimal.decimalOf(10 ** (schema.precision - schema.scale)), stepOfScale(schema.scale));
    return [`-${most}`, most];
  }
  if (schema.kind === 'integer' && schema.bits === 32) return ['-2147483648', '2147483647'];
  return ['-9007199254740991', '9007199254740991'];
}

function stepOfScale(scale: number): string {
  return scale === 0 ? '1' : `0.${'0'.repeat(scale - 1)}1`;
}

/** The index of the greatest grid value that is not above `value`. */
function indexOf(value: string | number, step: string): bigint {
  const quotient = decimal.divide(value, step) ?? '0';
  const [whole = '0', fraction = ''] = quotient.replace('-', '').split('.');
  const truncated = BigInt(whole);
  if (!quotient.startsWith('-')) return truncated;
  return /[1-9]/.test(fraction) ? -truncated - 1n : -truncated;
}

/** A likely amount by the words of a property's name. */
function preferred(name: string): string {
  let known = wishes.get(name);
  if (known === undefined) {
    known = preferredAnew(name);
    wishes.set(name, known);
  }
  return known;
}

const wishes = new Map<string, string>();

function preferredAnew(name: string): string {
  const parts = new Set(words(name));
  const has = (...candidates: readonly string[]): boolean => candidates.some((word) => parts.has(word));
  if (has('latitude', 'lat')) return '48';
  if (has('longitude', 'lng', 'lon')) return '11';
  if (has('max', 'maximum', 'to', 'until', 'end', 'upper', 'capacity', 'stock', 'available', 'inventory', 'balance', 'limit', 'budget', 'seats', 'places')) return '100';
  if (has('year')) return '2026';
  if (has('age')) return '30';
  if (has('price', 'cost', 'amount', 'fee', 'rate', 'salary')) return '10';
  if (has('min', 'minimum', 'from', 'start', 'lower', 'quantity', 'count', 'order', 'position', 'rank', 'page')) return '1';
  return '5';
}
