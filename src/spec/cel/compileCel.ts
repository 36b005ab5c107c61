import { parse, ParseError, type ASTNode } from '@marcbachmann/cel-js';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Expression } from '../../ir/expression.ts';
import type { SourceScalar } from '../source.ts';
import { celCatalogue } from './catalogue.ts';
import { checkCel } from './celCheck.ts';
import { factsOf } from './celFacts.ts';
import { spanWithin } from './celPosition.ts';
import type { Scope } from './celScope.ts';

/** An expression and what holds after it was found true. */
export interface Compiled {
  readonly expression: Expression;
  /** Paths that are not null when the expression is true. */
  readonly factsWhenTrue: readonly string[];
}

/** The syntax tree of an expression; undefined when it cannot be parsed, which is reported. */
export function parseCel(scalar: SourceScalar, source: string, diagnostics: Diagnostic[]): ASTNode | undefined {
  try {
    return parse(source).ast;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const stated = error.range ?? { start: 0, end: source.length };
    // What is missing at the end is missed behind the last character.
    const range = stated.start >= source.trimEnd().length && source.trim() !== '' ? { start: source.trimEnd().length - 1, end: source.trimEnd().length } : stated;
    const cut = /EOF|Unterminated/.test(error.summary) && /[([{"'?]/.test(source) && !/^["'|>]/.test(scalar.text) ? ' Inside { } YAML ends a text at a comma or at ": "; put the whole expression in quotes.' : '';
    const reason = `${error.summary.replace(/\.$/, '').replace(/Unexpected token: EOF|Expected (\w+), got EOF/, 'it ends too early')}.${cut}`;
    diagnostics.push(celCatalogue.report('DM1300', source.trim() === '' ? scalar.span : spanWithin(scalar, range.start, Math.max(range.end, range.start + 1)), { reason }));
    return undefined;
  }
}

/** Parses and checks the text of a scalar as CEL; undefined when it has errors, which are added to `diagnostics`. */
export function compileCel(scalar: SourceScalar, scope: Scope, diagnostics: Diagnostic[]): Compiled | undefined {
  const source = typeof scalar.value === 'string' ? scalar.value : scalar.text;
  const ast = parseCel(scalar, source, diagnostics);
  if (ast === undefined) return undefined;
  const expression = checkCel(ast, scalar, source, scope, diagnostics);
  return expression === undefined ? undefined : { expression, factsWhenTrue: factsOf(ast, 'true') };
}
