import assert from 'node:assert/strict';
import { lineDiff } from './lineDiff.ts';
import { applyEdits } from './textEdit.ts';

const check = (before: string, after: string): number => {
  const edits = lineDiff('a', before, after);
  assert.equal(applyEdits(before, edits), after);
  return edits.length;
};

it('gives no edits for equal texts', () => {
  assert.equal(check('a\nb\n', 'a\nb\n'), 0);
});

it('touches only the lines that differ', () => {
  assert.deepEqual(lineDiff('f', 'one\ntwo\nthree\nfour\n', 'one\nTWO\nthree\nfour\nfive\n'), [
    { file: 'f', start: 4, end: 8, text: 'TWO\n' },
    { file: 'f', start: 19, end: 19, text: 'five\n' },
  ]);
});

it('makes any text of any other', () => {
  const texts = ['', '\n', 'a', 'a\n', 'b\na', 'a\nb\nc\n', 'c\nb\na\n', 'a\r\nb\r\n', 'x\n\n\ny', 'a\nb\nb\nb\nc', 'b\nb\nc\nc\n'];
  for (const before of texts) for (const after of texts) check(before, after);
});

it('replaces very long differences as one', () => {
  const lines = (word: string): string => Array.from({ length: 3000 }, (_, index) => `${word} ${index}\n`).join('');
  assert.equal(check(`same\n${lines('a')}end`, `same\n${lines('b')}end`), 1);
});
