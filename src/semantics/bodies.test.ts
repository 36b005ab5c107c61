import assert from 'node:assert/strict';
import type { Schema } from '../ir/schema.ts';
import { fileFields, formFields, readBody, sentContent } from './bodies.ts';

const base = { nullable: false, span: { file: '', start: 0, end: 0 } };
const property = (name: string, schema: Schema): { name: string; schema: Schema; required: boolean; readOnly: boolean; writeOnly: boolean; span: typeof base.span } =>
  ({ name, schema, required: true, readOnly: false, writeOnly: false, span: base.span });
const integer: Schema = { ...base, kind: 'integer', bits: 64 };
const form: Schema = {
  ...base, kind: 'object', additional: 'strip',
  properties: [property('start', integer), property('ids', { ...base, kind: 'array', items: integer, uniqueItems: false }), property('file', { ...base, kind: 'binary' })],
};

it('sends JSON where it is declared, else a form', () => {
  const bodyOf = (...types: readonly string[]): Parameters<typeof sentContent>[0] => ({ requestBody: { required: true, contents: types.map((mediaType) => ({ mediaType })), span: base.span } });
  assert.equal(sentContent(bodyOf('text/csv', 'multipart/form-data', 'application/vnd.api+json'))?.mediaType, 'application/vnd.api+json');
  assert.equal(sentContent(bodyOf('text/csv', 'multipart/form-data'))?.mediaType, 'multipart/form-data');
});

it('reads what a form carries: all values are text on the way', () => {
  assert.deepEqual(formFields({ start: 3, ids: [1, 2], options: { a: 1 } }), [['start', '3'], ['ids', '1'], ['ids', '2'], ['options', '{"a":1}']]);
  const content = { mediaType: 'application/x-www-form-urlencoded', schema: form };
  assert.deepEqual(readBody({ start: 3, ids: [1], file: 'x' }, content, new Map()).value, { start: 3, ids: [1], file: 'x' });
  assert.deepEqual(readBody({ start: 'three' }, content, new Map()).value, { start: 'three' });
});

it('knows the files of a multipart body', () => {
  assert.deepEqual([...fileFields({ mediaType: 'multipart/form-data', schema: form }, new Map())], ['file']);
  assert.deepEqual([...fileFields({ mediaType: 'application/x-www-form-urlencoded', schema: form }, new Map())], []);
});
