/** Marks a branch that no value can reach; a new member of the union makes the call fail to compile. Throws when reached. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
