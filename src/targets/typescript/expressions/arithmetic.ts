import type { Expression } from '../../../ir/expression.ts';
import { type Code, level, type Range, within } from './code.ts';
import { needed } from './operands.ts';
import { callOf, type ExpressionScope, type Render } from './scope.ts';

type Binary = Extract<Expression, { kind: 'binary' }>;
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

/** `+ - * / %` over numbers, decimals, times, texts and lists. Null as an operand is 422 `value_missing`. */
export function arithmetic(e: Binary, operator: ArithmeticOperator, scope: ExpressionScope, render: Render): Code {
  if (e.type.kind === 'string') return concatenation(e, scope, render);
  const [a, b] = [needed(render(amount(e.left), scope), scope), needed(render(amount(e.right), scope), scope)];
  const kinds = [e.left.type.kind, e.right.type.kind];
  if (kinds.includes('list')) return { ...typed(e), text: `[${[itemsOf(e.left, a), itemsOf(e.right, b)].filter((items) => items !== '').join(', ')}]`, level: level.primary };
  if (kinds.includes('timestamp') || kinds.includes('date')) return times(e, operator, a, b, scope);
  if (kinds.includes('decimal')) return decimals(e, operator, a, b, scope);
  return e.type.kind === 'double' || kinds.includes('double') ? doubles(e, operator, a, b, scope) : integers(e, operator, a, b, scope);
}

/** The items of a list, to stand in another: one by one where they are known, else spread. */
function itemsOf(e: Expression, code: Code): string {
  return e.kind === 'list' || e.kind === 'binary' ? code.text.slice(1, -1) : `...${within(code, level.member)}`;
}

/** The negative of a number. */
export function negative(e: Extract<Expression, { kind: 'unary' }>, scope: ExpressionScope, render: Render): Code {
  const operand = needed(render(e.operand, scope), scope);
  if (e.type.kind === 'decimal') return callOf(scope, 'runtime:negate', [operand.text], { type: e.type, ...(operand.scale === undefined ? {} : { scale: operand.scale }) });
  const inner = within(operand, level.unary);
  const { range } = operand;
  return {
    ...typed(e),
    text: inner.startsWith('-') ? `-(${inner})` : `-${inner}`,
    level: level.unary,
    ...(range === undefined ? {} : { range: { least: -range.most, most: -range.least } }),
  };
}

/** The functions of decimals take whole numbers as they are: `price * decimal(quantity)` needs no conversion. */
export function amount(e: Expression): Expression {
  const [argument] = e.kind === 'call' && e.function === 'decimal' ? e.arguments : [];
  return argument?.type.kind === 'int' && argument.kind !== 'literal' ? argument : e;
}

const operators = { '+': level.additive, '-': level.additive, '*': level.multiplicative, '/': level.multiplicative, '%': level.multiplicative } as const;

function plain(e: Expression, operator: ArithmeticOperator, a: Code, b: Code): Code {
  const own = operators[operator];
  const rightLevel = own === level.additive ? level.multiplicative : level.unary;
  return { ...typed(e), text: `${within(a, own)} ${operator} ${within(b, rightLevel)}`, level: own };
}

function typed(e: Expression): Pick<Code, 'type' | 'absent'> {
  return { type: e.type, absent: 'never' };
}

const widest: Range = { least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER };

function integers(e: Expression, operator: ArithmeticOperator, a: Code, b: Code, scope: ExpressionScope): Code {
  const range = resultRange(operator, a.range ?? widest, b.range ?? widest);
  if (operator === '/' || operator === '%') {
    const { range: divisor = widest } = b;
    const isSafe = divisor.least > 0 || divisor.most < 0;
    if (!isSafe) return callOf(scope, operator === '/' ? 'helper:divideWhole' : 'helper:remainderOf', [a.text, b.text], { type: e.type, range });
    const code = { ...plain(e, operator, a, b), range };
    return operator === '%' ? code : { ...code, text: `Math.trunc(${code.text})`, level: level.member };
  }
  const code = plain(e, operator, a, b);
  const fits = range.least >= widest.least && range.most <= widest.most;
  return fits ? { ...code, range } : callOf(scope, 'helper:safeInteger', [code.text], { type: e.type });
}

function resultRange(operator: ArithmeticOperator, a: Range, b: Range): Range {
  switch (operator) {
    case '+':
      return { least: a.least + b.least, most: a.most + b.most };
    case '-':
      return { least: a.least - b.most, most: a.most - b.least };
    case '*': {
      const corners = [a.least * b.least, a.least * b.most, a.most * b.least, a.most * b.most];
      return { least: Math.min(...corners), most: Math.max(...corners) };
    }
    case '/': {
      const limit = Math.max(Math.abs(a.least), Math.abs(a.most));
      return { least: -limit, most: limit };
    }
    case '%': {
      const limit = Math.max(Math.abs(b.least), Math.abs(b.most));
      return { least: a.least < 0 ? -limit : 0, most: limit };
    }
  }
}

function doubles(e: Expression, operator: ArithmeticOperator, a: Code, b: Code, scope: ExpressionScope): Code {
  if (operator === '/') return callOf(scope, 'helper:divideNumbers', [a.text, b.text], { type: e.type });
  if (operator === '%') return callOf(scope, 'helper:remainderOf', [a.text, b.text], { type: e.type });
  return plain(e, operator, a, b);
}

const decimalFunctions = { '+': 'runtime:add', '-': 'runtime:subtract', '*': 'runtime:multiply', '/': 'runtime:divide', '%': 'runtime:remainder' } as const;

function decimals(e: Expression, operator: ArithmeticOperator, a: Code, b: Code, scope: ExpressionScope): Code {
  const digits = (code: Code): number | undefined => (code.type.kind === 'int' ? 0 : code.scale);
  const scale = resultScale(operator, digits(a), digits(b));
  return callOf(scope, decimalFunctions[operator], [a.text, b.text], { type: e.type, ...(scale === undefined ? {} : { scale }) });
}

function resultScale(operator: ArithmeticOperator, a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined || operator === '/') return undefined;
  return operator === '*' ? a + b : Math.max(a, b);
}

function times(e: Expression, operator: ArithmeticOperator, a: Code, b: Code, scope: ExpressionScope): Code {
  const own = level.additive;
  const text = `${milliseconds(a, own)} ${operator} ${milliseconds(b, operator === '+' ? own : level.multiplicative)}`;
  if (e.type.kind === 'duration') return { ...typed(e), text, level: own };
  if (e.type.kind === 'date') return callOf(scope, 'helper:dayOf', [`new Date(${text})`], { type: e.type });
  return { ...typed(e), text: `new Date(${text})`, level: level.member };
}

/** A time as milliseconds since 1970, a duration as it is. */
function milliseconds(code: Code, least: typeof level.additive | typeof level.multiplicative): string {
  if (code.type.kind === 'timestamp') return `${within(code, level.member)}.getTime()`;
  if (code.type.kind === 'date') return `Date.parse(${code.text})`;
  return within(code, least);
}

/** Texts joined by `+` as one template literal, or as one string literal. */
function concatenation(e: Binary, scope: ExpressionScope, render: Render): Code {
  const parts = flatten(e).map((part) => (part.kind === 'literal' ? { text: String(part.value) } : { code: needed(render(shown(part), scope), scope) }));
  if (parts.every((part) => part.code === undefined)) {
    return { ...typed(e), text: JSON.stringify(parts.map((part) => part.text).join('')), level: level.primary };
  }
  const text = parts.map((part) => (part.code === undefined ? templateText(part.text) : templatePart(part.code.text))).join('');
  return { ...typed(e), text: `\`${text}\``, level: level.primary };
}

/** A template literal writes numbers as `string()` does. */
function shown(e: Expression): Expression {
  const [argument] = e.kind === 'call' && e.function === 'string' ? e.arguments : [];
  return argument?.kind !== 'literal' && (argument?.type.kind === 'int' || argument?.type.kind === 'double') ? argument : e;
}

/** Left operands of string concatenations; the right one of `a + (b + c)` joins as well, since joining is associative. */
function flatten(e: Expression): readonly Expression[] {
  if (e.kind !== 'binary' || e.operator !== '+' || e.type.kind !== 'string') return [e];
  return [...flatten(e.left), ...flatten(e.right)];
}

function templatePart(code: string): string {
  const inner = /^`([^`]*)`$/s.exec(code)?.[1];
  return inner ?? `\${${code}}`;
}

function templateText(text: string): string {
  return text.replace(/[\\`]|\$\{/g, (special) => `\\${special}`).replaceAll('\r', '\\r');
}
