import type { Span } from '../../base/span.ts';
import type { EndpointFact } from '../../targets/facts/appFacts.ts';
import { compareShapes, type ShapeDifference, shapeKey } from '../compareShapes.ts';
import { shapeGap } from '../shapeGaps.ts';
import { type Comparison, eachOf, gapOf, type Rule, startOf } from '../comparison.ts';
import type { Gap } from '../gap.ts';
import { inMedia, inputNode, writtenAttribute } from '../inputNodes.ts';
import type { IrIndex } from '../irIndex.ts';
import { type EndpointPair, endpointPairs } from './endpointPairs.ts';

/** Path, query, headers and body of each endpoint are checked as the spec says: types, presence, defaults, constraints. */
export const inputs: Rule = eachOf(endpointPairs, (pair, comparison) => [...parts(pair, comparison), ...more(pair, comparison.index)]);

type Input = EndpointFact['inputs'][number];

function parts(pair: EndpointPair, comparison: Comparison): readonly Gap[] {
  const { index } = comparison;
  return pair.expected.inputs.flatMap((input) => {
    const other = pair.actual.inputs.find(({ part }) => part === input.part);
    const swapped = other === undefined ? undefined : ownerOf(input, other, comparison);
    if (other !== undefined && swapped !== undefined) return [swappedGap(input, other, swapped, pair, index)];
    if (other !== undefined && !isDangling(input, other)) return compareShapes(input.shape, other.shape).map((difference) => gapFor(difference, pair, input, index));
    const { key, spec } = inputNode(pair, input.part, [], index);
    const { from } = input.shape;
    if (from !== undefined && !comparison.hasFile(from.file)) {
      return [gapOf('DM4203', 'missing', { key, spec, at: startOf(from.file), expected: from }, { name: pair.key, part: inWords(input.part) })];
    }
    return [gapOf('DM4203', 'missing', { key, spec, at: other?.at ?? pair.actual.at, expected: input.at }, { name: pair.key, part: inWords(input.part) })];
  });
}

/** The input that a check belongs to, when it is the check of another input: `POST /products body`. */
function ownerOf(expected: Input, actual: Input, comparison: Comparison): { readonly name: string } | undefined {
  const { from } = actual.shape;
  if (from === undefined || shapeKey(expected.shape) === shapeKey(actual.shape)) return undefined;
  const own = expected.shape.from;
  for (const other of comparison.actual.endpoints) {
    for (const input of other.inputs) {
      const wanted = comparison.expected.endpoints.find(({ key }) => key === other.key)?.inputs.find(({ part }) => part === input.part);
      const isIts = input !== actual && sameSpan(input.shape.from, from) && wanted !== undefined && shapeKey(wanted.shape) === shapeKey(input.shape);
      if (isIts && !sameSpan(wanted.shape.from, own)) return { name: `${inWords(input.part)} of ${comparison.index.endpointKey(other.key)}` };
    }
  }
  return undefined;
}

function swappedGap(expected: Input, actual: Input, owner: { readonly name: string }, pair: EndpointPair, index: IrIndex): Gap {
  const { key, spec } = inputNode(pair, expected.part, [], index);
  const place = `the ${inWords(expected.part)} of ${pair.key}`;
  return gapOf('DM4207', 'contradicts', { key, spec, at: actual.shape.at, expected: expected.shape.at, actual: actual.shape.at }, { name: key, expected: 'of its own', actual: `the check of the ${owner.name}`, place });
}

function sameSpan(a: Span | undefined, b: Span | undefined): boolean {
  return a?.file === b?.file && a?.start === b?.start && a?.end === b?.end;
}

/** The name of a check that nothing declares. */
function isDangling(expected: Input, actual: Input): boolean {
  return actual.shape.type.startsWith('other:app#') && !expected.shape.type.startsWith('other:');
}

function more(pair: EndpointPair, index: IrIndex): readonly Gap[] {
  return pair.actual.inputs.filter(({ part }) => !pair.expected.inputs.some((input) => input.part === part)).map(({ part, at }) => {
    const { key, spec } = inputNode(pair, part, [], index);
    return gapOf('DM4204', 'unrequested', { key, spec, at, actual: at }, { name: pair.key, part: inWords(part) });
  });
}

const words: Readonly<Record<string, string>> = { querystring: 'query', params: 'path parameters', headers: 'headers', body: 'body' };

function inWords(part: string): string {
  return words[part] ?? part;
}

function gapFor(difference: ShapeDifference, pair: EndpointPair, input: Input, index: IrIndex): Gap {
  const { aspect, kind, path } = difference;
  const node = inputNode(pair, input.part, path, index);
  const { inside } = inMedia(pair, input.part, path);
  const [property = ''] = inside;
  const { implementation } = pair.endpoint ?? {};
  const isColumn = aspect === 'property' && kind === 'unrequested' && input.part === 'body' && inside.length === 1 && implementation?.kind === 'crud' && writtenAttribute(pair, property, index) === undefined;
  return shapeGap(difference, isColumn ? { ...node, key: `${implementation.entity}.${property}` } : node, `the ${inWords(input.part)} of ${pair.key}`, index);
}
