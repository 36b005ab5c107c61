import assert from 'node:assert/strict';
import { readSource } from './readSource.ts';
import { entryOf, nodeAt, toJson } from './source.ts';

function read(text: string, file = 'spec.yaml') {
  const { value, diagnostics } = readSource(file, text);
  return { json: value === undefined ? undefined : toJson(value), codes: diagnostics.map((diagnostic) => diagnostic.code), value };
}

it('gives YAML and JSON of one content as one tree', () => {
  const yaml = read('a: 1\nb: [x, null, true]\n');
  const json = read('{"a":1,"b":["x",null,true]}', 'spec.json');
  assert.deepEqual(yaml.json, json.json);
  assert.deepEqual([...yaml.codes, ...json.codes], []);
});

it('points to keys and values in the text', () => {
  const text = '\uFEFFinfo:\r\n  title: "Müsli"\r\n';
  const entry = entryOf(nodeAt(read(text).value, '/info'), 'title');
  assert.equal(text.slice(entry?.keySpan.start, entry?.keySpan.end), 'title');
  assert.equal(text.slice(entry?.value.span.start, entry?.value.span.end), '"Müsli"');
});

it('keeps what a number looked like', () => {
  const node = nodeAt(read('version: 1.0').value, '/version');
  assert.equal(node?.kind === 'scalar' ? node.text : '', '1.0');
});

it('resolves aliases and merge keys, explicit keys first', () => {
  assert.deepEqual(read('a: &x {b: 1, c: 1}\nd:\n  <<: *x\n  c: 2\n').json, { a: { b: 1, c: 1 }, d: { c: 2, b: 1 } });
});

it('refuses aliases that contain themselves or expand without bound', () => {
  assert.deepEqual(read('a: &x [*x]').codes, ['DM1007']);
  const levels = 'bcdefghij'.split('').map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index] ?? ''}`).join(', ')}]`);
  assert.deepEqual(read(`a: &a [${Array(9).fill('x').join(', ')}]\n${levels.join('\n')}`).codes, ['DM1008']);
});

it('reports nesting that is too deep in either syntax', () => {
  assert.deepEqual(read('['.repeat(50_000)).codes, ['DM1006']);
  assert.ok(read('{"a":'.repeat(50_000), 'spec.json').codes.includes('DM1006'));
});

it('reports duplicate keys and keeps the first', () => {
  assert.deepEqual(read('a: 1\na: 2'), { ...read('a: 1\na: 2'), json: { a: 1 }, codes: ['DM1004'] });
  assert.deepEqual(read('{"a":1,"a":2}', 'spec.json').codes, ['DM1004']);
});

it('treats __proto__ as an ordinary key', () => {
  const json = read('__proto__: { polluted: true }').json;
  assert.ok(json !== null && typeof json === 'object' && Object.hasOwn(json, '__proto__'));
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
});

it('says that a file is empty, whatever kind of nothing is in it', () => {
  for (const text of ['', ' \n', '\uFEFF', '# only a comment\n']) assert.deepEqual(read(text).codes, ['DM1001'], JSON.stringify(text));
});

it('keeps what could be read of broken input', () => {
  const broken = read('{"a": 1, "b": [2', 'spec.json');
  assert.deepEqual(broken.json, { a: 1, b: [2] });
  assert.ok(broken.codes.every((code) => code === 'DM1003'));
  assert.ok(read('a: [1, 2\nb: 3\n').codes.includes('DM1002'));
});

it('refuses a second document', () => {
  assert.deepEqual(read('a: 1\n---\nb: 2\n').codes, ['DM1002']);
});
