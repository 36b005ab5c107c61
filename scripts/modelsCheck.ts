import type { PriceRow } from '../src/llm/models/modelInfo.ts';
import type { ModelTable, TableModel } from '../src/llm/models/modelTable.ts';

/** Prices of a model as genai-prices has them, by exact id; undefined when it has none. */
export type KnownPrices = (vendor: string, model: string) => unknown;

const fields = { input: 'input_mtok', output: 'output_mtok', cacheRead: 'cache_read_mtok', cacheWrite: 'cache_write_mtok', cacheWriteLong: 'cache_write_1h_mtok' } as const satisfies Readonly<Record<keyof PriceRow, string>>;

/** How the table's prices compare with another source: lines for people, and what is too far apart to be believed. */
export function differences({ models, asOf }: ModelTable, known: KnownPrices): { readonly lines: readonly string[]; readonly wrong: readonly string[] } {
  const lines: string[] = [];
  const wrong: string[] = [];
  let same = 0;
  let other = 0;
  let missing = 0;
  for (const row of models) {
    const prices = flatPrices(known(row.vendor, row.model), asOf);
    if (row.price === undefined || prices === undefined) {
      missing += 1;
      continue;
    }
    const apart = differingFields(row, prices);
    if (apart.length === 0) same += 1;
    else other += 1;
    for (const { field, ours, theirs } of apart) {
      const line = `${row.vendor}/${row.model}: ${field} ${String(ours)}, elsewhere ${String(theirs)}`;
      lines.push(line);
      if (ours > theirs * 10 || theirs > ours * 10) wrong.push(`${line}: ten times apart, one of them is a mistake`);
    }
  }
  lines.push(`cross-check: ${String(same)} models agree, ${String(other)} differ, ${String(missing)} are in one source only`);
  return { lines, wrong };
}

function differingFields({ price }: TableModel, prices: Readonly<Record<string, number>>): readonly { readonly field: string; readonly ours: number; readonly theirs: number }[] {
  return Object.entries(fields).flatMap(([field, name]) => {
    const ours = price?.[field as keyof PriceRow];
    const theirs = prices[name];
    return ours === undefined || theirs === undefined || Math.abs(ours - theirs) < 1e-9 ? [] : [{ field, ours, theirs }];
  });
}

interface DatedPrices {
  readonly constraint?: { readonly type: string; readonly start_date?: string };
  readonly prices: unknown;
}

/** The base prices as they are on that day; prices that depend on the hour are left to people. */
function flatPrices(prices: unknown, day: string): Readonly<Record<string, number>> | undefined {
  if (Array.isArray(prices)) {
    const dated = prices as readonly DatedPrices[];
    if (dated.some(({ constraint }) => constraint !== undefined && constraint.type !== 'start_date')) return undefined;
    return flatPrices(dated.filter(({ constraint }) => (constraint?.start_date ?? '') <= day).at(-1)?.prices, day);
  }
  if (typeof prices !== 'object' || prices === null) return undefined;
  return Object.fromEntries(Object.entries(prices).flatMap(([name, value]: [string, unknown]) => {
    const base: unknown = typeof value === 'object' && value !== null && 'base' in value ? value.base : value;
    return typeof base === 'number' ? [[name, base]] : [];
  }));
}

/** Fewer models than this is no table. */
const fewestModels = 50;

/** The guard that LiteLLM has for its own price map: a source that broke must not empty the table. Gives what is wrong. */
export function shrinkage(before: ModelTable | undefined, after: ModelTable): readonly string[] {
  const problems: string[] = [];
  const { length } = after.models;
  if (length < fewestModels) problems.push(`Only ${String(length)} models: a table has at least ${String(fewestModels)}.`);
  if (before === undefined) return problems;
  if (length < before.models.length / 2) problems.push(`${String(length)} models after ${String(before.models.length)}: more than half are gone.`);
  if (after.asOf < before.asOf) problems.push(`The catalogue of ${after.asOf} is older than the table of ${before.asOf}.`);
  const vendorsLeft = new Set(after.models.map(({ vendor }) => vendor));
  const lost = [...new Set(before.models.map(({ vendor }) => vendor))].filter((vendor) => !vendorsLeft.has(vendor));
  if (lost.length > 0) problems.push(`No model is left of ${lost.join(', ')}.`);
  const priced = new Set(after.models.filter(({ price }) => price !== undefined).map(({ vendor, model }) => `${vendor}/${model}`));
  const unpriced = after.models.filter(({ vendor, model, price }) => price === undefined && before.models.some((row) => row.vendor === vendor && row.model === model && row.price !== undefined));
  if (unpriced.length > priced.size / 10) problems.push(`${String(unpriced.length)} models lost their price.`);
  return problems;
}
