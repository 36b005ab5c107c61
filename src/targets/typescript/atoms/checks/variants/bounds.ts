import type { ArrayNode, BinaryNode, Expression, LiteralNode } from '../../../../../ast/syntax.ts';
import { conditionOf } from './conditions.ts';
import { shown, type Place, type Places, type Reading } from './place.ts';

const otherSide: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };

/** Each comparison with the bound on its other side, each number that it is compared with, or that the words name, one more or less. */
export const boundPlaces: Places = (node, around, reading) => {
  if (node.kind === 'binary') return comparisonPlaces(node, reading);
  if (node.kind === 'array') return conditionPlaces(node, reading);
  const parent = around.at(-1);
  const isBound = parent !== undefined && (parent.kind === 'binary' ? comparisonPlaces(parent, reading) : parent.kind === 'array' ? conditionPlaces(parent, reading) : []).length > 0;
  return node.kind === 'literal' && typeof node.value === 'number' && node.value > 1 && reading.numbers.has(node.value) && !isBound ? [numberPlace(node, node.value)] : [];
};

/** `quantity >= 5`. */
function comparisonPlaces({ operator, left, right, start, end }: BinaryNode, { candidate }: Reading): readonly Place[] {
  const other = otherSide[operator];
  const { text } = candidate;
  const at = text.indexOf(operator, left.end);
  if (other === undefined || at === -1 || at >= right.start) return [];
  const instead = (span: { readonly start: number; readonly end: number }, by: string): string => `(${text.slice(start, span.start)}${by}${text.slice(span.end, end)})`;
  const nextTo = [left, right].flatMap((side) => numbersBeside(side).map((number) => instead(side, number)));
  return [{ start, end, others: [instead({ start: at, end: at + operator.length }, other), ...nextTo], what: `on which side of the bound a case falls whose \`${shown(candidate.textOf(left))}\` is exactly \`${shown(candidate.textOf(right))}\`, or just below or above it` }];
}

/** `["quantity", ">=", 5]`. */
function conditionPlaces(node: ArrayNode, { candidate }: Reading): readonly Place[] {
  const condition = conditionOf(node);
  const other = condition === undefined ? undefined : otherSide[condition.operator.value];
  if (condition === undefined || other === undefined) return [];
  const { name, operator, value } = condition;
  const what = `on which side of the bound a row falls whose \`${name}\` is exactly \`${shown(candidate.textOf(value))}\`, or just below or above it`;
  return [
    { start: operator.start, end: operator.end, others: [JSON.stringify(other)], what },
    ...(numbersBeside(value).length === 0 ? [] : [{ start: value.start, end: value.end, others: numbersBeside(value), what }]),
  ];
}

function numberPlace({ start, end }: LiteralNode, value: number): Place {
  return { start, end, others: [String(value + 1), String(value - 1)], what: `that a number is exactly ${String(value)}, not one more or less` };
}

function numbersBeside(node: Expression): readonly string[] {
  return node.kind === 'literal' && typeof node.value === 'number' ? [String(node.value + 1), String(node.value - 1)] : [];
}
