import type { Span } from '../../base/span.ts';

/** What is to be mended: of the app that the spec asks for (`expected`) and the app that is there (`actual`). */
export interface RepairRequest {
  readonly kind: 'missing' | 'partial' | 'contradicts' | 'unrequested';
  /** What the gap is about; its last part is the name of a property: `Product.price`. */
  readonly key?: string;
  readonly expected: Span | undefined;
  readonly actual: Span | undefined;
  /** Where the gap is shown: the container of what is missing. */
  readonly at: Span;
}

/** Texts of an app's files. */
export interface AppTexts {
  read(path: string): string | undefined;
  readonly paths: Iterable<string>;
}

/** One way to mend: the new texts of files, made of the least change. */
export interface RepairCandidate {
  readonly files: ReadonlyMap<string, string>;
}

/** Proposes ways to mend, the smallest change first; whoever asks tries them until one helps. */
export interface Repairer {
  candidates(request: RepairRequest, expected: AppTexts, actual: AppTexts): Iterable<RepairCandidate>;
  /** Does the new text of a file parse, and is every name in it explained as well as in the old one? */
  isSound(path: string, before: string | undefined, after: string): boolean;
}
