/** A side of a comparison in an `sql` text: something that was put into it, or a constant. */
export type SqlOperand<Value> = { readonly kind: 'value'; readonly value: Value } | { readonly kind: 'literal'; readonly literal: string | number | boolean | null };

interface SqlComparison<Value> {
  /** The function of drizzle that says it: `eq`, `inArray`. */
  readonly operator: string;
  readonly operands: readonly SqlOperand<Value>[];
  /** Whether all operands but the first are one list. */
  readonly list: boolean;
}

/** Comparisons that all have to hold, or one of which has to. */
export interface SqlCondition<Value> {
  readonly joined: 'and' | 'or';
  readonly comparisons: readonly SqlComparison<Value>[];
}

const operators: Readonly<Record<string, string>> = { '=': 'eq', '<>': 'ne', '!=': 'ne', '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte', like: 'like', ilike: 'ilike' };

const tokenPattern = /\s+|(?<word>[a-z]+)|(?<sign><>|!=|>=|<=|[=<>(),])|(?<number>-?\d+(?:\.\d+)?)|'(?<text>(?:[^']|'')*)'|(?<other>.)/giy;

type Token<Value> = SqlOperand<Value> | { readonly kind: 'sign'; readonly sign: string };

/** What the text of an `sql` template compares; undefined for every other text. */
export function conditionOf<Value>(parts: readonly (string | Value)[]): SqlCondition<Value> | undefined {
  const tokens = parts.length < 2 ? undefined : tokensOf(parts);
  const comparisons: SqlComparison<Value>[] = [];
  const joins = new Set<string>();
  for (let at = 0; tokens !== undefined && at < tokens.length; ) {
    const found = comparisonAt(tokens, at);
    if (found === undefined) return undefined;
    comparisons.push(found.comparison);
    at = found.next;
    const join = signAt(tokens, at);
    if (at < tokens.length && join !== 'and' && join !== 'or') return undefined;
    if (join !== undefined) joins.add(join);
    at += 1;
    if (join !== undefined && at >= tokens.length) return undefined;
  }
  if (comparisons.length === 0 || joins.size > 1) return undefined;
  return { joined: joins.has('or') ? 'or' : 'and', comparisons };
}

function tokensOf<Value>(parts: readonly (string | Value)[]): readonly Token<Value>[] | undefined {
  const tokens: Token<Value>[] = [];
  for (const part of parts) {
    if (typeof part !== 'string') {
      tokens.push({ kind: 'value', value: part });
      continue;
    }
    for (const { groups = {} } of part.matchAll(tokenPattern)) {
      const { word, sign, number, text, other } = groups;
      if (other !== undefined) return undefined;
      if (number !== undefined) tokens.push({ kind: 'literal', literal: Number(number) });
      else if (text !== undefined) tokens.push({ kind: 'literal', literal: text.replaceAll("''", "'") });
      else if (sign !== undefined) tokens.push({ kind: 'sign', sign });
      else if (word !== undefined) tokens.push(wordOf(word.toLowerCase()));
    }
  }
  return tokens;
}

function wordOf<Value>(word: string): Token<Value> {
  return word === 'true' || word === 'false' ? { kind: 'literal', literal: word === 'true' } : { kind: 'sign', sign: word };
}

function signAt<Value>(tokens: readonly Token<Value>[], index: number): string | undefined {
  const token = tokens[index];
  return token?.kind === 'sign' ? token.sign : undefined;
}

/** `column = value`, `column is not null`, `column in (a, b)`; the first operand was put into the text. */
function comparisonAt<Value>(tokens: readonly Token<Value>[], at: number): { readonly comparison: SqlComparison<Value>; readonly next: number } | undefined {
  const column = tokens[at];
  const sign = signAt(tokens, at + 1);
  if (column?.kind !== 'value' || sign === undefined) return undefined;
  const given = (operator: string, operands: readonly SqlOperand<Value>[], next: number, list = false): ReturnType<typeof comparisonAt<Value>> =>
    ({ comparison: { operator, operands: [column, ...operands], list }, next });
  if (sign === 'is') {
    if (signAt(tokens, at + 2) === 'null') return given('isNull', [], at + 3);
    return signAt(tokens, at + 2) === 'not' && signAt(tokens, at + 3) === 'null' ? given('isNotNull', [], at + 4) : undefined;
  }
  if (sign === 'in') {
    const items = itemsAt(tokens, at + 2);
    const [first, ...more] = items ?? [];
    if (items === undefined || first === undefined) return undefined;
    const next = at + 3 + 2 * items.length;
    return more.length === 0 ? given('eq', [first], next) : given('inArray', items, next, true);
  }
  const operator = operators[sign];
  const other = tokens[at + 2];
  return operator === undefined || other === undefined || other.kind === 'sign' ? undefined : given(operator, [other], at + 3);
}

/** The operands in `(a, b)`. */
function itemsAt<Value>(tokens: readonly Token<Value>[], at: number): readonly SqlOperand<Value>[] | undefined {
  if (signAt(tokens, at) !== '(') return undefined;
  const items: SqlOperand<Value>[] = [];
  for (let index = at + 1; ; index += 2) {
    const item = tokens[index];
    const sign = signAt(tokens, index + 1);
    if (item === undefined || item.kind === 'sign' || (sign !== ',' && sign !== ')')) return undefined;
    items.push(item);
    if (sign === ')') return items;
  }
}
