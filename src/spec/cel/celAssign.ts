import { nearest } from '../../base/nearest.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Expression, ExpressionType } from '../../ir/expression.ts';
import { celCatalogue } from './catalogue.ts';
import { coerce } from './celCoerce.ts';
import { replaceLiteral } from './celContext.ts';
import { badTimeIn } from './celFunctions.ts';
import { fits, membersOf, showType, statedTime, unknownType } from './celTypes.ts';

/** The expression as a value of a wanted type; undefined when it does not fit, which is reported. */
export function assign(expression: Expression, wanted: ExpressionType, what: string, diagnostics: Diagnostic[]): Expression | undefined {
  const value = coerce(keyOf(expression, wanted), wanted);
  if (value.type === unknownType) return value;
  const badTime = badTimeIn(value);
  if (badTime !== undefined) {
    diagnostics.push(celCatalogue.report('DM1312', badTime.at.span, { what: badTime.name, example: badTime.example, value: badTime.value }));
    return undefined;
  }
  const stated = statedTime(wanted);
  const isOtherText = stated !== undefined && value.type.kind === 'string' && statedTime(value.type) !== stated;
  if (isOtherText || !fits(value.type, wanted)) {
    const advice = wanted.kind === 'decimal' && value.type.kind === 'double' ? 'Write the number as a decimal: `decimal("0.00")`.' : stated !== undefined ? `Convert it: \`${stated}(x)\`.` : wanted.kind === 'string' ? 'Convert it: `string(x)`.' : '';
    diagnostics.push(celCatalogue.report('DM1305', value.span, { what, expected: showType(wanted), actual: showType(value.type), advice }));
    return undefined;
  }
  if (value.type.nullable && !wanted.nullable && wanted.kind !== 'json') {
    const actual = value.kind === 'literal' ? 'It must have a value.' : 'Give another value for null: `x != null ? x : ...`, or `require: x != null` before.';
    diagnostics.push(celCatalogue.report('DM1306', value.span, { what, advice: actual }));
    return undefined;
  }
  return memberProblem(value, wanted, diagnostics) ? undefined : value;
}

/** A row where its key is wanted is its key: `customer: customer` is `customer: customer.id`. */
function keyOf(expression: Expression, wanted: ExpressionType): Expression {
  if (expression.type.kind !== 'entity' || (wanted.kind !== 'string' && wanted.kind !== 'int')) return expression;
  return { kind: 'select', target: expression, member: 'id', type: { kind: wanted.kind, nullable: expression.type.nullable }, span: expression.span };
}

function memberProblem(value: Expression, wanted: ExpressionType, diagnostics: Diagnostic[]): boolean {
  const members = membersOf(wanted);
  if (members === undefined) return false;
  if (value.kind === 'conditional') return memberProblem(value.then, wanted, diagnostics) || memberProblem(value.otherwise, wanted, diagnostics);
  if (value.kind !== 'literal' || typeof value.value !== 'string' || members.includes(value.value)) return false;
  const guess = nearest(value.value, members);
  diagnostics.push(celCatalogue.report('DM1307', value.span, { value: value.value, members: members.join(', '), advice: guess === undefined ? '' : `Did you mean "${guess}"?` }, {
    fixes: guess === undefined ? [] : [replaceLiteral(value.span, value.value, guess)],
  }));
  return true;
}
