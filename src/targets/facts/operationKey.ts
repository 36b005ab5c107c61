import type { Value } from './value.ts';

/** The canonical text of an operation. Conditions that are true or false may stand in any order: the key has them sorted. */
export function keyOfOperation(operator: string, operands: readonly Value[]): string {
  const [only, ...more] = operands.map(({ key }) => key);
  if (more.length === 0) return `(${operator} ${only ?? ''})`;
  const keys = (operator === '&&' || operator === '||') && operands.every(isComparison) ? operands.map(({ key }) => key).sort() : operands.map(({ key }) => key);
  return `(${keys.join(` ${operator} `)})`;
}

function isComparison(value: Value): boolean {
  if (value.kind === 'call') return value.callee.kind === 'member' && value.callee.name === 'includes';
  if (value.kind !== 'operation') return false;
  return value.operator === '&&' || value.operator === '||' ? value.operands.every(isComparison) : /^(?:[!=]==?|<=?|!)$/.test(value.operator);
}
