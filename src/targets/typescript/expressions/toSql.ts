import type { Expression } from '../../../ir/expression.ts';
import type { Column } from '../columns.ts';
import { quoteName, quoteText } from '../sqlNames.ts';
import { factsAfter, noFacts, pathOf, type Facts } from './facts.ts';

/** Gives the column of an attribute of the row that the expression is about. */
export type ColumnOf = (attribute: string) => Pick<Column, 'name' | 'type' | 'nullable'> | undefined;

/** A piece of SQL whose value is null exactly where the expression's is. */
interface Sql {
  readonly text: string;
  readonly atom: boolean;
  readonly nullable: boolean;
  /** Type in the database, where it is a column's. */
  readonly type?: string;
}

interface Scope {
  readonly columnOf: ColumnOf;
  readonly facts: Facts;
}

/**
 * The rule about a row, read as `self`, as the text of a CHECK constraint; undefined where SQL cannot say the same.
 * The text is never null: it is true exactly where the rule is.
 */
export function expressionToSql(expression: Expression, columnOf: ColumnOf): string | undefined {
  if (expression.type.kind !== 'bool') return undefined;
  const sql = translate(expression, { columnOf, facts: noFacts });
  return sql === undefined ? undefined : truth(sql).text;
}

function translate(e: Expression, scope: Scope): Sql | undefined {
  switch (e.kind) {
    case 'literal':
      return literal(e);
    case 'name':
    case 'macro':
    case 'list':
    case 'record':
      return undefined;
    case 'select':
      return column(e, scope);
    case 'unary':
      return e.operator === '!' ? negation(translate(e.operand, scope)) : minus(translate(e.operand, scope));
    case 'binary':
      return binary(e, scope);
    case 'conditional':
      return conditional(e, scope);
    case 'call':
      return call(e, scope);
  }
}

function literal(e: Extract<Expression, { kind: 'literal' }>): Sql | undefined {
  const { value, type } = e;
  if (value === null) return { text: 'null', atom: true, nullable: true };
  if (type.kind === 'duration') return undefined;
  if (type.kind === 'timestamp') return { text: `${quoteText(String(value))}::timestamptz`, atom: true, nullable: false };
  if (type.kind === 'decimal') return /^-?\d+(\.\d+)?$/.test(String(value)) ? { text: String(value), atom: !String(value).startsWith('-'), nullable: false } : undefined;
  if (typeof value === 'string') return { text: quoteText(value), atom: true, nullable: false };
  // PostgreSQL reads `1e21` as a numeric and `0.1` as an exact decimal: a double has to say that it is one.
  if (type.kind === 'double') return { text: `${quoteText(String(value))}::double precision`, atom: true, nullable: false };
  return { text: String(value), atom: !(typeof value === 'number' && value < 0), nullable: false };
}

function column(e: Extract<Expression, { kind: 'select' }>, scope: Scope): Sql | undefined {
  if (e.target.kind !== 'name' || e.target.name !== 'self') return undefined;
  const found = scope.columnOf(e.member);
  if (found === undefined || found.type.builder === 'jsonb') return undefined;
  const isKnown = scope.facts.get(pathOf(e) ?? '')?.present === true;
  return { text: quoteName(found.name), atom: true, nullable: found.nullable && !isKnown, type: found.type.sql };
}

type Binary = Extract<Expression, { kind: 'binary' }>;

function binary(e: Binary, scope: Scope): Sql | undefined {
  const { operator } = e;
  switch (operator) {
    case '&&':
    case '||': {
      const right: Scope = { ...scope, facts: factsAfter(e.left, operator === '&&', scope.facts, () => undefined) };
      return joined(operator === '&&' ? 'and' : 'or', translate(e.left, scope), translate(e.right, right));
    }
    case '==':
      return equality(e, true, scope);
    case '!=':
      return equality(e, false, scope);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return order(e, operator, scope);
    case 'in':
      return membership(e, scope);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return arithmetic(e, operator, scope);
  }
}

function joined(word: 'and' | 'or', left: Sql | undefined, right: Sql | undefined): Sql | undefined {
  if (left === undefined || right === undefined) return undefined;
  return { text: `${operand(truth(left))} ${word} ${operand(truth(right))}`, atom: false, nullable: false };
}

function equality(e: Binary, equal: boolean, scope: Scope): Sql | undefined {
  const [left, right] = [translate(e.left, scope), translate(e.right, scope)];
  if (left === undefined || right === undefined || isContent(e)) return undefined;
  const isNullTest = (other: Expression): boolean => other.kind === 'literal' && other.value === null;
  if (isNullTest(e.right)) return { text: `${operand(left)} is ${equal ? '' : 'not '}null`, atom: false, nullable: false };
  if (isNullTest(e.left)) return { text: `${operand(right)} is ${equal ? '' : 'not '}null`, atom: false, nullable: false };
  const [a, b] = comparable(left, right);
  const both = left.nullable && right.nullable;
  if (!left.nullable && !right.nullable) return { text: `${a} ${equal ? '=' : '<>'} ${b}`, atom: false, nullable: false };
  if (both || !equal) return { text: `${a} is ${equal ? 'not ' : ''}distinct from ${b}`, atom: false, nullable: false };
  return { text: `coalesce(${a} = ${b}, false)`, atom: true, nullable: false };
}

function order(e: Binary, operator: '<' | '<=' | '>' | '>=', scope: Scope): Sql | undefined {
  const [left, right] = [translate(e.left, scope), translate(e.right, scope)];
  // The order of texts depends on the database's collation.
  if (left === undefined || right === undefined || isContent(e) || e.left.type.kind === 'string') return undefined;
  const [a, b] = comparable(left, right);
  if (!left.nullable && !right.nullable) return { text: `${a} ${operator} ${b}`, atom: false, nullable: false };
  return { text: `coalesce(${a} ${operator} ${b}, false)`, atom: true, nullable: false };
}

function isContent(e: Binary): boolean {
  return [e.left, e.right].some(({ type: { kind } }) => kind === 'json' || kind === 'list' || kind === 'record' || kind === 'entity' || kind === 'duration');
}

/** Both sides as they can be compared: a uuid and a text as texts. */
function comparable(left: Sql, right: Sql): readonly [string, string] {
  const isForeign = left.type !== right.type && left.type !== undefined && right.type !== undefined && [left.type, right.type].includes('text');
  const text = (sql: Sql): string => (isForeign && sql.type !== 'text' ? `${operand(sql)}::text` : operand(sql));
  return [text(left), text(right)];
}

function membership(e: Binary, scope: Scope): Sql | undefined {
  if (e.right.kind !== 'list' || e.right.items.length === 0) return undefined;
  const item = translate(e.left, scope);
  const values = e.right.items.map((value) => translate(value, scope));
  if (item === undefined || !values.every((value) => value !== undefined && !value.nullable)) return undefined;
  const text = `${operand(item)} in (${values.map((value) => value?.text).join(', ')})`;
  return item.nullable ? { text: `coalesce(${text}, false)`, atom: true, nullable: false } : { text, atom: false, nullable: false };
}

function arithmetic(e: Binary, operator: '+' | '-' | '*' | '/' | '%', scope: Scope): Sql | undefined {
  const [left, right] = [translate(e.left, scope), translate(e.right, scope)];
  // Null in arithmetic ends the evaluation; SQL would go on with null.
  if (left === undefined || right === undefined || left.nullable || right.nullable) return undefined;
  const { kind } = e.type;
  if (kind === 'string') return operator === '+' ? { text: `${operand(left)} || ${operand(right)}`, atom: false, nullable: false } : undefined;
  if (kind !== 'int' && kind !== 'double' && kind !== 'decimal') return undefined;
  if ((operator === '/' || operator === '%') && (kind !== 'int' || !isNonZero(e.right))) return undefined;
  const [a, b] = [whole(e.left, left), whole(e.right, right)];
  const text = `${a} ${operator} ${b}`;
  return operator === '/' ? { text: `trunc(${text})`, atom: true, nullable: false } : { text, atom: false, nullable: false };
}

function isNonZero(e: Expression): boolean {
  return e.kind === 'literal' && typeof e.value === 'number' && e.value !== 0;
}

/** Integers are widened, so that no intermediate result overflows. */
function whole(e: Expression, sql: Sql): string {
  return e.type.kind === 'int' && e.kind !== 'literal' && e.kind !== 'binary' ? `${operand(sql)}::numeric` : operand(sql);
}

function conditional(e: Extract<Expression, { kind: 'conditional' }>, scope: Scope): Sql | undefined {
  const test = translate(e.condition, scope);
  const [then, otherwise] = [true, false].map((outcome) =>
    translate(outcome ? e.then : e.otherwise, { ...scope, facts: factsAfter(e.condition, outcome, scope.facts, () => undefined) }),
  );
  if (test === undefined || then === undefined || otherwise === undefined) return undefined;
  const text = `case when ${truth(test).text} then ${then.text} else ${otherwise.text} end`;
  return { text, atom: true, nullable: then.nullable || otherwise.nullable };
}

function call(e: Extract<Expression, { kind: 'call' }>, scope: Scope): Sql | undefined {
  const values = e.arguments.map((argument) => translate(argument, scope));
  const [first, second] = values;
  if (first === undefined || values.includes(undefined)) return undefined;
  if (e.function === 'has') return { text: `${operand(first)} is not null`, atom: false, nullable: false };
  const kinds = e.arguments.map(({ type: { kind } }) => kind);
  const isTest = e.function === 'startsWith' || e.function === 'endsWith' || e.function === 'contains';
  if (isTest) return second === undefined || kinds.some((kind) => kind !== 'string') ? undefined : textTest(e.function, first, second);
  if (values.some((value) => value?.nullable)) return undefined;
  const numeric = kinds.every((kind) => kind === 'int' || kind === 'decimal' || kind === 'double');
  const times = kinds.every((kind) => kind === 'timestamp' || kind === 'date') && new Set(kinds).size === 1;
  switch (e.function) {
    case 'size':
      return kinds[0] === 'string' ? { text: `char_length(${plainText(first)})`, atom: true, nullable: false } : undefined;
    case 'min':
    case 'max':
      return numeric || times ? { text: `${e.function === 'min' ? 'least' : 'greatest'}(${values.map((value) => value?.text).join(', ')})`, atom: true, nullable: false } : undefined;
    case 'abs':
      return numeric ? { text: `abs(${first.text})`, atom: true, nullable: false } : undefined;
    case 'round':
      return kinds[0] === 'decimal' ? { text: `round(${values.map((value) => value?.text).join(', ')})`, atom: true, nullable: false } : undefined;
    case 'decimal':
      return kinds[0] === 'decimal' || kinds[0] === 'int' ? { text: `${operand(first)}::numeric`, atom: true, nullable: false } : undefined;
    case 'string':
      return kinds[0] === 'string' ? first : undefined;
    case 'int':
      return kinds[0] === 'int' ? first : undefined;
    case 'double':
      return numeric && kinds[0] !== 'decimal' ? { text: `${operand(first)}::double precision`, atom: true, nullable: false } : undefined;
    case 'sum':
    case 'lower':
    case 'upper':
    case 'trim':
    case 'matches':
    case 'timestamp':
    case 'date':
    case 'duration':
    case 'uuid':
      return undefined;
  }
}

function textTest(name: 'startsWith' | 'endsWith' | 'contains', a: Sql, b: Sql): Sql {
  const [text, part] = [plainText(a), plainText(b)];
  const tests = {
    startsWith: `starts_with(${text}, ${part})`,
    endsWith: `right(${text}, char_length(${part})) = ${part}`,
    contains: `strpos(${text}, ${part}) > 0`,
  };
  if (a.nullable || b.nullable) return { text: `coalesce(${tests[name]}, false)`, atom: true, nullable: false };
  return { text: tests[name], atom: name === 'startsWith', nullable: false };
}

function plainText(sql: Sql): string {
  return sql.type === undefined || sql.type === 'text' ? sql.text : `${operand(sql)}::text`;
}

function negation(sql: Sql | undefined): Sql | undefined {
  if (sql === undefined) return undefined;
  return sql.nullable ? { text: `${operand(sql)} is not true`, atom: false, nullable: false } : { text: `not ${operand(sql)}`, atom: false, nullable: false };
}

function minus(sql: Sql | undefined): Sql | undefined {
  return sql === undefined || sql.nullable ? undefined : { text: `-${operand(sql)}`, atom: false, nullable: false };
}

/** The value as a condition that is never null. */
function truth(sql: Sql): Sql {
  return sql.nullable ? { text: `${operand(sql)} is true`, atom: false, nullable: false } : sql;
}

function operand(sql: Sql): string {
  return sql.atom ? sql.text : `(${sql.text})`;
}
