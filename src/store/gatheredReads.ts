/**
 * Reads that are asked for in the same moment as one: calls that end together start the next ones together. A failure is told to all of them.
 * `query` gives what it finds of these keys, by key.
 */
export function gatheredReads<Row>(query: (keys: readonly string[]) => Promise<ReadonlyMap<string, Row>>): (key: string) => Promise<Row | undefined> {
  let keys = new Set<string>();
  let found: Promise<ReadonlyMap<string, Row>> | undefined;
  return async (key) => {
    keys.add(key);
    found ??= Promise.resolve().then(() => {
      const asked = [...keys];
      keys = new Set();
      found = undefined;
      return query(asked);
    });
    return (await found).get(key);
  };
}
