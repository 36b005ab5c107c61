import { asText, entriesOf, itemsOf, type SourceNode, valueOf } from '../../spec/source.ts';
import { shortened } from '../describe.ts';

/** A schema of a document in a few words, as it is written: `string, email, at most 80 characters`. */
export function summaryOf(node: SourceNode | undefined): string {
  const reference = asText(valueOf(node, '$ref'));
  if (reference !== undefined) return reference.slice(reference.lastIndexOf('/') + 1);
  const type = valueOf(node, 'type');
  const types = type?.kind === 'seq' ? type.items.map(asText).join(' or ') : asText(type);
  const items = valueOf(node, 'items');
  const members = itemsOf(valueOf(node, 'enum')).map(asText);
  const parts = [
    items === undefined ? (types ?? combined(node)) : `list of ${summaryOf(items)}`, asText(valueOf(node, 'format')),
    members.length === 0 ? undefined : `one of ${members.slice(0, 12).join(', ')}${members.length > 12 ? ', …' : ''}`,
    ...limits.map(([key, before, after]) => {
      const value = asText(valueOf(node, key));
      return value === undefined ? undefined : `${before}${value}${after}`;
    }),
    asText(valueOf(node, 'nullable')) === 'true' ? 'or null' : undefined,
    asText(valueOf(node, 'readOnly')) === 'true' ? 'only in answers' : undefined, asText(valueOf(node, 'writeOnly')) === 'true' ? 'only in requests' : undefined,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}

/** The type of a schema in a word or two, for lists of many. */
export function typeOf(node: SourceNode | undefined): string {
  const reference = asText(valueOf(node, '$ref'));
  if (reference !== undefined) return reference.slice(reference.lastIndexOf('/') + 1);
  const items = valueOf(node, 'items');
  return items === undefined ? (asText(valueOf(node, 'format')) ?? asText(valueOf(node, 'type')) ?? '') : `list of ${typeOf(items)}`;
}

const limits: readonly (readonly [string, string, string])[] = [
  ['minLength', 'at least ', ' characters'], ['maxLength', 'at most ', ' characters'], ['pattern', 'like ', ''], ['minimum', 'at least ', ''], ['maximum', 'at most ', ''],
  ['minItems', 'at least ', ' items'], ['maxItems', 'at most ', ' items'], ['default', 'default ', ''],
];

function combined(node: SourceNode | undefined): string {
  for (const [key, words] of [['allOf', 'all of'], ['oneOf', 'one of'], ['anyOf', 'any of']] as const) {
    const parts = itemsOf(valueOf(node, key)).map(summaryOf).filter((part) => part !== '');
    if (parts.length > 0) return `${words} ${parts.slice(0, 6).join(', ')}${parts.length > 6 ? ', …' : ''}`;
  }
  return valueOf(node, 'properties') === undefined ? '' : 'object';
}

/** A component as Markdown: what it is, its description and its properties. */
export function describeNode(title: string, node: SourceNode | undefined): string {
  const required = new Set(itemsOf(valueOf(node, 'required')).map(asText));
  const own = [node, ...itemsOf(valueOf(node, 'allOf'))].flatMap((part) => entriesOf(valueOf(part, 'properties')));
  const properties = own.map(({ key, value }) => `- \`${key}\`${required.has(key) ? '' : '?'}: ${summaryOf(value)}`);
  const summary = summaryOf(node);
  const description = asText(valueOf(node, 'description'));
  return [`**${title}**${summary === '' || summary === 'object' ? '' : `: ${summary}`}`, ...(description === undefined ? [] : [description]), ...(properties.length === 0 ? [] : [shortened(properties)])].join('\n\n');
}
