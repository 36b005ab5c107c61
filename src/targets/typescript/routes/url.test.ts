import assert from 'node:assert/strict';
import { urlOf } from './url.ts';

it('writes paths as the router reads them', () => {
  assert.equal(urlOf('/v1/orders/{id}/items/{item-id}'), '/v1/orders/:id/items/:itemId');
  assert.equal(urlOf('/orders:batch'), '/orders::batch');
});

it('ends a parameter where its own text ends', () => {
  assert.equal(urlOf('/books/{id}:archive'), '/books/:id(.+?)::archive');
  assert.equal(urlOf('/x/{a}{b}'), '/x/:a(.+?):b(.+?)');
  assert.equal(urlOf('/x/{a}-{b}.json'), '/x/:a-:b.json');
});

it('writes what is percent-encoded as the router compares it', () => {
  assert.equal(urlOf('/per%20cent'), '/per cent');
});
