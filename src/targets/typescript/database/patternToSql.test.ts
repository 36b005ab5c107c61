import assert from 'node:assert/strict';
import { patternToSql } from './patternToSql.ts';

it('keeps what both dialects read alike', () => {
  assert.equal(patternToSql('^[A-Z0-9-]{3,20}$'), '^[A-Z0-9\\-]{3,20}$');
  assert.equal(patternToSql('^(a|b)+$'), '^(?:a|b)+$');
});

it('spells out classes, because PostgreSQL reads them by locale', () => {
  assert.equal(patternToSql('^\\d+[\\w-]\\D$'), '^[0-9]+[A-Za-z0-9_\\-][^0-9]$');
  assert.equal(patternToSql('^.[[:]$'), '^[^\\n\\r\\u2028\\u2029][\\[:]$');
});

it('gives up on what has no equal', () => {
  for (const pattern of ['(?<=a)b', '(a)\\1', '\\bword\\b', '\\p{L}', 'a{1,300}', 'a+?', '[]', '[^\\S]', '\\u0000', '(?<name>a)']) {
    assert.equal(patternToSql(pattern), undefined, pattern);
  }
});
