import assert from 'node:assert/strict';
import { formatJson } from './formatJson.ts';

it('gives each property a line and keeps short lists on one', () => {
  assert.equal(formatJson({ a: [1, 'b', null], c: {}, d: [{}] }), '{\n  "a": [1, "b", null],\n  "c": {},\n  "d": [{}]\n}\n');
});

it('breaks lists that do not fit or hold objects', () => {
  assert.equal(formatJson({ a: ['x'.repeat(40), 'y'.repeat(40)], b: [{ c: 1 }] }), `{\n  "a": [\n    "${'x'.repeat(40)}",\n    "${'y'.repeat(40)}"\n  ],\n  "b": [\n    {\n      "c": 1\n    }\n  ]\n}\n`);
});
