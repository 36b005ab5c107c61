import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ApplicationIR } from '../src/ir/application.ts';
import type { Schema } from '../src/ir/schema.ts';
import { parseSpec } from '../src/spec/parseSpec.ts';

const file = 'test/torture.openapi.yaml';

// What is made of it type-checks, boots and passes the smoke: npm run eval:specs -- --only torture
const { value, diagnostics } = parseSpec({ main: file, read: (path) => (path === file ? readFileSync(file, 'utf8') : undefined) });

function application(): ApplicationIR {
  assert.ok(value);
  return value;
}

function schema(name: string): Schema {
  const found = application().schemas.find((candidate) => candidate.name === name)?.schema;
  assert.ok(found, `There is no schema ${name}.`);
  return found;
}

it('reads the torture document without an error and without leaving anything out', () => {
  assert.deepEqual(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message), []);
  assert.deepEqual([...new Set(diagnostics.map(({ code }) => code))], ['DM1207']);
  assert.equal(application().endpoints.length, 9);
});

it('keeps schemas whose names differ by case or punctuation, under names that no file system mixes up', () => {
  const names = application().schemas.map(({ name }) => name);
  assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
  assert.equal(names.filter((name) => /^user/i.test(name)).length, 2);
  assert.equal(names.filter((name) => /^foobar/i.test(name)).length, 2);
  assert.ok(names.includes('ErrorModel') && names.includes('DateModel'));
});

it('gives operations names of their own that are no reserved words', () => {
  const names = application().endpoints.map(({ operationId }) => operationId);
  assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
  for (const name of names) assert.match(name, /^[a-z]\w*$/i);
  assert.deepEqual(names.filter((name) => ['class', 'new', 'delete'].includes(name)), []);
});

it('keeps every value of an enum, the empty one too', () => {
  const zone = schema('Zone');
  assert.deepEqual(zone.kind === 'enum' && zone.values, ['Etc/GMT+12', 'Etc/GMT-12', 'Etc/GMT12', '', ' ', 'a', 'A', '1', '*/', 'quote"', 'constructor']);
});

it('defers references inside cycles and keeps null around them', () => {
  const cyclic = application().schemas.filter((named) => named.cyclic).map(({ name }) => name).sort();
  assert.deepEqual(cyclic.filter((name) => !/^user/i.test(name)), ['ErrorModel', 'Ping', 'Pong', 'Tree']);
  const tree = schema('Tree');
  const parent = tree.kind === 'object' ? tree.properties.find(({ name }) => name === 'parent')?.schema : undefined;
  assert.ok(parent?.kind === 'ref' && parent.nullable && parent.lazy);
});

it('tells variants apart by the mapping of their discriminator', () => {
  const shape = schema('Shape');
  assert.deepEqual(shape.kind === 'union' && shape.discriminator?.mapping, [{ value: 'round', variant: 0 }, { value: 'edged', variant: 1 }]);
});

it('reads a schema that only says nullable, and an alias of itself, as any value', () => {
  for (const name of ['Nothing', 'AliasA']) assert.equal(schema(name).kind, 'any');
});
