import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { specFiles } from '../../src/node/specFiles.ts';
import { loadSpec } from '../../src/pipeline/loadSpec.ts';
import { listVerification } from '../../src/verify/listVerification.ts';

const shop = fileURLToPath(new URL('../../examples/shop/shop.devmatrix.yaml', import.meta.url));

it('lists operations, flows, schedules and machines in the order of the spec, after the app itself', () => {
  const { application } = loadSpec(specFiles(shop));
  assert.ok(application !== undefined);
  const items = listVerification(application);
  assert.equal(items[0]?.id, 'app');
  assert.equal(items.length, 1 + application.endpoints.length + application.stateMachines.length + 1);
  const starts = items.slice(1).map(({ span }) => span.start);
  assert.deepEqual(starts, [...starts].sort((a, b) => a - b));
  const kinds = new Map(items.map(({ id, kind }) => [id, kind]));
  assert.equal(kinds.get('POST /products'), 'operation');
  assert.equal(kinds.get('POST /carts/{id}/checkout'), 'flow');
  assert.equal(kinds.get('machine:orderStatus'), 'machine');
  assert.equal(kinds.get('schedule:abandonStaleCarts'), 'flow');
});
