import assert from 'node:assert/strict';
import { systemRandom } from './systemRandom.ts';

it('makes different ids of UUID version 7 that sort by time', async () => {
  const early = Array.from({ length: 1000 }, () => systemRandom.id());
  await new Promise((done) => { setTimeout(done, 5); });
  const late = systemRandom.id();
  assert.equal(new Set(early).size, 1000);
  for (const id of early) {
    assert.match(id, /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    assert.ok(id < late);
  }
});
