import type { ShapeFact } from '../../facts/appFacts.ts';
import type { Value } from '../../facts/value.ts';
import type { Reading } from './reading.ts';

/** The constants in a list, an object of them, or one alone, as JSON texts. */
export function literalValues(reading: Reading, value: Value | undefined): ShapeFact['values'] {
  if (value === undefined) return [];
  const list = reading.items(value) ?? reading.entries(value)?.map((entry) => entry.value);
  return (list ?? [value]).map((item) => {
    const resolved = reading.resolve(item);
    return { value: resolved.kind === 'literal' && resolved.value !== undefined ? JSON.stringify(resolved.value) : resolved.key, at: item.at };
  });
}

/** The value as JSON where it is a constant, its canonical text otherwise. */
export function jsonText(reading: Reading, value: Value): string {
  const resolved = reading.resolve(value);
  if (resolved.kind === 'literal') return resolved.key;
  const items = reading.items(resolved);
  if (items !== undefined) return `[${items.map((item) => jsonText(reading, item)).join(',')}]`;
  const entries = reading.entries(resolved);
  if (entries === undefined) return resolved.key;
  const parts = entries.map((entry) => ({ name: JSON.stringify(entry.name), text: jsonText(reading, entry.value) })).filter(({ text }) => text !== 'undefined');
  return `{${parts.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, text }) => `${name}:${text}`).join(',')}}`;
}
