import type { ShapeFact } from '../targets/facts/appFacts.ts';

type Constraint = ShapeFact['constraints'][number];

/** The least and the greatest whole number of a format. */
const formats: Readonly<Record<string, readonly [number, number]>> = { int32: [-(2 ** 31), 2 ** 31 - 1], uint32: [0, 2 ** 32 - 1] };

/**
 * Does the check of a whole number ask for what a constraint of another one asks for, in other words: at least 1 in place of more than 0, 1 to 100 in place of `int32`?
 */
export function isSaidOtherwise({ name, value }: Constraint, there: ShapeFact, here: ShapeFact): boolean {
  if (there.type !== 'integer' || here.type !== 'integer') return false;
  const [least, greatest] = rangeOf(there.constraints);
  const format = name === 'format' ? formats[value] : undefined;
  if (format !== undefined) return least >= format[0] && greatest <= format[1];
  const own = rangeOf(here.constraints);
  if (name === 'minimum' || name === 'exclusiveMinimum') return least === own[0];
  return (name === 'maximum' || name === 'exclusiveMaximum') && greatest === own[1];
}

/** The whole numbers that are let through. */
function rangeOf(constraints: readonly Constraint[]): readonly [number, number] {
  let [least, greatest] = [-Infinity, Infinity];
  for (const { name, value } of constraints) {
    const bound = Number(value);
    const [from, to] = name === 'format' ? formats[value] ?? [-Infinity, Infinity]
      : name === 'minimum' ? [Math.ceil(bound), Infinity]
      : name === 'exclusiveMinimum' ? [Math.floor(bound) + 1, Infinity]
      : name === 'maximum' ? [-Infinity, Math.floor(bound)]
      : name === 'exclusiveMaximum' ? [-Infinity, Math.ceil(bound) - 1] : [-Infinity, Infinity];
    [least, greatest] = [Math.max(least, from), Math.min(greatest, to)];
  }
  return [least, greatest];
}
