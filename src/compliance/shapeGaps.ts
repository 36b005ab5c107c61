import type { Span } from '../base/span.ts';
import type { ShapeDifference } from './compareShapes.ts';
import { gapOf, type GapPlaces } from './comparison.ts';
import type { Gap } from './gap.ts';
import type { InputNode } from './inputNodes.ts';
import type { IrIndex } from './irIndex.ts';

/** Suffix of the key, and keyword in the spec. */
const suffixes: Readonly<Record<'type' | 'nullable' | 'optional' | 'default' | 'others' | 'values', readonly [suffix: string, keyword: string]>> = {
  type: ['type', 'type'], nullable: ['nullable', 'nullable'], optional: ['required', 'required'], default: ['default', 'default'],
  others: ['additionalProperties', 'additionalProperties'], values: ['enum', 'enum'],
};

/** The gap of a difference between two checks; `place` says of what, in words. */
export function shapeGap(difference: ShapeDifference, node: InputNode, place: string, index: IrIndex): Gap {
  const { aspect, kind, expectedText: expected, actualText: actual } = difference;
  const at = (suffix: string, keyword: string): GapPlaces => ({
    key: suffix === '' ? node.key : `${node.key}.${suffix}`, spec: specOf(keyword, node.value, node.name, index) ?? node.spec,
    at: difference.at, expected: difference.expected, actual: difference.actual,
  });
  const name = node.key;
  switch (aspect) {
    case 'property': return kind === 'missing' ? gapOf('DM4205', kind, at('', ''), { name, place }) : gapOf('DM4206', kind, at('', ''), { name, place });
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
