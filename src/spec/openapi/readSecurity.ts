import type { Span } from '../../base/span.ts';
import type { TextEdit } from '../../base/textEdit.ts';
import { fixOf, replaceSpan, wrapInList } from '../fixes.ts';
import { asString, asText, entriesOf, itemsOf, valueOf } from '../source.ts';
import type { SourceNode } from '../source.ts';
import { checkScheme } from './checkScheme.ts';
import type { SpecRequirement, SpecScheme } from './model.ts';
import { mapOf, reportStructure } from './reading.ts';
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
      complete: checkScheme(reading, key, keySpan, node),
      type: asString(valueOf(node, 'type')) ?? '',
      scheme: (asString(valueOf(node, 'scheme')) ?? '').toLowerCase(),
      in: asString(valueOf(node, 'in')) ?? '',
      parameter: asString(valueOf(node, 'name')) ?? '',
      scopes: [...scopes].map(([name, description]) => ({ name, description })),
      span: keySpan,
    }];
  });
}

/** Undefined when nothing is said; an empty list lifts the security that stands above. What is written wrongly protects all the same. */
export function readSecurity(reading: Reading, node: SourceNode | undefined): readonly SpecRequirement[] | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'seq') return node.items.map((item) => readRequirement(reading, item));
  if (node.kind === 'scalar' && node.value === null) return [];
  const name = asText(node);
  const edits = (): readonly TextEdit[] => (name === undefined ? wrapInList(reading.documents.rootOf(node), node) : [{ ...node.span, text: `[${requirementOf(node)}]` }]);
  reportStructure(reading, '"security"', 'a list', node, [fixOf('list', 'Make it a list', edits)]);
  return [name === undefined ? readRequirement(reading, node) : { uses: [{ scheme: name, scopes: [], span: node.span }], span: node.span }];
}

function readRequirement(reading: Reading, item: SourceNode): SpecRequirement {
  const name = asText(item);
  if (name !== undefined) {
    const fix = replaceSpan(item.span, requirementOf(item));
    reportStructure(reading, 'A security requirement', 'an object', item, [fix]);
    return { uses: [{ scheme: name, scopes: [], span: item.span }], span: item.span };
  }
  return { uses: entriesOf(item).map(({ key, keySpan, value }) => ({ scheme: key, scopes: readScopes(reading, key, value), span: keySpan })), span: item.span };
}

function readScopes(reading: Reading, scheme: string, node: SourceNode): readonly { readonly name: string; readonly span: Span }[] {
  if (node.kind !== 'seq' && !(node.kind === 'scalar' && node.value === null)) {
    const text = asText(node);
    const isScope = typeof text === 'string' && !/^(true|false)$/.test(text);
    reportStructure(reading, `The list of scopes of "${scheme}"`, 'a list', node, [replaceSpan(node.span, isScope && node.kind === 'scalar' ? `[${node.text}]` : '[]')]);
    return isScope ? [{ name: text, span: node.span }] : [];
  }
  return itemsOf(node).flatMap((scope) => {
    const name = asText(scope);
    return name === undefined ? [] : [{ name, span: scope.span }];
  });
}

/** The name of a scheme as a requirement without scopes. */
function requirementOf(node: SourceNode): string {
  return node.kind === 'scalar' ? `{ ${node.text}: [] }` : '';
}
