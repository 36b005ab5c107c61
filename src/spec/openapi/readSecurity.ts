import { asString, asText, entriesOf, itemsOf, valueOf } from '../source.ts';
import type { SourceNode } from '../source.ts';
import type { SpecRequirement, SpecScheme } from './model.ts';
import { listOf, mapOf } from './reading.ts';
import type { Reading } from './reading.ts';

/** The schemes under `components.securitySchemes`, the scopes of all oauth2 flows together. */
export function readSchemes(reading: Reading, components: SourceNode | undefined): readonly SpecScheme[] {
  return entriesOf(mapOf(reading, '"components.securitySchemes"', valueOf(components, 'securitySchemes'))).flatMap(({ key, keySpan, value }) => {
    const node = mapOf(reading, `The security scheme "${key}"`, reading.documents.follow(value, 'securitySchemes'));
    if (node === undefined) return [];
    const flows = entriesOf(valueOf(node, 'flows')).flatMap((flow) => entriesOf(valueOf(flow.value, 'scopes')));
    const scopes = new Map(flows.map((scope) => [scope.key, asText(scope.value) ?? '']));
    return [{
      name: key,
      type: asString(valueOf(node, 'type')) ?? '',
      scheme: (asString(valueOf(node, 'scheme')) ?? '').toLowerCase(),
      in: asString(valueOf(node, 'in')) ?? '',
      parameter: asString(valueOf(node, 'name')) ?? '',
      scopes: [...scopes].map(([name, description]) => ({ name, description })),
      span: keySpan,
    }];
  });
}

/** Undefined when nothing is said; an empty list lifts the security that stands above. */
export function readSecurity(reading: Reading, node: SourceNode | undefined): readonly SpecRequirement[] | undefined {
  if (node === undefined) return undefined;
  return listOf(reading, '"security"', node).map((item) => ({
    uses: entriesOf(item).map(({ key, keySpan, value }) => ({ scheme: key, scopes: itemsOf(value).flatMap((scope) => asText(scope) ?? []), span: keySpan })),
    span: item.span,
  }));
}
