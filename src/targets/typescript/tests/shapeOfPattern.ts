import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** A fixed text, or `length` characters of an alphabet. */
export type ShapePart = string | { readonly alphabet: string; readonly length: number };

const parser = new RegExpParser({ ecmaVersion: 2024 });
const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const plain = printable.filter((character) => /[A-Za-z0-9]/.test(character));

/** How many texts of a shape there can be. */
export function varietyOf(shape: readonly ShapePart[]): number {
  return shape.reduce((product, part) => (typeof part === 'string' ? product : product * part.alphabet.length ** part.length), 1);
}

/**
 * A shape whose every text matches the pattern and the lengths, or undefined when the pattern is beyond this reading
 * (lookarounds, back references, unicode classes without an ASCII member).
 */
export function shapeOfPattern(pattern: string, minLength = 0, maxLength = Number.POSITIVE_INFINITY): readonly ShapePart[] | undefined {
  let tree: AST.Pattern;
  try {
    tree = parser.parsePattern(pattern, 0, pattern.length, { unicode: true });
  } catch {
    return undefined;
  }
  for (const wanted of [12, 8, 6, 4, 2, 1, 0]) {
    const parts = alternativeParts(tree.alternatives[0], wanted);
    if (parts === undefined) return undefined;
    const shape = merge(parts);
    const matches = [0, 1, 2].every((offset) => {
      const text = example(shape, offset);
      return text.length >= minLength && text.length <= maxLength && new RegExp(pattern, 'u').test(text);
    });
    if (matches) return shape;
  }
  return undefined;
}

/** A text of the shape; another `offset` gives other characters. */
export function example(shape: readonly ShapePart[], offset: number): string {
  return shape
    .map((part) => (typeof part === 'string' ? part : Array.from({ length: part.length }, (_, at) => part.alphabet.charAt((at + offset) % part.alphabet.length)).join('')))
    .join('');
}

function alternativeParts(alternative: AST.Alternative | undefined, wanted: number): ShapePart[] | undefined {
  const parts: ShapePart[] = [];
  for (const element of alternative?.elements ?? []) {
    const made = elementParts(element, wanted);
    if (made === undefined) return undefined;
    parts.push(...made);
  }
  return parts;
}

function elementParts(element: AST.Element, wanted: number): readonly ShapePart[] | undefined {
  switch (element.type) {
    case 'Assertion':
      return element.kind === 'start' || element.kind === 'end' || element.kind === 'word' ? [] : undefined;
    case 'Character':
      return [String.fromCodePoint(element.value)];
    case 'CharacterSet':
    case 'CharacterClass':
      return alphabetParts(element.raw, 1);
    case 'Group':
    case 'CapturingGroup':
      return alternativeParts(element.alternatives[0], wanted);
    case 'Quantifier':
      return quantifierParts(element, wanted);
    case 'Backreference':
    case 'ExpressionCharacterClass':
      return undefined;
  }
}

function quantifierParts({ element, min, max }: AST.Quantifier, wanted: number): readonly ShapePart[] | undefined {
  const isSet = element.type === 'CharacterSet' || element.type === 'CharacterClass';
  const length = isSet ? Math.min(max, Math.max(min, wanted)) : min;
  if (isSet) return alphabetParts(element.raw, length);
  const once = elementParts(element, wanted);
  return once === undefined ? undefined : Array.from({ length }, () => once).flat();
}

function alphabetParts(raw: string, length: number): readonly ShapePart[] | undefined {
  const one = new RegExp(`^(?:${raw})$`, 'u');
  const simple = plain.filter((character) => one.test(character));
  const alphabet = (simple.length > 0 ? simple : printable.filter((character) => one.test(character))).join('');
  if (alphabet === '') return undefined;
  return length === 0 ? [] : [{ alphabet, length }];
}

function merge(parts: readonly ShapePart[]): readonly ShapePart[] {
  const merged: ShapePart[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else if (typeof part === 'object' && typeof last === 'object' && part.alphabet === last.alphabet) {
      merged[merged.length - 1] = { alphabet: part.alphabet, length: last.length + part.length };
    } else if (part !== '') merged.push(part);
  }
  return merged;
}
