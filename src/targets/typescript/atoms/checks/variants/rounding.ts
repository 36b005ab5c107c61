import type { CallNode, Expression } from '../../../../../ast/syntax.ts';
import { walkSyntax, type SyntaxNode } from '../../../../../ast/walkSyntax.ts';
import { shown, type Place, type Places, type Reading } from './place.ts';

const ways = ['floor', 'ceil', 'round'] as const;

/** What decides between rounding up and down, for the module of a candidate with such places. */
export const roundingHelper = `function roundedAnotherWay(value, digits, isUp) {
  const text = String(value);
  const [whole = "0", rest = ""] = text.replace("-", "").split(".");
  const units = BigInt(whole + rest.slice(0, digits).padEnd(digits, "0")) + (isUp && /[1-9]/.test(rest.slice(digits)) ? 1n : 0n);
  const padded = units.toString().padStart(digits + 1, "0");
  return (text.startsWith("-") && units !== 0n ? "-" : "") + padded.slice(0, padded.length - digits) + (digits === 0 ? "" : "." + padded.slice(-digits));
}
`;

/** Rounding another way: numbers that need not be whole, decimals that can have more digits. */
export const roundingPlaces: Places = (node, around, reading) => {
  if (node.kind !== 'call') return [];
  const { callee, args: [value, digits] } = node;
  const { candidate } = reading;
  if (value === undefined || value.kind === 'spread') return [];
  if (callee.kind === 'member' && callee.object.kind === 'identifier' && callee.object.name === 'Math') return isWhole(node, reading) ? [] : numberPlaces(node, callee.name, candidate.textOf(value));
  if (callee.kind !== 'identifier' || (callee.name !== 'toScale' && callee.name !== 'round') || digits?.kind !== 'literal' || typeof digits.value !== 'number' || !hasMoreDigits(value, around, reading)) return [];
  const text = candidate.textOf(value);
  const others = [false, true].map((isUp) => `roundedAnotherWay(${text}, ${String(digits.value)}, ${String(isUp)})`);
  return [{ start: node.start, end: node.end, others, what: `how \`${shown(text)}\` is rounded where it has more than ${String(digits.value)} digits after the point: up, down, or to the nearest` }];
};

function numberPlaces({ start, end }: CallNode, name: string, text: string): readonly Place[] {
  const own = name === 'trunc' ? 'floor' : name;
  if (!(ways as readonly string[]).includes(own)) return [];
  return [{ start, end, others: ways.filter((way) => way !== own).map((way) => `Math.${way}(${text})`), what: `how \`${shown(text)}\` is rounded where it is not whole: up, down, or to the nearest` }];
}

/** Days between two days are whole; who rounds them only makes sure. */
function isWhole({ callee, args: [value] }: CallNode, { candidate }: Reading): boolean {
  const text = value === undefined ? '' : candidate.textOf(value);
  return callee.kind === 'member' && callee.name !== 'ceil' && /\b86_?400_?000\b|day/i.test(text) && !/\bnow\b/.test(text.replaceAll(/dayOf\([^()]*\)|now\.toISOString\(\)\.slice\(0, 10\)/g, ''));
}

/** Whether a decimal comes from a division, or from a product of two that have digits after the point. */
function hasMoreDigits(node: Expression, around: readonly SyntaxNode[], reading: Reading, depth = 0): boolean {
  if (depth > 6) return false;
  let found = false;
  walkSyntax([{ kind: 'expression', start: node.start, end: node.end, value: node }], (inner, within) => {
    if (found) return;
    const seenFrom = [...around, ...within];
    if (inner.kind === 'call' && inner.callee.kind === 'identifier') {
      if (inner.callee.name === 'divide') found = true;
      if (inner.callee.name === 'multiply') found = inner.args.filter((argument) => isFractional(argument, seenFrom, reading)).length > 1;
    }
    if (inner.kind === 'identifier') {
      const sources = reading.variables.sourcesOf(inner.name, seenFrom) ?? [];
      found ||= sources.some((source) => source.kind === 'expression' && source.steps.length === 0 && source.from.start !== node.start && hasMoreDigits(source.from, source.within, reading, depth + 1));
    }
  });
  return found;
}

function isFractional(node: Expression, around: readonly SyntaxNode[], { decimals, candidate }: Reading): boolean {
  if (node.kind === 'literal') return String(node.value).includes('.');
  if (node.kind === 'conditional') return /["'\d]\.\d|\d\.\d/.test(candidate.textOf(node));
  return decimals.is(node, around) || (node.kind === 'identifier' && /rate|factor|percent|share|discount|tax|for[A-Z]/i.test(node.name));
}
