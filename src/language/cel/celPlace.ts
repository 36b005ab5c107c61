import type { ExpressionType } from '../../ir/expression.ts';
import { type Scope, withFacts, withVariable } from '../../spec/cel/celScope.ts';
import { compileCel } from '../../spec/cel/compileCel.ts';
import { type CelToken, openBrackets, valueStart } from './celTokens.ts';

const macros = new Set(['map', 'filter', 'all', 'exists', 'existsOne', 'exists_one']);

/** The type of a part of an expression, null aside; undefined when it has errors. */
export function typeOfText(source: string, scope: Scope): ExpressionType | undefined {
  const paths = source.match(/[\p{ID_Start}_]\p{ID_Continue}*(?:\s*\.\s*[\p{ID_Start}_]\p{ID_Continue}*)*/gu) ?? [];
  const facts = paths.flatMap((path) => path.split(/\s*\.\s*/).map((_, index, parts) => parts.slice(0, index + 1).join('.')));
  return compileCel({ kind: 'scalar', value: source, text: source, span: { file: '', start: 0, end: source.length } }, withFacts(scope, facts), [])?.expression.type;
}

/** The type of the value that ends with token `last`. */
export function typeOfValue(source: string, tokens: readonly CelToken[], last: number, scope: Scope): ExpressionType | undefined {
  const first = tokens[valueStart(tokens, last)];
  const end = tokens[last];
  return first === undefined || end === undefined ? undefined : typeOfText(source.slice(first.start, end.end), scope);
}

/** A variable of a macro, with the token that declares it. */
interface MacroVariable {
  readonly name: string;
  readonly type: ExpressionType;
  readonly token: CelToken;
}

/** The scope inside the macros that are open before token `end`, and their variables. */
export function scopeInside(source: string, tokens: readonly CelToken[], end: number, scope: Scope): { readonly scope: Scope; readonly variables: readonly MacroVariable[] } {
  let inner = scope;
  const variables: MacroVariable[] = [];
  for (const at of openBrackets(tokens, end)) {
    const name = tokens[at + 1];
    const isMacro = macros.has(tokens[at - 1]?.text ?? '') && tokens[at - 2]?.text === '.' && name?.kind === 'name' && tokens[at + 2]?.text === ',' && at + 2 < end;
    const list = isMacro ? typeOfValue(source, tokens, at - 3, inner) : undefined;
    if (name === undefined || list?.kind !== 'list') continue;
    inner = withVariable(inner, name.text, list.items);
    variables.push({ name: name.text, type: list.items, token: name });
  }
  return { scope: inner, variables };
}

/** An expression as it stands in a file, as far as the offset: quotes of YAML undone. */
export function celSource(typed: string, quote: string): string {
  if (quote === "'") return typed.replaceAll("''", "'");
  return quote === '"' ? typed.replace(/\\(["\\/])/g, '$1') : typed;
}

