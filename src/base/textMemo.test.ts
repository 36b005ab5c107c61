import assert from 'node:assert/strict';
import { textMemo } from './textMemo.ts';

it('makes each short text once, also when what it gives is 0 or empty', () => {
  const asked: string[] = [];
  const length = textMemo((text) => {
    asked.push(text);
    return text.length;
  });
  assert.deepEqual(['a', '', 'a', '', 'bc', 'a'].map(length), [1, 0, 1, 0, 2, 1]);
  assert.deepEqual(asked, ['a', '', 'bc']);
});

it('keeps neither long texts nor ever more of them, and still gives what belongs to each', () => {
  let made = 0;
  const doubled = textMemo((text) => {
    made += 1;
    return text + text;
  });
  const long = 'x'.repeat(1000);
  assert.equal(doubled(long), doubled(long));
  assert.equal(made, 2);
  for (let n = 0; n < 30_000; n += 1) assert.equal(doubled(`t${n}`), `t${n}t${n}`);
  assert.equal(doubled('t29999'), 't29999t29999');
  assert.equal(made, 30_002);
});
