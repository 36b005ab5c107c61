import assert from 'node:assert/strict';
import { canonicalPattern } from './patternText.ts';

const same = (one: string, other: string, flags = 'u'): void => {
  assert.equal(canonicalPattern(one, flags), canonicalPattern(other, flags));
};

const differ = (one: string, other: string, flags = 'u'): void => {
  assert.notEqual(canonicalPattern(one, flags), canonicalPattern(other, flags));
};

it('takes patterns that match the same for the same', () => {
  same('^[A-Z]{2}-[0-9]{2}$', '^[A-Z]{2}-\\d{2,2}$');
  same('^[a-z0-9-]+$', '^[\\d\\-a-z]{1,}$');
  same('^\\w{1}$', '^[A-Za-z0-9_]$');
  same('^(?:a|b)?$', '^(a|b){0,1}$');
  same('^a[.]b$', '^a\\.b$');
  same('^[\\u0041-\\x5A]$', '^[A-Z]$');
});

it('keeps apart what matches something else', () => {
  differ('^[A-Z]$', '^[^A-Z]$');
  differ('^[A-Z]{2}$', '^[A-Z]{2,}$');
  differ('^a.b$', '^a\\.b$');
  differ('^[+-.]$', '^[+.-]$');
  differ('^\\w$', '^[A-Za-z0-9_]$', 'iu');
  differ('(a)\\1', '(?:a)\\1');
  differ('^\\p{L}$', '^\\P{L}$');
  differ('a\\b', 'a[\\b]');
});

it('leaves what is no pattern as it is', () => {
  assert.equal(canonicalPattern('a{', ''), 'a{');
  assert.equal(canonicalPattern('\\', ''), '\\');
});
