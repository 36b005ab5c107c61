import { type Code, level, within } from './code.ts';
import { callOf, type ExpressionScope } from './scope.ts';

/** The code of an operand that must not be null: as it is, or ended by 422 `value_missing` when it is. */
export function needed(code: Code, scope: ExpressionScope): Code {
  if (code.absent === 'never') return code;
  return callOf(scope, 'helper:present', [code.text], { ...code, absent: 'never' });
}

/** `x === null`, as the absence of `x` is written. */
export function isNull(code: Code): Code {
  return nullTest(code, '===');
}

/** `x !== null`, as the absence of `x` is written. */
export function isNotNull(code: Code): Code {
  return nullTest(code, '!==');
}

function nullTest(code: Code, operator: '===' | '!=='): Code {
  const text = within(code, level.relational);
  const rest = { type: { kind: 'bool', nullable: false }, absent: 'never' } as const;
  if (code.absent !== 'both') return { ...rest, text: `${text} ${operator} ${code.absent === 'undefined' ? 'undefined' : 'null'}`, level: level.equality };
  const isEqual = operator === '===';
  return { ...rest, text: `${text} ${operator} null ${isEqual ? '||' : '&&'} ${text} ${operator} undefined`, level: isEqual ? level.or : level.and };
}

/** The code as a condition: true only when the value is true. */
export function asCondition(code: Code): Code {
  if (code.absent === 'never') return code;
  return { text: `${within(code, level.relational)} === true`, level: level.equality, type: { kind: 'bool', nullable: false }, absent: 'never' };
}

/** The code with null, and nothing else, for an absent value. */
export function orNull(code: Code): Code {
  if (code.absent === 'never' || code.absent === 'null') return code;
  return { ...code, text: `${within(code, level.relational)} ?? null`, level: level.nullish, absent: 'null' };
}

/** Joins conditions by `&&`. */
export function allOf(conditions: readonly Code[]): Code {
  return joined(conditions, '&&');
}

/** Joins conditions by `||`. */
export function anyOf(conditions: readonly Code[]): Code {
  return joined(conditions, '||');
}

function joined(conditions: readonly Code[], operator: '&&' | '||'): Code {
  const [only] = conditions;
  if (only !== undefined && conditions.length === 1) return only;
  const own = operator === '&&' ? level.and : level.or;
  return { text: conditions.map((one) => within(one, own)).join(` ${operator} `), level: own, type: { kind: 'bool', nullable: false }, absent: 'never' };
}

/** `!x` with the operator turned where that reads better. */
export function not(code: Code): Code {
  const type = { kind: 'bool', nullable: false } as const;
  if (code.text === 'true' || code.text === 'false') return { text: code.text === 'true' ? 'false' : 'true', level: level.primary, type, absent: 'never' };
  return { text: `!${within(code, level.unary)}`, level: level.unary, type, absent: 'never' };
}
