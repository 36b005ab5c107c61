import assert from 'node:assert/strict';
import { readTemplates } from '../../src/node/templates.ts';
import { nodePorts } from '../../src/node/nodePorts.ts';
import { openAppChecker } from '../../src/pipeline/appChecker.ts';
import { loadSpec } from '../../src/pipeline/loadSpec.ts';
import { createTypescriptTarget } from '../../src/targets/typescript/typescriptTarget.ts';

const target = createTypescriptTarget(readTemplates('templates/typescript'));

type Edit = readonly [from: string | RegExp, to: string];

/** The gaps of the app of a document after edits, each in the one file where it finds something: its code, kind, key, file and line of the spec. */
async function gapsOf(document: object, edits: readonly Edit[] = []): Promise<readonly string[]> {
  const text = JSON.stringify({ openapi: '3.1.0', info: { title: 'Parcels', version: '1.0.0' }, ...document }, null, 1);
  const spec = loadSpec({ main: 'parcels.json', read: (path) => (path === 'parcels.json' ? text : undefined) });
  const { application } = spec;
  assert.ok(application !== undefined);
  const checker = await openAppChecker({ application, spec, target: { name: target.name, load: () => Promise.resolve(target) } }, nodePorts);
  const texts = new Map(await Promise.all([...target.emit(application, 'app')].map(async ({ file }) => [file.path, file.formatted ? file.text : await nodePorts.formatter.format(file)] as const)));
  for (const [from, to] of edits) {
    const [path] = [...texts].find(([name, own]) => name.startsWith('src/') && own.replace(from, to) !== own) ?? [];
    assert.ok(path !== undefined, `nothing to replace: ${String(from)}`);
    texts.set(path, (texts.get(path) ?? '').replace(from, to));
  }
  for (const [path, own] of texts) checker.updateFile(path, own);
  return checker.check().gaps.map(({ code, kind, key, at, spec: place }) => `${code} ${kind} ${key} ${at.file} ${String(spec.locate(place).start.line)}`);
}

/** A document of one operation that takes a body of these schemas. */
function documentOf(schemas: object, mediaTypes: readonly string[] = ['application/json']): object {
  const content = Object.fromEntries(mediaTypes.map((type) => [type, { schema: { $ref: '#/components/schemas/Parcel' } }]));
  return { paths: { '/parcels': { post: { operationId: 'sendParcel', requestBody: { required: true, content }, responses: { 204: { description: 'Sent.' } } } } }, components: { schemas } };
}

const flag = { name: 'urgent', in: 'query', schema: { type: 'boolean' } };

it('names what is wrong in a body by its place below the media type, however many of these there are', async () => {
  const schemas = { Parcel: { type: 'object', required: ['weight'], properties: { weight: { type: 'integer', minimum: 1 }, note: { type: 'string', maxLength: 20 } } } };
  const edit: Edit = ['.max(20)', '.max(30)'];
  const [one] = await gapsOf(documentOf(schemas), [edit]);
  assert.match(one ?? '', /^DM4302 contradicts POST \/parcels body\.note\.maxLength src\//);
  assert.deepEqual((await gapsOf(documentOf(schemas, ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data']), [edit])).map((told) => told.replace(/ \d+$/, '')), [one?.replace(/ \d+$/, '')]);
});

it('finds nothing in the app of schemas that contain each other, and tells a mistake in one of them once', async () => {
  const names = ['Parcel', ...Array.from({ length: 12 }, (_, index) => `Part${String(index)}`)];
  const properties = Object.fromEntries(names.map((name) => [name.toLowerCase(), { $ref: `#/components/schemas/${name}` }]));
  const schemas = Object.fromEntries(names.map((name) => [name, { type: 'object', properties: { ...properties, [`label${name}`]: { type: 'string', maxLength: 20 } } }]));
  assert.deepEqual(await gapsOf(documentOf(schemas)), []);
  const told = await gapsOf(documentOf(schemas), [[/(labelPart7: z\.string\(\))\.max\(20\)/, '$1.max(30)']]);
  assert.equal(told.length, 1, told.join('\n'));
  assert.match(told[0] ?? '', /^DM4302 contradicts \S*labelPart7\.maxLength src\//);
});

it('places what a parameter may be beyond the spec where it is said, not at the helper of all parameters', async () => {
  const document = { paths: { '/parcels': { get: { operationId: 'listAll', parameters: [flag], responses: { 204: { description: 'None.' } } } } } };
  assert.deepEqual(await gapsOf(document), []);
  const [told, ...more] = await gapsOf(document, [['urgent: booleanText.optional()', 'urgent: booleanText.optional().nullable()']]);
  assert.deepEqual(more, []);
  assert.match(told ?? '', /^DM4209 contradicts GET \/parcels query\.urgent\.nullable src\/models\/schemas\/(?!support)/);
});
