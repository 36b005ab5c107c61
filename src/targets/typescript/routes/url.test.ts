import assert from 'node:assert/strict';
import { urlOf } from './url.ts';

it('writes paths as the router reads them', () => {
  assert.equal(urlOf('/v1/orders/{id}/items/{item-id}'), '/v1/orders/:id/items/:itemId');
  assert.equal(urlOf('/orders:batch'), '/orders::batch');
});
