import type { SyntaxNode } from '../../../../ast/walkSyntax.ts';
import { applyEdits } from '../../../../base/textEdit.ts';
import type { ApplicationIR } from '../../../../ir/application.ts';
import type { Atom } from '../../../../ir/atom.ts';
import { readCandidate } from './candidate.ts';
import type { PlacedCandidate } from './candidateModule.ts';
import { DecimalValues } from './decimalValues.ts';
import { Variables } from './variables.ts';
import { boundPlaces } from './variants/bounds.ts';
import { conditionPlaces } from './variants/conditions.ts';
import { loopPlaces } from './variants/loops.ts';
import { omissionPlaces } from './variants/omissions.ts';
import { ownerPlaces } from './variants/owners.ts';
import type { Place, Reading } from './variants/place.ts';
import { roundingHelper, roundingPlaces } from './variants/rounding.ts';

/** A candidate that can be changed in one place at a time, by `chooseVariant(n)` of its module. */
export interface Variants {
  readonly module: PlacedCandidate;
  readonly places: readonly { readonly line?: number; readonly what: string }[];
}

/** More variants are not tried of one candidate. */
const mostVariants = 32;
const kinds = [boundPlaces, conditionPlaces, roundingPlaces, loopPlaces, omissionPlaces, ownerPlaces] as const;

/**
 * The candidate with what small mistakes would make of it: bounds on their other side, numbers one more or less, conditions left out or not had at all, another way to round, loops that
 * end too soon, rows of others. Orders of sorting are left alone: words rarely say in which order equal rows stand. Undefined when there is no such place.
 */
export function variantsOf(application: ApplicationIR, atom: Atom, module: PlacedCandidate): Variants | undefined {
  const { candidate } = readCandidate(module.text);
  if (candidate === undefined) return undefined;
  const numbers = new Set((atom.task.words.match(/\d+(?:[.,_ ]\d{3})*/g) ?? []).map((digits) => Number(digits.replaceAll(/\D/g, ''))));
  const variables = new Variables(candidate);
  const reading: Reading = { application, atom, candidate, numbers, variables, decimals: new DecimalValues(application, variables) };
  const places = numbered(candidate.nodes.flatMap(({ node, around }) => placesAt(node, around, reading)));
  if (places.length === 0) return undefined;
  const named = places.flatMap(({ start, others, what }) => {
    const line = module.answerLine(candidate.lineOf(start));
    return others.map(() => ({ what, ...(line === undefined ? {} : { line }) }));
  });
  const helper = places.some(({ others }) => others.some((other) => other.includes('roundedAnotherWay('))) ? roundingHelper : '';
  const text = `let chosenVariant = 0;\nexport function chooseVariant(number: number): void {\n  chosenVariant = number;\n}\n${helper}${withChoices(candidate.text, { start: 0, end: candidate.text.length }, places)}`;
  return { module: { ...module, text }, places: named };
}

function placesAt(node: SyntaxNode, around: readonly SyntaxNode[], reading: Reading): readonly Place[] {
  if ([...around, node].some((one, index, all) => isOrder(one, all[index - 1])) || !around.some(isFunction) || isLoopTest(node, around.at(-1))) return [];
  return kinds.flatMap((places) => places(node, around, reading));
}

interface NumberedPlace extends Place {
  /** Number of the first of its variants. */
  readonly first: number;
}

/** As many variants as are tried: one of each place before the second of any. */
function numbered(places: readonly Place[]): readonly NumberedPlace[] {
  const taken = places.map(() => 0);
  let left = mostVariants;
  for (let round = 0; left > 0 && places.some(({ others }) => others.length > round); round += 1) {
    places.forEach(({ others }, index) => {
      if (left === 0 || others.length <= round) return;
      taken[index] = round + 1;
      left -= 1;
    });
  }
  let first = 1;
  return places.flatMap((place, index) => {
    const others = place.others.slice(0, taken[index]);
    if (others.length === 0) return [];
    first += others.length;
    return [{ ...place, others, first: first - others.length }];
  });
}

/** The text of a range with a choice at each place in it; in a variant of one place the others are what they were. */
function withChoices(text: string, { start, end }: { readonly start: number; readonly end: number }, places: readonly NumberedPlace[]): string {
  const outer = places.filter((place) => !places.some((other) => isWithin(place, other)));
  const edits = outer.map((place) => {
    const inner = withChoices(text, place, places.filter((other) => isWithin(other, place)));
    return { file: '', start: place.start - start, end: place.end - start, text: choiceText(place, inner) };
  });
  return applyEdits(text.slice(start, end), edits);
}

function choiceText({ others, first, form }: NumberedPlace, own: string): string {
  const isChosen = (index: number): string => `chosenVariant === ${String(first + index)}`;
  if (form === 'insert') return others.map((other, index) => other.replaceAll('CHOSEN', isChosen(index))).join('');
  if (form === 'leaveOut') return `...(${isChosen(0)} ? [] : [${own}])`;
  return `(${others.map((other, index) => `${isChosen(index)} ? ${other} : `).join('')}${own})`;
}

/** Whether a place stands in another; of two that are the same the later one does. */
function isWithin(inner: NumberedPlace, outer: NumberedPlace): boolean {
  if (inner === outer || outer.form === 'insert') return false;
  if (inner.form === 'insert') return outer.start < inner.start && inner.start < outer.end;
  const isSame = inner.start === outer.start && inner.end === outer.end;
  return isSame ? outer.first < inner.first : outer.start <= inner.start && outer.end >= inner.end;
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
