/** The properties that are not undefined: what `exactOptionalPropertyTypes` wants of optional ones. */
export function present<T extends object>(properties: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const result: { [Key in keyof T]?: Exclude<T[Key], undefined> } = {};
  for (const key of Object.keys(properties) as (keyof T)[]) {
    const value = properties[key];
    if (value !== undefined) result[key] = value as Exclude<T[typeof key], undefined>;
  }
  return result;
}
