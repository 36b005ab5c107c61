import assert from 'node:assert/strict';
import { readDispute } from './runAtoms.ts';

it('takes the last word of a ruling', () => {
  assert.equal(readDispute('WITHDRAWN'), 'withdrawn');
  assert.equal(readDispute('It seems to be WITHDRAWN at first, but the words demand it.\n\n**HOLDS**'), 'holds');
  assert.equal(readDispute('The statement holds up.'), undefined);
  assert.equal(readDispute(''), undefined);
});
