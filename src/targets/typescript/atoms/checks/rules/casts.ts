import { excerpt, finding, type Check } from '../check.ts';

/** `any`, casts that no check stands behind, and `!`. */
export const checkCasts: Check = (candidate) => candidate.pieces.flatMap((piece) => {
  const report = (found: string, instead: string): ReturnType<Check> => [finding(candidate, 'conventions', 'DM5050', { found: excerpt(found, 50), instead }, piece.start)];
  if (piece.kind === 'AnyKeyword') return report(candidate.textOf(piece.parent ?? piece), 'Write the type, or unknown and a check.');
  if (piece.kind === 'NonNullExpression') return report(candidate.textOf(piece), 'Handle the case that it is missing.');
  if (piece.kind !== 'AsExpression' && piece.kind !== 'TypeAssertionExpression') return [];
  const [first, second] = piece.children;
  const [value, type] = piece.kind === 'AsExpression' ? [first, second] : [second, first];
  if (value === undefined || type === undefined) return [];
  const inner = value.kind === 'ParenthesizedExpression' ? value.children[0] : value;
  const isDouble = inner?.kind === 'AsExpression' && ['UnknownKeyword', 'NeverKeyword'].includes(inner.children[1]?.kind ?? '');
  return isDouble || type.kind === 'NeverKeyword' ? report(candidate.textOf(piece), 'Give the value its type where it is made.') : [];
});
