/** The keys of a type that a value may lack. */
type OptionalKeys<T> = T extends unknown ? { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T] : never;

/** A copy without some of its optional properties. */
export function omit<T extends object>(value: T, ...keys: readonly OptionalKeys<T>[]): T {
  const copy = { ...value };
  for (const key of keys) Reflect.deleteProperty(copy, key);
  return copy;
}
