import type { Stratum } from '../ir/unit.ts';
import type { LoadedSpec } from './loadSpec.ts';
import type { Ports } from './ports.ts';

/** Where the app keeps what the last run told; not committed, and made again when it is missing. */
export const lastRunPath = '.devmatrix/cache/generate.json';

/** A unit that is stated in words and is not, or not wholly, what the spec asks for. */
export interface IncompleteUnit {
  readonly unit: string;
  readonly file: string;
  /** `unwritten` answers 501; `partial` answers it where something is missing; `stale` answers what it was written for. */
  readonly state: 'unwritten' | 'partial' | 'stale';
  readonly reason: string;
  /** Line of the spec that states it in words. */
  readonly specLine: number;
}

/** What is told of generated files beside the files. */
export interface Summary {
  readonly strata: Readonly<Record<Stratum, number>>;
  readonly units: number;
  readonly incomplete: readonly IncompleteUnit[];
}

/** A run that wrote everything it generated. */
export interface LastRun extends Summary {
  /** Changes with everything that the generated files depend on, and with the manifest. */
  readonly seal: string;
  readonly lines: number;
}

/** Hash of what files are generated from: this program, the target, the texts of the spec, the book; undefined when the program is not a build. */
export function inputOf(spec: LoadedSpec, { main, target, book }: { readonly main: string; readonly target: string; readonly book: string | undefined }, ports: Ports): string | undefined {
  if (ports.build === undefined) return undefined;
  const texts = [...spec.texts].map(([path, text]) => [path === main ? '' : path, text === undefined ? null : ports.hash.sha256(text)]);
  return ports.hash.sha256(JSON.stringify([ports.build, target, ports.formatter.id, texts, ...(book === undefined ? [] : [book])]));
}

/** The seal of a run with this input that left this manifest. */
export function sealOf(input: string, manifestText: string, ports: Ports): string {
  return ports.hash.sha256(`${input}\n${manifestText}`);
}

/** Reads what the last run told; undefined when the text is not that. */
export function parseLastRun(text: string): LastRun | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'seal' in value && typeof value.seal === 'string' ? (value as LastRun) : undefined;
  } catch {
    return undefined;
  }
}
