import { nearest } from '../../base/nearest.ts';
import { encodedUrl } from '../../base/urls.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Span } from '../../base/span.ts';
import { asString, asText, entriesOf, entryOf, valueOf } from '../source.ts';
import type { SourceEntry, SourceNode } from '../source.ts';
import { replaceText } from '../fixes.ts';
import { openApiCatalogue } from './catalogue.ts';
import { checkStructure } from './checkStructure.ts';
import { Documents } from './documents.ts';
import type { OpenApiContext } from './documents.ts';
import type { SpecDocument, SpecOperation } from './model.ts';
import { readPathItem } from './readOperation.ts';
import { readSchema } from './readSchema.ts';
import { readSchemes, readSecurity } from './readSecurity.ts';
import { Definitions, listOf, mapOf, notGenerated, textField } from './reading.ts';
import type { Reading } from './reading.ts';

/** Reads a whole document. Undefined when it is none that can be read. */
export function readDocument(root: SourceNode, context: OpenApiContext, diagnostics: Diagnostic[]): SpecDocument | undefined {
  const version = readVersion(root, diagnostics);
  if (version === undefined) return undefined;
  const reading: Reading = {
    version,
    documents: new Documents(root, context, diagnostics),
    diagnostics,
    definitions: new Definitions(root.span.file),
    schemas: new Map(),
    propertyOf: new Map(),
    examples: [],
    servers: new Set(),
  };
  const info = mapOf(reading, '"info"', valueOf(root, 'info'));
  checkStructure(reading, root);
  defineComponents(reading, root);
  const { operations, callbacks } = readPaths(reading, root);
  const schemes = readSchemes(reading, valueOf(root, 'components'));
  reading.definitions.readAll((node) => readSchema(reading, node));
  const extension = valueOf(root, 'x-devmatrix');
  const businessLogic = valueOf(root, 'x-business-logic');
  return {
    version,
    title: asText(valueOf(info, 'title')) ?? 'app',
    apiVersion: asText(valueOf(info, 'version')) ?? '1.0.0',
    ...textField('description', valueOf(info, 'description')),
    basePath: readBasePath(reading, root),
    definitions: reading.definitions.all(),
    operations,
    schemes,
    security: readSecurity(reading, valueOf(root, 'security')),
    examples: reading.examples,
    notGenerated: [...callbacks, ...readWebhooks(reading, root)],
    ...(extension === undefined ? {} : { extension }),
    ...(businessLogic === undefined ? {} : { businessLogic }),
    span: startOf(root),
    root,
  };
}

function startOf(root: SourceNode): Span {
  return entryOf(root, 'openapi')?.keySpan ?? { file: root.span.file, start: root.span.start, end: root.span.start };
}

function readVersion(root: SourceNode, diagnostics: Diagnostic[]): '3.0' | '3.1' | undefined {
  const swagger = entryOf(root, 'swagger');
  const entry = entryOf(root, 'openapi') ?? swagger ?? entriesOf(root).find(({ key }) => nearest(key, ['openapi']) !== undefined);
  const version = asText(entry?.value) ?? '';
  if (entry === undefined || root.kind !== 'map') {
    diagnostics.push(openApiCatalogue.report('DM1229', { ...root.span, end: root.span.start }, { what: 'An OpenAPI document', expected: 'an object with the key "openapi"', actual: root.kind === 'map' ? 'without it' : 'something else' }));
    return undefined;
  }
  if (entry === swagger || version.startsWith('2')) {
    diagnostics.push(openApiCatalogue.report('DM1201', entry.value.span, { version }));
    return undefined;
  }
  if (version.startsWith('3.0')) return '3.0';
  if (!version.startsWith('3.1')) diagnostics.push(openApiCatalogue.report('DM1202', entry.value.span, { version }));
  return '3.1';
}

function defineComponents(reading: Reading, root: SourceNode): void {
  const components = mapOf(reading, '"components"', valueOf(root, 'components'));
  const file = root.span.file;
  for (const { key, keySpan, value } of entriesOf(mapOf(reading, '"components.schemas"', valueOf(components, 'schemas')))) {
    const id = `${file}#/components/schemas/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    reading.definitions.define({ id, file, parts: ['components', 'schemas', key], node: value, span: keySpan });
  }
}

interface Paths {
  readonly operations: readonly SpecOperation[];
  readonly callbacks: SpecDocument['notGenerated'];
}

function readPaths(reading: Reading, root: SourceNode): Paths {
  const operations: SpecOperation[] = [];
  const callbacks: SpecDocument['notGenerated'][number][] = [];
  const seen = new Map<string, SourceEntry>();
  for (const entry of entriesOf(mapOf(reading, '"paths"', valueOf(root, 'paths')))) {
    if (entry.key.startsWith('x-')) continue;
    if (!entry.key.startsWith('/')) {
      reading.diagnostics.push(openApiCatalogue.report('DM1229', entry.keySpan, { what: 'A path', expected: 'text that begins with "/"', actual: `"${entry.key}"` }, { fixes: [replaceText(entry.keySpan, entry.key, `/${entry.key}`)] }));
      continue;
    }
    const shape = normalisePath(entry.key);
    const { key: path } = entry;
    const reason = unservable(path);
    if (reason !== undefined) {
      reading.diagnostics.push(openApiCatalogue.report('DM1241', entry.keySpan, { path, reason }));
      continue;
    }
    const read = readPathItem(reading, { ...entry, key: canonicalPath(path) });
    for (const operation of read.operations) addOperation(reading, operations, seen, shape, entry, operation);
    callbacks.push(...read.notGenerated);
  }
  return { operations, callbacks };
}

function addOperation(reading: Reading, operations: SpecOperation[], seen: Map<string, SourceEntry>, shape: string, entry: SourceEntry, operation: SpecOperation): void {
  const key = `${operation.method} ${shape}`;
  const other = seen.get(key);
  if (other === undefined) {
    seen.set(key, entry);
    operations.push(operation);
    return;
  }
  const related = [{ message: 'The first one', span: other.keySpan }];
  reading.diagnostics.push(openApiCatalogue.report('DM1219', entry.keySpan, { key: `${operation.method} ${entry.key}`, other: other.key }, { related }));
}

/** `/pets/{petId}/` and `/pets/{id}?x=1` answer the same requests. */
function normalisePath(path: string): string {
  return canonicalPath(path).replace(/\{[^}]*\}/g, '{}');
}

/** Without query, fragment and closing slash, and with single slashes; `/` alone stays. */
function canonicalPath(path: string): string {
  const plain = path.replace(/[?#](?![^{]*\}).*$/s, '').replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
  return plain === '' ? '/' : plain;
}

/** Why no router can serve the path. */
function unservable(path: string): string | undefined {
  if (path.replaceAll(/\{[^}]*\}/g, '').includes('*')) return 'a router takes "*" for any text';
  if (/\}\{/.test(path)) return 'nothing says where one of two adjoining parameters ends';
  if (/\/\.{1,2}(\/|$)/.test(path)) return 'clients resolve "." and ".." before they ask';
  if (/\{[^}]*(\{|$)/.test(path)) return 'a "{" in it is never closed';
  if (/(^|\})[^{]*\}/.test(path)) return 'a "}" in it closes nothing';
  if (path.includes('{}')) return 'a parameter in it has no name';
  return path.includes('{__proto__}') ? '"__proto__" cannot name a parameter' : undefined;
}

/** The path of the first server, its variables replaced by their defaults. */
function readBasePath(reading: Reading, root: SourceNode): string {
  const servers = listOf(reading, '"servers"', valueOf(root, 'servers'));
  const [first, ...others] = servers.map((server) => pathOfServer(server));
  const differing = others.findIndex((path) => path !== first);
  const node = servers[differing + 1];
  if (first !== undefined && differing !== -1 && node !== undefined) {
    reading.diagnostics.push(openApiCatalogue.report('DM1232', node.span, { path: first }));
  }
  return first ?? '';
}

function pathOfServer(server: SourceNode): string {
  const variables = valueOf(server, 'variables');
  const url = (asString(valueOf(server, 'url')) ?? '').replace(/\{([^}]*)\}/g, (_, name: string) => asText(valueOf(valueOf(variables, name), 'default')) ?? '');
  const path = encodedUrl(url).replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/^\/\/[^/?#]*/, '').replace(/[?#].*$/s, '').replace(/\/{2,}/g, '/').replace(/\/$/, '');
  if (path === '' || path === '.' || path.includes('..')) return '';
  return path.startsWith('/') ? path : `/${path.replace(/^\.\//, '')}`;
}

function readWebhooks(reading: Reading, root: SourceNode): SpecDocument['notGenerated'] {
  return entriesOf(valueOf(root, 'webhooks')).map(({ key, keySpan }) => notGenerated(reading, `webhook ${key}`, 'calls to other systems are made by flows.', keySpan));
}
