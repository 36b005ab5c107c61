import assert from 'node:assert/strict';
import { constraintName, quoteName, quoteText, sqlName } from './sqlNames.ts';

it('keeps names that PostgreSQL keeps', () => {
  assert.equal(sqlName('order_items'), 'order_items');
  assert.equal(constraintName('order', 'user_id', 'fkey'), 'order__user_id__fkey');
});

it('cuts a long name to 63 bytes and tells apart what differs at its end only', () => {
  const a = sqlName(`${'é'.repeat(40)}_a`);
  const b = sqlName(`${'é'.repeat(40)}_b`);
  assert.notEqual(a, b);
  assert.equal(Buffer.byteLength(a) <= 63, true);
  assert.equal(a, sqlName(`${'é'.repeat(40)}_a`));
});

it('quotes identifiers and texts', () => {
  assert.equal(quoteName('a"b'), '"a""b"');
  assert.equal(quoteText("it's"), "'it''s'");
});
