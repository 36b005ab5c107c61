import { parse, ParseError, type ASTNode } from '@marcbachmann/cel-js';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Expression } from '../../ir/expression.ts';
import type { SourceScalar } from '../source.ts';
import { celCatalogue } from './catalogue.ts';
import { checkCel } from './celCheck.ts';
import { factsOf } from './celFacts.ts';
import { disguiseNames, restoreNames } from './celNames.ts';
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
    const plain = disguiseNames(source);
    const { ast } = parse(plain.source);
    if (isTooDeep(ast)) {
      reportDepth(scalar, diagnostics);
      return undefined;
    }
    if (plain.names.size > 0) restoreNames(ast, plain.names);
    return ast;
  } catch (error) {
    // The parser recurses over signs and negations without a limit of its own.
    if (error instanceof RangeError) {
      reportDepth(scalar, diagnostics);
      return undefined;
    }
    if (!(error instanceof ParseError)) throw error;
    const stated = error.range ?? { start: 0, end: source.length };
    // What is missing at the end is missed behind the last character.
    const range = stated.start >= source.trimEnd().length && source.trim() !== '' ? { start: source.trimEnd().length - 1, end: source.trimEnd().length } : stated;
    const cut = /EOF|Unterminated/.test(error.summary) && /[([{"'?]/.test(source) && !/^["'|>]/.test(scalar.text) ? ' Inside { } YAML ends a text at a comma or at ": "; put the whole expression in quotes.' : '';
    const reason = `${error.summary.replace(/\.$/, '').replace(/Unexpected token: EOF|Expected (\w+), got EOF/, 'it ends too early')}.${cut}${habitOf(source)}`;
    diagnostics.push(celCatalogue.report('DM1300', source.trim() === '' ? scalar.span : spanWithin(scalar, range.start, Math.max(range.end, range.start + 1)), { reason }));
    return undefined;
  }
}

/** What people write from the habit of other languages, and how it is said here. */
function habitOf(source: string): string {
  const code = source.replace(/"[^"]*"|'[^']*'/g, '""');
  if (/\bis (?:not )?null\b/.test(code)) return ' Write `== null` or `!= null`.';
  const word = /[^.\w](and|or|not)\s/.exec(` ${code}`)?.[1];
  if (word !== undefined) return ` Write ${word === 'and' ? '&&' : word === 'or' ? '||' : '!'} for "${word}".`;
  if (/\bif\s*\(/.test(code)) return ' Write `condition ? a : b`.';
  if (/\$\{|\{\{/.test(code)) return ' Names stand alone, without braces: `order.total`.';
  if (/=>/.test(code)) return ' Lists are walked with `list.map(x, value)` and `list.filter(x, condition)`.';
  if (/===|!==/.test(code) || /[^=!<>]=[^=]/.test(code)) return ' Values are compared with == and !=.';
  return /\?\?|\?\./.test(code) ? ' Write `x != null ? x : other`.' : '';
}

/** Operators inside of each other; everything that walks an expression recurses. */
const depthLimit = 500;

function isTooDeep(ast: ASTNode): boolean {
  const open: { readonly part: unknown; readonly depth: number }[] = [{ part: ast, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { part, depth } = next;
    if (depth > depthLimit) return true;
    if (Array.isArray(part)) for (const item of part) open.push({ part: item, depth });
    else if (typeof part === 'object' && part !== null && 'op' in part && 'args' in part) open.push({ part: part.args, depth: depth + 1 });
  }
  return false;
}

function reportDepth(scalar: SourceScalar, diagnostics: Diagnostic[]): void {
  diagnostics.push(celCatalogue.report('DM1300', scalar.span, { reason: `it is nested more than ${depthLimit} levels deep.` }));
}

/** What the condition means to say is not null when it is true, whatever else is wrong with it. */
export function factsStated(scalar: SourceScalar): readonly string[] {
  const ast = parseCel(scalar, typeof scalar.value === 'string' ? scalar.value : scalar.text, []);
  return ast === undefined ? [] : factsOf(ast, 'true');
}

/** Parses and checks the text of a scalar as CEL; undefined when it has errors, which are added to `diagnostics`. */
export function compileCel(scalar: SourceScalar, scope: Scope, diagnostics: Diagnostic[]): Compiled | undefined {
  const source = typeof scalar.value === 'string' ? scalar.value : scalar.text;
  const ast = parseCel(scalar, source, diagnostics);
  if (ast === undefined) return undefined;
  const expression = checkCel(ast, scalar, source, scope, diagnostics);
  return expression === undefined ? undefined : { expression, factsWhenTrue: factsOf(ast, 'true') };
}
