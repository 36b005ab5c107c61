import { nearest } from '../../base/nearest.ts';
import type { Span } from '../../base/span.ts';
import type { TextEdit } from '../../base/textEdit.ts';
import type { HttpMethod } from '../../ir/endpoint.ts';
import { asBoolean, asString, asText, entriesOf, entryOf, toJson, valueOf } from '../source.ts';
import type { SourceEntry, SourceMap, SourceNode } from '../source.ts';
import { appendItem, fixOf, insertEntry, replaceSpan, replaceText } from '../fixes.ts';
import { openApiCatalogue } from './catalogue.ts';
import { refOf } from './documents.ts';
import type { SpecBody, SpecContent, SpecDocument, SpecOperation, SpecParameter, SpecResponse } from './model.ts';
import { readParameters, removal } from './readParameters.ts';
import { readSchema } from './readSchema.ts';
import { readSecurity } from './readSecurity.ts';
import { listOf, mapOf, noteExamples, notGenerated, textField } from './reading.ts';
import type { Reading } from './reading.ts';

const methods: Readonly<Record<string, HttpMethod>> = { get: 'GET', post: 'POST', put: 'PUT', patch: 'PATCH', delete: 'DELETE', head: 'HEAD', options: 'OPTIONS', trace: 'TRACE' };

/** The operations of one path, the parameters of the path merged in, and what else it asks for. */
export function readPathItem(reading: Reading, entry: SourceEntry): { readonly operations: readonly SpecOperation[]; readonly notGenerated: SpecDocument['notGenerated'] } {
  const item = mapOf(reading, `The path ${entry.key}`, reading.documents.follow(entry.value, 'pathItems'));
  const shared = readParameters(reading, valueOf(item, 'parameters'));
  const operations: SpecOperation[] = [];
  const left: SpecDocument['notGenerated'][number][] = [];
  for (const operation of entriesOf(item)) {
    const method = Object.hasOwn(methods, operation.key) ? methods[operation.key] : undefined;
    const node = method === undefined ? undefined : mapOf(reading, `${operation.key} ${entry.key}`, operation.value);
    if (method === 'HEAD' && valueOf(item, 'get') !== undefined) {
      left.push(notGenerated(reading, `HEAD ${entry.key}`, 'the GET of the path answers HEAD, too.', operation.keySpan));
    } else if (method !== undefined && node !== undefined) {
      operations.push(readOperation(reading, { method, path: entry, item, key: operation, node, shared }));
      left.push(...readLeftOut(reading, `${method} ${entry.key}`, node));
    }
  }
  return { operations, notGenerated: left };
}

interface OperationSource {
  readonly method: HttpMethod;
  readonly path: SourceEntry;
  /** The object under the path. */
  readonly item: SourceMap | undefined;
  readonly key: SourceEntry;
  readonly node: SourceNode;
  readonly shared: readonly SpecParameter[];
}

function readOperation(reading: Reading, { method, path, item, key, node, shared }: OperationSource): SpecOperation {
  const own = readParameters(reading, valueOf(node, 'parameters'));
  const inherited = shared.filter((parameter) => !own.some((candidate) => candidate.name === parameter.name && candidate.in === parameter.in));
  const body = readBody(reading, `${method} ${path.key}`, valueOf(node, 'requestBody'));
  const id = valueOf(node, 'operationId');
  const idText = asText(id);
  const extension = valueOf(node, 'x-devmatrix');
  const businessLogic = valueOf(node, 'x-business-logic');
  return {
    method,
    path: path.key,
    ...(id === undefined || idText === undefined ? {} : { operationId: { text: idText, span: id.span } }),
    ...textField('summary', valueOf(node, 'summary')),
    ...textField('description', valueOf(node, 'description')),
    deprecated: asBoolean(valueOf(node, 'deprecated')) ?? false,
    tags: listOf(reading, '"tags"', valueOf(node, 'tags')).flatMap((tag) => asText(tag) ?? []),
    parameters: checkPathParameters(reading, { path, item }, [...inherited, ...own]),
    ...(body === undefined ? {} : { body }),
    responses: readResponses(reading, valueOf(node, 'responses')),
    security: readSecurity(reading, valueOf(node, 'security')),
    ...(extension === undefined ? {} : { extension }),
    ...(businessLogic === undefined ? {} : { businessLogic }),
    span: key.keySpan,
  };
}

/** Each placeholder has exactly one declared parameter, in the order of the path. */
function checkPathParameters(reading: Reading, place: Pick<OperationSource, 'path' | 'item'>, declared: readonly SpecParameter[]): readonly SpecParameter[] {
  const { path } = place;
  const all = [...path.key.matchAll(/\{([^}]*)\}/g)];
  const placeholders = [...new Set(all.map((match) => match[1] ?? ''))];
  for (const [index, { 0: placeholder, 1: name = '' }] of all.entries()) {
    const second = all.findIndex((match) => match[0] === placeholder) < index ? placeholderSpan(path, placeholder, path.key.lastIndexOf(placeholder)) : undefined;
    if (second !== undefined) reading.diagnostics.push(openApiCatalogue.report('DM1256', second, { name }));
  }
  const inPath = declared.filter((parameter) => parameter.in === 'path');
  const unused = inPath.filter((parameter) => !placeholders.includes(parameter.name));
  for (const parameter of unused) {
    const near = nearest(parameter.name, placeholders.filter((name) => !inPath.some((candidate) => candidate.name === name)));
    const hint = near === undefined ? '' : ` (did you mean "${near}"?)`;
    reading.diagnostics.push(openApiCatalogue.report('DM1218', parameter.span, { path: path.key, name: parameter.name, hint }, { fixes: near !== undefined ? [replaceText(parameter.span, parameter.name, near)] : parameter.item === undefined ? [] : [removal(reading, parameter.item)], related: [{ message: 'The path', span: path.keySpan }] }));
  }
  const ordered = placeholders.map((name) => inPath.find((parameter) => parameter.name === name) ?? undeclared(reading, place, name, unused));
  return [...ordered, ...declared.filter((parameter) => parameter.in !== 'path')];
}

function undeclared(reading: Reading, { path, item }: Pick<OperationSource, 'path' | 'item'>, name: string, unused: readonly SpecParameter[]): SpecParameter {
  const near = nearest(name, unused.map((parameter) => parameter.name));
  const hint = near === undefined ? '' : ` (did you mean "${near}"?)`;
  const span = placeholderSpan(path, `{${name}}`, path.key.indexOf(`{${name}}`));
  const fix = near !== undefined && span !== path.keySpan ? replaceSpan(span, `{${near}}`) : fixOf('insert', `Declare ${name}`, () => declaration(reading, item, name));
  reading.diagnostics.push(openApiCatalogue.report('DM1217', span, { name, path: path.key, hint }, { fixes: [fix] }));
  return { name, in: 'path', required: true, schema: { span, types: ['string'] }, style: 'simple', explode: false, ignored: false, span };
}

/** Declares a parameter for all operations of a path. */
function declaration(reading: Reading, item: SourceMap | undefined, name: string): readonly TextEdit[] {
  if (item === undefined) return [];
  const root = reading.documents.rootOf(item);
  const declared = valueOf(item, 'parameters');
  const parameter = { name, in: 'path', required: true, schema: { type: 'string' } };
  return [declared?.kind === 'seq' ? appendItem(root, declared, parameter) : insertEntry(root, item, 'parameters', [parameter])];
}

/** The span of a placeholder that stands at `index` of the path; that of the path when escapes make it unsure. */
function placeholderSpan({ key, keySpan }: SourceEntry, placeholder: string, index: number): Span {
  const quotes = keySpan.end - keySpan.start - key.length;
  if (index === -1 || (quotes !== 0 && quotes !== 2)) return keySpan;
  const start = keySpan.start + quotes / 2 + index;
  return { ...keySpan, start, end: start + placeholder.length };
}

function readBody(reading: Reading, key: string, source: SourceNode | undefined): SpecBody | undefined {
  const node = mapOf(reading, `The request body of ${key}`, reading.documents.follow(source, 'requestBodies'));
  if (node === undefined || source === undefined) return undefined;
  return {
    ...originOf(source),
    required: asBoolean(valueOf(node, 'required')) ?? false,
    ...textField('description', valueOf(node, 'description')),
    contents: readContents(reading, valueOf(node, 'content')),
    span: entryOf(node, 'content')?.keySpan ?? node.span,
  };
}

/** The name under which a shared part stands. */
function originOf(node: SourceNode): { readonly origin?: string } {
  const name = String(refOf(node)?.value ?? '').split('/').at(-1) ?? '';
  return name === '' ? {} : { origin: name };
}

function readContents(reading: Reading, node: SourceNode | undefined): readonly SpecContent[] {
  return entriesOf(mapOf(reading, '"content"', node)).map(({ key, keySpan, value }) => {
    const source = valueOf(value, 'schema');
    if (source === undefined) return { mediaType: key, span: keySpan };
    const schema = readSchema(reading, source);
    noteExamples(reading, value, schema);
    return { mediaType: key, schema, span: keySpan };
  });
}

function readResponses(reading: Reading, node: SourceNode | undefined): readonly SpecResponse[] {
  return entriesOf(mapOf(reading, '"responses"', node)).flatMap((entry) => {
    if (entry.key.startsWith('x-')) return [];
    const status = entry.key.toUpperCase();
    const isStatus = /^([1-5]\d\d|[1-5]XX|DEFAULT)$/.test(status);
    if (!isStatus || (status !== entry.key && entry.key !== 'default')) reportStatus(reading, entry, isStatus);
    if (!isStatus) return [];
    const response = reading.documents.follow(entry.value, 'responses');
    return [{
      ...originOf(entry.value),
      status: status === 'DEFAULT' ? 'default' : status,
      description: asString(valueOf(response, 'description')) ?? '',
      headers: readHeaders(reading, valueOf(response, 'headers')),
      contents: readContents(reading, valueOf(response, 'content')),
      span: entry.keySpan,
    }];
  });
}

const usualStatuses = ['default', '1XX', '2XX', '3XX', '4XX', '5XX', '200', '201', '202', '204', '400', '401', '403', '404', '409', '422', '429', '500', '503'];

/** Only `X` and `default` in these cases are statuses; others are read as these, and what is none is left out. */
function reportStatus(reading: Reading, { key, keySpan }: SourceEntry, isStatus: boolean): void {
  const meant = isStatus ? (/^default$/i.test(key) ? 'default' : key.toUpperCase()) : nearest(key, usualStatuses);
  const consequence = isStatus ? `it is read as "${meant ?? ''}"` : 'the response is ignored';
  const hint = isStatus || meant === undefined ? '' : ` Did you mean "${meant}"?`;
  reading.diagnostics.push(openApiCatalogue.report('DM1227', keySpan, { status: key, consequence, hint }, { fixes: meant === undefined ? [] : [replaceText(keySpan, key, meant)] }));
}

function readHeaders(reading: Reading, node: SourceNode | undefined): SpecResponse['headers'] {
  return entriesOf(node).flatMap(({ key, keySpan, value }) => {
    const header = reading.documents.follow(value, 'headers');
    const schema = valueOf(header, 'schema');
    if (header === undefined || key.toLowerCase() === 'content-type') return [];
    return [{ name: key, required: asBoolean(valueOf(header, 'required')) ?? false, schema: schema === undefined ? { span: keySpan, types: ['string'] as const } : readSchema(reading, schema) }];
  });
}

function readLeftOut(reading: Reading, key: string, node: SourceNode): SpecDocument['notGenerated'] {
  const callbacks = entriesOf(valueOf(node, 'callbacks')).map((entry) => notGenerated(reading, `callback ${entry.key} of ${key}`, 'calls to other systems are made by flows.', entry.keySpan));
  const links = entriesOf(valueOf(node, 'responses')).flatMap((response) => {
    const entry = entryOf(response.value, 'links');
    return entry === undefined ? [] : [notGenerated(reading, `the links of ${key} ${response.key}`, 'links are hints for readers of the document.', entry.keySpan)];
  });
  const servers = entryOf(node, 'servers');
  const server = servers === undefined || sameServers(reading, servers.value) ? [] : [notGenerated(reading, `the server of ${key}`, 'one app serves all operations.', servers.keySpan)];
  return [...callbacks, ...links, ...server];
}

/** Whether these are the document's servers, or were named before. */
function sameServers(reading: Reading, node: SourceNode): boolean {
  const text = JSON.stringify(toJson(node));
  const all = valueOf(reading.documents.root, 'servers');
  const known = reading.servers.has(text) || (all !== undefined && JSON.stringify(toJson(all)) === text);
  reading.servers.add(text);
  return known;
}
