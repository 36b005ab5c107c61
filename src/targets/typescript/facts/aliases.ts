/** What the `imports` of a `package.json` say: `#services/*` is `src/services/*`. The first condition of several counts. */
export function aliasesIn(text: string | undefined): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  for (const [alias, target] of Object.entries(importsIn(text))) {
    const path = pathIn(target);
    if (path?.startsWith('./') === true) aliases.set(alias, path.slice('./'.length));
  }
  return aliases;
}

function importsIn(text: string | undefined): object {
  try {
    const manifest: unknown = JSON.parse(text ?? '{}');
    const imports: unknown = typeof manifest === 'object' && manifest !== null && 'imports' in manifest ? manifest.imports : undefined;
    return typeof imports === 'object' && imports !== null ? imports : {};
  } catch {
    return {};
  }
}

function pathIn(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return undefined;
  return Object.values(target).map(pathIn).find((path) => path !== undefined);
}
