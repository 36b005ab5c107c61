/** Readers for JSON that nobody has promised anything about: what is not there, or is something else, is undefined. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function recordOf(value: unknown): JsonRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A count of tokens: a whole number from 0; anything else counts nothing. */
export function countOf(value: unknown): number {
  const count = numberOf(value);
  return count === undefined || count < 0 ? 0 : Math.floor(count);
}
