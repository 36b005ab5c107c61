import type { Effort } from '../modelCall.ts';

/** Efforts of all providers, from least to most. */
const order = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** The effort of the model that is nearest to the wanted one, the lower of two; undefined when the model has none. */
export function effortOf(wanted: Effort | undefined, known: readonly string[] | undefined): string | undefined {
  if (wanted === undefined || known === undefined) return undefined;
  const at = order.indexOf(wanted);
  const candidates = known.filter((effort) => order.includes(effort));
  const distance = (effort: string): number => Math.abs(order.indexOf(effort) - at) + (order.indexOf(effort) > at ? 0.5 : 0);
  return candidates.toSorted((left, right) => distance(left) - distance(right))[0];
}
