import assert from 'node:assert/strict';
import { docComment, member, propertyKey, typeName, valueName } from './identifiers.ts';

it('never hides keywords, globals or names that generated code uses', () => {
  assert.deepEqual(['order items', 'class', 'rows', '3d models'].map((name) => valueName(name, 'Table')), ['orderItems', 'classTable', 'rowsTable', '_3dModels']);
  assert.deepEqual(['Product', 'Date', 'Error', 'CallContext'].map((name) => typeName(name)), ['Product', 'DateModel', 'ErrorModel', 'CallContextModel']);
});

it('quotes members that are no identifiers', () => {
  assert.equal(member('row', 'größe'), 'row.größe');
  assert.equal(member('query', 'price[gt]'), 'query["price[gt]"]');
  assert.equal(propertyKey('__proto__'), '["__proto__"]');
});

it('keeps comments closed', () => {
  assert.equal(docComment('ends */ here'), '/** ends *\\/ here */\n');
  assert.equal(docComment(undefined), '');
});
