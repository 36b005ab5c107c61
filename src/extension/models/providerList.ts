/** An entry of the setting `devmatrix.providers`, as people write it; only its id is known. */
export type ProviderEntry = Readonly<Record<string, unknown>> & { readonly id: string };

/** The entries of the setting that have an id. */
export function entriesOf(setting: unknown): readonly ProviderEntry[] {
  if (!Array.isArray(setting)) return [];
  return (setting as readonly unknown[]).filter((entry): entry is ProviderEntry => typeof entry === 'object' && entry !== null && 'id' in entry && typeof entry.id === 'string');
}

/** The ids of providers that may have their key in the secret storage. */
export function secretIds(setting: unknown): readonly string[] {
  return entriesOf(setting).filter(({ key }) => key === undefined || key === 'secret').map(({ id }) => id);
}

/** The setting with an entry replaced in its place or added at the end; everything else, also what nobody understands, stays. */
export function withEntry(setting: unknown, entry: ProviderEntry): readonly unknown[] {
  const all: readonly unknown[] = Array.isArray(setting) ? setting : [];
  const isThere = entriesOf(all).some(({ id }) => id === entry.id);
  return isThere ? all.map((each) => (isEntry(each, entry.id) ? entry : each)) : [...all, entry];
}

/** The setting without the entry of that id; undefined when nothing is left. */
export function withoutEntry(setting: unknown, id: string): readonly unknown[] | undefined {
  const left = Array.isArray(setting) ? (setting as readonly unknown[]).filter((each) => !isEntry(each, id)) : [];
  return left.length === 0 ? undefined : left;
}

/** An id for a server by its address: `llm-example-com`, and one that is free. */
export function idFor(baseUrl: string, taken: readonly string[]): string {
  const { hostname, port } = new URL(baseUrl);
  const name = `${hostname}${port === '' ? '' : `-${port}`}`.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 36) || 'server';
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? name : `${name}-${number}`;
    if (!taken.includes(id)) return id;
  }
}

function isEntry(value: unknown, id: string): boolean {
  return typeof value === 'object' && value !== null && 'id' in value && value.id === id;
}
