import type { Span } from '../../base/span.ts';
import type { EndpointFact } from '../../targets/facts/appFacts.ts';
import { compareShapes, type ShapeDifference, shapeKey } from '../compareShapes.ts';
import { type Comparison, gapOf, type GapPlaces, type Rule, startOf } from '../comparison.ts';
import type { Gap } from '../gap.ts';
import { inputNode, writtenAttribute } from '../inputNodes.ts';
import type { IrIndex } from '../irIndex.ts';
import { type EndpointPair, endpointPairs } from './endpointPairs.ts';

/** Path, query, headers and body of each endpoint are checked as the spec says: types, presence, defaults, constraints. */
export const inputs: Rule = (comparison) => endpointPairs(comparison).flatMap((pair) => [...parts(pair, comparison), ...more(pair, comparison.index)]);

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

/** Suffix of the key, and keyword in the spec. */
const suffixes: Readonly<Record<'type' | 'nullable' | 'optional' | 'default' | 'others' | 'values', readonly [suffix: string, keyword: string]>> = {
  type: ['type', 'type'], nullable: ['nullable', 'nullable'], optional: ['required', 'required'], default: ['default', 'default'],
  others: ['additionalProperties', 'additionalProperties'], values: ['enum', 'enum'],
};

function gapFor(difference: ShapeDifference, pair: EndpointPair, input: Input, index: IrIndex): Gap {
  const { aspect, kind, path } = difference;
  const node = inputNode(pair, input.part, path, index);
  const place = `the ${inWords(input.part)} of ${pair.key}`;
  const at = (suffix: string, keyword: string): GapPlaces => ({
    key: suffix === '' ? node.key : `${node.key}.${suffix}`, spec: specOf(keyword, node.value, node.name, index) ?? node.spec,
    at: difference.at, expected: difference.expected, actual: difference.actual,
  });
  const { expectedText: expected, actualText: actual } = difference;
  const name = node.key;
  switch (aspect) {
    case 'property': {
      if (kind === 'missing') return gapOf('DM4205', kind, at('', ''), { name, place });
      const entity = pair.endpoint?.implementation.kind === 'crud' && input.part === 'body' && path.length === 1 ? pair.endpoint.implementation.entity : undefined;
      const own = entity === undefined || writtenAttribute(pair, path[0] ?? '', index) !== undefined ? name : `${entity}.${path[0] ?? ''}`;
      return gapOf('DM4206', kind, { ...at('', ''), key: own }, { name: own, place });
    }
    case 'constraint': {
      const constraint = difference.constraint ?? '';
      const word = constraint.startsWith('other:') ? 'check' : constraint;
      const places = at(word, constraint);
      if (kind === 'missing') return gapOf('DM4301', kind, places, { name: places.key, expected, place });
      if (kind === 'unrequested') return gapOf('DM4303', kind, places, { name: places.key, actual, place });
      return gapOf('DM4302', kind, places, { name: places.key, expected, actual, place });
    }
    case 'values': return gapOf('DM4304', kind, at(...suffixes.values), { name, expected, actual, place });
    case 'type': return gapOf('DM4207', kind, at(...suffixes.type), { name, expected, actual, place });
    case 'optional': return gapOf('DM4208', kind, at(...suffixes.optional), { name, expected, actual, place });
    case 'nullable': return gapOf('DM4209', kind, at(...suffixes.nullable), { name, expected, actual, place });
    case 'default': return gapOf('DM4210', kind, at(...suffixes.default), { name, expected, actual, place });
    case 'others': return gapOf('DM4211', kind, at(...suffixes.others), { name, expected, actual, place });
  }
}

function specOf(keyword: string, value: Span | undefined, name: Span | undefined, index: IrIndex): Span | undefined {
  return keyword === '' ? undefined : index.keyword(keyword, value, name);
}
