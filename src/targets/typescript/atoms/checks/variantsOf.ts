import type { ArrayNode, BinaryNode, Expression, LiteralNode } from '../../../../ast/syntax.ts';
import type { SyntaxNode } from '../../../../ast/walkSyntax.ts';
import { applyEdits } from '../../../../base/textEdit.ts';
import type { Atom } from '../../../../ir/atom.ts';
import { readCandidate, type Candidate } from './candidate.ts';
import type { PlacedCandidate } from './candidateModule.ts';

/** A candidate that can be changed in one place at a time, by `chooseVariant(n)` of its module. */
export interface Variants {
  readonly module: PlacedCandidate;
  readonly places: readonly { readonly line?: number; readonly what: string }[];
}

/** More variants are not tried of one candidate. */
const mostVariants = 16;

/**
 * The candidate with what small mistakes would make of it: each comparison with the bound on its other side, each number that it is compared with, or that
 * the words name, one more or less. Orders of sorting are left alone: words rarely say in which order equal rows stand. Undefined when there is no such place.
 */
export function variantsOf(atom: Atom, module: PlacedCandidate): Variants | undefined {
  const { candidate } = readCandidate(module.text);
  if (candidate === undefined) return undefined;
  const numbers = new Set((atom.task.words.match(/\d+(?:[.,_ ]\d{3})*/g) ?? []).map((digits) => Number(digits.replaceAll(/\D/g, ''))));
  const named: { readonly line?: number; readonly what: string }[] = [];
  const found: NumberedPlace[] = [];
  for (const { node, around } of candidate.nodes) {
    for (const place of placesAt(node, around, { candidate, numbers })) {
      const line = module.answerLine(candidate.lineOf(place.start));
      const others = place.others.slice(0, mostVariants - named.length);
      if (others.length > 0) found.push({ ...place, others, first: named.length + 1 });
      named.push(...others.map(() => ({ what: place.what, ...(line === undefined ? {} : { line }) })));
    }
  }
  if (named.length === 0) return undefined;
  const text = `let chosenVariant = 0;\nexport function chooseVariant(number: number): void {\n  chosenVariant = number;\n}\n${withChoices(candidate.text, { start: 0, end: candidate.text.length }, found)}`;
  return { module: { ...module, text }, places: named };
}

interface NumberedPlace extends Place {
  /** Number of the first of its variants. */
  readonly first: number;
}

/** The text of a range with a choice at each place in it; in a variant of one place the others are what they were. */
function withChoices(text: string, { start, end }: { readonly start: number; readonly end: number }, places: readonly NumberedPlace[]): string {
  const outer = places.filter((place) => !places.some((other) => other !== place && other.start <= place.start && other.end >= place.end));
  const edits = outer.map((place) => {
    const inner = places.filter((other) => other !== place && other.start >= place.start && other.end <= place.end);
    const choices = place.others.map((other, index) => `chosenVariant === ${String(place.first + index)} ? ${other} : `).join('');
    return { file: '', start: place.start - start, end: place.end - start, text: `(${choices}${withChoices(text, place, inner)})` };
  });
  return applyEdits(text.slice(start, end), edits);
}

interface Place {
  readonly start: number;
  readonly end: number;
  /** What could stand there. */
  readonly others: readonly string[];
  readonly what: string;
}

interface Reading {
  readonly candidate: Candidate;
  /** The numbers in the words of the unit. */
  readonly numbers: ReadonlySet<number>;
}

const otherSide: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };

function placesAt(node: SyntaxNode, around: readonly SyntaxNode[], reading: Reading): readonly Place[] {
  if ([...around, node].some((one, index, all) => isOrder(one, all[index - 1])) || !around.some(isFunction) || isLoopTest(node, around.at(-1))) return [];
  if (node.kind === 'binary') return comparisonPlaces(node, reading);
  if (node.kind === 'array') return conditionPlaces(node, reading);
  const parent = around.at(-1);
  const isBound = parent !== undefined && (parent.kind === 'binary' ? comparisonPlaces(parent, reading) : parent.kind === 'array' ? conditionPlaces(parent, reading) : []).length > 0;
  return node.kind === 'literal' && typeof node.value === 'number' && node.value > 1 && reading.numbers.has(node.value) && !isBound ? [numberPlace(node, node.value)] : [];
}

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
function conditionPlaces({ items }: ArrayNode, { candidate }: Reading): readonly Place[] {
  const [name, operator, value] = items;
  if (items.length !== 3 || name?.kind !== 'literal' || operator?.kind !== 'literal' || value === undefined || typeof name.value !== 'string' || typeof operator.value !== 'string') return [];
  const other = otherSide[operator.value];
  if (other === undefined) return [];
  const what = `on which side of the bound a row falls whose \`${name.value}\` is exactly \`${shown(candidate.textOf(value))}\`, or just below or above it`;
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

/** What stands outside of functions is worked out when the module is loaded, before anything can be chosen. */
function isFunction({ kind }: SyntaxNode): boolean {
  return kind === 'function' || kind === 'functionDeclaration';
}

/** How often a loop of counting runs is a matter of the code, not of the words. */
function isLoopTest(node: SyntaxNode, parent: SyntaxNode | undefined): boolean {
  return parent?.kind === 'for' && parent.test === node;
}

/** What a call that sorts is given. */
function isOrder(node: SyntaxNode, parent: SyntaxNode | undefined): boolean {
  return parent?.kind === 'call' && parent.callee.kind === 'member' && (parent.callee.name === 'sort' || parent.callee.name === 'toSorted') && parent.args.some((argument) => argument === node);
}

const mostShown = 60;

function shown(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('`', "'");
  return line.length > mostShown ? `${line.slice(0, mostShown)} ...` : line;
}
