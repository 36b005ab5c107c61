import type { Stratum } from '../ir/unit.ts';

/** Where the manifest stands in a generated app; it is committed with the app. */
export const manifestPath = '.devmatrix/manifest.json';

/** The manifest of a run that has not written all of its files: when the run is done it takes the place of the other. */
export const nextManifestPath = '.devmatrix/manifest.next.json';

/** What is remembered of one generated file. */
export interface ManifestEntry {
  readonly emitter: string;
  readonly stratum: Stratum;
  /** Keys of the IR nodes that the file was made from. */
  readonly nodes: readonly string[];
  /** SHA-256 before formatting: tells that nothing changed without formatting again. */
  readonly source: string;
  /** SHA-256 of the text that was written last. */
  readonly sha256: string;
}

/** Which files DevMatrix wrote, from what, and with which content; no clock, no machine. */
export interface Manifest {
  readonly devmatrix: 1;
  readonly target: string;
  readonly formatter: string;
  readonly files: Readonly<Record<string, ManifestEntry>>;
}

/** The manifest of a folder that DevMatrix has not written to yet. */
export function emptyManifest(target: string, formatter: string): Manifest {
  return { devmatrix: 1, target, formatter, files: {} };
}

/** Reads a manifest; undefined when the text is not one. */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isManifest(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The manifest as text: files sorted by path, one line per field, so that it merges well. */
export function formatManifest(manifest: Manifest): string {
  const files = Object.fromEntries(
    Object.entries(manifest.files).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return `${JSON.stringify({ ...manifest, files }, null, 2)}\n`;
}

function isManifest(value: unknown): value is Manifest {
  if (!isRecord(value) || value['devmatrix'] !== 1 || typeof value['formatter'] !== 'string') return false;
  const files = value['files'];
  return isRecord(files) && Object.values(files).every(isEntry);
}

function isEntry(value: unknown): value is ManifestEntry {
  return isRecord(value) && typeof value['source'] === 'string' && typeof value['sha256'] === 'string' && Array.isArray(value['nodes']);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
