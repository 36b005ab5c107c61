import { SqlCursor } from './sqlCursor.ts';
import type { SqlNode } from './sqlNode.ts';
import { sqlTokens, type SqlToken } from './sqlTokens.ts';
import { takeSqlType } from './sqlTypes.ts';

/** How tightly operators bind, the loosest first; what is not named binds like `other`. */
const level = { or: 1, and: 2, not: 3, is: 4, comparison: 5, range: 6, other: 7, sum: 8, product: 9, power: 10, sign: 11 } as const;
const deepest = 200;
/** Expressions of more tokens are compared as their text: the tree of a long chain is too deep to walk. */
const longest = 2000;

const binaryLevels: Readonly<Record<string, number>> = {
  '<': level.comparison, '>': level.comparison, '=': level.comparison, '<=': level.comparison, '>=': level.comparison, '<>': level.comparison, '!=': level.comparison,
  '+': level.sum, '-': level.sum, '*': level.product, '/': level.product, '%': level.product, '^': level.power,
};

const constants = new Set([
  'null', 'true', 'false', 'current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp', 'current_user', 'session_user', 'user', 'default',
]);

/** Words that end an expression, because they begin what comes after it. */
const stops = new Set([
  'and', 'or', 'not', 'is', 'isnull', 'notnull', 'in', 'between', 'like', 'ilike', 'similar', 'then', 'else', 'end', 'when', 'as', 'from', 'where', 'on', 'using',
  'constraint', 'primary', 'unique', 'check', 'references', 'generated', 'collate', 'asc', 'desc', 'nulls', 'select', 'order', 'group', 'having', 'limit', 'escape', 'for',
]);

/** Reads a whole text as one expression. */
export function parseSqlExpression(sql: string): SqlNode {
  return readWhole(new SqlCursor(sqlTokens(sql)));
}

/** Reads all that a cursor has as one expression; raw when it is none. */
export function readWhole(cursor: SqlCursor): SqlNode {
  const from = cursor.at;
  const node = cursor.size > longest ? undefined : readExpression(cursor);
  if (node !== undefined && cursor.done) return node;
  while (!cursor.done) cursor.at += 1;
  return rawOf(cursor.since(from));
}

/** The default of a column: an expression without `not`, `is` and the like, which begin what stands after it. */
export function readDefault(cursor: SqlCursor): SqlNode {
  const from = cursor.at;
  const node = readOperators(cursor, level.other, 0);
  if (node !== undefined) return node;
  cursor.at = from;
  while (!cursor.done && !cursor.isSymbol(',')) {
    if (cursor.takeGroup() === undefined) cursor.at += 1;
  }
  return rawOf(cursor.since(from));
}

function rawOf(tokens: readonly SqlToken[]): SqlNode {
  return {
    kind: 'raw',
    tokens: tokens.map(({ kind, text }) => ({ text: kind === 'text' ? `'${text.replaceAll("'", "''")}'` : text, word: kind === 'word' || kind === 'name' })),
  };
}

/** Reads one expression; undefined where none begins, and then the cursor stands somewhere. */
export function readExpression(cursor: SqlCursor): SqlNode | undefined {
  return readOperators(cursor, level.or, 0);
}

function readOperators(cursor: SqlCursor, lowest: number, depth: number): SqlNode | undefined {
  if (depth > deepest) return undefined;
  let left = readPrefix(cursor, lowest, depth);
  while (left !== undefined) {
    const found = readInfix(cursor, left, lowest, depth);
    if (found === 'none') return left;
    left = found;
  }
  return undefined;
}

function readPrefix(cursor: SqlCursor, lowest: number, depth: number): SqlNode | undefined {
  if (lowest <= level.not && cursor.takeWords('not')) {
    const operand = readOperators(cursor, level.not, depth + 1);
    return operand === undefined ? undefined : { kind: 'not', operand };
  }
  const token = cursor.peek();
  if (token?.kind === 'symbol' && /^[-+~@!]+$/.test(token.text)) {
    cursor.at += 1;
    const operand = readOperators(cursor, level.sign, depth + 1);
    if (operand === undefined) return undefined;
    if (token.text === '+') return operand;
    return token.text === '-' && operand.kind === 'number' ? { kind: 'number', value: negated(operand.value) } : { kind: 'unary', operator: token.text, operand };
  }
  return readPostfix(cursor, depth);
}

function negated(number: string): string {
  return number.startsWith('-') ? number.slice(1) : `-${number}`;
}

/** The operator after `left` with its right side; `none` when the expression ends here. */
function readInfix(cursor: SqlCursor, left: SqlNode, lowest: number, depth: number): SqlNode | undefined | 'none' {
  const token = cursor.peek();
  if (token?.kind === 'word') return readWordOperator(cursor, left, lowest, depth);
  if (token?.kind !== 'symbol' || !/^[-+*/<>=~!@#%^&|`?]+$/.test(token.text)) return 'none';
  const strength = binaryLevels[token.text] ?? level.other;
  if (strength < lowest) return 'none';
  cursor.at += 1;
  const quantifier = cursor.isWords('any') || cursor.isWords('some') ? 'any' : cursor.isWords('all') ? 'all' : undefined;
  if (quantifier !== undefined) return readQuantified(cursor, left, token.text, quantifier);
  const right = readOperators(cursor, strength + 1, depth + 1);
  return right === undefined ? undefined : { kind: 'binary', operator: token.text === '!=' ? '<>' : token.text, left, right };
}

/** `= any (array[...])` is `in`, `<> all (...)` the opposite. */
function readQuantified(cursor: SqlCursor, left: SqlNode, operator: string, quantifier: 'any' | 'all'): SqlNode | undefined {
  cursor.at += 1;
  const group = cursor.takeGroup();
  const list = group === undefined ? undefined : bareArray(readWhole(group));
  if (list === undefined) return undefined;
  if (list.kind === 'array' && quantifier === 'any' && operator === '=') return { kind: 'in', item: left, values: list.items };
  if (list.kind === 'array' && quantifier === 'all' && (operator === '<>' || operator === '!=')) return { kind: 'not', operand: { kind: 'in', item: left, values: list.items } };
  return { kind: 'binary', operator: `${operator} ${quantifier}`, left, right: list };
}

function bareArray(node: SqlNode): SqlNode {
  return node.kind === 'cast' && node.type.endsWith('[]') ? bareArray(node.value) : node;
}

function readWordOperator(cursor: SqlCursor, left: SqlNode, lowest: number, depth: number): SqlNode | undefined | 'none' {
  for (const word of ['and', 'or'] as const) {
    if (!cursor.isWords(word)) continue;
    if (level[word] < lowest) return 'none';
    cursor.at += 1;
    const right = readOperators(cursor, level[word] + 1, depth + 1);
    return right === undefined ? undefined : { kind: 'all', word, operands: [left, right] };
  }
  if (lowest <= level.is) {
    if (cursor.takeWords('isnull')) return { kind: 'is', value: left, what: 'null' };
    if (cursor.takeWords('notnull')) return { kind: 'is', value: left, what: 'not null' };
    if (cursor.takeWords('is')) return readIs(cursor, left, depth);
  }
  return lowest <= level.range ? readRange(cursor, left, depth) : 'none';
}

function readIs(cursor: SqlCursor, left: SqlNode, depth: number): SqlNode | undefined {
  const not = cursor.takeWords('not');
  if (cursor.takeWords('distinct', 'from')) {
    const right = readOperators(cursor, level.range, depth + 1);
    return right === undefined ? undefined : { kind: 'binary', operator: `is ${not ? 'not ' : ''}distinct from`, left, right };
  }
  const what = cursor.next();
  return what?.kind === 'word' ? { kind: 'is', value: left, what: `${not ? 'not ' : ''}${what.text}` } : undefined;
}

function readRange(cursor: SqlCursor, left: SqlNode, depth: number): SqlNode | undefined | 'none' {
  const from = cursor.at;
  const not = cursor.takeWords('not');
  const found = readRangeOf(cursor, left, depth);
  if (found === 'none') {
    cursor.at = from;
    return 'none';
  }
  return found === undefined || !not ? found : { kind: 'not', operand: found };
}

function readRangeOf(cursor: SqlCursor, left: SqlNode, depth: number): SqlNode | undefined | 'none' {
  if (cursor.takeWords('in')) {
    const values = cursor.takeGroup()?.parts().map((part) => readWhole(part));
    return values === undefined ? undefined : { kind: 'in', item: left, values };
  }
  if (cursor.takeWords('between')) {
    cursor.takeWords('symmetric');
    const low = readOperators(cursor, level.other, depth + 1);
    if (low === undefined || !cursor.takeWords('and')) return undefined;
    const high = readOperators(cursor, level.other, depth + 1);
    if (high === undefined) return undefined;
    return { kind: 'all', word: 'and', operands: [{ kind: 'binary', operator: '>=', left, right: low }, { kind: 'binary', operator: '<=', left, right: high }] };
  }
  const operator = cursor.takeWords('like') ? 'like' : cursor.takeWords('ilike') ? 'ilike' : cursor.takeWords('similar', 'to') ? 'similar to' : undefined;
  if (operator === undefined) return 'none';
  const right = readOperators(cursor, level.other, depth + 1);
  return right === undefined ? undefined : { kind: 'binary', operator, left, right };
}

/** A value with what may stand after it: casts, subscripts, a collation, a member. */
function readPostfix(cursor: SqlCursor, depth: number): SqlNode | undefined {
  let node = readValue(cursor, depth);
  while (node !== undefined) {
    if (cursor.takeSymbol('::')) {
      const type = takeSqlType(cursor);
      node = type === undefined ? undefined : { kind: 'cast', value: node, type };
    } else if (cursor.takeSymbol('[')) {
      const index = readOperators(cursor, level.or, depth + 1);
      node = index === undefined || !cursor.takeSymbol(']') ? undefined : { kind: 'binary', operator: '[]', left: node, right: index };
    } else if (cursor.takeWords('collate')) {
      node = { kind: 'call', name: `collate ${cursor.takeQualifiedName() ?? ''}`, args: [node], distinct: false };
    } else if (cursor.takeWords('at', 'time', 'zone')) {
      const zone = readPostfix(cursor, depth + 1);
      node = zone === undefined ? undefined : { kind: 'call', name: 'timezone', args: [zone, node], distinct: false };
    } else {
      return node;
    }
  }
  return undefined;
}

function readValue(cursor: SqlCursor, depth: number): SqlNode | undefined {
  const token = cursor.peek();
  switch (token?.kind) {
    case 'text':
      cursor.at += 1;
      return { kind: 'text', value: token.text };
    case 'number':
      cursor.at += 1;
      return { kind: 'number', value: token.text };
    case 'symbol':
      return readSymbol(cursor, token.text, depth);
    case 'word':
    case 'name':
      return readNamed(cursor, token, depth);
    case undefined:
      return undefined;
  }
}

function readSymbol(cursor: SqlCursor, text: string, depth: number): SqlNode | undefined {
  if (/^\$\d+$/.test(text)) {
    cursor.at += 1;
    return { kind: 'word', word: text };
  }
  if (text !== '(' || depth > deepest) return undefined;
  const parts = cursor.takeGroup()?.parts() ?? [];
  const items = parts.map((part) => readNested(part, depth));
  const [only] = items;
  return items.length === 1 ? only : { kind: 'list', items };
}

function readNested(part: SqlCursor, depth: number): SqlNode {
  const from = part.at;
  const node = readOperators(part, level.or, depth + 1);
  if (node !== undefined && part.done) return node;
  while (!part.done) part.at += 1;
  return rawOf(part.since(from));
}

function readNamed(cursor: SqlCursor, token: SqlToken, depth: number): SqlNode | undefined {
  if (token.kind === 'word') {
    if (token.text === 'case') return readCase(cursor, depth);
    if (token.text === 'cast') return readCast(cursor);
    if (token.text === 'array' && cursor.peek(1)?.text === '[') return readArray(cursor, depth);
    if (token.text === 'row' && cursor.peek(1)?.text === '(') cursor.at += 1;
    if (cursor.isSymbol('(')) return readSymbol(cursor, '(', depth);
    if (constants.has(token.text) && cursor.peek(1)?.text !== '(') {
      cursor.at += 1;
      return { kind: 'word', word: token.text };
    }
    if (stops.has(token.text)) return undefined;
    if (cursor.peek(1)?.kind === 'text') return readTypedText(cursor);
  }
  const name = cursor.takeQualifiedName() ?? '';
  if (!cursor.isSymbol('(')) return { kind: 'column', parts: name.split('.') };
  return readCall(cursor, name, depth);
}

/** `interval '1 day'` is a cast. */
function readTypedText(cursor: SqlCursor): SqlNode | undefined {
  const type = takeSqlType(cursor);
  const value = cursor.next();
  return type === undefined || value?.kind !== 'text' ? undefined : { kind: 'cast', value: { kind: 'text', value: value.text }, type };
}

function readCall(cursor: SqlCursor, name: string, depth: number): SqlNode | undefined {
  const group = cursor.takeGroup();
  if (group === undefined || depth > deepest) return undefined;
  const distinct = group.takeWords('distinct');
  return { kind: 'call', name: name.replace(/^pg_catalog\./, ''), args: group.parts().map((part) => readNested(part, depth)), distinct };
}

function readCast(cursor: SqlCursor): SqlNode | undefined {
  cursor.at += 1;
  const group = cursor.takeGroup();
  const value = group === undefined ? undefined : readExpression(group);
  if (group === undefined || value === undefined || !group.takeWords('as')) return undefined;
  const type = takeSqlType(group);
  return type === undefined ? undefined : { kind: 'cast', value, type };
}

function readArray(cursor: SqlCursor, depth: number): SqlNode | undefined {
  cursor.at += 2;
  const items: SqlNode[] = [];
  while (!cursor.takeSymbol(']')) {
    const item = readOperators(cursor, level.or, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
    if (!cursor.isSymbol(']') && !cursor.takeSymbol(',')) return undefined;
  }
  return { kind: 'array', items };
}

function readCase(cursor: SqlCursor, depth: number): SqlNode | undefined {
  cursor.at += 1;
  const read = (): SqlNode | undefined => readOperators(cursor, level.or, depth + 1);
  const value = cursor.isWords('when') ? undefined : read();
  const branches: { when: SqlNode; then: SqlNode }[] = [];
  while (cursor.takeWords('when')) {
    const when = read();
    const then = cursor.takeWords('then') ? read() : undefined;
    if (when === undefined || then === undefined) return undefined;
    branches.push({ when, then });
  }
  const otherwise = cursor.takeWords('else') ? read() : undefined;
  return cursor.takeWords('end') ? { kind: 'case', value, branches, otherwise } : undefined;
}
