import assert from 'node:assert/strict';
import { camelCase, firstSentence, kebabCase, pascalCase, plural, snakeCase, withArticle } from './names.ts';

it('converts between the usual styles of identifiers', () => {
  assert.equal(camelCase('Order-item id'), 'orderItemId');
  assert.equal(pascalCase('HTTPServer'), 'HttpServer');
  assert.equal(snakeCase('orderItemV2'), 'order_item_v2');
  assert.equal(kebabCase('OrderItem'), 'order-item');
});

it('makes plurals of the last word only', () => {
  assert.deepEqual(['OrderItem', 'category', 'Box', 'person', 'Day', 'Stock', 'Staff'].map(plural), ['OrderItems', 'categories', 'Boxes', 'people', 'Days', 'Stocks', 'Staff']);
});

it('puts the right article before a noun', () => {
  assert.deepEqual(['order', 'user', 'unit', 'product', 'invoice', 'umbrella'].map(withArticle), ['an order', 'a user', 'a unit', 'a product', 'an invoice', 'an umbrella']);
});

it('takes the first sentence of a text', () => {
  assert.equal(firstSentence('Costs 9.90 a month. More follows.'), 'Costs 9.90 a month');
  assert.equal(firstSentence('One line\nand another'), 'One line');
});
