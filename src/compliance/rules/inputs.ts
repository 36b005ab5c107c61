import type { Span } from '../../base/span.ts';
import type { EndpointFact } from '../../targets/facts/appFacts.ts';
import { compareShapes, type ShapeDifference } from '../compareShapes.ts';
import { gapOf, type GapPlaces, type Rule } from '../comparison.ts';
import type { Gap } from '../gap.ts';
import { inputNode, writtenAttribute } from '../inputNodes.ts';
import type { IrIndex } from '../irIndex.ts';
import { type EndpointPair, endpointPairs } from './endpointPairs.ts';

/** Path, query, headers and body of each endpoint are checked as the spec says: types, presence, defaults, constraints. */
export const inputs: Rule = (comparison) => endpointPairs(comparison).flatMap((pair) => [...parts(pair, comparison.index), ...more(pair, comparison.index)]);

type Input = EndpointFact['inputs'][number];

function parts(pair: EndpointPair, index: IrIndex): readonly Gap[] {
  return pair.expected.inputs.flatMap((input) => {
    const other = pair.actual.inputs.find(({ part }) => part === input.part);
    if (other !== undefined) return compareShapes(input.shape, other.shape).map((difference) => gapFor(difference, pair, input, index));
    const { key, spec } = inputNode(pair, input.part, [], index);
    return [gapOf('DM4203', 'missing', { key, spec, at: pair.actual.at, expected: input.at }, { name: pair.key, part: inWords(input.part) })];
  });
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
