import assert from 'node:assert/strict';
import { effortOf } from './effortOf.ts';

it('an effort that the model has is taken as it is, another by the nearest', () => {
  assert.equal(effortOf('high', ['low', 'medium', 'high']), 'high');
  assert.equal(effortOf('max', ['low', 'medium', 'high']), 'high');
  assert.equal(effortOf('none', ['minimal', 'low']), 'minimal');
  assert.equal(effortOf('medium', ['low', 'high']), 'low');
});

it('without efforts, or with foreign ones, none is sent', () => {
  assert.equal(effortOf('high', []), undefined);
  assert.equal(effortOf('high', undefined), undefined);
  assert.equal(effortOf(undefined, ['low']), undefined);
  assert.equal(effortOf('high', ['turbo']), undefined);
});
