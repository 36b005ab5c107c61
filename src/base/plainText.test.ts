import assert from 'node:assert/strict';
import { plainLine, plainText } from './plainText.ts';

it('takes signs that cannot be seen out of a text and keeps the rest', () => {
  assert.equal(plainText('a\u0000b\u200bc\u202ed\u{e0041}e\r\nf\tg\u2028h', 100), 'abcde\nf\tg\nh');
  assert.equal(plainText('ਪੰਜਾਬੀ 🛠️ naïve', 100), 'ਪੰਜਾਬੀ 🛠️ naïve');
});

it('bounds a text and says how much is left out', () => {
  const text = plainText('x'.repeat(100_000), 1000);
  assert.match(text, /^x{1000} \[… 99000 more characters\]$/);
  assert.equal(plainText(`${'x'.repeat(9)}🛠`, 10).isWellFormed(), true);
});

it('makes one line of a text that cannot end a comment', () => {
  assert.equal(plainLine('one\n  two */ three', 100), 'one two * / three');
});
