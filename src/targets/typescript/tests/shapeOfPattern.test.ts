import assert from 'node:assert/strict';
import { example, shapeOfPattern, varietyOf } from './shapeOfPattern.ts';

it('reads the usual patterns of codes', () => {
  assert.deepEqual(shapeOfPattern('^[0-9]{4}-[A-Z]{2}$'), [{ alphabet: '0123456789', length: 4 }, '-', { alphabet: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', length: 2 }]);
  assert.deepEqual(shapeOfPattern('^(?:EU|US)-\\d+$'), ['EU-', { alphabet: '0123456789', length: 12 }]);
  assert.equal(shapeOfPattern('^(a)\\1$'), undefined);
  assert.equal(shapeOfPattern('^(?=.*x).+$'), undefined);
});

it('stays within the lengths', () => {
  const shape = shapeOfPattern('^[A-Z0-9-]{3,20}$', 0, 5) ?? [];
  assert.equal(example(shape, 0).length, 4);
  assert.equal(varietyOf(shape), 36 ** 4);
});
