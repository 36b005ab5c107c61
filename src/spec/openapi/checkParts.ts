import { nearest } from '../../base/nearest.ts';
import { appendEntry, fixOf, wrapEntry, removePart, replaceNode, replaceSpan, replaceText } from '../fixes.ts';
import { asText, entriesOf, entryOf, itemsOf, valueOf, type SourceEntry, type SourceNode } from '../source.ts';
import { openApiCatalogue } from './catalogue.ts';
import { misspeltMediaType } from './mediaTypeNames.ts';
import type { Reading } from './reading.ts';
import { ruleOf, type ObjectName } from './structure.ts';

/** Reports what is wrong within one kind of object beside its keys. */
export function checkPart(reading: Reading, name: ObjectName, node: SourceNode): void {
  if (name === 'document') checkDocument(reading, node);
  else if (name === 'server') checkServer(reading, node);
  else if (name === 'serverVariable') checkVariable(reading, node);
  else if (name === 'parameter') checkParameter(reading, node);
  else if (name === 'operation') checkOperationId(reading, node);
}

/** Reports keys of "content" that are no media types. */
export function checkMediaType(reading: Reading, { key, keySpan, value }: SourceEntry): void {
  const problem = misspeltMediaType(key);
  if (problem === undefined) return;
  if (key === 'schema') {
    reading.diagnostics.push(openApiCatalogue.report('DM1248', keySpan, { mediaType: key, hint: ' Write the schema under a media type, such as application/json.' }, { fixes: [fixOf('wrap', 'Put application/json around it', () => wrapEntry(reading.documents.rootOf(value), { key, keySpan, value }, 'application/json'))] }));
    return;
  }
  const { suggestion } = problem;
  const hint = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
  reading.diagnostics.push(openApiCatalogue.report('DM1248', keySpan, { mediaType: key, hint }, { fixes: suggestion === undefined ? [] : [replaceText(keySpan, key, suggestion)] }));
}

function checkDocument(reading: Reading, node: SourceNode): void {
  checkTags(reading, valueOf(node, 'tags'));
  const isHollow = reading.version === '3.1' && ['paths', 'components', 'webhooks'].every((key) => entryOf(node, key) === undefined);
  if (isHollow) reading.diagnostics.push(openApiCatalogue.report('DM1203', entryOf(node, 'openapi')?.keySpan ?? node.span, { place: 'The document', key: 'paths' }));
}

/** A parameter says its type in a schema, or in the schema of a media type. */
function checkParameter(reading: Reading, node: SourceNode): void {
  const keys = entriesOf(node).map(({ key }) => key);
  const name = valueOf(node, 'name');
  const place = asText(valueOf(node, 'in')) ?? '';
  const misplaced = ruleOf('parameter').misplaced ?? {};
  const isSaid = keys.some((key) => key === 'schema' || key === 'content' || Object.hasOwn(misplaced, key) || nearest(key, ['schema', 'content']) !== undefined);
  if (name === undefined || isSaid || !['path', 'query', 'header', 'cookie'].includes(place)) return;
  reading.diagnostics.push(openApiCatalogue.report('DM1203', name.span, { place: `The parameter "${asText(name) ?? ''}"`, key: 'schema' }));
}

function checkOperationId(reading: Reading, node: SourceNode): void {
  const entry = entryOf(node, 'operationId');
  if (entry === undefined || asText(entry.value)?.trim() !== '') return;
  const fixes = [fixOf('remove', 'Remove operationId', () => [removePart(reading.documents.rootOf(node), entry.keySpan.start, entry.value.span.end)])];
  reading.diagnostics.push(openApiCatalogue.report('DM1244', entry.value.span, { key: 'operationId', expected: 'a name', actual: 'empty' }, { fixes }));
}

function checkTags(reading: Reading, node: SourceNode | undefined): void {
  const seen = new Set<string>();
  for (const item of itemsOf(node)) {
    const name = valueOf(item, 'name');
    const text = asText(name);
    if (name === undefined || text === undefined) continue;
    const fixes = [fixOf('remove', 'Remove the second tag', () => [removePart(reading.documents.rootOf(item), item.span.start, item.span.end)])];
    if (seen.has(text)) reading.diagnostics.push(openApiCatalogue.report('DM1231', name.span, { what: 'tag', value: JSON.stringify(text) }, { fixes }));
    seen.add(text);
  }
}

/** Each `{variable}` of the URL is declared. */
function checkServer(reading: Reading, node: SourceNode): void {
  const url = valueOf(node, 'url');
  const variables = valueOf(node, 'variables');
  const declared = entriesOf(variables).map(({ key }) => key);
  const used = [...(asText(url) ?? '').matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
  if (url?.kind !== 'scalar') return;
  for (const name of used) {
    if (declared.includes(name)) continue;
    const free = declared.filter((other) => !used.includes(other));
    const near = nearest(name, free);
    const at = url.text.indexOf(`{${name}}`);
    const span = at === -1 ? url.span : { ...url.span, start: url.span.start + at, end: url.span.start + at + name.length + 2 };
    const root = reading.documents.rootOf(node);
    const declare = fixOf('insert', `Declare ${name}`, () => (variables?.kind === 'map'
      ? [appendEntry(root, variables, name, { default: '' })]
      : node.kind === 'map' ? [appendEntry(root, node, 'variables', { [name]: { default: '' } })] : []));
    const fix = near === undefined || at === -1 ? declare : replaceSpan(span, `{${near}}`);
    const hint = near === undefined ? '' : ` (did you mean "${near}"?)`;
    reading.diagnostics.push(openApiCatalogue.report('DM1254', span, { name, hint }, { fixes: [fix] }));
  }
}

function checkVariable(reading: Reading, node: SourceNode): void {
  const fallback = valueOf(node, 'default');
  const values = itemsOf(entryOf(node, 'enum')?.value).flatMap((item) => asText(item) ?? []);
  const text = asText(fallback);
  if (fallback === undefined || text === undefined || values.length === 0 || values.includes(text)) return;
  const near = nearest(text, values) ?? values[0];
  const fixes = near === undefined ? [] : [replaceNode(fallback, near)];
  reading.diagnostics.push(openApiCatalogue.report('DM1214', fallback.span, { value: JSON.stringify(text), reason: 'it is none of the values of the enum' }, { fixes }));
}
