import assert from 'node:assert/strict';
import { camelCase, kebabCase, pascalCase, plural, snakeCase } from './names.ts';

it('converts between the usual styles of identifiers', () => {
  assert.equal(camelCase('Order-item id'), 'orderItemId');
  assert.equal(pascalCase('HTTPServer'), 'HttpServer');
  assert.equal(snakeCase('orderItemV2'), 'order_item_v2');
  assert.equal(kebabCase('OrderItem'), 'order-item');
});

it('makes plurals of the last word only', () => {
  assert.deepEqual(['OrderItem', 'category', 'Box', 'person', 'Day', 'Stock'].map(plural), ['OrderItems', 'categories', 'Boxes', 'people', 'Days', 'Stock']);
});
