import { assertNever } from '../../../../base/assertNever.ts';
import { quoteText } from '../../sqlNames.ts';
import { mapParts, type SqlNode } from './sqlNode.ts';

/** Words that mean something else without quotes. */
const reserved = new Set([
  'all', 'and', 'any', 'array', 'as', 'asc', 'between', 'case', 'cast', 'check', 'collate', 'constraint', 'current_date', 'current_time', 'current_timestamp', 'current_user',
  'default', 'desc', 'distinct', 'else', 'end', 'false', 'foreign', 'from', 'group', 'having', 'in', 'interval', 'is', 'limit', 'localtime', 'localtimestamp', 'not', 'null',
  'on', 'or', 'order', 'primary', 'references', 'row', 'select', 'session_user', 'some', 'table', 'then', 'true', 'unique', 'user', 'using', 'when', 'where', 'with',
]);

const functionAliases: Readonly<Record<string, string>> = { length: 'char_length', character_length: 'char_length', power: 'pow' };
const textTypes = new Set(['text', 'varchar']);
const turned: Readonly<Record<string, string>> = { '>': '<', '>=': '<=', '<': '>', '<=': '>=', '=': '=', '<>': '<>' };
const opposites: Readonly<Record<string, string>> = {
  '=': '<>', '<>': '=', '<': '>=', '>=': '<', '>': '<=', '<=': '>', '~': '!~', '!~': '~', '~*': '!~*', '!~*': '~*',
  'is distinct from': 'is not distinct from', 'is not distinct from': 'is distinct from',
};

/** The expression as one text for all the ways to write it. Columns lose the name of that table before them. */
export function canonicalSql(node: SqlNode, table?: string): string {
  return print(normal(node, table?.split('.') ?? []));
}

function normal(node: SqlNode, table: readonly string[]): SqlNode {
  return rewritten(mapParts(node, (part) => normal(part, table)), table);
}

function rewritten(node: SqlNode, table: readonly string[]): SqlNode {
  switch (node.kind) {
    case 'column':
      return isOwn(node.parts, table) ? { ...node, parts: node.parts.slice(-1) } : node;
    case 'number':
      return { ...node, value: plainNumber(node.value) };
    case 'call':
      return call(node);
    case 'cast':
      return cast(node);
    case 'binary':
      return comparison(node);
    case 'not':
      return negation(node.operand);
    case 'all':
      return joined(node);
    case 'in':
      return membership(node);
    case 'word':
      return node.word === 'current_timestamp' ? { kind: 'call', name: 'now', args: [], distinct: false } : node;
    case 'unary':
    case 'is':
    case 'list':
    case 'array':
    case 'case':
    case 'text':
    case 'raw':
      return node;
    default:
      return assertNever(node);
  }
}

function isOwn(parts: readonly string[], table: readonly string[]): boolean {
  const before = parts.slice(0, -1);
  return before.length > 0 && before.every((part, index) => part === table.at(index - before.length));
}

/** `0.50` is `0.5`, `1e3` stays. */
export function plainNumber(text: string): string {
  if (!/^-?[\d.]+$/.test(text)) return text;
  const sign = text.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = text.slice(sign.length).split('.');
  const digits = fraction.replace(/0+$/, '');
  const number = `${whole.replace(/^0+(?=\d)/, '') || '0'}${digits === '' ? '' : `.${digits}`}`;
  return number === '0' ? number : sign + number;
}

function call(node: Extract<SqlNode, { kind: 'call' }>): SqlNode {
  const name = functionAliases[node.name] ?? node.name;
  return { ...node, name: (name === 'transaction_timestamp' && node.args.length === 0) ? 'now' : name };
}

/** A cast that says what the value is anyway; a text cast to a number is that number. */
function cast(node: Extract<SqlNode, { kind: 'cast' }>): SqlNode {
  const { value, type } = node;
  if (value.kind === 'text' && textTypes.has(type)) return value;
  if (value.kind === 'column' && textTypes.has(type)) return value;
  if (value.kind === 'number' && (type === 'integer' || type === 'bigint' || type === 'numeric')) return value;
  if (value.kind === 'text' && (type === 'integer' || type === 'bigint' || type === 'numeric') && /^-?\d+(\.\d+)?$/.test(value.value)) return { kind: 'number', value: plainNumber(value.value) };
  if (value.kind === 'word' && value.word === 'null') return value;
  return node;
}

function isConstant(node: SqlNode): boolean {
  return node.kind === 'text' || node.kind === 'number' || node.kind === 'word' || (node.kind === 'cast' && isConstant(node.value));
}

/** A constant stands on the right; of two that are none, the one with the smaller text stands on the left. */
function comparison(node: Extract<SqlNode, { kind: 'binary' }>): SqlNode {
  const { operator, left, right } = node;
  const back = turned[operator];
  const swapped = { ...node, left: right, right: left };
  if (back !== undefined) {
    if (isConstant(left) !== isConstant(right)) return bound(isConstant(left) ? { ...swapped, operator: back } : node);
    return print(left) <= print(right) ? node : { ...swapped, operator: back };
  }
  if (operator === '+' || operator === '*' || operator.endsWith('distinct from')) return print(left) <= print(right) || (isConstant(right) && !isConstant(left)) ? node : swapped;
  return node;
}

/** Functions that count. */
const counting = new Set(['char_length', 'octet_length', 'bit_length', 'jsonb_array_length', 'json_array_length', 'array_length', 'cardinality']);

/** What is counted is at least 1 where it is more than 0; a text that is not empty has at least one character. */
function bound(node: Extract<SqlNode, { kind: 'binary' }>): SqlNode {
  const { operator, left, right } = node;
  if (operator === '<>' && right.kind === 'text' && right.value === '' && left.kind === 'column') {
    return { ...node, operator: '>=', left: { kind: 'call', name: 'char_length', args: [left], distinct: false }, right: { kind: 'number', value: '1' } };
  }
  if (left.kind !== 'call' || !counting.has(left.name) || right.kind !== 'number' || !/^-?\d{1,15}$/.test(right.value)) return node;
  if (operator === '>') return { ...node, operator: '>=', right: { kind: 'number', value: String(Number(right.value) + 1) } };
  return operator === '<' ? { ...node, operator: '<=', right: { kind: 'number', value: String(Number(right.value) - 1) } } : node;
}

function negation(operand: SqlNode): SqlNode {
  if (operand.kind === 'not') return operand.operand;
  if (operand.kind === 'is') return { ...operand, what: operand.what.startsWith('not ') ? operand.what.slice(4) : `not ${operand.what}` };
  if (operand.kind === 'binary') {
    const opposite = opposites[operand.operator];
    if (opposite !== undefined) return comparison({ ...operand, operator: opposite });
  }
  if (operand.kind === 'all') return joined({ kind: 'all', word: operand.word === 'and' ? 'or' : 'and', operands: operand.operands.map(negation) });
  if (operand.kind === 'word' && (operand.word === 'true' || operand.word === 'false')) return { kind: 'word', word: operand.word === 'true' ? 'false' : 'true' };
  return { kind: 'not', operand };
}

function joined(node: Extract<SqlNode, { kind: 'all' }>): SqlNode {
  const flat = node.operands.flatMap((operand) => (operand.kind === 'all' && operand.word === node.word ? operand.operands : [operand]));
  const merged = node.word === 'or' ? mergedMembers(flat) : flat;
  const byText = new Map(merged.map((operand) => [print(operand), operand]));
  const operands = [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, operand]) => operand);
  const [only] = operands;
  return operands.length === 1 && only !== undefined ? only : { ...node, operands };
}

/** `a = 1 or a in (2, 3)` is `a in (1, 2, 3)`. */
function mergedMembers(operands: readonly SqlNode[]): readonly SqlNode[] {
  const members = new Map<string, { item: SqlNode; values: SqlNode[] }>();
  const others: SqlNode[] = [];
  for (const operand of operands) {
    const member = operand.kind === 'in' ? operand : operand.kind === 'binary' && operand.operator === '=' && isConstant(operand.right) ? { item: operand.left, values: [operand.right] } : undefined;
    if (member === undefined) {
      others.push(operand);
      continue;
    }
    const known = members.get(print(member.item)) ?? { item: member.item, values: [] };
    known.values.push(...member.values);
    members.set(print(member.item), known);
  }
  return [...others, ...[...members.values()].map(({ item, values }) => membership({ kind: 'in', item, values }))];
}

function membership(node: Extract<SqlNode, { kind: 'in' }>): SqlNode {
  const byText = new Map(node.values.map((value) => [print(value), value]));
  const values = [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
  const [only] = values;
  return values.length === 1 && only !== undefined ? comparison({ kind: 'binary', operator: '=', left: node.item, right: only }) : { ...node, values };
}

/** A name as SQL needs it. */
function printName(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) && !reserved.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function print(node: SqlNode): string {
  switch (node.kind) {
    case 'column':
      return node.parts.map(printName).join('.');
    case 'text':
      return quoteText(node.value);
    case 'number':
      return node.value;
    case 'word':
      return node.word;
    case 'call':
      return `${node.name}(${node.distinct ? 'distinct ' : ''}${node.args.map(print).join(', ')})`;
    case 'cast':
      return `${inside(node.value, 12)}::${node.type}`;
    case 'unary':
      return `${node.operator}${inside(node.operand, 11)}`;
    case 'binary':
      return node.operator === '[]' ? `${inside(node.left, 12)}[${print(node.right)}]` : `${inside(node.left, strength(node))} ${node.operator} ${inside(node.right, strength(node) + 1)}`;
    case 'not':
      return `not ${inside(node.operand, 3)}`;
    case 'all':
      return node.operands.map((operand) => inside(operand, strength(node) + 1)).join(` ${node.word} `);
    case 'in':
      return `${inside(node.item, 7)} in (${node.values.map(print).join(', ')})`;
    case 'is':
      return `${inside(node.value, 5)} is ${node.what}`;
    case 'list':
      return `(${node.items.map(print).join(', ')})`;
    case 'array':
      return `array[${node.items.map(print).join(', ')}]`;
    case 'case':
      return printCase(node);
    case 'raw':
      return node.tokens.map(({ text }) => text).join(' ');
    default:
      return assertNever(node);
  }
}

function printCase(node: Extract<SqlNode, { kind: 'case' }>): string {
  const branches = node.branches.map(({ when, then }) => ` when ${print(when)} then ${print(then)}`).join('');
  const otherwise = node.otherwise === undefined || (node.otherwise.kind === 'word' && node.otherwise.word === 'null') ? '' : ` else ${print(node.otherwise)}`;
  return `case${node.value === undefined ? '' : ` ${print(node.value)}`}${branches}${otherwise} end`;
}

function inside(node: SqlNode, needed: number): string {
  return strength(node) < needed ? `(${print(node)})` : print(node);
}

/** How tightly a node holds together, as PostgreSQL has it. */
function strength(node: SqlNode): number {
  switch (node.kind) {
    case 'all':
      return node.word === 'or' ? 1 : 2;
    case 'not':
      return 3;
    case 'is':
      return 4;
    case 'in':
      return 6;
    case 'binary':
      return operatorStrength(node.operator);
    case 'raw':
      return 0;
    case 'unary':
      return 11;
    case 'number':
      return node.value.startsWith('-') ? 11 : 13;
    case 'cast':
      return 12;
    case 'column':
    case 'text':
    case 'word':
    case 'call':
    case 'list':
    case 'array':
    case 'case':
      return 13;
    default:
      return assertNever(node);
  }
}

function operatorStrength(operator: string): number {
  if (operator === '[]') return 12;
  if (operator === '^') return 10;
  if (operator === '*' || operator === '/' || operator === '%') return 9;
  if (operator === '+' || operator === '-') return 8;
  if (turned[operator] !== undefined) return 5;
  if (operator === 'like' || operator === 'ilike' || operator === 'similar to') return 6;
  return operator.endsWith('distinct from') ? 4 : 7;
}
