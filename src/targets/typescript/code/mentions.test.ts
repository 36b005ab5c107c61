import assert from 'node:assert/strict';
import { mentions } from './mentions.ts';

it('finds names that code reads, and no others that look the same', () => {
  for (const source of ['send(by)', '{ by }', '[...by]', 'f({ a: by, b })', '`/x/${by.id}`', '`${`${by}`}`', 'x ? by : y', '"it\'s"; by', '`${{ a: 1 }}` + by', '!by']) assert.ok(mentions(source, 'by'), source);
  for (const source of ['"by"', "'by'", '`by ${other}`', '{ by: 1 }', 'row.by', 'row?.by', 'baby', 'by2', '// by\n1', '/* by */ 1', "'a\\' by'", '`\\${by}`', '`${{ by: 1 }} by`']) assert.ok(!mentions(source, 'by'), source);
});
