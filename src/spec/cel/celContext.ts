import type { ASTNode } from '@marcbachmann/cel-js';
import type { Fix } from '../../base/diagnostic.ts';
import { nearest } from '../../base/nearest.ts';
import { replaceSpan } from '../fixes.ts';
import type { Span } from '../../base/span.ts';
import type { Expression } from '../../ir/expression.ts';
import { celCatalogue } from './catalogue.ts';
import type { Scope } from './celScope.ts';

/** What the parts of the checker share while they look at one expression. */
export interface CelContext {
  readonly source: string;
  spanOf(node: ASTNode): Span;
  /** The range of a member's name: the last part of `a.b`. */
  spanOfMember(node: ASTNode, member: string): Span;
  report: typeof celCatalogue.report;
  /** The checked expression; undefined when something in it was wrong and has been reported. */
  check(node: ASTNode, scope: Scope): Expression | undefined;
}

/** "Did you mean" as a sentence and a fix, for a name that was not found among the candidates. */
export function suggestion(name: string, candidates: readonly string[], span: Span, otherwise: string): { readonly advice: string; readonly fixes: readonly Fix[] } {
  const guess = nearest(name, candidates);
  if (guess === undefined) return { advice: otherwise, fixes: [] };
  return { advice: `Did you mean "${guess}"?`, fixes: [replaceWith(span, guess)] };
}

/** The fix that puts `text` in the place of a span. */
export function replaceWith(span: Span, text: string): Fix {
  return replaceSpan(span, text);
}
