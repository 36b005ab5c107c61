/** The name as npm accepts it. */
export function packageName(name: string): string {
  const safe = name.replace(/[^a-z0-9-]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 100);
  return safe === '' || safe === 'node-modules' ? 'app' : safe;
}

/** The version as npm accepts it: `1.2` gives `1.2.0`, what is no version at all `0.0.0`. */
export function packageVersion(version: string): string {
  if (/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z.-]+)?$/.test(version)) return version;
  const [major = '0', minor = '0', patch = '0'] = version.match(/\d+/g) ?? [];
  return [major, minor, patch].map((part) => String(Number(part.slice(0, 9)))).join('.');
}
