import { assertNever } from '../../../base/assertNever.ts';
import type { Expression } from '../../../ir/expression.ts';
import { type Code, level, quote, within } from './code.ts';
import { membership } from './comparisons.ts';
import { durationCode } from './durations.ts';
import { allOf, isNotNull, needed, orNull } from './operands.ts';
import { callOf, type ExpressionScope, type Render } from './scope.ts';

type Call = Extract<Expression, { kind: 'call' }>;

const bool = { kind: 'bool', nullable: false } as const;

/** A call of one of the language's functions. */
export function functionCall(e: Call, scope: ExpressionScope, render: Render): Code {
  const [first, second] = e.arguments;
  const type = e.type;
  if (e.function === 'uuid') return callOf(scope, 'runtime:uuidv7', [], { type });
  if (first === undefined) throw new Error(`${e.function} has no argument.`);
  switch (e.function) {
    case 'size':
      return size(needed(render(first, scope), scope), e, scope);
    case 'sum':
      return sum(e, first, scope, render);
    case 'min':
    case 'max':
      return extreme(e, e.function, scope, render);
    case 'round':
      return rounded(e, needed(render(first, scope), scope), second, scope, render);
    case 'abs':
      return absolute(e, needed(render(first, scope), scope), scope);
    case 'lower':
      return method(e, first, 'toLowerCase', scope, render);
    case 'upper':
      return method(e, first, 'toUpperCase', scope, render);
    case 'trim':
      return method(e, first, 'trim', scope, render);
    case 'startsWith':
    case 'endsWith':
    case 'contains':
    case 'matches':
      return textTest(e, e.function, scope, render);
    case 'string':
    case 'int':
    case 'double':
    case 'decimal':
    case 'timestamp':
    case 'date':
    case 'duration':
      return conversion(e, e.function, first, scope, render);
    case 'has':
      return presence(render(first, scope));
    default:
      return assertNever(e.function);
  }
}

function presence(code: Code): Code {
  return code.absent === 'never' ? { text: 'true', level: level.primary, type: bool, absent: 'never' } : isNotNull(code);
}

function size(code: Code, e: Call, scope: ExpressionScope): Code {
  const rest = { type: e.type, absent: 'never', level: level.member, range: { least: 0, most: 2 ** 32 } } as const;
  if (code.type.kind === 'string') return { ...rest, text: `[...${code.text}].length` };
  if (code.type.kind === 'list') return { ...rest, text: `${within(code, level.member)}.length` };
  return callOf(scope, 'helper:sizeOf', [code.text], rest);
}

function sum(e: Call, list: Expression, scope: ExpressionScope, render: Render): Code {
  const code = needed(render(list, scope), scope);
  const hasNulls = list.type.kind === 'list' && list.type.items.nullable;
  const text = hasNulls ? `${within(code, level.member)}.map((value) => ${scope.file.use('helper:present')}(value))` : code.text;
  if (e.type.kind === 'decimal') return callOf(scope, 'runtime:sum', [text], { type: e.type, ...(code.scale === undefined ? {} : { scale: code.scale }) });
  return callOf(scope, e.type.kind === 'int' ? 'helper:sumIntegers' : 'helper:sumNumbers', [text], { type: e.type });
}

function extreme(e: Call, which: 'min' | 'max', scope: ExpressionScope, render: Render): Code {
  const codes = e.arguments.map((argument) => needed(render(argument, scope), scope));
  const texts = codes.map(({ text }) => text);
  const scales = codes.map(({ scale }) => scale);
  switch (e.type.kind) {
    case 'decimal': {
      const known = scales.filter((scale) => scale !== undefined);
      const scale = known.length === scales.length ? { scale: Math.max(...known) } : {};
      return callOf(scope, which === 'min' ? 'helper:smallestDecimal' : 'helper:largestDecimal', texts, { type: e.type, ...scale });
    }
    case 'timestamp':
      return { type: e.type, absent: 'never', level: level.member, text: `new Date(Math.${which}(${codes.map((code) => `${within(code, level.member)}.getTime()`).join(', ')}))` };
    case 'string':
    case 'date':
      return callOf(scope, which === 'min' ? 'helper:firstText' : 'helper:lastText', texts, { type: e.type });
    case 'int':
    case 'double':
    case 'bool':
    case 'duration':
    case 'json':
    case 'null':
    case 'entity':
    case 'list':
    case 'record':
      return { type: e.type, absent: 'never', level: level.member, text: `Math.${which}(${texts.join(', ')})`, ...extremeRange(codes, which) };
  }
}

function extremeRange(codes: readonly Code[], which: 'min' | 'max'): Pick<Code, 'range'> {
  const ranges = codes.flatMap(({ range }) => (range === undefined ? [] : [range]));
  if (ranges.length < codes.length) return {};
  const pick = (values: readonly number[]): number => (which === 'min' ? Math.min(...values) : Math.max(...values));
  return { range: { least: pick(ranges.map(({ least }) => least)), most: pick(ranges.map(({ most }) => most)) } };
}

function rounded(e: Call, code: Code, digits: Expression | undefined, scope: ExpressionScope, render: Render): Code {
  const places = digits === undefined ? '0' : needed(render(digits, scope), scope).text;
  const scale = digits === undefined ? { scale: 0 } : digits.kind === 'literal' && typeof digits.value === 'number' ? { scale: digits.value } : {};
  if (code.type.kind === 'decimal') return callOf(scope, 'runtime:round', [code.text, places], { type: e.type, ...scale });
  const exact = `${scope.file.use('runtime:round')}(${scope.file.use('runtime:decimalOf')}(${code.text}), ${places})`;
  if (e.type.kind === 'decimal') return { type: e.type, absent: 'never', level: level.member, text: exact, ...scale };
  return { type: e.type, absent: 'never', level: level.member, text: `Number(${exact})` };
}

function absolute(e: Call, code: Code, scope: ExpressionScope): Code {
  if (e.type.kind === 'decimal') return callOf(scope, 'runtime:abs', [code.text], { type: e.type, ...(code.scale === undefined ? {} : { scale: code.scale }) });
  const most = Math.max(Math.abs(code.range?.least ?? Number.MAX_SAFE_INTEGER), Math.abs(code.range?.most ?? Number.MAX_SAFE_INTEGER));
  return { type: e.type, absent: 'never', level: level.member, text: `Math.abs(${code.text})`, range: { least: 0, most } };
}

function method(e: Call, receiver: Expression, name: string, scope: ExpressionScope, render: Render): Code {
  return { type: e.type, absent: 'never', level: level.member, text: `${within(needed(render(receiver, scope), scope), level.member)}.${name}()` };
}

const methods = { startsWith: 'startsWith', endsWith: 'endsWith', contains: 'includes' } as const;

/** A test of a text; false when an operand is null. */
function textTest(e: Call, name: 'startsWith' | 'endsWith' | 'contains' | 'matches', scope: ExpressionScope, render: Render): Code {
  const [first, second] = e.arguments;
  if (first === undefined || second === undefined) throw new Error(`${name} has two arguments.`);
  if (name === 'contains' && first.type.kind !== 'string') {
    return membership({ kind: 'binary', operator: 'in', left: second, right: first, type: e.type, span: e.span }, scope, render);
  }
  const [text, other] = [render(first, scope), render(second, scope)];
  const guards = [text, other].filter(({ absent }) => absent !== 'never').map(isNotNull);
  return allOf([...guards, name === 'matches' ? matches(text, second, other, scope) : { type: bool, absent: 'never', level: level.member, text: `${within(text, level.member)}.${methods[name]}(${other.text})` }]);
}

function matches(text: Code, pattern: Expression, code: Code, scope: ExpressionScope): Code {
  if (pattern.kind !== 'literal' || !isRegularExpression(String(pattern.value))) return callOf(scope, 'helper:matches', [text.text, code.text], { type: bool });
  return { type: bool, absent: 'never', level: level.member, text: `${regularExpression(String(pattern.value))}.test(${text.text})` };
}

function isRegularExpression(source: string): boolean {
  try {
    return source !== '' && new RegExp(source, 'u').source !== '';
  } catch {
    return false;
  }
}

/** A regular expression literal of the source. */
function regularExpression(source: string): string {
  return `/${new RegExp(source, 'u').source}/u`;
}

type Conversion = 'string' | 'int' | 'double' | 'decimal' | 'timestamp' | 'date' | 'duration';

function conversion(e: Call, to: Conversion, operand: Expression, scope: ExpressionScope, render: Render): Code {
  const { type } = e;
  const constant = operand.kind === 'literal' ? constantConversion(to, operand, scope) : undefined;
  if (constant !== undefined) return { ...constant, type };
  const code = needed(render(operand, scope), scope);
  const from = code.type.kind;
  const helper = (key: string, rest: Partial<Code> = {}): Code => callOf(scope, key, [code.text], { type, ...rest });
  switch (to) {
    case 'string':
      return text(code, type, scope);
    case 'int':
      return from === 'int' ? { ...code, type } : helper('helper:toInteger');
    case 'double':
      return from === 'int' || from === 'double' ? { ...code, type } : helper('helper:toNumber');
    case 'decimal':
      if (from === 'decimal') return { ...code, type };
      return helper(from === 'string' || from === 'json' ? 'helper:toDecimal' : 'runtime:decimalOf', from === 'int' ? { scale: 0 } : {});
    case 'timestamp':
      if (from === 'timestamp') return { ...code, type };
      return from === 'date' ? { type, absent: 'never', level: level.member, text: `new Date(${code.text})` } : helper('helper:toTimestamp');
    case 'date':
      if (from === 'date') return { ...code, type };
      return helper(from === 'timestamp' ? 'helper:dayOf' : 'helper:toDay');
    case 'duration':
      return from === 'duration' ? { ...code, type } : helper('helper:toDuration');
  }
}

function text(code: Code, type: Expression['type'], scope: ExpressionScope): Code {
  switch (code.type.kind) {
    case 'string':
    case 'decimal':
    case 'date':
      return { ...code, type };
    case 'timestamp':
      return { type, absent: 'never', level: level.member, text: `${within(code, level.member)}.toISOString()` };
    case 'int':
    case 'double':
    case 'bool':
      return { type, absent: 'never', level: level.member, text: `String(${code.text})` };
    case 'duration':
      return callOf(scope, 'helper:durationText', [code.text], { type });
    case 'json':
    case 'null':
    case 'entity':
    case 'list':
    case 'record':
      return callOf(scope, 'helper:toText', [orNull(code).text], { type });
  }
}

/** Conversions of literals are done here, so that the generated code states the result. */
function constantConversion(to: Conversion, operand: Extract<Expression, { kind: 'literal' }>, scope: ExpressionScope): Omit<Code, 'type'> | undefined {
  const { value } = operand;
  if (to === 'duration' && typeof value === 'string') return durationCode(value, scope);
  if (to === 'date' && typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)) return { text: quote(value), level: level.primary, absent: 'never' };
  if (to === 'decimal' && (typeof value === 'number' || typeof value === 'string') && /^-?\d+(\.\d+)?$/.test(String(value))) {
    return { text: quote(String(value)), level: level.primary, absent: 'never', scale: String(value).split('.')[1]?.length ?? 0 };
  }
  if (to === 'timestamp' && typeof value === 'string' && !Number.isNaN(Date.parse(value))) {
    return { text: `new Date(${quote(value)})`, level: level.member, absent: 'never' };
  }
  return undefined;
}

