import type { Json } from '../base/json.ts';

/** The JSON pointer (RFC 6901) one step below `pointer`. */
export function below(pointer: string, key: string | number): string {
  if (typeof key === 'number' || !/[~/]/.test(key)) return `${pointer}/${key}`;
  return `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The steps of a JSON pointer. */
function stepsOf(pointer: string): readonly string[] {
  return pointer === '' ? [] : pointer.slice(1).split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value at a JSON pointer; undefined when nothing is there. */
export function valueAt(value: unknown, pointer: string): unknown {
  let current = value;
  for (const step of stepsOf(pointer)) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Readonly<Record<string, unknown>>)[step];
  }
  return current;
}

/** A copy of `value` with `replacement` at the pointer, or without what stands there when `replacement` is undefined; undefined when nothing is left. */
export function withValueAt<V = Json>(value: V, pointer: string, replacement: V | undefined): V | undefined {
  return replaced(value, stepsOf(pointer), replacement) as V | undefined;
}

function replaced(value: unknown, steps: readonly string[], replacement: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return replacement;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const index = Number(step);
    const item = replaced(items[index], rest, replacement);
    return item === undefined ? items.filter((_, at) => at !== index) : [...items.slice(0, index), item, ...items.slice(index + 1)];
  }
  const record = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const inner = replaced(Object.hasOwn(record, step) ? record[step] : undefined, rest, replacement);
  if (inner !== undefined) return { ...record, [step]: inner };
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== step));
}
