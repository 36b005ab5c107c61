import type { Json } from '../base/json.ts';
import { anything, hasPlaceholder, isCursorPlaceholder, isIntegerPlaceholder, textPattern } from './placeholders.ts';
import { below } from './pointers.ts';
import { durationOf, instantOf, isClockDuration, isClockText } from './time.ts';
import type { Mismatch } from './types.ts';

/** How far an instant of the real app may lie from the model's clock, in milliseconds. */
export interface Tolerance {
  readonly clockMs: number;
}

/** Compares an answered body with the expected one and binds placeholders in `known` to what stands in their place. */
export function compareBody(expected: Json, real: Json | undefined, pointer: string, known: Map<string | number, Json>, tolerance: Tolerance): readonly Mismatch[] {
  if (expected === anything) return [];
  if (real === undefined) return [{ pointer, message: `is missing; expected ${brief(expected)}` }];
  if (typeof expected === 'string') return compareText(expected, real, pointer, known, tolerance);
  if (isIntegerPlaceholder(expected)) return compareInteger(expected, real, pointer, known);
  if (typeof expected !== 'object' || expected === null) return expected === real ? [] : [different(expected, real, pointer)];
  if (Array.isArray(expected)) return compareList(expected as readonly Json[], real, pointer, known, tolerance);
  if (typeof real !== 'object' || real === null || Array.isArray(real)) return [different(expected, real, pointer)];
  return compareObject(expected as JsonObject, real as JsonObject, pointer, known, tolerance);
}

type JsonObject = Readonly<Record<string, Json>>;

function compareObject(expected: JsonObject, real: JsonObject, pointer: string, known: Map<string | number, Json>, tolerance: Tolerance): readonly Mismatch[] {
  const faults: Mismatch[] = [];
  for (const [key, item] of Object.entries(expected)) faults.push(...compareBody(item, Object.hasOwn(real, key) ? real[key] : undefined, below(pointer, key), known, tolerance));
  for (const key of Object.keys(real)) if (!Object.hasOwn(expected, key)) faults.push({ pointer: below(pointer, key), message: `is unexpected: ${brief(real[key] ?? null)}` });
  return faults;
}

function compareList(expected: readonly Json[], real: Json, pointer: string, known: Map<string | number, Json>, tolerance: Tolerance): readonly Mismatch[] {
  if (!Array.isArray(real)) return [different(expected, real, pointer)];
  const items = real as readonly Json[];
  const faults: Mismatch[] = items.length === expected.length ? [] : [{ pointer, message: `has ${items.length} items; expected ${expected.length}` }];
  for (const [index, item] of expected.entries()) if (index < items.length) faults.push(...compareBody(item, items[index], below(pointer, index), known, tolerance));
  return faults;
}

function compareText(expected: string, real: Json, pointer: string, known: Map<string | number, Json>, tolerance: Tolerance): readonly Mismatch[] {
  if (typeof real !== 'string') return [different(expected, real, pointer)];
  if (isClockText(expected)) {
    const distance = Math.abs(instantOf(expected) - instantOf(real));
    if (distance <= tolerance.clockMs) return [];
    return [{ pointer, message: Number.isNaN(distance) ? `is no timestamp: ${brief(real)}` : `is ${brief(real)}, too far from the clock` }];
  }
  if (isClockDuration(expected)) {
    const distance = Math.abs((durationOf(real) ?? Number.NaN) - (durationOf(expected) ?? 0));
    return distance <= 2 * tolerance.clockMs ? [] : [{ pointer, message: `is ${brief(real)}; expected a duration near ${brief(expected)}` }];
  }
  if (!hasPlaceholder(expected)) return expected === real ? [] : [different(expected, real, pointer)];
  const { pattern, tokens } = textPattern(expected);
  const match = new RegExp(pattern, 'su').exec(real);
  if (match === null) return [{ pointer, message: `is ${brief(real)}; expected a generated value like ${brief(expected)}` }];
  return tokens.flatMap((token, index) => {
    const found = match[index + 1] ?? '';
    return isCursorPlaceholder(token) ? bind(token, found, pointer, known) : bind(token.toLowerCase(), found.toLowerCase(), pointer, known);
  });
}

function compareInteger(expected: number, real: Json, pointer: string, known: Map<string | number, Json>): readonly Mismatch[] {
  return typeof real === 'number' && Number.isSafeInteger(real) ? bind(expected, real, pointer, known) : [{ pointer, message: `is ${brief(real)}; expected a generated integer` }];
}

function bind(token: string | number, real: string | number, pointer: string, known: Map<string | number, Json>): readonly Mismatch[] {
  const before = known.get(token);
  if (before !== undefined && before !== real) return [{ pointer, message: `is ${brief(real)}; the same generated value was ${brief(before)} before` }];
  known.set(token, real);
  return [];
}

function different(expected: Json, real: Json, pointer: string): Mismatch {
  return { pointer, message: `is ${brief(real)}; expected ${brief(expected)}` };
}

function brief(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
