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
  /** What can quote a text here without ending the scalar that holds the expression. */
  readonly quote: '"' | "'";
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

/** The fix that puts another text into a literal, between the quotes that it has: `"a"`, `'a'`, and `\"a\"` within double quotes. */
export function replaceLiteral(span: Span, was: string, text: string): Fix {
  const quote = (span.end - span.start - was.length) / 2;
  const inner = quote === 1 || quote === 2 ? { ...span, start: span.start + quote, end: span.end - quote } : span;
  return replaceSpan(inner, inner === span ? `"${text}"` : text, `"${text}"`);
}

/** The fix that puts `text` in the place of a span. */
export function replaceWith(span: Span, text: string): Fix {
  return replaceSpan(span, text);
}
