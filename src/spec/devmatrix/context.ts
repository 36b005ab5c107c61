import type { Diagnostic } from '../../base/diagnostic.ts';
import { nearest } from '../../base/nearest.ts';
import type { Fix } from '../../base/diagnostic.ts';
import { fixOf, removePart, replaceText } from '../fixes.ts';
import type { SourceNode } from '../source.ts';
import type { Span } from '../../base/span.ts';
import type { Observer } from '../observer.ts';
import { devmatrixCatalogue } from './catalogue.ts';

/** Where the readers of one spec put what they find wrong. */
export interface Context {
  readonly diagnostics: Diagnostic[];
  readonly report: typeof devmatrixCatalogue.report;
  /** The fix that takes a part of the spec away. */
  removal(start: number, end: number, what: string): Fix;
  readonly observer: Observer | undefined;
}

/** A context without diagnostics. */
export function createContext(diagnostics: Diagnostic[], root: SourceNode, observer?: Observer): Context {
  return {
    diagnostics,
    removal: (start, end, what) => fixOf('remove', `Remove ${what}`, () => [removePart(root, start, end)]),
    observer,
    report(code, span, parameters, extras) {
      const diagnostic = devmatrixCatalogue.report(code, span, parameters, extras);
      diagnostics.push(diagnostic);
      return diagnostic;
    },
  };
}

/** "Did you mean" with a fix, or the list of what there is. */
export function didYouMean(name: string, candidates: readonly string[], span: Span): { readonly advice: string; readonly guess?: string; readonly extras: { readonly fixes: readonly Fix[] } } {
  const guess = nearest(name, candidates);
  if (guess === undefined) return { advice: thereIs(candidates), extras: { fixes: [] } };
  return { advice: `Did you mean "${guess}"?`, guess, extras: { fixes: [replaceText(span, name, guess)] } };
}

/** The first twelve of what there is, in a sentence. */
export function thereIs(candidates: readonly string[]): string {
  return candidates.length === 0 ? '' : `There is: ${candidates.slice(0, 12).join(', ')}${candidates.length > 12 ? ', ...' : ''}.`;
}
